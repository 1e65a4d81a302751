//! Rules compiled and run while the program runs (feature `dynamic`).
//!
//! The interpreter walks the same intermediate form that code is generated from, and calls the same operations and
//! matchers of the runtime: the two differ in control flow alone. Matchers are built when a rule is compiled, except tables,
//! automata and regular expressions, which the first text builds: most rules of a large set never see one.

mod address;
mod call;
mod capture;
mod convert;
mod deferred;
pub mod explain;
mod formula;
mod leaf;
mod lineage;
mod number;
mod pack;
mod pipes;
mod predicate;
pub mod profile;
mod rule;
mod scope;
mod script;
mod search;
mod sequence;
mod stages;
mod text;
mod unordered;

#[cfg(all(test, feature = "json"))]
mod tests;

pub use eql_compiler::ir::Fingerprint;
pub use eql_compiler::{Code, CompileOptions, Diagnostic, Diagnostics, Dialect, Severity, TextRange, ir};
pub use eql_runtime::limits::End;
pub use eql_runtime::pack::Matched;
pub use eql_runtime::pipes::Record;
pub use lineage::LineageRule;
pub use pack::{Alert, Engine, Pack, PackMatcher};
pub use rule::{Kind, Rule};
pub use search::{Found, Search, SearchOptions};
pub use sequence::SequenceRule;
pub use unordered::{JoinRule, SampleRule};

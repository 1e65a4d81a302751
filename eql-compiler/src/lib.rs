//! The EQL compiler: text → syntax tree → checked rule → intermediate form → passes → Rust tokens.
//!
//! It does no I/O, reads no environment and holds no global state; equal text gives equal output.

#![forbid(unsafe_code)]

mod codegen;
mod compile;
pub mod diagnostic;
pub mod dialect;
pub mod expand;
pub mod field_path;
pub mod format;
pub mod ir;
pub mod lint;
pub mod options;
pub mod pack;
pub mod partition;
pub mod passes;
pub mod rule_file;
pub mod sema;
pub mod source;
pub mod suggest;
pub mod syntax;
pub mod tables;

pub use compile::{analyse, compile};
pub use diagnostic::{Code, Diagnostic, Diagnostics, Severity, TextRange};
pub use dialect::Dialect;
pub use expand::{Expansion, Header, Request, expand};
pub use options::CompileOptions;

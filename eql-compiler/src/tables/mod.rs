//! Tables and patterns that code generation and the interpreter build alike, in the forms that `eql-runtime` reads.

pub mod automaton;
pub mod lucene;

pub use automaton::AutomatonBuf;
pub use lucene::{LuceneError, translate};

//! Random sequence rules over random streams, and what the specification says they find: for the machine alone, for
//! generated code, for the interpreter and for fuzzers.

pub mod notation;
pub mod oracle;
pub mod random;
pub mod text;

pub use random::Choices;

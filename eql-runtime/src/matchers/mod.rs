//! Tests of one text or address against literals: alone, as patterns, and as sets.
//!
//! Everything here can be built in a `const` or `static` from tables that the compiler writes, so that a compiled rule
//! starts without building anything. The `…Buf` types build and own the same tables for rules that are compiled while
//! the program runs. A malformed table gives a wrong answer, never a panic.

pub mod automaton;
pub mod cidr;
pub mod fold;
pub mod glob;
pub mod substring;
pub mod text_set;

pub use automaton::{Automaton, Side};
pub use cidr::{AddressRanges, AddressRangesBuf, CidrError};
pub use fold::{between, ends_with, equals, starts_and_ends_with, starts_with};
pub use glob::{Glob, Wildcards};
pub use substring::Substring;
pub use text_set::{TextSet, TextSetBuf};

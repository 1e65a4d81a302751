//! Tables and patterns that code generation and the interpreter build alike, in the forms that `eql-runtime` reads.

pub mod automaton;
pub mod lucene;

pub use automaton::AutomatonBuf;
pub use lucene::{LuceneError, translate};

/// Up to so many literals are compared one by one; more go into a [`TextSet`](eql_runtime::matchers::TextSet).
///
/// These four are where the two ways cost the same on 90 paths of 45 bytes and 9 names: a set of any size takes 4 ns, a
/// comparison 1 ns; an automaton takes 5 ns (prefixes), 12 ns (suffixes that share their ends) or 1 ns a byte
/// (substrings), a comparison 2, 2 and 10 ns. `aho-corasick`'s own searcher takes as long as an [`AutomatonBuf`] here,
/// from tables thirty times its size, and has to be built at start.
pub const COMPARE_EXACT_AT_MOST: usize = 4;
/// Up to so many prefixes are compared one by one; more become an automaton.
pub const COMPARE_PREFIXES_AT_MOST: usize = 3;
/// Up to so many suffixes are compared one by one; more become an automaton.
pub const COMPARE_SUFFIXES_AT_MOST: usize = 6;
/// Up to so many substrings are searched for one by one; more become an automaton.
pub const SEARCH_SUBSTRINGS_AT_MOST: usize = 4;

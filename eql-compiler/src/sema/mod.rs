//! From a syntax tree to a checked rule: names, types, functions and the dialect.

pub mod schema;

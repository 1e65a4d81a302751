//! The sequence machine, `sample` and `join` against `sequences.md`, Elasticsearch's own cases, and a naive oracle.

#![expect(clippy::disallowed_methods, clippy::print_stderr, reason = "tests read the shared corpora in place")]

mod alias;
mod bounds;
mod disorder;
mod hostile;
mod partitions;
mod random;
#[cfg(feature = "snapshot")]
mod restart;
mod series;
mod stream_sample;
mod table;
mod unordered;
mod values;

//! The sequence machine against `sequences.md`, against Elasticsearch's own cases, and against a naive oracle.

mod alias;
mod bounds;
mod notation;
mod oracle;
mod random;
mod series;
mod table;

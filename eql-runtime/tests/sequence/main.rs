//! The sequence machine against `sequences.md`.

mod notation;
mod table;

//! What the fuzz targets check, apart from libFuzzer: `tests/seeds.rs` does the same over what fuzzing begins with.

pub mod projection;
pub mod rule_text;
pub mod seeds;
pub mod sequences;
pub mod snapshot;

//! No text makes the compiler panic; what `tests/robustness` asks of damaged texts holds for those of the fuzzer.

use std::sync::LazyLock;

#[path = "../../tests/robustness/check.rs"]
mod check;

use check::{events, ways};

static WAYS: LazyLock<Vec<eql::dynamic::CompileOptions>> = LazyLock::new(ways);
static EVENTS: LazyLock<Vec<serde_json::Value>> = LazyLock::new(events);

/// The first byte chooses the dialect and whether there is a schema, the rest is the text.
pub fn check(data: &[u8]) {
    let Some((way, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    check::check(text, &WAYS[usize::from(*way) % WAYS.len()], &EVENTS);
}

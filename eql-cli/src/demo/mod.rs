//! The demo stream: two hours of a small fleet of our own invention, an attack in two parts, and events that only look
//! like it.
//!
//! `events.ndjson.gz` is what `generate` makes of its seed; a test compares the two, and writes the file anew when
//! `UPDATE_GOLDEN` is set.

#[cfg(test)]
mod fleet;
#[cfg(test)]
mod generate;
#[cfg(test)]
mod plants;

/// The stream, compressed.
pub(crate) static EVENTS: &[u8] = include_bytes!("events.ndjson.gz");

//! State as bytes, for restarts and for moving it elsewhere (feature `snapshot`; `sequences.md` §11.7).
//!
//! Detectors, machines, joiners, samplers and [`Reorder`](crate::stream::Reorder) each write what they know as one
//! *snapshot*: marked, versioned and with a checksum over all of it. Reading takes any bytes and never panics: what is
//! cut off, damaged or of another rule is refused with the reason, and the state that was there stays as it was. An
//! [`Archive`] holds the snapshots of many rules; an [`ArchiveWriter`] writes one part by part.
//!
//! What stands for events in matches goes into a snapshot too, so it has to be serialisable, or be mapped to something
//! that is: the `_with` methods take such a function.

mod archive;
mod archive_writer;
mod envelope;
mod keys;

pub use archive::{Archive, Section};
pub use archive_writer::ArchiveWriter;
pub use envelope::{FORMAT, SnapshotError};
pub(crate) use envelope::{open, seal};
pub(crate) use keys::WrittenCaptures;

/// Reads a number of things counted one by one: no stream counts so far that one more would be too many.
pub(crate) fn count<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let count = <u64 as serde::Deserialize>::deserialize(deserializer)?;
    if count <= u64::MAX / 2 { Ok(count) } else { Err(serde::de::Error::custom("a count that nothing has come to")) }
}

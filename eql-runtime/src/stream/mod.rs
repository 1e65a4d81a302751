//! Event time: streams whose events do not come in the order in which they happened (`sequences.md` §11.6).
//!
//! A sequence is about the order of events, but agents buffer, networks delay and collectors retry. [`Reorder`] holds
//! every event back until no earlier one is expected, and gives events out in the order of their ordinals; what comes
//! even later is handed back and counted. As long as nothing is later than the lateness allows, rules find what they
//! would find in the sorted stream, whatever the order of arrival.

mod clock;
mod partition;
mod reorder;
#[cfg(feature = "snapshot")]
mod state;

pub use clock::SourceId;
pub use partition::Partition;
pub use reorder::{Refusal, Refused, Released, Reorder, ReorderCounters, ReorderOptions};

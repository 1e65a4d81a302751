//! Sequences: events in order, joined by keys, within a time, without others in between (`sequences.md`).
//!
//! What a rule asks of one event ([`Stages`]) is apart from how matches progress ([`Machine`]): [`evaluate`] makes a
//! [`Hit`] of an event that takes part, and a hit can be kept, sorted and stepped later. [`Detector`] does both at once,
//! [`match_hits`] takes a finite stream in any order.

mod absence;
mod batch;
mod bounds;
mod capture;
mod detector;
mod entries;
mod expiry;
mod key;
mod machine;
mod matches;
mod observer;
mod ordinal;
mod partial;
mod plan;
mod probe;
mod rule;
mod shape;
mod sink;
mod slab;
#[cfg(feature = "snapshot")]
mod state;
mod timers;

pub use batch::{match_hits, match_hits_observed};
pub use bounds::{Counters, Limits};
pub use capture::Captures;
pub use detector::Detector;
pub use key::{KeyMode, KeyTuple, KeyValue};
pub use machine::Machine;
pub use matches::{Match, Span, sort_matches};
pub use observer::{Observer, Reason, Transition};
pub use ordinal::{Ordinal, Tiebreaker};
pub use plan::{MILLISECOND, Order, PredicateSet, SequenceMode, SequencePlan, SequencePlanBuf, StagePlan, UntilPlan};
pub use rule::{Evaluation, Hit, Sequence, SequenceRule, Stages, evaluate, evaluate_matched, key_tuples};
pub(crate) use rule::{KeySet, plan_hash};
pub use sink::KeySink;
#[cfg(feature = "snapshot")]
pub(crate) use state::same_rule;

//! Whether events that must be missing before and after a match were missing (`sequences.md` §7.2).

use super::entries::EntryIndex;
use super::partial::{Chain, Sightings};
use super::shape::Shape;
use crate::time::Timestamp;

/// A match that has all its events and waits until the absence after the last one is certain.
#[derive(Debug)]
pub(super) struct Waiting<Id> {
    pub(super) chain: Chain<Id>,
    pub(super) first: Timestamp,
    pub(super) entry: EntryIndex,
}

/// What is known about a match when its last event arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// What must be missing is missing.
    Absent,
    /// It was there.
    Present,
    /// It may still come, until `deadline` inclusive.
    Open { deadline: i64 },
}

/// Some window as long as `maxspan` must cover the match and hold, outside of it, no event that must be missing.
///
/// `first` and `last` are the times of the first and last event, cut to the plan's resolution.
pub(super) fn decide(
    sightings: &Sightings,
    (first, last): (i64, i64),
    maxspan: Option<i64>,
    shape: &Shape,
) -> Decision {
    if sightings.poisoned {
        return Decision::Present;
    }
    let maxspan = maxspan.unwrap_or(i64::MAX);
    let deadline = match (shape.leading.is_empty(), shape.trailing.is_empty(), sightings.before) {
        (true, true, _) | (false, _, None) => return Decision::Absent,
        (false, true, Some(before)) if last.saturating_sub(before) > maxspan => return Decision::Absent,
        (false, true, Some(_)) => return Decision::Present,
        (true, false, _) => first.saturating_add(maxspan),
        (false, false, Some(before)) => before.saturating_add(maxspan),
    };
    if deadline <= last { Decision::Absent } else { Decision::Open { deadline } }
}

//! How much state a rule may hold, and what became of the rest.

use crate::lineage::LineageLimits;

/// Caps on the state of one rule. Whatever reaches a cap loses its oldest part first, and [`Counters`] says how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Join keys with state. Beyond it, the key whose last event is the longest ago is forgotten.
    pub max_keys: usize,
    /// Key tuples of one event and key group (`sequences.md` §3.4). The first ones are kept, in the order of the values
    /// in the event, the last column varying fastest.
    pub key_tuples_per_event: usize,
    /// Candidates kept for a stage that reads earlier events, for each key (`sequences.md` §13). The newest are kept;
    /// 1 is the rule without candidates, 0 means 1.
    pub alias_candidates: usize,
    /// Matches that wait for the absence after their last event to be certain. Beyond it, the one with the earliest
    /// deadline is given up.
    pub max_waiting: usize,
    /// Processes that a rule with `descendant of` and its like remembers. Beyond it, the one that no event has named for
    /// the longest time is forgotten.
    pub max_processes: usize,
    /// For how long, in nanoseconds of event time, matches that `maxspan` has ended are kept. It decides about memory,
    /// not about results, as long as no event is later than this behind the newest one.
    pub grace: i64,
    /// For how long, in nanoseconds of event time after its first event, a match in progress of a rule without
    /// `maxspan` can be extended. The language sets no bound, so this one is needed on a stream; `None` is none.
    pub lifetime: Option<i64>,
}

impl Limits {
    /// The limits that are used unless others are set.
    pub const DEFAULT: Self = Self {
        max_keys: 131_072,
        key_tuples_per_event: 64,
        alias_candidates: 16,
        max_waiting: 65_536,
        max_processes: LineageLimits::DEFAULT.max_processes,
        grace: 600_000_000_000,
        lifetime: Some(86_400_000_000_000),
    };

    /// Limits for a finite set of events, whose hits are held in memory anyway: no key and no waiting match is given up
    /// before memory ends, and results are those of all events together.
    pub const FINITE: Self = Self {
        max_keys: usize::MAX,
        max_waiting: usize::MAX,
        max_processes: LineageLimits::FINITE.max_processes,
        key_tuples_per_event: 4_096,
        lifetime: None,
        ..Self::DEFAULT
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What happened inside one machine since it was made; for metrics and for noticing that a limit is too low.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub struct Counters {
    /// Events that took part.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub hits: u64,
    /// Events that would have taken part but have no time.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub no_timestamp: u64,
    /// Matches given out.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub matches: u64,
    /// Extensions not made because the event comes before the last event of the match so far.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub late: u64,
    /// Matches in progress given up because a newer one reached the same stage.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub overridden: u64,
    /// Matches in progress given up because `maxspan` had passed.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub expired: u64,
    /// Matches in progress of a rule without `maxspan` given up because of [`Limits::lifetime`].
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub outlived: u64,
    /// Matches in progress ended by `until`.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub ended: u64,
    /// Key tuples left out: [`Limits::key_tuples_per_event`].
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub dropped_key_tuples: u64,
    /// Candidates given up: [`Limits::alias_candidates`].
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub dropped_candidates: u64,
    /// Keys forgotten: [`Limits::max_keys`].
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub evicted_keys: u64,
    /// Waiting matches given up: [`Limits::max_waiting`], or because their key was forgotten.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub dropped_waiting: u64,
    /// Processes forgotten, or not read: [`Limits::max_processes`].
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub lost_processes: u64,
}

impl Counters {
    /// How often a limit made something be given up that could have led to a match. Candidates are not counted: how many
    /// are kept is part of what an aliased stage means.
    #[must_use]
    pub const fn lost(&self) -> u64 {
        self.dropped_key_tuples + self.evicted_keys + self.dropped_waiting + self.outlived + self.lost_processes
    }
}

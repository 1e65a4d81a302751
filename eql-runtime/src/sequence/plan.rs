//! What a sequence rule looks for, as data that generated code can keep in a `static`.

use super::key::KeyMode;

/// One millisecond in nanoseconds: the resolution of look-ups of missing events in Elasticsearch.
pub const MILLISECOND: i64 = 1_000_000;

/// A sequence: its stages and how they follow each other.
#[derive(Clone, Copy, Debug)]
pub struct SequencePlan<'p> {
    /// The stages, `with runs` written out (`sequences.md` §6).
    pub stages: &'p [StagePlan],
    /// What ends pending matches.
    pub until: Option<UntilPlan>,
    /// The longest time from the first to the last event in nanoseconds, inclusive.
    pub maxspan: Option<i64>,
    /// How many key columns, counted from the first, [`Match::keys`](super::Match::keys) leaves out (Endpoint's host
    /// key).
    pub hidden_keys: u16,
    /// What the dialect decides.
    pub mode: SequenceMode,
}

/// What the dialect of a rule decides about its sequences (`sequences.md` §14.2).
#[derive(Clone, Copy, Debug)]
pub struct SequenceMode {
    /// What "before" means.
    pub order: Order,
    /// `until` is processed before the stages of the same event, not after them.
    pub until_first: bool,
    /// The resolution in nanoseconds at which missing events are looked up (`sequences.md` §7.2); 1 is exact.
    pub missing_resolution: i64,
    /// How values become keys.
    pub keys: KeyMode,
}

impl SequenceMode {
    /// The rules of Elasticsearch, and of Endpoint as far as they are known.
    pub const STANDARD: Self =
        Self { order: Order::Ordinal, until_first: false, missing_resolution: MILLISECOND, keys: KeyMode::STANDARD };
    /// The rules of the Endgame engine.
    pub const ENDGAME: Self =
        Self { order: Order::Arrival, until_first: true, missing_resolution: MILLISECOND, keys: KeyMode::ENDGAME };
}

/// What orders the events of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Time, tiebreaker, arrival.
    Ordinal,
    /// Arrival alone (Endgame): `A` at 9 and then `B` at 5 are in order.
    Arrival,
}

/// One stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StagePlan {
    /// The index of its predicate among the distinct predicates of the rule.
    pub predicate: u16,
    /// The index of its keys among the distinct key groups of the rule.
    pub keys: u16,
    /// `![ … ]`: no such event.
    pub missing: bool,
    /// Extending at this stage copies the match so far instead of taking it (Endgame's `fork`).
    pub fork: bool,
    /// The predicate has a part that reads events of earlier stages.
    pub bound: bool,
}

impl StagePlan {
    /// A stage without any modifier.
    #[must_use]
    pub const fn new(predicate: u16, keys: u16) -> Self {
        Self { predicate, keys, missing: false, fork: false, bound: false }
    }
}

/// What ends pending matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UntilPlan {
    /// The index of its predicate among the distinct predicates of the rule.
    pub predicate: u16,
    /// The index of its keys among the distinct key groups of the rule.
    pub keys: u16,
}

/// An owned [`SequencePlan`], for rules that are compiled while the program runs.
#[derive(Clone, Debug)]
pub struct SequencePlanBuf {
    /// See [`SequencePlan::stages`].
    pub stages: Vec<StagePlan>,
    /// See [`SequencePlan::until`].
    pub until: Option<UntilPlan>,
    /// See [`SequencePlan::maxspan`].
    pub maxspan: Option<i64>,
    /// See [`SequencePlan::hidden_keys`].
    pub hidden_keys: u16,
    /// See [`SequencePlan::mode`].
    pub mode: SequenceMode,
}

impl SequencePlanBuf {
    /// The borrowed form that the machine takes.
    #[must_use]
    pub fn as_plan(&self) -> SequencePlan<'_> {
        let &Self { ref stages, until, maxspan, hidden_keys, mode } = self;
        SequencePlan { stages, until, maxspan, hidden_keys, mode }
    }
}

/// A set of small numbers: which predicates an event satisfies, or which key groups a key comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub struct PredicateSet([u64; 4]);

impl PredicateSet {
    /// How many distinct numbers a set can hold: at most 256 stages make as many predicates.
    pub const CAPACITY: u16 = 256;
    /// No predicate.
    pub const EMPTY: Self = Self([0; 4]);

    /// Adds `index` if `holds`; an index beyond [`CAPACITY`](Self::CAPACITY) is ignored.
    #[inline]
    pub const fn set(&mut self, index: u16, holds: bool) {
        if holds && index < Self::CAPACITY {
            self.0[(index / 64) as usize] |= 1 << (index % 64);
        }
    }

    /// Says whether `index` is in the set.
    #[must_use]
    #[inline]
    pub const fn contains(&self, index: u16) -> bool {
        index < Self::CAPACITY && self.0[(index / 64) as usize] >> (index % 64) & 1 == 1
    }

    /// Says whether both sets have an element.
    #[must_use]
    #[inline]
    pub const fn intersects(&self, other: &Self) -> bool {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        a & e | b & f | c & g | d & h != 0
    }

    /// Adds every element of `other`.
    #[inline]
    pub fn unite(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }

    /// Says whether the set has no element.
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.0[0] | self.0[1] | self.0[2] | self.0[3] == 0
    }
}

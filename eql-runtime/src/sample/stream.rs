//! Samples of a stream that does not end (`sequences.md` §8.4).

use super::Sample;
use crate::aged_keys::{Aged, AgedKeys};
use crate::lineage::{LineageLimits, Processes};
use crate::sequence::{KeySet, KeyTuple, Match, PredicateSet, Stages};
use crate::time::Timestamp;

/// How many samples of a stream are asked for, and how much is kept to find them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleStreamLimits {
    /// For how long, in nanoseconds of the stream's time, an event can be part of a sample, and for how long a key that
    /// has given all its samples gives no more.
    pub ttl: i64,
    /// Samples of one key within that time.
    pub per_key: usize,
    /// Keys. Beyond it, the key whose last event is the longest ago is forgotten.
    pub max_keys: usize,
    /// Key tuples of one event and filter.
    pub key_tuples_per_event: usize,
}

impl SampleStreamLimits {
    /// One sample a key and hour.
    pub const DEFAULT: Self = Self { ttl: 3_600_000_000_000, per_key: 1, max_keys: 131_072, key_tuples_per_event: 64 };
}

impl Default for SampleStreamLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What happened inside one [`SampleStream`] since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub struct SampleCounters {
    /// Events that took part.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub hits: u64,
    /// Samples given out.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub matches: u64,
    /// Key tuples left out: [`SampleStreamLimits::key_tuples_per_event`].
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub dropped_key_tuples: u64,
    /// Keys forgotten: [`SampleStreamLimits::max_keys`].
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub evicted_keys: u64,
    /// Processes forgotten, or not read, of a rule with `descendant of` and its like.
    #[cfg_attr(feature = "snapshot", serde(deserialize_with = "crate::snapshot::count"))]
    pub lost_processes: u64,
}

/// Gives samples as soon as they are complete.
///
/// Within one [`ttl`](SampleStreamLimits::ttl), the keys that have samples and how many each has are those of
/// [`Sampler`](super::Sampler); the events are the earliest ones, in the order of arrival. No event needs a time of its
/// own: the caller says what time it is in the stream.
#[derive(Debug)]
pub struct SampleStream<R, Id> {
    pub(super) rule: R,
    pub(super) limits: SampleStreamLimits,
    /// By when they were last used.
    pub(super) keys: AgedKeys<Bucket<Id>>,
    pub(super) documents: u64,
    pub(super) processes: Processes,
    pub(super) counters: SampleCounters,
}

/// What is known of one key.
#[derive(Debug)]
pub(super) struct Bucket<Id> {
    /// The events of each filter.
    pub(super) lists: Vec<Vec<Candidate<Id>>>,
    pub(super) given: usize,
    /// When it was last used, and by which event.
    pub(super) used_at: i64,
    pub(super) used_by: u64,
}

#[derive(Clone, Debug)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Candidate<Id> {
    pub(super) document: u64,
    pub(super) at: i64,
    pub(super) id: Id,
}

impl<R: Sample, Id: Clone> SampleStream<R, Id> {
    /// A stream that has seen no event.
    #[must_use]
    pub fn new(rule: R, limits: SampleStreamLimits) -> Self {
        let limits = SampleStreamLimits { max_keys: limits.max_keys.max(1), ..limits };
        let counters = SampleCounters::default();
        let processes = Processes::new(LineageLimits::DEFAULT);
        Self { rule, limits, keys: AgedKeys::new(), documents: 0, processes, counters }
    }

    /// Takes the next event, at `now` in the stream's time, and returns the samples that it completes.
    pub fn push<E: ?Sized>(&mut self, event: &E, id: Id, now: Timestamp) -> Vec<Match<Id>>
    where
        R: Stages<E>,
    {
        self.take(event, None, id, now)
    }

    /// [`push`](Self::push) where it is known already which predicates the event satisfies; events that satisfy none may
    /// be passed over. A rule with `descendant of` and its like finds out itself, and has to be shown every event.
    pub fn push_matched<E: ?Sized>(
        &mut self,
        event: &E,
        matched: PredicateSet,
        id: Id,
        now: Timestamp,
    ) -> Vec<Match<Id>>
    where
        R: Stages<E>,
    {
        self.take(event, Some(matched), id, now)
    }

    fn take<E: ?Sized>(&mut self, event: &E, known: Option<PredicateSet>, id: Id, now: Timestamp) -> Vec<Match<Id>>
    where
        R: Stages<E>,
    {
        let mut samples = Vec::new();
        let document = self.documents;
        self.documents += 1;
        let (_, matched) = self.processes.matched(&self.rule, event, known);
        self.counters.lost_processes = self.processes.lost();
        if matched.is_empty() {
            return samples;
        }
        let plan = self.rule.plan();
        let asked = plan.filters.iter().map(|filter| (filter.predicate, filter.keys));
        let keys = KeySet::of(&self.rule, event, &matched, asked, plan.keys, self.limits.key_tuples_per_event);
        self.counters.hits += 1;
        self.counters.dropped_key_tuples += keys.dropped;
        let candidate = Candidate { document, at: now.as_nanos(), id };
        for (key, groups) in keys.tuples {
            let bucket = fresh(&mut self.keys, &key, plan.filters.len(), self.limits.ttl, &candidate);
            for (place, filter) in plan.filters.iter().enumerate() {
                if matched.contains(filter.predicate) && groups.contains(filter.keys) {
                    bucket.add(place, &candidate, self.limits.per_key, &mut |events| {
                        samples.push(Match { events, span: None, key: key.clone(), hidden_keys: 0 });
                    });
                }
            }
            self.keys.renew(&key, document);
        }
        self.counters.matches += samples.len() as u64;
        self.forget(now.as_nanos());
        samples
    }

    /// What happened so far.
    #[must_use]
    pub fn counters(&self) -> &SampleCounters {
        &self.counters
    }

    /// How many join keys have state.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.keys.len()
    }

    /// Forgets keys that were last used longer ago than the time to live, or that are too many.
    pub(super) fn forget(&mut self, now: i64) {
        let (limits, counters) = (&self.limits, &mut self.counters);
        self.keys.forget_while(|bucket, keys| {
            let excess = keys > limits.max_keys;
            counters.evicted_keys += u64::from(excess);
            excess || now.saturating_sub(bucket.used_at) > limits.ttl
        });
    }
}

impl<Id> Aged for Bucket<Id> {
    fn since(&self) -> u64 {
        self.used_by
    }
}

/// What is known of `key`, without what is too old.
fn fresh<'k, Id>(
    keys: &'k mut AgedKeys<Bucket<Id>>,
    key: &KeyTuple,
    filters: usize,
    ttl: i64,
    now: &Candidate<Id>,
) -> &'k mut Bucket<Id> {
    let empty = || (0..filters).map(|_| Vec::new()).collect();
    let bucket = keys.get_or_insert_with(key, || Bucket { lists: empty(), given: 0, used_at: now.at, used_by: 0 });
    if bucket.given > 0 && now.at.saturating_sub(bucket.used_at) > ttl {
        bucket.given = 0;
    }
    for list in &mut bucket.lists {
        list.retain(|candidate| now.at.saturating_sub(candidate.at) <= ttl);
    }
    (bucket.used_at, bucket.used_by) = (bucket.used_at.max(now.at), now.document);
    bucket
}

impl<Id: Clone> Bucket<Id> {
    /// Adds an event to the filter at `place`, and gives out the samples that have it there.
    fn add(
        &mut self,
        place: usize,
        candidate: &Candidate<Id>,
        per_key: usize,
        emit: &mut impl FnMut(Box<[Option<Id>]>),
    ) {
        let needed = self.lists.len().saturating_add(per_key).saturating_sub(1);
        if self.given >= per_key || self.lists.get(place).is_none_or(|list| list.len() >= needed) {
            return;
        }
        let mut chosen = Vec::with_capacity(self.lists.len());
        let wanted = per_key - self.given;
        let mut found = Vec::new();
        choose(&self.lists, (place, candidate), &mut chosen, wanted, &mut found);
        if let Some(list) = self.lists.get_mut(place) {
            list.push(candidate.clone());
        }
        self.given += found.len();
        found.into_iter().for_each(&mut *emit);
        if self.given >= per_key {
            // What is left tells only that the key has given its samples.
            self.lists.iter_mut().for_each(|list| *list = Vec::new());
        }
    }
}

/// Adds to `found` the ways of taking one event of each list, at `fixed` that one, no event twice.
fn choose<Id: Clone>(
    lists: &[Vec<Candidate<Id>>],
    fixed: (usize, &Candidate<Id>),
    chosen: &mut Vec<Candidate<Id>>,
    wanted: usize,
    found: &mut Vec<Box<[Option<Id>]>>,
) {
    let Some(list) = lists.get(chosen.len()) else {
        found.push(chosen.iter().map(|candidate| Some(candidate.id.clone())).collect());
        return;
    };
    let list = if chosen.len() == fixed.0 { std::slice::from_ref(fixed.1) } else { list };
    for candidate in list {
        if found.len() >= wanted {
            return;
        }
        if chosen.iter().all(|other| other.document != candidate.document) {
            chosen.push(candidate.clone());
            choose(lists, fixed, chosen, wanted, found);
            chosen.pop();
        }
    }
}

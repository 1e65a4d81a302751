//! `sample`: events that share a key, in any order (`sequences.md` §8).

#[cfg(feature = "snapshot")]
mod state;
mod stream;

pub use stream::{SampleCounters, SampleStream, SampleStreamLimits};

use crate::lineage::{LineageLimits, Processes};
use crate::sequence::{KeyMode, KeySet, KeyTuple, Match, PredicateSet, Stages, plan_hash};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What a sample rule looks for.
#[derive(Clone, Copy, Debug)]
pub struct SamplePlan<'p> {
    /// The filters.
    pub filters: &'p [Filter],
    /// How values become keys.
    pub keys: KeyMode,
}

/// One filter of a sample, or one cell of a join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The index of its predicate among the distinct predicates of the rule.
    pub predicate: u16,
    /// The index of its keys among the distinct key groups of the rule.
    pub keys: u16,
}

/// A sample rule, apart from what it asks of an event.
pub trait Sample {
    /// The filters. The same plan on every call.
    fn plan(&self) -> SamplePlan<'_>;

    /// Identifies what the rule looks for; see [`Sequence::fingerprint`](crate::sequence::Sequence::fingerprint).
    fn fingerprint(&self) -> u64 {
        plan_hash(&self.plan())
    }
}

impl<R: Sample + ?Sized> Sample for &R {
    fn plan(&self) -> SamplePlan<'_> {
        (**self).plan()
    }

    fn fingerprint(&self) -> u64 {
        (**self).fingerprint()
    }
}

/// How many samples are asked for, and how much is kept to find them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleLimits {
    /// Samples in all.
    pub size: usize,
    /// Samples of one key.
    pub per_key: usize,
    /// Keys. Events of further keys are left out and counted.
    pub max_keys: usize,
    /// Key tuples of one event and filter.
    pub key_tuples_per_event: usize,
}

impl SampleLimits {
    /// Elasticsearch's defaults.
    pub const DEFAULT: Self = Self { size: 10, per_key: 1, max_keys: 1_048_576, key_tuples_per_event: 64 };
}

impl Default for SampleLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Collects the events of a finite stream and then finds the samples among them.
///
/// Of each key and filter only as many events are kept as the samples asked for can need: the first ones, which is one
/// of the choices that Elasticsearch may make.
#[derive(Debug)]
pub struct Sampler<R, Id> {
    rule: R,
    limits: SampleLimits,
    keys: BTreeMap<NullsFirst, Vec<Vec<(u64, Id)>>>,
    documents: u64,
    processes: Processes,
    /// Events left out because of [`SampleLimits::max_keys`], and key tuples beyond
    /// [`SampleLimits::key_tuples_per_event`].
    dropped: u64,
}

/// A key in the order in which samples are given: ascending, null before everything else.
#[derive(Debug, PartialEq, Eq)]
struct NullsFirst(KeyTuple);

impl Ord for NullsFirst {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp_nulls_first(&other.0)
    }
}

impl PartialOrd for NullsFirst {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<R: Sample, Id: Clone> Sampler<R, Id> {
    /// A sampler that has seen no event.
    #[must_use]
    pub fn new(rule: R, limits: SampleLimits) -> Self {
        Self {
            rule,
            limits,
            keys: BTreeMap::new(),
            documents: 0,
            processes: Processes::new(LineageLimits::DEFAULT),
            dropped: 0,
        }
    }

    /// Takes the next event. It needs no time, and only a rule with `descendant of` and its like depends on the order.
    pub fn push<E: ?Sized>(&mut self, event: &E, id: Id)
    where
        R: Stages<E>,
    {
        self.take(event, None, id);
    }

    /// [`push`](Self::push) where it is known already which predicates the event satisfies. A rule with `descendant of`
    /// and its like finds out itself, and has to be shown every event.
    pub fn push_matched<E: ?Sized>(&mut self, event: &E, matched: PredicateSet, id: Id)
    where
        R: Stages<E>,
    {
        self.take(event, Some(matched), id);
    }

    fn take<E: ?Sized>(&mut self, event: &E, known: Option<PredicateSet>, id: Id)
    where
        R: Stages<E>,
    {
        let (_, matched) = self.processes.matched(&self.rule, event, known);
        let document = self.documents;
        self.documents += 1;
        if matched.is_empty() {
            return;
        }
        let plan = self.rule.plan();
        let filters = plan.filters.iter().map(|filter| (filter.predicate, filter.keys));
        let keys = KeySet::of(&self.rule, event, &matched, filters, plan.keys, self.limits.key_tuples_per_event);
        self.dropped += keys.dropped;
        let count = plan.filters.len();
        let needed = count.saturating_add(self.limits.per_key).saturating_sub(1);
        for (key, groups) in keys.tuples {
            let key = NullsFirst(key);
            if self.keys.len() >= self.limits.max_keys && !self.keys.contains_key(&key) {
                self.dropped += 1;
                continue;
            }
            let lists = self.keys.entry(key).or_insert_with(|| vec![Vec::new(); count]);
            for (filter, list) in plan.filters.iter().zip(lists) {
                if matched.contains(filter.predicate) && groups.contains(filter.keys) && list.len() < needed {
                    list.push((document, id.clone()));
                }
            }
        }
    }

    /// How many events and key tuples were left out, and processes forgotten, because of a limit.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped + self.processes.lost()
    }

    /// The samples: by key, null first; of one key in the order of the events, the last filter varying fastest.
    #[must_use]
    pub fn finish(self) -> Vec<Match<Id>> {
        let mut samples = Vec::new();
        for (NullsFirst(key), lists) in self.keys {
            let wanted = self.limits.per_key.min(self.limits.size.saturating_sub(samples.len()));
            if wanted == 0 {
                break;
            }
            let mut found = Vec::new();
            choose(&lists, &mut Vec::with_capacity(lists.len()), wanted, &mut found);
            samples.extend(found.into_iter().map(|events| Match {
                events,
                span: None,
                key: key.clone(),
                hidden_keys: 0,
            }));
        }
        samples
    }
}

/// Adds to `found` the ways of taking one event of each list, no event twice, until there are `wanted`.
fn choose<Id: Clone>(
    lists: &[Vec<(u64, Id)>],
    chosen: &mut Vec<(u64, Id)>,
    wanted: usize,
    found: &mut Vec<Box<[Option<Id>]>>,
) {
    let Some((list, rest)) = lists.split_first() else {
        found.push(chosen.iter().map(|(_, id)| Some(id.clone())).collect());
        return;
    };
    for (document, id) in list {
        if found.len() >= wanted {
            return;
        }
        if chosen.iter().all(|(other, _)| other != document) {
            chosen.push((*document, id.clone()));
            choose(rest, chosen, wanted, found);
            chosen.pop();
        }
    }
}

//! `join`: one event for each cell, in any order, the first that comes (`sequences.md` §9; Endgame).

#[cfg(feature = "snapshot")]
mod state;

use crate::aged_keys::{Aged, AgedKeys};
use crate::lineage::{LineageLimits, Processes};
use crate::sample::Filter;
use crate::sequence::{Counters, KeyMode, KeySet, KeyTuple, Match, Ordinal, PredicateSet, Span, Stages, plan_hash};
use crate::time::Timestamp;

/// What a join rule looks for.
#[derive(Clone, Copy, Debug)]
pub struct JoinPlan<'p> {
    /// The cells.
    pub cells: &'p [Filter],
    /// What empties the cells of its key, before they are filled.
    pub until: Option<Filter>,
    /// How values become keys.
    pub keys: KeyMode,
}

/// A join rule, apart from what it asks of an event.
pub trait Join {
    /// The cells. The same plan on every call.
    fn plan(&self) -> JoinPlan<'_>;

    /// Identifies what the rule looks for; see [`Sequence::fingerprint`](crate::sequence::Sequence::fingerprint).
    fn fingerprint(&self) -> u64 {
        plan_hash(&self.plan())
    }
}

impl<R: Join + ?Sized> Join for &R {
    fn plan(&self) -> JoinPlan<'_> {
        (**self).plan()
    }

    fn fingerprint(&self) -> u64 {
        (**self).fingerprint()
    }
}

/// How much a join keeps. The language sets no bound at all, so these are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoinLimits {
    /// Keys with a filled cell. Beyond it, the key whose first cell was filled the longest ago is forgotten.
    pub max_keys: usize,
    /// For how long, in nanoseconds of event time, cells stay filled.
    pub ttl: i64,
    /// Key tuples of one event and cell.
    pub key_tuples_per_event: usize,
}

impl JoinLimits {
    /// The limits that are used unless others are set: a day.
    pub const DEFAULT: Self = Self { max_keys: 131_072, ttl: 86_400_000_000_000, key_tuples_per_event: 64 };
}

impl Default for JoinLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Follows one join rule through a stream of events.
#[derive(Debug)]
pub struct Joiner<R, Id> {
    rule: R,
    limits: JoinLimits,
    /// By when the first cell was filled.
    keys: AgedKeys<Cells<Id>>,
    processes: Processes,
    arrivals: u64,
    counters: Counters,
}

#[derive(Debug)]
struct Cells<Id> {
    /// The number of the event that filled the first of them.
    since: u64,
    first: Timestamp,
    cells: Box<[Option<(Ordinal, Id)>]>,
}

impl<R: Join, Id: Clone> Joiner<R, Id> {
    /// A joiner that has seen no event.
    #[must_use]
    pub fn new(rule: R, limits: JoinLimits) -> Self {
        let limits = JoinLimits { max_keys: limits.max_keys.max(1), ..limits };
        let processes = Processes::new(LineageLimits::DEFAULT);
        Self { rule, limits, keys: AgedKeys::new(), processes, arrivals: 0, counters: Counters::default() }
    }

    /// Takes the next event and returns the joins that it completes. An event without a time is skipped and counted.
    pub fn push<E: ?Sized>(&mut self, event: &E, id: Id) -> Vec<Match<Id>>
    where
        R: Stages<E>,
    {
        self.take(event, None, self.arrivals, id)
    }

    /// [`push`](Self::push) where it is known already which predicates the event satisfies, and that it is the `arrival`th
    /// of its stream; events that satisfy none may be passed over. A rule with `descendant of` and its like finds out
    /// itself, and has to be shown every event.
    pub fn push_matched<E: ?Sized>(&mut self, event: &E, matched: PredicateSet, arrival: u64, id: Id) -> Vec<Match<Id>>
    where
        R: Stages<E>,
    {
        self.take(event, Some(matched), arrival, id)
    }

    fn take<E: ?Sized>(&mut self, event: &E, known: Option<PredicateSet>, arrival: u64, id: Id) -> Vec<Match<Id>>
    where
        R: Stages<E>,
    {
        let mut matches = Vec::new();
        self.arrivals = arrival + 1;
        let (_, matched) = self.processes.matched(&self.rule, event, known);
        if matched.is_empty() {
            return matches;
        }
        let Some(time) = self.rule.timestamp(event) else {
            self.counters.no_timestamp += 1;
            return matches;
        };
        let plan = self.rule.plan();
        let asked = plan.cells.iter().chain(&plan.until).map(|filter| (filter.predicate, filter.keys));
        let keys = KeySet::of(&self.rule, event, &matched, asked, plan.keys, self.limits.key_tuples_per_event);
        self.counters.hits += 1;
        self.counters.dropped_key_tuples += keys.dropped;
        let ordinal = Ordinal { time, tiebreaker: self.rule.tiebreaker(event), arrival };
        let cells = plan.cells.len();
        for (key, groups) in keys.tuples {
            let satisfies = |filter: &Filter| matched.contains(filter.predicate) && groups.contains(filter.keys);
            if plan.until.as_ref().is_some_and(satisfies) && self.keys.remove(&key).is_some() {
                self.counters.ended += 1;
            }
            for (cell, _) in plan.cells.iter().enumerate().filter(|(_, filter)| satisfies(filter)) {
                let vector = fresh(&mut self.keys, &key, self.limits.ttl, &ordinal, cells);
                let begins = vector.since == arrival && vector.cells.iter().all(Option::is_none);
                if let Some(empty @ None) = vector.cells.get_mut(cell) {
                    *empty = Some((ordinal.clone(), id.clone()));
                }
                let ends = vector.cells.iter().all(Option::is_some);
                if begins {
                    self.keys.renew(&key, arrival);
                }
                if ends && let Some(full) = self.keys.remove(&key) {
                    matches.push(joined(full, key.clone()));
                    self.counters.matches += 1;
                }
            }
        }
        self.evict();
        matches
    }

    /// What happened so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters { lost_processes: self.processes.lost(), ..self.counters }
    }

    /// How many join keys have state.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.keys.len()
    }

    fn evict(&mut self) {
        let (max_keys, counters) = (self.limits.max_keys, &mut self.counters);
        self.keys.forget_while(|_, keys| {
            let excess = keys > max_keys;
            counters.evicted_keys += u64::from(excess);
            excess
        });
    }
}

impl<Id> Aged for Cells<Id> {
    fn since(&self) -> u64 {
        self.since
    }
}

/// The cells of `key`: those that are there unless they are too old.
fn fresh<'k, Id>(
    keys: &'k mut AgedKeys<Cells<Id>>,
    key: &KeyTuple,
    ttl: i64,
    now: &Ordinal,
    count: usize,
) -> &'k mut Cells<Id> {
    let empty = || Cells { since: now.arrival, first: now.time, cells: (0..count).map(|_| None).collect() };
    let cells = keys.get_or_insert_with(key, empty);
    if now.time.as_nanos().saturating_sub(cells.first.as_nanos()) > ttl {
        *cells = empty();
    }
    cells
}

fn joined<Id>(full: Cells<Id>, key: KeyTuple) -> Match<Id> {
    let ordinals = full.cells.iter().flatten().map(|(ordinal, _)| ordinal);
    let first = ordinals.clone().map(|ordinal| ordinal.time).min();
    let last = ordinals.max_by_key(|ordinal| ordinal.arrival).cloned();
    let span = first.zip(last).map(|(first, last)| Span { first, certain: last.time, last });
    let events = full.cells.into_iter().map(|cell| cell.map(|(_, id)| id)).collect();
    Match { events, span, key, hidden_keys: 0 }
}

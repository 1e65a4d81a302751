//! A sequence rule and its state.

use super::bounds::{Counters, Limits};
use super::machine::Machine;
use super::matches::Match;
use super::observer::Observer;
use super::plan::PredicateSet;
use super::rule::{Evaluation, Sequence, SequenceRule, Stages, evaluate_matched};
use crate::lineage::{LineageLimits, LineageSet, Processes};
use crate::stream::Partition;
use crate::time::Timestamp;

/// Follows one sequence rule through a stream of events.
///
/// `Id` stands for an event in matches: a number, a handle, a shared copy of the event. Events are taken in the order in
/// which they are pushed; they should come in the order of their time, tiebreaker and arrival. One that is late is still
/// matched by its own time, as far as that is possible (`sequences.md` §11.6). An event without a time is skipped and
/// counted. Observers hear of every transition; `()` is none.
#[derive(Debug)]
pub struct Detector<R, Id, O = ()> {
    pub(super) rule: R,
    pub(super) machine: Machine<Id>,
    observer: O,
    pub(super) processes: Processes,
    limits: Limits,
    pub(super) arrivals: u64,
    pub(super) no_timestamp: u64,
}

impl<R: Sequence, Id: Clone> Detector<R, Id> {
    /// A detector for `rule` with [`Limits::DEFAULT`].
    #[must_use]
    pub fn new(rule: R) -> Self {
        Self::with_limits(rule, Limits::DEFAULT)
    }

    /// A detector for `rule` that keeps no more state than `limits` allow.
    #[must_use]
    pub fn with_limits(rule: R, limits: Limits) -> Self {
        Self::observed(rule, limits, ())
    }
}

impl<R: Sequence, Id: Clone, O: Observer<Id>> Detector<R, Id, O> {
    /// A detector whose transitions `observer` hears of.
    #[must_use]
    pub fn observed(rule: R, limits: Limits, observer: O) -> Self {
        let machine = Machine::new(&rule.plan(), limits);
        let processes = Processes::new(LineageLimits { max_processes: limits.max_processes });
        Self { rule, machine, observer, processes, limits, arrivals: 0, no_timestamp: 0 }
    }

    /// The same for the keys of one partition alone; see [`Partition`].
    #[must_use]
    pub fn in_partition(self, partition: Partition) -> Self {
        Self { machine: self.machine.in_partition(partition), ..self }
    }

    /// Takes the next event and returns the matches that it completes, or makes certain by its time.
    #[inline(always)]
    pub fn push<E: ?Sized>(&mut self, event: &E, id: Id) -> Vec<Match<Id>>
    where
        R: SequenceRule<E>,
    {
        self.push_with(event, || id)
    }

    /// [`push`](Self::push) for ids that cost something: `id` is only asked if the event takes part.
    #[inline(always)]
    pub fn push_with<E: ?Sized>(&mut self, event: &E, id: impl FnOnce() -> Id) -> Vec<Match<Id>>
    where
        R: SequenceRule<E>,
    {
        self.push_at(event, self.arrivals, id)
    }

    /// [`push_with`](Self::push_with) of the `arrival`th event of a stream, of which some may have been passed over.
    #[inline(always)]
    pub fn push_at<E: ?Sized>(&mut self, event: &E, arrival: u64, id: impl FnOnce() -> Id) -> Vec<Match<Id>>
    where
        R: SequenceRule<E>,
    {
        let held = self.processes.observe(self.rule.lineages(), event);
        self.take(event, held, self.rule.matched(event, held), arrival, id)
    }

    /// [`push_with`](Self::push_with) where it is known already which predicates the event satisfies, and that it is the
    /// `arrival`th of its stream: a pack finds out the first for all rules together, and passes over events that satisfy
    /// none, unless the rule [needs to know the time](Self::needs_time). A rule with `descendant of` and its like finds
    /// out itself, and has to be shown every event.
    pub fn push_matched<E: ?Sized>(
        &mut self,
        event: &E,
        matched: PredicateSet,
        arrival: u64,
        id: impl FnOnce() -> Id,
    ) -> Vec<Match<Id>>
    where
        R: SequenceRule<E>,
    {
        match self.rule.lineages() {
            Some(_) => self.push_at(event, arrival, id),
            None => self.push_decided(event, matched, arrival, id),
        }
    }

    /// [`push_matched`](Self::push_matched) of a rule whose lineages someone else follows: `matched` depends on them already.
    #[inline]
    pub fn push_decided<E: ?Sized>(
        &mut self,
        event: &E,
        matched: PredicateSet,
        arrival: u64,
        id: impl FnOnce() -> Id,
    ) -> Vec<Match<Id>>
    where
        R: SequenceRule<E>,
    {
        self.take(event, LineageSet::EMPTY, matched, arrival, id)
    }

    /// What is known of nearly all events is that they satisfy nothing, or nothing that a rule with nothing in progress
    /// waits for; those end here, where the caller is.
    #[inline(always)]
    fn take<E: ?Sized>(
        &mut self,
        event: &E,
        held: LineageSet,
        matched: PredicateSet,
        arrival: u64,
        id: impl FnOnce() -> Id,
    ) -> Vec<Match<Id>>
    where
        R: SequenceRule<E>,
    {
        self.arrivals = arrival + 1;
        if !self.machine.needs_time() && (matched.is_empty() || !self.machine.heeds(&matched)) {
            return Vec::new();
        }
        self.take_part(event, held, matched, arrival, id)
    }

    #[inline(never)]
    fn take_part<E: ?Sized>(
        &mut self,
        event: &E,
        held: LineageSet,
        matched: PredicateSet,
        arrival: u64,
        id: impl FnOnce() -> Id,
    ) -> Vec<Match<Id>>
    where
        R: SequenceRule<E>,
    {
        if !self.machine.heeds(&matched) {
            return self.pass(event);
        }
        if self.limits.key_tuples_per_event > 0
            && self.machine.is_stranger(&self.rule, event, &matched)
            && let Some(time) = self.rule.timestamp(event)
        {
            self.machine.count_stranger();
            return self.pass_at(time);
        }
        self.take_hit(event, held, matched, arrival, id)
    }

    /// Apart from what most events that take part need, which is little.
    #[inline(never)]
    fn take_hit<E: ?Sized>(
        &mut self,
        event: &E,
        held: LineageSet,
        matched: PredicateSet,
        arrival: u64,
        id: impl FnOnce() -> Id,
    ) -> Vec<Match<Id>>
    where
        R: SequenceRule<E>,
    {
        match evaluate_matched(&self.rule, event, held, matched, arrival, self.limits.key_tuples_per_event, id) {
            Evaluation::Irrelevant => self.pass(event),
            evaluation => self.push_evaluated(evaluation),
        }
    }

    /// Takes the next event where it is known what it is to the rule: of an event that is
    /// [irrelevant](Evaluation::Irrelevant) only the time may matter, of which [`advance_to`](Self::advance_to) hears.
    pub fn push_evaluated(&mut self, evaluation: Evaluation<Id>) -> Vec<Match<Id>> {
        let mut matches = Vec::new();
        match evaluation {
            Evaluation::Hit(hit) => {
                self.machine.step(&self.rule, &hit, &mut self.observer, &mut |found| matches.push(found));
            }
            Evaluation::NoTimestamp => self.no_timestamp += 1,
            Evaluation::Irrelevant => {}
        }
        matches
    }

    /// Takes an event that satisfies no predicate, and returns the matches that its time makes certain.
    pub(crate) fn pass<E: ?Sized>(&mut self, event: &E) -> Vec<Match<Id>>
    where
        R: Stages<E>,
    {
        if !self.machine.needs_time() {
            return Vec::new();
        }
        self.rule.timestamp(event).map(|time| self.pass_at(time)).unwrap_or_default()
    }

    /// [`pass`](Self::pass) for an event at this time.
    #[inline]
    pub(crate) fn pass_at(&mut self, time: Timestamp) -> Vec<Match<Id>> {
        self.advance_to(Timestamp::from_nanos(time.as_nanos().saturating_sub(1)))
    }

    /// Whether results depend on the passing of time, so that events that satisfy no predicate count too.
    #[must_use]
    pub fn needs_time(&self) -> bool {
        self.machine.needs_time()
    }

    /// Says that every event up to and including `time` has been pushed, and returns the matches that this makes
    /// certain. Call it while the stream is silent; only rules that end in `![ … ]` need it.
    #[inline]
    pub fn advance_to(&mut self, time: Timestamp) -> Vec<Match<Id>> {
        let mut matches = Vec::new();
        self.machine.advance(time, &mut self.observer, &mut |found| matches.push(found));
        matches
    }

    /// Says that no event will follow, and returns the matches that waited for the absence of one.
    pub fn flush(&mut self) -> Vec<Match<Id>> {
        let mut matches = Vec::new();
        self.machine.flush(&mut self.observer, &mut |found| matches.push(found));
        matches
    }

    /// The rule.
    pub fn rule(&self) -> &R {
        &self.rule
    }

    /// What is known of processes, to be handed on.
    pub const fn processes_mut(&mut self) -> &mut Processes {
        &mut self.processes
    }

    /// What the observer has become.
    pub fn observer(&self) -> &O {
        &self.observer
    }

    /// What happened so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let (no_timestamp, lost_processes) = (self.no_timestamp, self.processes.lost());
        Counters { no_timestamp, lost_processes, ..*self.machine.counters() }
    }

    /// Forgets the key whose last event is the longest ago; see [`Machine::evict_oldest`].
    pub fn evict_oldest(&mut self) -> bool {
        self.machine.evict_oldest()
    }

    /// How many matches are in progress; looks at every key.
    #[must_use]
    pub fn partials(&self) -> usize {
        self.machine.partials()
    }

    /// How many matches wait for an absence to be certain.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.machine.waiting()
    }

    /// About how many bytes the state takes; looks at every key.
    #[must_use]
    pub fn state_bytes(&self) -> usize {
        self.machine.state_bytes()
    }

    /// How many join keys have state.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.machine.keys()
    }
}

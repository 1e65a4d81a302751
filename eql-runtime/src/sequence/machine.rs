//! The state of one sequence rule and its transitions (`sequences.md` §11.3).

use super::absence::{Decision, Waiting, decide};
use super::bounds::{Counters, Limits};
use super::capture::Captures;
use super::entries::{Deadline, Entries, EntryIndex, MAX_ENTRIES};
use super::key::KeyTuple;
use super::matches::{Match, Span};
use super::observer::{Observer, Reason, Transition};
use super::ordinal::Ordinal;
use super::partial::{Appender, Chain, Partial, Sightings};
use super::plan::{Order, PredicateSet, SequenceMode, SequencePlan, StagePlan};
use super::rule::{Hit, Sequence};
use super::shape::Shape;
use super::timers::Timers;
use crate::stream::Partition;
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// The state of one sequence rule: for every join key one match in progress a stage, all within [`Limits`].
///
/// Steps must come in the order of their ordinals for the results of the specification; an event that is late is still
/// matched, by its own time, as far as that is possible (`sequences.md` §11.6, `process_now`).
#[derive(Debug)]
pub struct Machine<Id> {
    pub(super) shape: Shape,
    pub(super) maxspan: Option<i64>,
    hidden_keys: u16,
    pub(super) mode: SequenceMode,
    pub(super) limits: Limits,
    pub(super) partition: Option<Partition>,
    pub(super) entries: Entries<Id>,
    pub(super) waiting: BTreeMap<Deadline, Waiting<Id>>,
    pub(super) timers: Timers,
    /// Every event up to this time has been delivered.
    pub(super) watermark: i64,
    /// The number of the next waiting match.
    pub(super) serial: u64,
    pub(super) counters: Counters,
}

/// One event at one key.
pub(super) struct Turn<'t, Id, R: ?Sized, O> {
    rule: &'t R,
    hit: &'t Hit<Id>,
    key: &'t KeyTuple,
    /// The key groups by which the event has this key.
    groups: &'t PredicateSet,
    pub(super) observer: &'t mut O,
}

impl<Id, R: ?Sized, O: Observer<Id>> Turn<'_, Id, R, O> {
    fn satisfies(&self, predicate: u16, keys: u16) -> bool {
        self.hit.matched.contains(predicate) && self.groups.contains(keys)
    }

    fn fills(&self, stage: &StagePlan) -> bool {
        self.satisfies(stage.predicate, stage.keys)
    }

    fn observe(&mut self, reason: Reason, stage: usize) {
        let event = Some((&self.hit.ordinal, &self.hit.id));
        self.observer.observe(Transition { reason, stage, key: self.key, event });
    }
}

impl<Id: Clone> Machine<Id> {
    /// A machine without any match in progress.
    #[must_use]
    pub fn new(plan: &SequencePlan<'_>, limits: Limits) -> Self {
        let max_keys = limits.max_keys.clamp(1, MAX_ENTRIES);
        Self {
            shape: Shape::of(plan),
            maxspan: plan.maxspan,
            hidden_keys: plan.hidden_keys,
            mode: plan.mode,
            limits: Limits { max_keys, alias_candidates: limits.alias_candidates.max(1), ..limits },
            partition: None,
            entries: Entries::new(),
            waiting: BTreeMap::new(),
            timers: Timers::default(),
            watermark: i64::MIN,
            serial: 0,
            counters: Counters::default(),
        }
    }

    /// The same for the keys of one partition alone.
    #[must_use]
    pub fn in_partition(self, partition: Partition) -> Self {
        Self { partition: Some(partition), ..self }
    }

    /// A machine for the same plan, with the same limits, without any state.
    #[cfg(feature = "snapshot")]
    pub(super) fn empty(&self) -> Self {
        Self {
            shape: self.shape.clone(),
            entries: Entries::new(),
            waiting: BTreeMap::new(),
            timers: Timers::default(),
            watermark: i64::MIN,
            serial: 0,
            counters: Counters::default(),
            ..*self
        }
    }

    /// How many events a match has.
    #[cfg(feature = "snapshot")]
    pub(super) fn positions(&self) -> usize {
        self.shape.positives.len()
    }

    /// What happened so far.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Says whether results depend on the passing of time and not only on events that take part: such a rule needs
    /// [`advance`](Self::advance) also when nothing takes part.
    #[must_use]
    pub fn needs_time(&self) -> bool {
        !self.shape.trailing.is_empty()
    }

    /// Whether an event that satisfies these predicates can change anything: while nothing is in progress, only what begins
    /// a match can.
    #[must_use]
    #[inline]
    pub(crate) fn heeds(&self, matched: &PredicateSet) -> bool {
        let is_idle = self.entries.len() == 0 && self.waiting.is_empty();
        if is_idle { matched.intersects(&self.shape.beginning) } else { !matched.is_empty() }
    }

    /// Counts an event that takes part and changes nothing.
    pub(super) fn count_stranger(&mut self) {
        self.counters.hits += 1;
    }

    /// How many join keys have state.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.entries.len()
    }

    /// How many matches are in progress; looks at every key.
    #[must_use]
    pub fn partials(&self) -> usize {
        self.entries.partials()
    }

    /// How many matches wait for an absence to be certain.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// About how many bytes the state takes: an estimate for profiles, which looks at every key.
    #[must_use]
    pub fn state_bytes(&self) -> usize {
        let waiting = size_of::<(Deadline, Waiting<Id>)>();
        self.entries.bytes() + self.waiting.len() * waiting
    }

    /// Takes one event that takes part in the rule, and gives what it completes to `emit`.
    pub fn step<R: Sequence + ?Sized, O: Observer<Id>>(
        &mut self,
        rule: &R,
        hit: &Hit<Id>,
        observer: &mut O,
        emit: &mut impl FnMut(Match<Id>),
    ) {
        // The event itself says that everything before its time has been delivered.
        let before = hit.ordinal.time.as_nanos().saturating_sub(1);
        self.advance(Timestamp::from_nanos(before), observer, emit);
        self.counters.hits += 1;
        self.counters.dropped_key_tuples += hit.keys.dropped;
        for (key, groups) in &hit.keys.tuples {
            if self.partition.is_some_and(|partition| !partition.owns(key)) {
                continue;
            }
            self.step_key(&mut Turn { rule, hit, key, groups, observer }, emit);
        }
    }

    /// Says that every event up to and including `watermark` has been delivered: gives out the matches whose absences
    /// are certain now, and forgets matches in progress that `maxspan` has ended.
    #[inline]
    pub fn advance<O: Observer<Id>>(
        &mut self,
        watermark: Timestamp,
        observer: &mut O,
        emit: &mut impl FnMut(Match<Id>),
    ) {
        let watermark = watermark.as_nanos();
        if watermark <= self.watermark {
            return;
        }
        self.watermark = watermark;
        // Nearly never is anything due.
        if !self.waiting.is_empty() || self.timers.are_due(self.forget_before()) {
            self.catch_up(observer, emit);
        }
    }

    /// Does what is due at the watermark.
    #[inline(never)]
    fn catch_up<O: Observer<Id>>(&mut self, observer: &mut O, emit: &mut impl FnMut(Match<Id>)) {
        // No event to come is earlier than this.
        let next = self.cut(self.watermark.saturating_add(1));
        while let Some(due) = self.waiting.first_entry()
            && due.key().0 < next
        {
            let (deadline, waiting) = due.remove_entry();
            self.release(deadline, waiting, observer, emit);
        }
        while let Some((index, generation)) = self.timers.pop_due(self.forget_before()) {
            if self.entries.generation(index) == generation {
                self.expire(index, observer);
            }
        }
    }

    /// Says that no event will follow: gives out every match that waits for an absence.
    pub fn flush<O: Observer<Id>>(&mut self, observer: &mut O, emit: &mut impl FnMut(Match<Id>)) {
        while let Some((deadline, waiting)) = self.waiting.pop_first() {
            self.release(deadline, waiting, observer, emit);
        }
    }

    fn step_key<R: Sequence + ?Sized, O: Observer<Id>>(
        &mut self,
        turn: &mut Turn<'_, Id, R, O>,
        emit: &mut impl FnMut(Match<Id>),
    ) {
        let starts = self.shape.positives.first().is_some_and(|(_, stage)| turn.fills(stage));
        let stamps = self.shape.leading.iter().any(|stage| turn.fills(stage));
        let Some(index) = self.entries.find(turn.key, starts || stamps) else { return };
        let ends = self.shape.until.is_some_and(|until| turn.satisfies(until.predicate, until.keys));
        if ends && self.mode.until_first {
            self.end(turn, index);
        }
        let mut appender = Appender::new(turn.hit, self.shape.positives.len());
        let finished = self.extend(turn, index, &mut appender);
        let started = if starts { self.start(turn, index, &mut appender) } else { None };
        for partial in finished.into_iter().chain(started) {
            self.finish(turn, index, partial, emit);
        }
        self.sight_missing(turn, index, stamps);
        if ends && !self.mode.until_first {
            self.end(turn, index);
        }
        self.settle(turn, index);
    }

    /// Extends matches in progress, the furthest first, so that the event never extends the same one twice. Returns
    /// the one that has all events now.
    fn extend<R: Sequence + ?Sized, O: Observer<Id>>(
        &mut self,
        turn: &mut Turn<'_, Id, R, O>,
        index: EntryIndex,
        appender: &mut Appender<'_, Id>,
    ) -> Option<Partial<Id>> {
        let mut finished = None;
        for position in (1..self.shape.positives.len()).rev() {
            let Some(&(stage_index, stage)) = self.shape.positives.get(position) else { continue };
            if !turn.fills(&stage) || self.extend_in_place(turn, index, position, appender) {
                continue;
            }
            let Some(mut partial) = self.take(turn, index, position - 1, stage_index, &stage) else { continue };
            append(turn, &mut partial, stage_index, self.mode.missing_resolution, appender);
            if position == self.shape.last_position() {
                finished = Some(partial);
            } else {
                self.place(turn, index, partial);
            }
        }
        finished
    }

    /// Takes the match in progress that the event extends from those at `position`; with it go the older ones.
    fn take<R: Sequence + ?Sized, O: Observer<Id>>(
        &mut self,
        turn: &mut Turn<'_, Id, R, O>,
        index: EntryIndex,
        position: usize,
        stage_index: usize,
        stage: &StagePlan,
    ) -> Option<Partial<Id>> {
        let at = self.shape.positives.get(position).map_or(0, |(at, _)| *at);
        let range = self.entries.get(index).partials.range(position);
        let lifetime = self.lifetime();
        for candidate in range.clone().rev() {
            let partials = &mut self.entries.get_mut(index).partials;
            let Some(partial) = partials.get(candidate) else { continue };
            if !precedes(self.mode.order, &partial.chain.newest().ordinal, &turn.hit.ordinal) {
                self.counters.late += 1;
                turn.observe(Reason::Late, at);
                continue;
            }
            let elapsed = turn.hit.ordinal.time.as_nanos().saturating_sub(partial.first.as_nanos());
            if lifetime.is_some_and(|lifetime| elapsed > lifetime) {
                partials.remove(candidate);
                self.count_expired();
                turn.observe(Reason::Expire, at);
                continue;
            }
            if stage.bound && !bound_holds(turn, &self.shape, &partial.chain, stage_index) {
                turn.observe(Reason::Unbound, at);
                continue;
            }
            if stage.fork {
                return Some(partial.copy());
            }
            let taken = partials.remove(candidate)?;
            for _ in range.start..candidate {
                partials.remove(range.start);
                self.counters.overridden += 1;
                turn.observe(Reason::Override, at);
            }
            return Some(taken);
        }
        None
    }

    /// Extends the match in progress that waits for `position` where it stands, if it is one alone and nobody is where it
    /// goes; says whether it did. With `runs=60`, an event does so sixty times.
    fn extend_in_place<R: Sequence + ?Sized, O: Observer<Id>>(
        &mut self,
        turn: &mut Turn<'_, Id, R, O>,
        index: EntryIndex,
        position: usize,
        appender: &mut Appender<'_, Id>,
    ) -> bool {
        let chosen =
            |position: usize| self.shape.positives.get(position).is_none_or(|(_, stage)| stage.bound || stage.fork);
        if chosen(position) || chosen(position + 1) {
            return false;
        }
        let lifetime = self.lifetime();
        let Some(partial) = self.entries.get_mut(index).partials.only_before(position) else { return false };
        let elapsed = turn.hit.ordinal.time.as_nanos().saturating_sub(partial.first.as_nanos());
        if !precedes(self.mode.order, &partial.chain.newest().ordinal, &turn.hit.ordinal)
            || lifetime.is_some_and(|lifetime| elapsed > lifetime)
        {
            return false;
        }
        let stage = self.shape.positives.get(position).map_or(0, |(stage, _)| *stage);
        append(turn, partial, stage, self.mode.missing_resolution, appender);
        true
    }

    /// Starts a match. Returns it if one event is all that it needs.
    fn start<R: Sequence + ?Sized, O: Observer<Id>>(
        &mut self,
        turn: &mut Turn<'_, Id, R, O>,
        index: EntryIndex,
        appender: &mut Appender<'_, Id>,
    ) -> Option<Partial<Id>> {
        let first = turn.hit.ordinal.time;
        let absence = self.entries.get(index).absence.as_deref();
        let before = absence.and_then(|absence| absence.latest_before(self.cut(first.as_nanos())));
        let sightings = before.map(|_| Box::new(Sightings { before, ..Sightings::default() }));
        let partial = Partial { chain: appender.start(), first, sightings };
        let stage = self.shape.positives.first().map_or(0, |(stage, _)| *stage);
        turn.observe(Reason::Start, stage);
        if self.shape.last_position() == 0 {
            return Some(partial);
        }
        self.place(turn, index, partial);
        None
    }

    /// Puts a match in progress at its position, in place of the one that is there; where the next stage chooses among
    /// candidates, beside a few.
    fn place<R: Sequence + ?Sized, O: Observer<Id>>(
        &mut self,
        turn: &mut Turn<'_, Id, R, O>,
        index: EntryIndex,
        partial: Partial<Id>,
    ) {
        let position = partial.chain.position();
        let at = self.shape.positives.get(position).map_or(0, |(at, _)| *at);
        let chooses = self.shape.next(position).is_some_and(|next| next.bound);
        let partials = &mut self.entries.get_mut(index).partials;
        let range = partials.range(position);
        if chooses {
            if range.len() >= self.limits.alias_candidates {
                partials.remove(range.start);
                self.counters.dropped_candidates += 1;
                turn.observe(Reason::Evict, at);
            }
            partials.insert(partial);
            return;
        }
        if let Some(there) = partials.get(range.start).filter(|_| !range.is_empty()) {
            self.counters.overridden += 1;
            let newer = precedes(self.mode.order, &there.chain.newest().ordinal, &partial.chain.newest().ordinal);
            turn.observe(Reason::Override, at);
            // A late event comes before the one that would have replaced it.
            if !newer {
                return;
            }
            partials.remove(range.start);
        }
        partials.insert(partial);
    }

    /// Decides about a match that has all its events.
    fn finish<R: Sequence + ?Sized, O: Observer<Id>>(
        &mut self,
        turn: &mut Turn<'_, Id, R, O>,
        index: EntryIndex,
        partial: Partial<Id>,
        emit: &mut impl FnMut(Match<Id>),
    ) {
        let last_stage = self.shape.positives.last().map_or(0, |(stage, _)| *stage);
        let last = turn.hit.ordinal.time.as_nanos();
        let span = (self.cut(partial.first.as_nanos()), self.cut(last));
        match decide(&partial.sightings(), span, self.maxspan, &self.shape) {
            Decision::Present => turn.observe(Reason::Present, last_stage),
            Decision::Absent => {
                turn.observe(Reason::Complete, last_stage);
                self.counters.matches += 1;
                emit(self.matched(turn.key, &partial.chain, partial.first, turn.hit.ordinal.time));
            }
            Decision::Open { deadline } => {
                turn.observe(Reason::Wait, last_stage);
                self.wait(index, deadline, partial, turn.observer);
            }
        }
    }

    /// Events that must be missing, after the stages of the same event.
    fn sight_missing<R: Sequence + ?Sized, O: Observer<Id>>(
        &mut self,
        turn: &mut Turn<'_, Id, R, O>,
        index: EntryIndex,
        stamps: bool,
    ) {
        let now = self.cut(turn.hit.ordinal.time.as_nanos());
        let resolution = self.mode.missing_resolution;
        let entry = self.entries.get_mut(index);
        for (position, stage) in &self.shape.gaps {
            if turn.fills(stage) {
                for partial in entry.partials.at_mut(*position) {
                    if now > cut(partial.chain.newest().ordinal.time.as_nanos(), resolution) {
                        let gap = &mut partial.sightings.get_or_insert_default().gap;
                        *gap = Some(gap.map_or(now, |earliest| earliest.min(now)));
                    }
                }
            }
        }
        if stamps {
            entry.absence_mut().stamp(now);
        }
        if self.shape.trailing.iter().any(|stage| turn.fills(stage)) {
            self.cancel(turn, index, now);
        }
    }

    /// Cancels the waiting matches of a key that an event at `now`, which must be missing, falls into.
    fn cancel<R: Sequence + ?Sized, O: Observer<Id>>(
        &mut self,
        turn: &mut Turn<'_, Id, R, O>,
        index: EntryIndex,
        now: i64,
    ) {
        let resolution = self.mode.missing_resolution;
        let last_stage = self.shape.positives.last().map_or(0, |(stage, _)| *stage);
        let Some(absence) = self.entries.get_mut(index).absence.as_deref_mut() else { return };
        absence.waiting.retain(|deadline| {
            let (due, last, _) = deadline;
            let cancelled = now > cut(last.time.as_nanos(), resolution) && now <= *due;
            if cancelled {
                self.waiting.remove(deadline);
                turn.observe(Reason::Present, last_stage);
            }
            !cancelled
        });
    }

    fn wait<O: Observer<Id>>(&mut self, index: EntryIndex, due: i64, partial: Partial<Id>, observer: &mut O) {
        let deadline = (due, partial.chain.newest().ordinal.clone(), self.serial);
        self.serial += 1;
        self.entries.get_mut(index).absence_mut().waiting.push_back(deadline.clone());
        self.waiting.insert(deadline, Waiting { chain: partial.chain, first: partial.first, entry: index });
        if self.waiting.len() > self.limits.max_waiting
            && let Some((deadline, waiting)) = self.waiting.pop_first()
        {
            self.counters.dropped_waiting += 1;
            let entry = self.entries.get_mut(waiting.entry);
            entry.absence_mut().no_longer_waits(&deadline);
            let stage = self.shape.positives.last().map_or(0, |(stage, _)| *stage);
            observer.observe(Transition { reason: Reason::Evict, stage, key: &entry.key, event: None });
            if entry.is_empty() && waiting.entry != index {
                self.entries.remove(waiting.entry);
            }
        }
    }

    /// Gives out a match whose absence is certain.
    fn release<O: Observer<Id>>(
        &mut self,
        deadline: Deadline,
        waiting: Waiting<Id>,
        observer: &mut O,
        emit: &mut impl FnMut(Match<Id>),
    ) {
        let entry = self.entries.get_mut(waiting.entry);
        entry.absence_mut().no_longer_waits(&deadline);
        let key = entry.key.clone();
        if entry.is_empty() {
            self.entries.remove(waiting.entry);
        }
        let stage = self.shape.positives.last().map_or(0, |(stage, _)| *stage);
        observer.observe(Transition { reason: Reason::Complete, stage, key: &key, event: None });
        self.counters.matches += 1;
        emit(self.matched(&key, &waiting.chain, waiting.first, Timestamp::from_nanos(deadline.0)));
    }

    /// `until`: ends every match in progress of the key; those that have all their events go on waiting.
    fn end<R: Sequence + ?Sized, O: Observer<Id>>(&mut self, turn: &mut Turn<'_, Id, R, O>, index: EntryIndex) {
        for partial in self.entries.get_mut(index).partials.drain() {
            self.counters.ended += 1;
            let stage = self.shape.positives.get(partial.chain.position()).map_or(0, |(stage, _)| *stage);
            turn.observe(Reason::Until, stage);
        }
    }

    fn matched(&self, key: &KeyTuple, chain: &Chain<Id>, first: Timestamp, certain: Timestamp) -> Match<Id> {
        let mut events = vec![None; self.shape.stages].into_boxed_slice();
        for ((stage, _), link) in self.shape.positives.iter().rev().zip(chain.iter()) {
            if let Some(event) = events.get_mut(*stage) {
                *event = Some(link.id.clone());
            }
        }
        let span = Some(Span { first, last: chain.newest().ordinal.clone(), certain });
        Match { events, span, key: key.clone(), hidden_keys: self.hidden_keys }
    }

    fn cut(&self, time: i64) -> i64 {
        cut(time, self.mode.missing_resolution)
    }
}

/// Extends a match in progress by the event of this turn.
fn append<Id: Clone, R: Sequence + ?Sized, O: Observer<Id>>(
    turn: &mut Turn<'_, Id, R, O>,
    partial: &mut Partial<Id>,
    stage: usize,
    resolution: i64,
    appender: &mut Appender<'_, Id>,
) {
    turn.observe(Reason::Extend, stage);
    let now = cut(turn.hit.ordinal.time.as_nanos(), resolution);
    if let Some(sightings) = &mut partial.sightings
        && let Some(gap) = sightings.gap.take()
        && gap < now
    {
        sightings.poisoned = true;
        turn.observe(Reason::Poison, stage);
    }
    partial.chain = appender.append(&partial.chain);
}

/// Rounds a time down to a multiple of `resolution`.
fn cut(time: i64, resolution: i64) -> i64 {
    if resolution > 1 { time.saturating_sub(time.rem_euclid(resolution)) } else { time }
}

fn precedes(order: Order, earlier: &Ordinal, later: &Ordinal) -> bool {
    match order {
        Order::Ordinal => earlier < later,
        Order::Arrival => earlier.arrival < later.arrival,
    }
}

fn bound_holds<Id, R: Sequence + ?Sized, O>(
    turn: &Turn<'_, Id, R, O>,
    shape: &Shape,
    chain: &Chain<Id>,
    stage: usize,
) -> bool {
    static NOTHING: Captures = Captures::NONE;
    let own = turn.hit.captures.as_deref().unwrap_or(&NOTHING);
    turn.rule.bound(stage, own, &|alias| {
        let position = shape.positives.iter().position(|(stage, _)| *stage == alias)?;
        Some(chain.at(position)?.captures.as_deref().unwrap_or(&NOTHING))
    })
}

//! What a sequence's machine did, key by key: the attempt that came furthest, and what ended it.

use eql_runtime::Timestamp;
use eql_runtime::sequence::{KeyTuple, Observer, Ordinal, Reason as Transit, SequencePlan, StagePlan, Transition};
use std::collections::{BTreeMap, VecDeque};

/// A match in progress.
#[derive(Clone, Debug)]
pub(super) struct Attempt<Id> {
    /// Its events, with the number of each in the stream.
    pub(super) events: Vec<(u64, Id)>,
    pub(super) first: Timestamp,
    pub(super) last: Ordinal,
    /// The event for which the condition on earlier stages did not hold.
    pub(super) unbound: Option<Id>,
}

/// What became of an attempt.
#[derive(Clone, Debug)]
pub(super) enum Ending<Id> {
    /// Every stage has its event.
    Match,
    /// The next event came this many nanoseconds after the time limit.
    Expired { event: Id, excess: i64 },
    /// `until`.
    Until(Id),
    /// A newer one.
    Override(Id),
    /// An event that must be absent; not known which where it came between two others.
    Absence(Option<Id>),
    /// A limit of the state.
    Limit,
    /// Nothing: the next stage's event never came.
    Open,
}

/// What happened at one key.
#[derive(Clone, Debug)]
pub(super) struct KeyTrail<Id> {
    /// The matches in progress by the stage of their last event, the oldest first.
    slots: BTreeMap<usize, VecDeque<Attempt<Id>>>,
    /// How many of the newest at a stage the current event has passed over.
    passed_over: usize,
    /// Which event and which stage that speaks of.
    turn: Option<(u64, usize)>,
    /// The attempt that came furthest.
    pub(super) best: Option<(Attempt<Id>, Ending<Id>)>,
    pub(super) attempts: u64,
    pub(super) matches: u64,
}

/// Follows a machine; hears of every transition.
#[derive(Debug)]
pub(super) struct Trail<'p, Id> {
    stages: &'p [StagePlan],
    maxspan: Option<i64>,
    pub(super) keys: BTreeMap<KeyTuple, KeyTrail<Id>>,
}

impl<'p, Id: Clone> Trail<'p, Id> {
    pub(super) fn new(plan: &SequencePlan<'p>) -> Self {
        Self { stages: plan.stages, maxspan: plan.maxspan, keys: BTreeMap::new() }
    }

    /// The trails when no event will follow.
    pub(super) fn finish(mut self) -> BTreeMap<KeyTuple, KeyTrail<Id>> {
        for trail in self.keys.values_mut() {
            for (_, attempts) in std::mem::take(&mut trail.slots) {
                attempts.into_iter().for_each(|attempt| trail.end(attempt, Ending::Open));
            }
        }
        self.keys
    }

    /// The stage that an event fills before `stage`.
    fn previous(&self, stage: usize) -> Option<usize> {
        (0..stage).rev().find(|&at| self.stages.get(at).is_some_and(|stage| !stage.missing))
    }
}

impl<Id: Clone> KeyTrail<Id> {
    fn new() -> Self {
        Self { slots: BTreeMap::new(), passed_over: 0, turn: None, best: None, attempts: 0, matches: 0 }
    }

    fn place(&mut self, stage: usize, attempt: Attempt<Id>) {
        self.passed_over = 0;
        self.slots.entry(stage).or_default().push_back(attempt);
    }

    fn oldest(&mut self, stage: usize) -> Option<Attempt<Id>> {
        self.slots.get_mut(&stage)?.pop_front()
    }

    /// The newest that the current event has not passed over.
    fn newest(&mut self, stage: usize) -> Option<Attempt<Id>> {
        let slot = self.slots.get_mut(&stage)?;
        slot.remove(slot.len().checked_sub(1 + self.passed_over)?)
    }

    fn note_unbound(&mut self, stage: usize, event: &Id) {
        let passed_over = self.passed_over;
        if let Some(attempt) = self.slots.get_mut(&stage).and_then(|slot| slot.iter_mut().nth_back(passed_over)) {
            attempt.unbound = Some(event.clone());
        }
        self.passed_over += 1;
    }

    /// Keeps the attempt if it came further than any before.
    fn end(&mut self, attempt: Attempt<Id>, ending: Ending<Id>) {
        let rank = |(attempt, ending): &(Attempt<Id>, Ending<Id>)| {
            (matches!(ending, Ending::Match), attempt.events.len(), !matches!(ending, Ending::Override(_)))
        };
        let ended = (attempt, ending);
        if self.best.as_ref().is_none_or(|best| rank(best) <= rank(&ended)) {
            self.best = Some(ended);
        }
    }
}

impl<Id: Clone> Observer<Id> for Trail<'_, Id> {
    fn observe(&mut self, transition: Transition<'_, Id>) {
        let Transition { reason, stage, key, event } = transition;
        let rules = Rules {
            previous: self.previous(stage),
            is_fork: self.stages.get(stage).is_some_and(|stage| stage.fork),
            maxspan: self.maxspan,
        };
        if !self.keys.contains_key(key) {
            self.keys.insert(key.clone(), KeyTrail::new());
        }
        let Some(trail) = self.keys.get_mut(key) else { return };
        let position = if reason == Transit::Extend { rules.previous } else { Some(stage) };
        let turn = event.map(|(ordinal, _)| ordinal.arrival).zip(position);
        if turn != trail.turn {
            (trail.turn, trail.passed_over) = (turn, 0);
        }
        match event {
            Some((ordinal, id)) => trail.caused(reason, stage, rules, ordinal, id),
            None => trail.passed(reason, stage),
        }
    }
}

/// What the rule says about the stage of a transition.
#[derive(Clone, Copy)]
struct Rules {
    /// The stage that an event fills before.
    previous: Option<usize>,
    is_fork: bool,
    maxspan: Option<i64>,
}

impl<Id: Clone> KeyTrail<Id> {
    /// An event has caused a transition.
    fn caused(&mut self, reason: Transit, stage: usize, rules: Rules, ordinal: &Ordinal, id: &Id) {
        match reason {
            Transit::Start => {
                self.attempts += 1;
                let events = vec![(ordinal.arrival, id.clone())];
                self.place(stage, Attempt { events, first: ordinal.time, last: ordinal.clone(), unbound: None });
            }
            Transit::Extend => self.extend(stage, rules, ordinal, id),
            Transit::Override => self.end_oldest(stage, Ending::Override(id.clone())),
            Transit::Until => self.end_oldest(stage, Ending::Until(id.clone())),
            Transit::Evict => self.end_oldest(stage, Ending::Limit),
            Transit::Expire => {
                let Some(attempt) = self.newest(stage) else { return };
                let elapsed = ordinal.time.as_nanos().saturating_sub(attempt.first.as_nanos());
                let excess = elapsed.saturating_sub(rules.maxspan.unwrap_or_default());
                self.end(attempt, Ending::Expired { event: id.clone(), excess });
            }
            Transit::Present => {
                self.passed_over = 0;
                let Some(attempt) = self.newest(stage) else { return };
                // An event that extended it to its last stage did not break the absence: one before did.
                let breaker = (*ordinal != attempt.last).then(|| id.clone());
                self.end(attempt, Ending::Absence(breaker));
            }
            Transit::Complete => {
                self.matches += 1;
                self.passed_over = 0;
                self.newest(stage).into_iter().for_each(|attempt| self.end(attempt, Ending::Match));
            }
            Transit::Unbound => self.note_unbound(stage, id),
            Transit::Late => self.passed_over += 1,
            // It goes on, or waits.
            _ => {}
        }
    }

    /// The passing of time, or a limit, has caused a transition.
    fn passed(&mut self, reason: Transit, stage: usize) {
        match reason {
            Transit::Complete => {
                self.matches += 1;
                self.end_oldest(stage, Ending::Match);
            }
            Transit::Evict => {
                for (_, attempts) in std::mem::take(&mut self.slots) {
                    attempts.into_iter().for_each(|attempt| self.end(attempt, Ending::Limit));
                }
            }
            Transit::Expire => self.end_oldest(stage, Ending::Open),
            _ => {}
        }
    }

    fn extend(&mut self, stage: usize, rules: Rules, ordinal: &Ordinal, id: &Id) {
        let Some(previous) = rules.previous else { return };
        let Some(mut attempt) = self.newest(previous) else { return };
        if rules.is_fork {
            self.place(previous, attempt.clone());
        }
        attempt.events.push((ordinal.arrival, id.clone()));
        attempt.last = ordinal.clone();
        attempt.unbound = None;
        self.place(stage, attempt);
    }

    fn end_oldest(&mut self, stage: usize, ending: Ending<Id>) {
        if let Some(attempt) = self.oldest(stage) {
            self.end(attempt, ending);
        }
    }
}

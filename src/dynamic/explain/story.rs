//! What happened at each join key, and what was missing.

use super::explainer::Explainer;
use super::reason::Reason;
use super::report::{NearEvent, Story};
use super::sighting::{Part, Sighting, Sightings};
use super::trail::{Attempt, Ending, Trail};
use eql_runtime::sequence::{Hit, KeyTuple, KeyValue, Limits, Ordinal, Sequence, match_hits_observed};
use std::collections::BTreeMap;

/// The events of a match, one a stage.
type Events<Id> = Box<[Option<Id>]>;

/// So many events of other keys are looked at for one story.
const MOST_OTHERS: usize = 1_024;

/// The matches of a sequence and what happened at each key.
pub(super) fn stories<Id: Clone>(
    explainer: &Explainer,
    hits: Vec<Hit<Id>>,
    sightings: &Sightings<Id>,
) -> (Vec<Events<Id>>, Vec<Story<Id>>) {
    let Some(rule) = explainer.rule().sequence() else { return (Vec::new(), Vec::new()) };
    let plan = rule.plan();
    let mut trail = Trail::new(&plan);
    let (matches, _) = match_hits_observed(rule, hits, Limits::FINITE, &mut trail);
    let teller = Teller {
        sightings,
        maxspan: plan.maxspan,
        hidden_keys: usize::from(plan.hidden_keys),
        positives: (0..plan.stages.len()).filter(|&at| plan.stages.get(at).is_some_and(|s| !s.missing)).collect(),
        absent: explainer.stages().iter().enumerate().filter(|(_, stage)| stage.missing).map(|(at, _)| at).collect(),
        written: written(explainer),
    };
    let told = trail.finish().into_iter().filter_map(|(key, trail)| {
        let (attempt, ending) = trail.best?;
        Some(Story { matches: trail.matches, attempts: trail.attempts, ..teller.tell(&key, attempt, ending) })
    });
    let mut stories: Vec<Story<Id>> = told.collect();
    sort(&mut stories);
    (matches.into_iter().map(|found| found.events).collect(), stories)
}

/// For each stage with `with runs` written out, the stage as written.
fn written(explainer: &Explainer) -> Vec<usize> {
    let stages = explainer.stages().iter().enumerate();
    stages.flat_map(|(at, stage)| std::iter::repeat_n(at, usize::from(stage.runs))).collect()
}

/// What lacks something comes first, and of that what lacks the least.
fn sort<Id>(stories: &mut [Story<Id>]) {
    stories.sort_by_key(|story| {
        let is_match = story.reason == Reason::Match;
        let tests = story.nearest.as_ref().map_or(usize::MAX, |event| event.blames.len());
        (is_match, std::cmp::Reverse(story.reached), tests, story.span)
    });
}

/// Makes stories of what the machine did and what events there were.
struct Teller<'s, Id> {
    sightings: &'s Sightings<Id>,
    maxspan: Option<i64>,
    hidden_keys: usize,
    /// The stages that events fill, `with runs` written out.
    positives: Vec<usize>,
    written: Vec<usize>,
    /// The stages, as written, whose events must be absent.
    absent: Vec<usize>,
}

/// What was found to end an attempt, or to be missing.
type Cause<Id> = (Reason, Option<NearEvent<Id>>);

impl<Id: Clone> Teller<'_, Id> {
    fn tell(&self, key: &KeyTuple, attempt: Attempt<Id>, ending: Ending<Id>) -> Story<Id> {
        let reached = attempt.events.len();
        let next = self.positives.get(reached).and_then(|&stage| self.written.get(stage)).copied();
        // What must be absent is not lacked.
        let lacks = next.filter(|_| !matches!(ending, Ending::Match));
        let by = |id: Id, excess: Option<i64>| {
            let stage = next.unwrap_or_default();
            Some(NearEvent { id, stage, blames: Vec::new(), after: None, excess, key: None })
        };
        let (reason, nearest) = match ending {
            Ending::Match => (Reason::Match, None),
            Ending::Expired { event, excess } => (Reason::Maxspan, by(event, Some(excess))),
            Ending::Until(event) => (Reason::Until, by(event, None)),
            Ending::Override(event) => (Reason::Override, by(event, None)),
            Ending::Absence(Some(event)) => (Reason::Absence, by(event, None)),
            Ending::Absence(None) => (Reason::Absence, self.breaker(key, &attempt)),
            Ending::Limit => (Reason::Limit, None),
            Ending::Open => match (attempt.unbound.clone(), next) {
                (Some(event), _) => (Reason::Alias, by(event, None)),
                (None, Some(stage)) => self.missing(key, &attempt, stage),
                (None, None) => (Reason::Absence, None),
            },
        };
        Story {
            key: self.shown(key),
            reason,
            reached,
            needed: self.positives.len(),
            events: attempt.events.into_iter().map(|(_, id)| id).collect(),
            span: Some((attempt.first, attempt.last.time)),
            lacks,
            nearest,
            matches: 0,
            attempts: 0,
        }
    }

    fn shown(&self, key: &KeyTuple) -> Box<[KeyValue]> {
        key.values().get(self.hidden_keys..).unwrap_or_default().into()
    }

    /// What the next stage lacked: the event that came nearest, and why it was not the one.
    fn missing(&self, key: &KeyTuple, attempt: &Attempt<Id>, stage: usize) -> Cause<Id> {
        let own = self.sightings.of_key(stage, key).filter_map(|(sighting, part)| {
            let near = self.near(attempt, sighting, part)?;
            Some((self.remoteness(&near, part.holds), part.holds, near))
        });
        let nearest = own.min_by_key(|(remoteness, ..)| *remoteness);
        match nearest {
            Some((_, true, near)) if near.excess.is_some() => (Reason::Maxspan, Some(near)),
            Some((_, true, near)) => (Reason::Order, Some(near)),
            Some((_, false, near)) if self.is_in_window(&near) => (Reason::Condition, Some(near)),
            nearest => match self.elsewhere(key, attempt, stage) {
                Some(near) => (Reason::Key, Some(near)),
                None => match nearest {
                    Some((_, _, near)) => (Reason::Condition, Some(near)),
                    None => (Reason::NoEvent, None),
                },
            },
        }
    }

    /// The event before the last one that had to be absent.
    fn breaker(&self, key: &KeyTuple, attempt: &Attempt<Id>) -> Option<NearEvent<Id>> {
        let present = self.absent.iter().flat_map(|&stage| self.sightings.of_key(stage, key));
        let near =
            present.filter(|(_, part)| part.holds).filter_map(|(sighting, part)| self.near(attempt, sighting, part));
        near.filter(|near| near.after.is_some_and(|after| after <= 0)).max_by_key(|near| near.after)
    }

    fn near(&self, attempt: &Attempt<Id>, sighting: &Sighting<Id>, part: &Part) -> Option<NearEvent<Id>> {
        let is_own = attempt.events.iter().any(|(arrival, _)| *arrival == sighting.arrival);
        let time = sighting.ordinal.as_ref().filter(|_| !is_own)?.time.as_nanos();
        let elapsed = time.saturating_sub(attempt.first.as_nanos());
        let excess = self.maxspan.map(|maxspan| elapsed.saturating_sub(maxspan)).filter(|&excess| excess > 0);
        let after = Some(time.saturating_sub(attempt.last.time.as_nanos()));
        let (id, blames) = (sighting.id.clone(), part.blames.clone());
        Some(NearEvent { id, stage: part.stage, blames, after, excess, key: None })
    }

    /// What satisfies the stage is nearer than what does not; then what is in the window, fails less, and is close.
    fn remoteness(&self, near: &NearEvent<Id>, holds: bool) -> (bool, bool, usize, u64) {
        let distance = near.after.map_or(u64::MAX, i64::unsigned_abs);
        (!holds, !self.is_in_window(near), near.blames.len(), distance)
    }

    fn is_in_window(&self, near: &NearEvent<Id>) -> bool {
        near.excess.is_none() && near.after.is_some_and(|after| after >= 0)
    }

    /// The first event in the window that satisfies the stage on the same host, under another key.
    fn elsewhere(&self, key: &KeyTuple, attempt: &Attempt<Id>, stage: usize) -> Option<NearEvent<Id>> {
        let host = self.host(&attempt.last);
        let others = self.sightings.after(&attempt.last, host, stage).take(MOST_OTHERS);
        let mut found = others.filter(|(_, part)| !part.keys.contains(key)).filter_map(|(sighting, part)| {
            let near = self.near(attempt, sighting, part)?;
            Some(NearEvent { key: part.keys.first().map(|other| self.shown(other)), ..near })
        });
        found.next().filter(|near| near.excess.is_none())
    }

    fn host(&self, event: &Ordinal) -> Option<&KeyValue> {
        self.sightings.at(event).and_then(|sighting| sighting.host.as_ref())
    }
}

/// The matches of a sample or join and what there was at each key: which stages have an event, and what the first
/// without one lacks.
pub(super) fn unordered_stories<Id: Clone>(
    explainer: &Explainer,
    found: Vec<(Events<Id>, Box<[KeyValue]>)>,
    sightings: &Sightings<Id>,
) -> (Vec<Events<Id>>, Vec<Story<Id>>) {
    let mut matches_of: BTreeMap<Box<[KeyValue]>, u64> = BTreeMap::new();
    for (_, key) in &found {
        *matches_of.entry(key.clone()).or_default() += 1;
    }
    let stages = explainer.stages().len();
    let mut stories = Vec::new();
    for key in sightings.keys() {
        let shown: Box<[KeyValue]> = key.values().into();
        let first = |stage: usize| sightings.of_key(stage, key).find(|(_, part)| part.holds);
        let events: Vec<Id> = (0..stages).filter_map(|stage| first(stage).map(|(found, _)| found.id.clone())).collect();
        let matches = matches_of.get(&shown).copied().unwrap_or_default();
        let lacks = (0..stages).find(|&stage| first(stage).is_none()).filter(|_| matches == 0);
        let failing = lacks.and_then(|stage| {
            let parts = sightings.of_key(stage, key);
            let (sighting, part) = parts.min_by_key(|(_, part)| part.blames.len())?;
            let (id, blames) = (sighting.id.clone(), part.blames.clone());
            Some(NearEvent { id, stage, blames, after: None, excess: None, key: None })
        });
        let reason = match (matches > 0, lacks, &failing) {
            (true, ..) => Reason::Match,
            (false, Some(_), Some(_)) => Reason::Condition,
            (false, Some(_), None) => Reason::NoEvent,
            // An event for each stage, but not a different one.
            (false, None, _) => Reason::NoEvent,
        };
        stories.push(Story {
            key: shown,
            reason,
            reached: events.len(),
            needed: stages,
            events,
            span: None,
            lacks,
            nearest: failing,
            matches,
            attempts: 1,
        });
    }
    sort(&mut stories);
    (found.into_iter().map(|(events, _)| events).collect(), stories)
}

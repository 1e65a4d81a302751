//! Inquiries: a rule and many events.

use super::explainer::{Explainer, Stage};
use super::report::{Failing, NearEvent, Report, Survey};
use super::sighting::{Part, Sighting, Sightings};
use super::story::{stories, unordered_stories};
use super::tree::Blame;
use crate::dynamic::rule::Kind;
use crate::dynamic::search::{Search, SearchOptions};
use eql_runtime::Event;
use eql_runtime::lineage::{LineageLimits, LineageSet, Processes};
use eql_runtime::sequence::{Evaluation, Hit, Limits, evaluate};
use std::collections::BTreeMap;

/// An inquiry in progress: events are pushed in any order, the report comes at the end. A rule with `descendant of` and its
/// like takes its events to be in the order of time.
///
/// Events that take part or come near are kept, by their id; of event rules, `limit` events that came nearest.
#[derive(Debug)]
pub struct Inquiry<Id> {
    explainer: Explainer,
    surveys: Vec<Counting<Id>>,
    events: u64,
    match_count: u64,
    without_time: u64,
    without_key: u64,
    limit: usize,
    processes: Processes,
    state: State<Id>,
    sightings: Sightings<Id>,
}

#[derive(Debug)]
enum State<Id> {
    Event,
    Sequence(Vec<Hit<Id>>),
    Unordered(Box<Search<Id>>),
}

/// A [`Survey`] in progress.
#[derive(Debug)]
struct Counting<Id> {
    of_category: u64,
    satisfied: u64,
    failing: BTreeMap<(u32, u32, super::Reason), u64>,
    nearest: Vec<(Id, Vec<Blame>)>,
}

impl<Id> Counting<Id> {
    const fn new() -> Self {
        Self { of_category: 0, satisfied: 0, failing: BTreeMap::new(), nearest: Vec::new() }
    }

    /// Takes the blames of an event of the right category; none if it satisfies the condition.
    fn count(&mut self, holds: bool, blames: &[Blame], limit: usize, id: impl FnOnce() -> Id) {
        self.of_category += 1;
        if holds {
            self.satisfied += 1;
            return;
        }
        for blame in blames {
            let range = &blame.leaf.range;
            *self.failing.entry((range.start, range.end, blame.reason)).or_default() += 1;
        }
        let place = self.nearest.partition_point(|(_, others)| others.len() <= blames.len());
        if place < limit {
            self.nearest.insert(place, (id(), blames.to_vec()));
            self.nearest.truncate(limit);
        }
    }

    fn finish(self, stage: usize) -> Survey<Id> {
        let failing = self.failing.into_iter();
        let mut failing: Vec<Failing> =
            failing.map(|((start, end, reason), count)| Failing { range: start..end, reason, count }).collect();
        failing.sort_by_key(|failing| std::cmp::Reverse(failing.count));
        let near = |(id, blames)| NearEvent { id, stage, blames, after: None, excess: None, key: None };
        let nearest = self.nearest.into_iter().map(near).collect();
        Survey { of_category: self.of_category, satisfied: self.satisfied, failing, nearest }
    }
}

impl<Id: Clone> Inquiry<Id> {
    /// An inquiry that has seen no event. Of each stage, the `limit` events that came nearest are reported.
    #[must_use]
    pub fn new(explainer: &Explainer, limit: usize) -> Self {
        let rule = explainer.rule();
        let state = match rule.kind() {
            Kind::Event | Kind::Lineage => State::Event,
            Kind::Sequence => State::Sequence(Vec::new()),
            Kind::Sample | Kind::Join => State::Unordered(Box::new(Search::new(rule, SearchOptions::default()))),
        };
        Self {
            explainer: explainer.clone(),
            surveys: explainer.stages().iter().map(|_| Counting::new()).collect(),
            events: 0,
            match_count: 0,
            without_time: 0,
            without_key: 0,
            limit,
            processes: Processes::new(LineageLimits::FINITE),
            state,
            sightings: Sightings::default(),
        }
    }

    /// Takes an event, and returns those of the rule's lineages that it stands in. `id` stands for it in the report, and
    /// is only asked if the event may be in it.
    pub fn push<E: Event>(&mut self, event: &E, id: impl Fn() -> Id) -> LineageSet {
        let arrival = self.events;
        self.events += 1;
        let held = self.processes.observe(self.explainer.lineages(), event);
        match &mut self.state {
            State::Event => {}
            State::Sequence(hits) => {
                let Some(rule) = self.explainer.rule().sequence() else { return held };
                match evaluate(rule, event, held, arrival, Limits::FINITE.key_tuples_per_event, &id) {
                    Evaluation::Hit(hit) => hits.push(hit),
                    Evaluation::NoTimestamp => self.without_time += 1,
                    Evaluation::Irrelevant => {}
                }
            }
            State::Unordered(search) => search.push(event, id()),
        }
        let explainer = self.explainer.clone();
        let mut parts = Vec::new();
        for (at, stage) in explainer.stages().iter().enumerate() {
            let Some(node) = explainer.explain_in_category(stage, event, held) else { continue };
            let blames = node.blames();
            if let Some(survey) = self.surveys.get_mut(at) {
                survey.count(node.holds, &blames, self.limit, &id);
            }
            match self.state {
                State::Event => self.match_count += u64::from(node.holds),
                _ => self.sight(at, stage, event, node.holds, blames, &mut parts),
            }
        }
        if !parts.is_empty() {
            let ordinal = explainer.rule().ordinal(event, arrival);
            self.sightings.add(Sighting::new(event, arrival, ordinal, id(), parts));
        }
        held
    }

    /// Notes what an event is to a stage that joins.
    fn sight<E: Event>(
        &mut self,
        at: usize,
        stage: &Stage,
        event: &E,
        holds: bool,
        blames: Vec<Blame>,
        parts: &mut Vec<Part>,
    ) {
        let keys = self.explainer.rule().key_tuples(event, stage.keys);
        if keys.is_empty() {
            self.without_key += u64::from(holds);
        } else if holds || !stage.missing {
            parts.push(Part { stage: at, holds, blames, keys });
        }
    }

    /// The report.
    #[must_use]
    pub fn finish(self) -> Report<Id> {
        let Self { explainer, state, mut sightings, .. } = self;
        sightings.sort();
        let left_out = sightings.left_out();
        let (matches, stories) = match state {
            State::Event => (Vec::new(), Vec::new()),
            State::Sequence(hits) => stories(&explainer, hits, &sightings),
            State::Unordered(search) => {
                let matches = search.finish().into_iter().map(|found| (found.events, found.keys)).collect();
                unordered_stories(&explainer, matches, &sightings)
            }
        };
        let surveys = self.surveys.into_iter().enumerate();
        Report {
            events: self.events,
            match_count: self.match_count + matches.len() as u64,
            matches,
            stages: surveys.map(|(at, survey)| survey.finish(at)).collect(),
            stories,
            without_time: self.without_time,
            without_key: self.without_key,
            left_out,
        }
    }
}

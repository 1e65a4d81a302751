//! One rule over all events, with the events that were asked about.

use super::note::{Note, Place};
use crate::failure::Failure;
use crate::rules::{Loader, RuleReport};
use eql::dynamic::Kind;
use eql::dynamic::explain::{Explainer, Inquiry, Node, Reason, Report, Story};
use eql::lineage::LineageSet;
use eql::sequence::KeyValue;
use eql::{Event, Timestamp};
use std::cell::OnceCell;

/// An inquiry in progress.
#[derive(Debug)]
pub(crate) struct Inquest<'r> {
    rule: &'r RuleReport,
    explainer: Explainer,
    timestamp: String,
    inquiry: Inquiry<Note>,
    picked: Vec<Picked>,
    /// So many events are shown whole where none was asked about.
    limit: usize,
    /// The events asked about, by id or line; none to ask about all.
    names: &'r [String],
    /// The latest time so far, and how many events came after a later one: only for rules that follow processes.
    latest: Option<Timestamp>,
    out_of_order: u64,
}

/// An event that is shown whole.
#[derive(Debug)]
pub(crate) struct Picked {
    pub(crate) note: Note,
    /// What each stage's condition comes to.
    pub(crate) nodes: Vec<Node>,
    /// Its keys at each stage.
    keys: Vec<Vec<Box<[KeyValue]>>>,
    has_time: bool,
}

/// What an inquiry has found.
#[derive(Debug)]
pub(crate) struct Explanation<'r> {
    pub(crate) rule: &'r RuleReport,
    pub(crate) explainer: Explainer,
    pub(crate) report: Report<Note>,
    pub(crate) picked: Vec<Picked>,
    pub(crate) limit: usize,
    /// Only the picked events were asked about.
    pub(crate) only_picked: bool,
    /// Events that came after a later one, of a rule that follows processes in the order of input.
    pub(crate) out_of_order: u64,
}

impl<'r> Inquest<'r> {
    /// An inquiry into a rule that compiles. Of each thing that is found, `limit` are shown; `names` are those of the events
    /// asked about.
    pub(crate) fn new(
        rule: &'r RuleReport,
        loader: &Loader<'_>,
        limit: usize,
        names: &'r [String],
    ) -> Result<Self, Failure> {
        let file = rule.file.as_ref().ok_or_else(|| Failure::usage(format!("{} holds no rule", rule.path)))?;
        // The same text has compiled before.
        let explainer = Explainer::compile(&file.query, &loader.options(file))
            .map_err(|faults| Failure::usage(format!("{}: {faults}", rule.path)))?;
        let ir = explainer.rule().ir();
        let timestamp = ir.fields.path(ir.timestamp).to_owned();
        let inquiry = Inquiry::new(&explainer, limit);
        Ok(Self {
            rule,
            inquiry,
            timestamp,
            explainer,
            picked: Vec::new(),
            limit,
            names,
            latest: None,
            out_of_order: 0,
        })
    }

    /// The fields that it reads.
    pub(crate) fn fields(&self) -> Vec<String> {
        self.explainer.fields().map(str::to_owned).chain(Note::fields().map(str::to_owned)).collect()
    }

    /// Takes an event. Says which of the events asked about it is.
    pub(crate) fn push<E: Event>(&mut self, event: &E, place: Place<'_>) -> Vec<usize> {
        let names = self.names;
        let note = OnceCell::new();
        let noted = || note.get_or_init(|| Note::of(event, place, &self.timestamp)).clone();
        let held = self.inquiry.push(event, noted);
        if self.explainer.rule().ir().lineages.is_some() {
            let time = self.explainer.rule().ordinal(event, place.arrival).map(|ordinal| ordinal.time);
            self.out_of_order += u64::from(time < self.latest);
            self.latest = self.latest.max(time);
        }
        if names.is_empty() {
            // Few events are shown whole, many are summed up.
            if place.arrival < self.limit as u64 {
                let note = noted();
                self.picked.push(Picked::of(&self.explainer, event, held, place, note));
            } else {
                self.picked.clear();
            }
            return Vec::new();
        }
        let called = noted();
        let named: Vec<usize> =
            names.iter().enumerate().filter(|(_, name)| called.is_called(name)).map(|(at, _)| at).collect();
        if !named.is_empty() {
            self.picked.push(Picked::of(&self.explainer, event, held, place, called));
        }
        named
    }

    /// What was found.
    pub(crate) fn finish(self) -> Explanation<'r> {
        let report = self.inquiry.finish();
        Explanation {
            rule: self.rule,
            explainer: self.explainer,
            report,
            picked: self.picked,
            limit: self.limit,
            only_picked: !self.names.is_empty(),
            out_of_order: self.out_of_order,
        }
    }
}

impl Picked {
    fn of<E: Event>(explainer: &Explainer, event: &E, held: LineageSet, place: Place<'_>, note: Note) -> Self {
        let stages = 0..explainer.stages().len();
        Self {
            note,
            nodes: stages.clone().filter_map(|stage| explainer.explain_in(stage, event, held)).collect(),
            keys: stages.map(|stage| explainer.keys(stage, event)).collect(),
            has_time: explainer.rule().ordinal(event, place.arrival).is_some(),
        }
    }

    /// The stages that it satisfies.
    fn satisfied(&self) -> impl Iterator<Item = usize> {
        self.nodes.iter().enumerate().filter(|(_, node)| node.holds).map(|(stage, _)| stage)
    }

    /// The stage that it comes nearest to, by how many tests it fails.
    pub(crate) fn nearest_stage(&self) -> Option<usize> {
        let failed = |(_, node): &(usize, &Node)| {
            let blames = node.blames();
            (blames.iter().any(|blame| blame.reason == Reason::Category), blames.len())
        };
        self.nodes.iter().enumerate().min_by_key(failed).map(|(stage, _)| stage)
    }

    /// What happened at a key of a stage that it satisfies.
    pub(crate) fn story<'s>(&self, report: &'s Report<Note>) -> Option<&'s Story<Note>> {
        let keys: Vec<&Box<[KeyValue]>> = self.satisfied().filter_map(|stage| self.keys.get(stage)).flatten().collect();
        report.stories.iter().find(|story| keys.contains(&&story.key))
    }

    /// What became of it: whether it is part of what matched, and why or why not.
    pub(crate) fn verdict(&self, kind: Kind, report: &Report<Note>) -> (bool, Reason) {
        let Some(stage) = self.satisfied().next() else {
            let nearest = self.nearest_stage().and_then(|stage| self.nodes.get(stage));
            let blamed = nearest.and_then(|node| node.blames().first().map(|blame| blame.reason));
            return (false, blamed.unwrap_or(Reason::Value));
        };
        if matches!(kind, Kind::Event | Kind::Lineage) {
            return (true, Reason::Match);
        }
        if kind == Kind::Sequence && !self.has_time {
            return (false, Reason::NoTimestamp);
        }
        if self.keys.get(stage).is_none_or(Vec::is_empty) {
            return (false, Reason::MissingKey);
        }
        match self.story(report) {
            Some(story) => (story.reason == Reason::Match, story.reason),
            // The sequence never began at its key.
            None => (false, Reason::NoEvent),
        }
    }
}

impl Explanation<'_> {
    /// The rule's text.
    pub(crate) fn query(&self) -> &str {
        self.rule.file.as_ref().map_or("", |file| &file.query)
    }

    /// All reasons in it, for fixtures: those of its stories, of the tests that its nearest events fail, and of the events
    /// that are shown.
    pub(crate) fn reasons(&self) -> Vec<Reason> {
        let kind = self.explainer.rule().kind();
        let stories = self.report.stories.iter().flat_map(Story::reasons);
        let failing = self.report.stages.iter().flat_map(|stage| stage.failing.iter().map(|failing| failing.reason));
        let picked = self.picked.iter().map(|picked| picked.verdict(kind, &self.report).1);
        let others = self.report.stages.iter().any(|stage| stage.of_category < self.report.events);
        let others = others.then_some(Reason::Category);
        let mut reasons: Vec<Reason> = stories.chain(failing).chain(picked).chain(others).collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }
}

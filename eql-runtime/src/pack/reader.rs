//! Lines read on other threads.

use super::engine::{Alert, Engine, LineAlert, PackQuery, PackRules, single};
use super::event::PackEvent;
use super::kinship::{Kinship, Said};
use super::matcher::Matcher;
use crate::lineage::{KinNote, LineageSet};
use crate::projection::{JsonError, Projection};
use crate::sequence::{Evaluation, Limits, Ordinal, PredicateSet, Sequence, Stages, evaluate_matched};
use crate::time::Timestamp;
use std::fmt;
use std::sync::Arc;

/// Reads lines for an [`Engine`]: parsing, conditions, join keys, all that depends on one line alone. A stream can be read
/// by as many readers as there are threads, in any order; its engine takes what they have read in the order of the stream.
///
/// ```
/// use eql_runtime::pack::{Engine, LineAlert, PackRules};
/// use std::sync::Arc;
///
/// /// The alerts of [`Engine::push_json`], line by line.
/// fn in_two_threads<P: PackRules + Clone + Send>(engine: &mut Engine<P, Arc<str>>, lines: [&str; 2]) -> Vec<LineAlert<P::Label>>
/// where
///     P::Sequence: Send,
/// {
///     let read = std::thread::scope(|scope| {
///         let threads = lines.map(|line| {
///             let mut reader = engine.reader();
///             scope.spawn(move || reader.read(line))
///         });
///         threads.map(|thread| thread.join().expect("no reader panics"))
///     });
///     read.into_iter().flatten().flat_map(|read| engine.push_read(read)).collect()
/// }
/// ```
pub struct LineReader<P: PackRules> {
    rules: P,
    matcher: Matcher,
    projection: Projection,
    asked: Vec<Asked<P::Sequence>>,
    /// The rules that events count for though they satisfy no predicate.
    timed: Vec<u32>,
    key_tuples: usize,
}

impl<P: PackRules> fmt::Debug for LineReader<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineReader").field("matcher", &self.matcher).finish_non_exhaustive()
    }
}

/// What has to be known of a rule to ask it about an event.
enum Asked<S> {
    Event,
    /// Whether events count that take no part.
    Sequence(S, bool),
    /// Only the engine can ask it: it depends on other events.
    Engine,
}

/// What a [`LineReader`] has read, for [`Engine::push_read`].
#[derive(Debug)]
pub struct ReadLine(Read);

#[derive(Debug)]
enum Read {
    /// What the event is to each rule, in their order, and what it says of processes. The line is empty where nothing needs it.
    Found { line: Arc<str>, findings: Vec<(u32, Finding)>, note: Option<KinNote> },
    /// Some rule depends on the events before: the engine has to ask all of them.
    Line(Arc<str>),
}

#[derive(Debug)]
enum Finding {
    Event(Option<Ordinal>),
    Sequence(Evaluation<()>),
    /// The time counts.
    Passed(Timestamp),
}

impl<P: PackRules> LineReader<P> {
    pub(super) fn new(rules: P, limits: Limits) -> Self {
        let asking = rules.index().rules_asking_for_lineages();
        let asked: Vec<_> = (0..)
            .zip(rules.queries())
            .map(|(rule, query)| match query {
                _ if asking.contains(&rule) => Asked::Engine,
                PackQuery::Event => Asked::Event,
                PackQuery::Sequence(sequence) => {
                    let needs_time = sequence.plan().stages.last().is_some_and(|last| last.missing);
                    Asked::Sequence(sequence, needs_time)
                }
                PackQuery::Lineage(_) | PackQuery::LineageSequence(_) | PackQuery::Sample(_) | PackQuery::Join(_) => {
                    Asked::Engine
                }
            })
            .collect();
        let timed = (0..).zip(&asked).filter(|(_, asked)| matches!(asked, Asked::Sequence(_, true)));
        Self {
            timed: timed.map(|(rule, _)| rule).collect(),
            asked,
            matcher: Matcher::new(&rules.index(), rules.fields()),
            projection: Projection::new(rules.event_fields()),
            key_tuples: limits.key_tuples_per_event,
            rules,
        }
    }

    /// Reads a line, of which only what the rules ask for is looked at.
    ///
    /// # Errors
    ///
    /// The line is no JSON. The stream may go on.
    pub fn read(&mut self, line: &str) -> Result<ReadLine, JsonError> {
        let Self { rules, matcher, projection, asked, timed, key_tuples } = self;
        let event = projection.read_text(line)?;
        let (mut said, mut findings, mut is_open) = (Said::default(), Vec::new(), false);
        matcher.run_with(&rules.index(), &*rules, Kinship::Noted(&mut said), &event, |event, matched| {
            let mut ask = |rule: u32, matched: Option<PredicateSet>| {
                let Some(asked) = asked.get(rule as usize) else { return };
                is_open |= matched.is_some() && matches!(asked, Asked::Engine);
                let ordinal = || rules.ordinal(rule, event, 0);
                findings.extend(asked.ask(event, matched, ordinal, *key_tuples).map(|finding| (rule, finding)));
            };
            // Both are in the order of the rules.
            let mut timed = timed.iter().copied().peekable();
            for matched in matched {
                while let Some(earlier) = timed.next_if(|&earlier| earlier < matched.rule) {
                    ask(earlier, None);
                }
                timed.next_if_eq(&matched.rule);
                ask(matched.rule, Some(matched.predicates));
            }
            timed.for_each(|rule| ask(rule, None));
        });
        Ok(ReadLine(if is_open || said.is_uncertain || said.lost > 0 {
            Read::Line(line.into())
        } else {
            let is_needed = findings.iter().any(|(_, finding)| finding.keeps_event());
            Read::Found { line: if is_needed { line } else { "" }.into(), findings, note: said.note }
        }))
    }
}

impl Finding {
    const fn keeps_event(&self) -> bool {
        matches!(self, Self::Event(_) | Self::Sequence(Evaluation::Hit(_)))
    }
}

impl<S> Asked<S> {
    fn ask<'e>(
        &self,
        event: &PackEvent<'e>,
        matched: Option<PredicateSet>,
        ordinal: impl FnOnce() -> Option<Ordinal>,
        key_tuples: usize,
    ) -> Option<Finding>
    where
        S: Sequence + Stages<PackEvent<'e>>,
    {
        match (self, matched) {
            (Self::Event, Some(_)) => Some(Finding::Event(ordinal())),
            (Self::Sequence(rule, needs_time), matched) => {
                let matched = matched.unwrap_or(PredicateSet::EMPTY);
                match evaluate_matched(rule, event, LineageSet::EMPTY, matched, 0, key_tuples, || ()) {
                    Evaluation::Irrelevant if *needs_time => rule.timestamp(event).map(Finding::Passed),
                    Evaluation::Irrelevant => None,
                    evaluation => Some(Finding::Sequence(evaluation)),
                }
            }
            (Self::Event | Self::Engine, _) => None,
        }
    }
}

impl<P: PackRules> Engine<P, Arc<str>> {
    /// A reader of lines for this engine.
    #[must_use]
    pub fn reader(&self) -> LineReader<P>
    where
        P: Clone,
    {
        LineReader::new(self.rules().clone(), self.limits)
    }

    /// Takes the next line as one of its [readers](Self::reader) has read it: what [`push_json`](Self::push_json) does with
    /// that line.
    pub fn push_read(&mut self, read: ReadLine) -> Vec<LineAlert<P::Label>> {
        match read.0 {
            // It has been read before.
            Read::Line(line) => self.push_json(&line).unwrap_or_default(),
            Read::Found { line, findings, note } => self.push_found(&line, findings, note),
        }
    }

    fn push_found(
        &mut self,
        line: &Arc<str>,
        findings: Vec<(u32, Finding)>,
        note: Option<KinNote>,
    ) -> Vec<LineAlert<P::Label>> {
        let arrival = self.next_arrival();
        if let Some(note) = note {
            self.tell(note);
        }
        let mut alerts = Vec::new();
        for (rule, finding) in findings {
            let found = match finding {
                Finding::Event(ordinal) => {
                    let ordinal = ordinal.map(|ordinal| Ordinal { arrival, ..ordinal });
                    vec![single(ordinal, Arc::clone(line))]
                }
                Finding::Passed(time) => self.pass(rule, time),
                Finding::Sequence(Evaluation::Hit(mut hit)) => {
                    hit.ordinal.arrival = arrival;
                    self.push_evaluated(rule, Evaluation::Hit(hit.with_id(|()| Arc::clone(line))))
                }
                Finding::Sequence(_) => self.push_evaluated(rule, Evaluation::NoTimestamp),
            };
            alerts.extend(found.into_iter().map(|found| Alert { rule: self.rules().label(rule), found }));
        }
        alerts
    }
}

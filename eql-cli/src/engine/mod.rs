//! Rules over a set of events: conditions are evaluated in the order of input, sequences followed in the order of time.

use crate::failure::Failure;
use crate::input::Event;
use crate::report::{MatchRecord, RuleLabel, json_of, json_of_key};
use eql::dynamic::{Found, Kind, LineageRule, Pack, PackMatcher, Rule, Search, SearchOptions};
use eql::json::JsonEvent;
use eql::lineage::{LineageSet, Tracker};
use eql::sequence::{
    Counters, Detector, Evaluation, Hit, Limits, Match, PredicateSet, SequenceRule, Span, Stages, evaluate_matched,
    match_hits,
};
use eql::{Datum, FieldBuf, Timestamp};
use eql_compiler::ir;
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A condition that can be asked about any line.
pub(crate) type EventRule = dyn for<'e> eql::Rule<JsonEvent<'e>>;

/// A sequence through any lines.
pub(crate) type LineSequence = dyn for<'e> SequenceRule<JsonEvent<'e>>;

/// How a rule runs, and what it reads.
pub(crate) struct Plan<'r> {
    pub(crate) runs_as: RunsAs<'r>,
    /// The paths of the fields.
    pub(crate) fields: Vec<String>,
    /// The rule, if it is interpreted: generated ones are not evaluated together with others.
    pub(crate) interpreted: Option<&'r Rule>,
}

/// What a rule runs as. Generated rules and interpreted ones differ only in what is behind the references.
pub(crate) enum RunsAs<'r> {
    /// A condition on each event.
    Event { rule: &'r EventRule, timestamp: FieldBuf },
    /// Events in order.
    Sequence(&'r LineSequence),
    /// What depends on the processes of all events before.
    Lineage { rule: &'r Rule, options: SearchOptions },
    /// Anything whose results are only known at the end: samples, joins, limited results.
    Search { rule: &'r Rule, options: SearchOptions },
}

impl<'r> Plan<'r> {
    /// The plan of an interpreted rule.
    pub(crate) fn of(rule: &'r Rule, options: SearchOptions) -> Self {
        let limited = options.size.is_some() || !rule.ir().pipes.is_empty();
        let runs_as = match (rule.kind(), rule.sequence()) {
            (Kind::Event, _) if !limited => RunsAs::Event { rule, timestamp: timestamp_field(rule) },
            _ if !limited && rule.ir().lineages.is_some() => RunsAs::Lineage { rule, options },
            (_, Some(sequence)) if !limited => RunsAs::Sequence(sequence),
            _ => RunsAs::Search { rule, options },
        };
        Self { runs_as, fields: fields_of(rule.ir()), interpreted: Some(rule) }
    }
}

/// The paths of the fields that a rule reads.
pub(crate) fn fields_of(rule: &ir::Rule) -> Vec<String> {
    rule.fields.iter().map(|(_, field)| field.path.clone()).collect()
}

/// From so many interpreted rules on they are evaluated as a pack.
const PACK_FROM: usize = 4;

/// Rules at work. The documents of events that take part are kept until their matches are known.
pub(crate) struct Engine<'r> {
    rules: Vec<Active<'r>>,
    fields: BTreeSet<String>,
    /// The interpreted rules among them, evaluated together.
    pack: Option<Packed>,
    /// The rules that are asked about every event, whatever the pack says, in order.
    alone: Vec<usize>,
    unplaced: Unplaced,
}

/// Rules that are evaluated together.
struct Packed {
    matcher: PackMatcher,
    /// Which of the engine's rules each rule of the pack is.
    places: Vec<usize>,
}

/// A rule at work.
struct Active<'r> {
    label: Option<&'r RuleLabel>,
    method: Method<'r>,
}

enum Method<'r> {
    /// Event by event, reported at once.
    Each { rule: &'r EventRule, timestamp: FieldBuf },
    /// The same, for events that come in order of time.
    Track { tracker: Box<Tracker<LineageRule>>, timestamp: FieldBuf },
    /// Events that take part are kept, and stepped through in order of time at the end.
    Collect { rule: &'r LineSequence, hits: Vec<Hit<Arc<str>>> },
    /// Step by step, for events that come in order of time.
    Follow(Box<Detector<&'r LineSequence, Arc<str>>>),
    /// All else.
    Search { rule: &'r Rule, search: Box<Search<Arc<str>>> },
}

impl<'r> Engine<'r> {
    /// An engine for these rules. `assume_sorted` reports sequences as soon as they are complete.
    pub(crate) fn new(plans: impl IntoIterator<Item = (Plan<'r>, Option<&'r RuleLabel>)>, assume_sorted: bool) -> Self {
        let (mut rules, mut fields, mut packed) = (Vec::new(), BTreeSet::new(), Vec::new());
        for (plan, label) in plans {
            fields.extend(plan.fields);
            packed.extend(plan.interpreted.map(|rule| (rules.len(), rule.clone())));
            rules.push(Active { label, method: Method::of(plan.runs_as, assume_sorted) });
        }
        let pack = (packed.len() >= PACK_FROM).then(|| {
            let (places, rules): (Vec<usize>, Vec<Rule>) = packed.into_iter().unzip();
            Packed { matcher: Pack::new(rules).matcher(), places }
        });
        let places = pack.as_ref().map_or(&[][..], |pack| &pack.places);
        let is_packed = |at: usize| places.binary_search(&at).is_ok();
        let alone = rules.iter().enumerate().filter(|&(at, rule)| !is_packed(at) || rule.method.needs_time());
        let alone = alone.map(|(at, _)| at).collect();
        Self { rules, fields, pack, alone, unplaced: Unplaced::default() }
    }

    /// The fields that its rules read.
    pub(crate) fn fields(&self) -> Vec<String> {
        self.fields.iter().cloned().collect()
    }

    /// Takes an event, and gives the matches that are certain now to `emit`.
    pub(crate) fn push(
        &mut self,
        event: &Event<'_>,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Self { rules, pack, alone, unplaced, .. } = self;
        let mut turn =
            Turn { event, document: Document { text: event.text(), kept: None }, timeless: false, late: false };
        let mut take = |at: usize, matched: Option<PredicateSet>| match rules.get_mut(at) {
            Some(rule) => rule.take(&mut turn, matched, emit),
            None => Ok(()),
        };
        let (matched, places) = match pack {
            Some(Packed { matcher, places }) => (matcher.run(&event.value), places.as_slice()),
            None => (&[][..], &[][..]),
        };
        // Both are in the order of the rules.
        let mut alone = alone.iter().copied().peekable();
        for found in matched {
            let Some(&at) = places.get(found.rule as usize) else { continue };
            while let Some(earlier) = alone.next_if(|&earlier| earlier < at) {
                take(earlier, None)?;
            }
            alone.next_if_eq(&at);
            take(at, Some(found.predicates))?;
        }
        for at in alone {
            take(at, None)?;
        }
        unplaced.without_timestamp += u64::from(turn.timeless);
        unplaced.late += u64::from(turn.late);
        Ok(())
    }

    /// Gives out the matches that needed the end of the events: in the order of their last events, rules and keys.
    pub(crate) fn finish(
        self,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<Ending, Failure> {
        let mut losses = Vec::new();
        let mut results: Vec<(Option<Span>, MatchRecord<'r>)> = Vec::new();
        for Active { label, method } in self.rules {
            match method {
                Method::Each { .. } => {}
                Method::Track { tracker, .. } => {
                    let lost_processes = tracker.processes().lost();
                    losses.extend(loss(label, &Counters { lost_processes, ..Counters::default() }));
                }
                Method::Collect { rule, hits } => {
                    let (matches, counters) = match_hits(rule, hits, Limits::FINITE);
                    losses.extend(loss(label, &counters));
                    results
                        .extend(matches.into_iter().map(|found| (found.span.clone(), record_of_match(label, found))));
                }
                Method::Follow(mut detector) => {
                    for found in detector.flush() {
                        emit(record_of_match(label, found))?;
                    }
                    losses.extend(loss(label, &detector.counters()));
                }
                Method::Search { rule, search } => {
                    let found = search.finish().into_iter();
                    let is_ordered_by_rule = rule.ir().limits().is_none();
                    results.extend(found.map(|found| {
                        // Pipes have put the results into an order of their own.
                        let span = found.span.clone().filter(|_| !is_ordered_by_rule);
                        (span, record_of_result(label, rule, found))
                    }));
                }
            }
        }
        // Stable: the rules are in order, and the matches of each have their own.
        results.sort_by(|(a, _), (b, _)| by_last_event(a.as_ref(), b.as_ref()));
        for (_, record) in results {
            emit(record)?;
        }
        Ok(Ending { unplaced: self.unplaced, losses })
    }
}

/// An event that rules are asked about, one after the other.
struct Turn<'e> {
    event: &'e Event<'e>,
    document: Document<'e>,
    /// Whether some rule misses the event's time: it counts once, however many do.
    timeless: bool,
    /// Whether it came too late for some rule.
    late: bool,
}

impl<'r> Active<'r> {
    /// Takes an event; `matched` are the rule's predicates that it satisfies, where a pack has found that out.
    fn take(
        &mut self,
        turn: &mut Turn<'_>,
        matched: Option<PredicateSet>,
        emit: &mut impl FnMut(MatchRecord<'r>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Self { label, method } = self;
        let Turn { event, document, timeless, late } = turn;
        let (value, arrival) = (&event.value, event.arrival);
        match method {
            Method::Each { rule, timestamp } => {
                if matched.is_some() || rule.matches(value) {
                    emit(record_of_event(*label, value, timestamp, document.keep()))?;
                }
            }
            Method::Track { tracker, timestamp } => {
                if tracker.matches(value) {
                    emit(record_of_event(*label, value, timestamp, document.keep()))?;
                }
            }
            Method::Collect { rule, hits } => {
                let alone = LineageSet::EMPTY;
                let matched = matched.unwrap_or_else(|| rule.matched(value, alone));
                let key_tuples = Limits::FINITE.key_tuples_per_event;
                match evaluate_matched(*rule, value, alone, matched, arrival, key_tuples, || document.keep()) {
                    Evaluation::Hit(hit) => hits.push(hit),
                    Evaluation::NoTimestamp => *timeless = true,
                    Evaluation::Irrelevant => {}
                }
            }
            Method::Follow(detector) => {
                let before = detector.counters();
                // A rule with a lineage finds out itself.
                let matched = matched.unwrap_or_else(|| detector.rule().matched(value, LineageSet::EMPTY));
                for found in detector.push_matched(value, matched, arrival, || document.keep()) {
                    emit(record_of_match(*label, found))?;
                }
                let after = detector.counters();
                *timeless |= after.no_timestamp > before.no_timestamp;
                *late |= after.late > before.late;
            }
            Method::Search { rule, search } => {
                let before = search.without_time();
                search.push_matched(value, matched.unwrap_or_else(|| rule.matched(value)), arrival, document.keep());
                *timeless |= search.without_time() > before;
            }
        }
        Ok(())
    }
}

impl<'r> Method<'r> {
    fn of(runs_as: RunsAs<'r>, assume_sorted: bool) -> Self {
        match runs_as {
            RunsAs::Event { rule, timestamp } => Self::Each { rule, timestamp },
            RunsAs::Sequence(rule) if assume_sorted => Self::Follow(Box::new(Detector::new(rule))),
            RunsAs::Sequence(rule) => Self::Collect { rule, hits: Vec::new() },
            RunsAs::Lineage { rule, options } => Self::of_lineage(rule, options, assume_sorted),
            RunsAs::Search { rule, options } => Self::Search { rule, search: Box::new(Search::new(rule, options)) },
        }
    }

    fn of_lineage(rule: &'r Rule, options: SearchOptions, assume_sorted: bool) -> Self {
        match (rule.tracker(), rule.sequence()) {
            (Some(tracker), _) if assume_sorted => {
                Self::Track { tracker: Box::new(tracker), timestamp: timestamp_field(rule) }
            }
            (_, Some(sequence)) if assume_sorted => Self::Follow(Box::new(Detector::new(sequence))),
            _ => Self::Search { rule, search: Box::new(Search::new(rule, options)) },
        }
    }

    /// Whether events count though they satisfy none of the rule's predicates.
    fn needs_time(&self) -> bool {
        matches!(self, Self::Follow(detector) if detector.needs_time())
    }
}

fn timestamp_field(rule: &Rule) -> FieldBuf {
    FieldBuf::new(rule.ir().fields.path(rule.ir().timestamp))
}

/// What is to be said when all events have been read.
pub(crate) struct Ending {
    pub(crate) unplaced: Unplaced,
    /// A sentence for each rule that may have missed matches because its state reached a limit.
    pub(crate) losses: Vec<String>,
}

fn loss(rule: Option<&RuleLabel>, counters: &Counters) -> Option<String> {
    let name = rule.map_or("the query", |rule| rule.path.as_str());
    let Counters { evicted_keys, dropped_waiting, dropped_key_tuples, lost_processes, .. } = counters;
    (counters.lost() > 0).then(|| {
        format!(
            "{name} may have missed matches: {evicted_keys} join keys forgotten, {dropped_waiting} waiting matches given \
             up, {dropped_key_tuples} combinations of key values left out, {lost_processes} processes forgotten"
        )
    })
}

/// Events that had no proper place in the order of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unplaced {
    pub(crate) without_timestamp: u64,
    pub(crate) late: u64,
}

/// The text of an event, shared by the rules that keep it.
struct Document<'e> {
    text: &'e str,
    kept: Option<Arc<str>>,
}

impl Document<'_> {
    fn keep(&mut self) -> Arc<str> {
        Arc::clone(self.kept.get_or_insert_with(|| self.text.into()))
    }
}

fn by_last_event(a: Option<&Span>, b: Option<&Span>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.last.cmp(&b.last),
        // Samples have no place in time.
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

fn record_of_event<'r>(
    rule: Option<&'r RuleLabel>,
    event: &JsonEvent<'_>,
    timestamp: &FieldBuf,
    document: Arc<str>,
) -> MatchRecord<'r> {
    let time = time(event, timestamp);
    MatchRecord { rule, join_keys: Vec::new(), events: vec![Some(document)], first: time, last: time, made: Map::new() }
}

fn record_of_match<'r>(rule: Option<&'r RuleLabel>, found: Match<Arc<str>>) -> MatchRecord<'r> {
    let join_keys = found.keys().iter().map(json_of_key).collect();
    let (first, last) = ends(found.span.as_ref());
    MatchRecord { rule, join_keys, events: found.events.into_vec(), first, last, made: Map::new() }
}

fn record_of_result<'r>(label: Option<&'r RuleLabel>, rule: &Rule, found: Found<Arc<str>>) -> MatchRecord<'r> {
    let join_keys = found.keys.iter().map(json_of_key).collect();
    let (first, last) = match &found.span {
        Some(span) => ends(Some(span)),
        None => ends_of_documents(rule, &found.events),
    };
    let made = found.record.iter().map(|(name, value)| ((*name).to_owned(), json_of_datum(value))).collect();
    MatchRecord { rule: label, join_keys, events: found.events.into_vec(), first, last, made }
}

fn ends(span: Option<&Span>) -> (Option<Timestamp>, Option<Timestamp>) {
    (span.map(|span| span.first), span.map(|span| span.last.time))
}

/// The earliest and the latest time of events that were kept without one.
fn ends_of_documents(rule: &Rule, events: &[Option<Arc<str>>]) -> (Option<Timestamp>, Option<Timestamp>) {
    let timestamp = timestamp_field(rule);
    let events = events.iter().flatten().filter_map(|text| serde_json::from_str(text).ok());
    let times: Vec<Timestamp> = events.filter_map(|event: Value| time(&event, &timestamp)).collect();
    (times.iter().min().copied(), times.iter().max().copied())
}

fn time(event: &impl eql::Event, timestamp: &FieldBuf) -> Option<Timestamp> {
    eql::Event::get(event, &timestamp.as_field(), Timestamp::from_value).flatten()
}

fn json_of_datum(value: &Datum<'_>) -> Value {
    match value {
        Datum::Plain(value) => json_of(value.reborrow()),
        Datum::List(items) => items.iter().map(json_of_datum).collect(),
        Datum::Object(fields) => fields.iter().map(|(key, value)| (key.to_string(), json_of_datum(value))).collect(),
    }
}

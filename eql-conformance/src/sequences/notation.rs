//! The trace notation of `sequences.md` ("Evidence tags") for the machine alone, and rules to go with it.
//!
//! Events: `ts:LETTERS(key)` with the time in milliseconds, numbered from 1. Several values of a key are separated by
//! `|`, several keys by `;`; `()` is a key without a value, and no parentheses mean one shared key.
//!
//! Rules: `A !M B*3 C^ until=U maxspan=10s by=?k,l`, where `*3` is `with runs=3` and `^` is `fork`.

use eql_runtime::lineage::LineageSet;
use eql_runtime::sequence::{
    Counters, Detector, Evaluation, KeySink, Limits, Match, Order, PredicateSet, Sequence, SequenceMode, SequencePlan,
    SequencePlanBuf, StagePlan, Stages, Tiebreaker, UntilPlan, evaluate, match_hits, sort_matches,
};
use eql_runtime::{Timestamp, Value};

/// An event of a trace.
#[derive(Clone, Debug)]
pub struct TraceEvent {
    /// Its place in the trace, from 1.
    pub number: usize,
    /// Its time.
    pub time: Timestamp,
    /// What orders it among those of the same instant.
    pub tiebreaker: Option<i64>,
    /// The predicates that it satisfies, a letter each.
    pub letters: String,
    /// The values of each key column; `None` where the trace names no key.
    pub keys: Option<Vec<Vec<String>>>,
}

/// The events of a trace.
///
/// # Panics
///
/// If the text is not a trace.
#[must_use]
pub fn events(trace: &str) -> Vec<TraceEvent> {
    trace.split_whitespace().enumerate().map(|(at, token)| event(at + 1, token)).collect()
}

fn event(number: usize, token: &str) -> TraceEvent {
    let (time, rest) = token.split_once(':').expect("a time");
    let (letters, keys) = match rest.split_once('(') {
        Some((letters, keys)) => (letters, Some(keys.trim_end_matches(')'))),
        None => (rest, None),
    };
    let values = |column: &str| column.split('|').filter(|value| !value.is_empty()).map(str::to_owned).collect();
    TraceEvent {
        number,
        time: Timestamp::from_nanos(time.parse::<i64>().expect("milliseconds") * 1_000_000),
        tiebreaker: None,
        letters: letters.to_owned(),
        keys: keys.map(|keys| keys.split(';').map(values).collect()),
    }
}

/// A sequence whose predicates are letters: predicate 0 is `A`.
#[derive(Clone, Debug)]
pub struct TraceRule {
    /// Its stages and how they follow each other.
    pub plan: SequencePlanBuf,
    /// The columns of each key group: which of the event's keys, and whether it is optional.
    pub groups: Vec<Vec<(usize, bool)>>,
}

/// The rule of a text in the notation.
///
/// # Panics
///
/// If the text is not a rule.
#[must_use]
pub fn rule(text: &str, mode: SequenceMode) -> TraceRule {
    let plan = SequencePlanBuf { stages: Vec::new(), until: None, maxspan: None, hidden_keys: 0, mode };
    let mut rule = TraceRule { plan, groups: vec![Vec::new()] };
    for word in text.split_whitespace() {
        match word.split_once('=') {
            Some(("until", letter)) => rule.plan.until = Some(UntilPlan { predicate: predicate(letter), keys: 0 }),
            Some(("maxspan", span)) => rule.plan.maxspan = Some(nanos(span, mode)),
            Some(("by", keys)) => {
                rule.groups = vec![keys.split(',').map(|key| key.starts_with('?')).enumerate().collect()];
            }
            Some(other) => panic!("{other:?}"),
            None => stage(word, &mut rule.plan.stages),
        }
    }
    rule
}

fn stage(word: &str, stages: &mut Vec<StagePlan>) {
    let (word, runs) = word.split_once('*').map_or((word, 1), |(word, runs)| (word, runs.parse().expect("runs")));
    let missing = word.starts_with('!');
    let fork = word.ends_with('^');
    let letter = word.trim_start_matches('!').trim_end_matches('^');
    let stage = StagePlan { missing, fork, ..StagePlan::new(predicate(letter), 0) };
    stages.extend(std::iter::repeat_n(stage, runs));
}

fn predicate(letter: &str) -> u16 {
    u16::from(letter.as_bytes()[0] - b'A')
}

fn nanos(span: &str, mode: SequenceMode) -> i64 {
    let (number, unit) = span.split_at(span.find(|c: char| c.is_alphabetic()).expect("a unit"));
    let milliseconds = number.parse::<i64>().expect("a number") * if unit == "ms" { 1 } else { 1000 };
    match mode.order {
        Order::Ordinal => milliseconds * 1_000_000,
        // Endgame counts whole seconds.
        Order::Arrival => milliseconds / 1000 * 1_000_000_000,
    }
}

impl Sequence for TraceRule {
    fn plan(&self) -> SequencePlan<'_> {
        self.plan.as_plan()
    }
}

impl Stages<TraceEvent> for TraceRule {
    fn matched(&self, event: &TraceEvent, _: LineageSet) -> PredicateSet {
        let mut matched = PredicateSet::EMPTY;
        for letter in event.letters.bytes() {
            matched.set(u16::from(letter - b'A'), true);
        }
        matched
    }

    fn keys(&self, group: u16, event: &TraceEvent, out: &mut KeySink) {
        for (at, optional) in &self.groups[usize::from(group)] {
            out.column(*optional);
            match &event.keys {
                None => out.push(Value::Str("shared")),
                Some(keys) => keys[*at].iter().for_each(|value| out.push(Value::Str(value))),
            }
        }
    }

    fn timestamp(&self, event: &TraceEvent) -> Option<Timestamp> {
        Some(event.time)
    }

    fn tiebreaker(&self, event: &TraceEvent) -> Option<Tiebreaker> {
        event.tiebreaker.map(|value| Value::Int(value).into())
    }
}

/// All matches, in the order of output, after the end of the stream.
#[must_use]
pub fn matches(rule: &TraceRule, events: &[TraceEvent]) -> Vec<Match<usize>> {
    let mut detector = Detector::new(rule);
    let mut found: Vec<Match<usize>> = events.iter().flat_map(|event| detector.push(event, event.number)).collect();
    found.extend(detector.flush());
    sort_matches(&mut found, rule.plan.mode.order);
    found
}

/// All matches of a finite stream whose events come in any order.
#[must_use]
pub fn matches_of_finite(rule: &TraceRule, events: &[TraceEvent]) -> (Vec<Match<usize>>, Counters) {
    let evaluated = (0..)
        .zip(events)
        .map(|(arrival, event)| evaluate(rule, event, LineageSet::EMPTY, arrival, 64, || event.number));
    let hits = evaluated.filter_map(|evaluation| match evaluation {
        Evaluation::Hit(hit) => Some(hit),
        Evaluation::Irrelevant | Evaluation::NoTimestamp => None,
    });
    match_hits(rule, hits.collect(), Limits::DEFAULT)
}

/// `[1,-,2]`, with the key behind it where `keys` asks for it.
#[must_use]
pub fn print(matches: &[Match<usize>], keys: bool) -> String {
    let one = |found: &Match<usize>| {
        let events = found.events.iter().map(|event| event.map_or("-".to_owned(), |number| number.to_string()));
        let events = events.collect::<Vec<_>>().join(",");
        if keys { format!("[{events}]{:?}", found.keys()) } else { format!("[{events}]") }
    };
    matches.iter().map(one).collect::<Vec<_>>().join(" ")
}

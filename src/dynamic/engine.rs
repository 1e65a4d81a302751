//! Many rules over a stream of events.

use super::pack::{Pack, PackMatcher};
use super::rule::PreparedQuery;
use super::sequence::SequenceRule;
use super::unordered::{JoinRule, SampleRule};
use super::{Found, Rule};
use eql_runtime::Event;
use eql_runtime::join::{JoinLimits, Joiner};
use eql_runtime::sample::{SampleLimits, Sampler};
use eql_runtime::sequence::{Detector, Limits, PredicateSet};

/// Follows the rules of a [`Pack`] through a stream of events.
///
/// Events are taken in the order in which they are pushed, sequences as [`Detector`] does; `head` and `tail` do not
/// apply to a stream. `Id` stands for an event in alerts.
///
/// ```
/// use eql::dynamic::{CompileOptions, Engine, Pack, Rule};
/// use serde_json::json;
///
/// let texts = ["any where a == 2", "sequence by user [any where a == 1] [any where a == 2]"];
/// let rules = texts.map(|text| Rule::compile(text, &CompileOptions::default()).expect("a rule"));
/// let mut engine = Engine::new(&Pack::new(rules));
/// assert!(engine.push(&json!({"@timestamp": 10, "user": "x", "a": 1}), "first").is_empty());
/// let alerts = engine.push(&json!({"@timestamp": 20, "user": "x", "a": 2}), "second");
/// assert_eq!(alerts.iter().map(|alert| alert.rule).collect::<Vec<_>>(), [0, 1]);
/// assert_eq!(*alerts[1].found.events, [Some("first"), Some("second")]);
/// ```
#[derive(Debug)]
pub struct Engine<Id> {
    matcher: PackMatcher,
    rules: Vec<Following<Id>>,
    /// The rules that events count for though they satisfy no predicate.
    timed: Vec<u32>,
    arrivals: u64,
}

/// A match of one of the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert<Id> {
    /// Which rule, by its place in the pack.
    pub rule: usize,
    /// The match.
    pub found: Found<Id>,
}

#[derive(Debug)]
enum Following<Id> {
    Event(Rule),
    Sequence(Box<Detector<SequenceRule, Id>>),
    Sample(Box<Sampler<SampleRule, Id>>),
    Join(Box<Joiner<JoinRule, Id>>),
}

impl<Id: Clone> Engine<Id> {
    /// An engine that has seen no event, with the default limits on the state of each rule.
    #[must_use]
    pub fn new(pack: &Pack) -> Self {
        Self::with_limits(pack, Limits::DEFAULT)
    }

    /// An engine of which no sequence keeps more state than `limits` allow.
    #[must_use]
    pub fn with_limits(pack: &Pack, limits: Limits) -> Self {
        let rules: Vec<Following<Id>> = pack.rules().iter().map(|rule| Following::new(rule, limits)).collect();
        let timed = (0..).zip(&rules).filter(|(_, rule)| rule.needs_time()).map(|(at, _)| at).collect();
        Self { matcher: pack.matcher(), rules, timed, arrivals: 0 }
    }

    /// Takes the next event and returns what it completes, in the order of the rules.
    pub fn push<E: Event>(&mut self, event: &E, id: Id) -> Vec<Alert<Id>> {
        let Self { matcher, rules, timed, arrivals } = self;
        let arrival = *arrivals;
        *arrivals += 1;
        let mut alerts = Vec::new();
        let mut take = |rule: u32, predicates| {
            if let Some(following) = rules.get_mut(rule as usize) {
                let found = following.take(event, predicates, arrival, &id).into_iter();
                alerts.extend(found.map(|found| Alert { rule: rule as usize, found }));
            }
        };
        // Both are in the order of the rules.
        let mut waiting = timed.iter().copied().peekable();
        for matched in matcher.run(event) {
            while let Some(rule) = waiting.next_if(|&rule| rule < matched.rule) {
                take(rule, PredicateSet::EMPTY);
            }
            waiting.next_if_eq(&matched.rule);
            take(matched.rule, matched.predicates);
        }
        waiting.for_each(|rule| take(rule, PredicateSet::EMPTY));
        alerts
    }

    /// Says that no event will follow, and returns what waited for that: absences at the end, and samples.
    #[must_use]
    pub fn finish(self) -> Vec<Alert<Id>> {
        let rules = self.rules.into_iter().enumerate();
        rules
            .flat_map(|(rule, following)| following.finish().into_iter().map(move |found| Alert { rule, found }))
            .collect()
    }
}

impl<Id: Clone> Following<Id> {
    fn new(rule: &Rule, limits: Limits) -> Self {
        match rule.query() {
            PreparedQuery::Event(_) => Self::Event(rule.clone()),
            PreparedQuery::Sequence(sequence) => {
                Self::Sequence(Box::new(Detector::with_limits(sequence.clone(), limits)))
            }
            PreparedQuery::Sample(sample) => {
                Self::Sample(Box::new(Sampler::new(sample.clone(), SampleLimits::DEFAULT)))
            }
            PreparedQuery::Join(join) => Self::Join(Box::new(Joiner::new(join.clone(), JoinLimits::DEFAULT))),
        }
    }

    fn needs_time(&self) -> bool {
        matches!(self, Self::Sequence(detector) if detector.needs_time())
    }

    fn take<E: Event>(&mut self, event: &E, matched: PredicateSet, arrival: u64, id: &Id) -> Vec<Found<Id>> {
        let matches = match self {
            Self::Event(rule) => return vec![Found::of_event((rule.ordinal(event, arrival), id.clone()))],
            Self::Sequence(detector) => detector.push_matched(event, matched, arrival, || id.clone()),
            Self::Sample(sampler) => {
                sampler.push_matched(event, matched, id.clone());
                Vec::new()
            }
            Self::Join(joiner) => joiner.push_matched(event, matched, arrival, id.clone()),
        };
        matches.into_iter().map(Found::of_match).collect()
    }

    fn finish(self) -> Vec<Found<Id>> {
        let matches = match self {
            Self::Event(_) | Self::Join(_) => Vec::new(),
            Self::Sequence(mut detector) => detector.flush(),
            Self::Sample(sampler) => sampler.finish(),
        };
        matches.into_iter().map(Found::of_match).collect()
    }
}

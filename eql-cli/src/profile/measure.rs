//! Measuring one rule over a sample of events.

use super::clock::Clock;
use eql::Timestamp;
use eql::dynamic::profile::RuleTests;
use eql::dynamic::{Kind, Rule, Search, SearchOptions};
use eql::lineage::{LineageLimits, LineageSet, Processes};
use eql::sequence::Limits;
use eql_compiler::TextRange;
use serde_json::Value;
use std::hint::black_box;

/// How often the state of a sequence is weighed in one pass over the events.
const WEIGHINGS: usize = 64;

/// What one rule costs.
#[derive(Clone, Debug)]
pub(crate) struct RuleCost {
    /// Nanoseconds an event, over all events.
    pub(crate) nanos: f64,
    /// Events that satisfy the first test of some condition, as a rule the category: those that it has to look at.
    pub(crate) woken: usize,
    /// Events that satisfy some condition.
    pub(crate) hits: usize,
    pub(crate) matches: usize,
    /// The most bytes that the matches in progress took.
    pub(crate) state_bytes: usize,
    /// The most join keys with state.
    pub(crate) keys: usize,
    pub(crate) tests: Vec<TestCost>,
}

/// What one test costs.
#[derive(Clone, Debug)]
pub(crate) struct TestCost {
    /// Its place in the rule's text.
    pub(crate) range: TextRange,
    /// Events for which it was reached.
    pub(crate) woken: usize,
    /// Events of those for which it holds.
    pub(crate) hits: usize,
    /// Nanoseconds an evaluation.
    pub(crate) nanos: f64,
}

impl TestCost {
    /// Nanoseconds an event, over `events` events.
    pub(crate) fn nanos_per_event(&self, events: usize) -> f64 {
        self.nanos * self.woken as f64 / events.max(1) as f64
    }
}

/// Measures a rule. `events` are in the order of time where they have one.
pub(crate) fn measure(rule: &Rule, events: &[Value], clock: Clock) -> RuleCost {
    let tests = RuleTests::of(rule);
    let mut reached: Vec<Vec<usize>> = vec![Vec::new(); tests.places().len()];
    let mut held = vec![0; tests.places().len()];
    let (mut woken, mut hits) = (0, 0);
    let mut processes = Processes::new(LineageLimits::FINITE);
    let lineages: Vec<LineageSet> = events.iter().map(|event| tests.observe(&mut processes, event)).collect();
    for (at, (event, lineage)) in events.iter().zip(&lineages).enumerate() {
        let (mut is_woken, mut is_hit) = (false, false);
        for condition in 0..tests.conditions() {
            let mut first = None;
            is_hit |= tests.walk(condition, event, *lineage, &mut |test, holds| {
                first.get_or_insert(holds);
                if let (Some(reached), Some(held)) = (reached.get_mut(test), held.get_mut(test)) {
                    reached.push(at);
                    *held += usize::from(holds);
                }
            });
            is_woken |= first.unwrap_or(true);
        }
        woken += usize::from(is_woken);
        hits += usize::from(is_hit);
    }
    let costs = tests.places().iter().zip(reached).zip(held).enumerate().map(|(test, ((place, reached), hits))| {
        let nanos = clock.per_item(reached.len(), || {
            for (event, lineage) in reached.iter().filter_map(|&at| events.get(at).zip(lineages.get(at))) {
                black_box(tests.holds(test, event, *lineage));
            }
        });
        TestCost { range: place.range.clone(), woken: reached.len(), hits, nanos }
    });
    let tests = costs.collect();
    let (state_bytes, keys) = weigh(rule, events);
    let mut matches = 0;
    let nanos = clock.per_item(events.len(), || matches = run(rule, events));
    RuleCost { nanos, woken, hits, matches, state_bytes, keys, tests }
}

/// Runs a rule over all events and gives the number of matches.
fn run(rule: &Rule, events: &[Value]) -> usize {
    match rule.kind() {
        Kind::Event => events.iter().filter(|event| black_box(rule.matches(*event))).count(),
        Kind::Lineage => {
            let Some(mut tracker) = rule.tracker_with_limits(LineageLimits::FINITE) else { return 0 };
            events.iter().filter(|event| black_box(tracker.matches(*event))).count()
        }
        Kind::Sequence => {
            let Some(mut detector) = rule.detector_with_limits(Limits::FINITE) else { return 0 };
            let pushed: usize = events.iter().enumerate().map(|(at, event)| detector.push(event, at).len()).sum();
            pushed + detector.flush().len()
        }
        Kind::Sample | Kind::Join => {
            let mut search = Search::new(rule, SearchOptions::default());
            events.iter().enumerate().for_each(|(at, event)| search.push(event, at));
            search.finish().len()
        }
    }
}

/// The most state that a sequence has, in bytes and keys; nothing for other rules.
fn weigh(rule: &Rule, events: &[Value]) -> (usize, usize) {
    let Some(mut detector) = rule.detector_with_limits(Limits::FINITE) else { return (0, 0) };
    let apart = events.len().div_ceil(WEIGHINGS).max(1);
    let (mut bytes, mut keys) = (0, 0);
    for (at, event) in events.iter().enumerate() {
        detector.push(event, at);
        keys = keys.max(detector.keys());
        if (at + 1) % apart == 0 || at + 1 == events.len() {
            bytes = bytes.max(detector.state_bytes());
        }
    }
    (bytes, keys)
}

/// Puts events in the order of time; those without one come last.
pub(crate) fn sort_by_time(events: &mut [Value], timestamp: &eql::FieldBuf) {
    let time = |event: &Value| eql::Event::get(event, &timestamp.as_field(), Timestamp::from_value).flatten();
    events.sort_by_cached_key(|event| {
        let time = time(event);
        (time.is_none(), time)
    });
}

//! Rules and streams at random: out of a seed, or out of the bytes of a fuzzer.

use super::notation::{TraceEvent, TraceRule};
use super::oracle::Found;
use crate::Random;
use eql_runtime::sequence::{Match, Order, SequenceMode, SequencePlanBuf, StagePlan, UntilPlan};
use eql_runtime::{Scalar, Timestamp};

const MILLISECOND: u64 = 1_000_000;

/// What decides where there is a choice.
pub trait Choices {
    /// A number below `bound`, which is at least 1.
    fn choose(&mut self, bound: u64) -> u64;

    /// Whether something happens that happens once in so many times.
    fn one_in(&mut self, chances: u64) -> bool {
        self.choose(chances) == 0
    }
}

impl Choices for Random {
    fn choose(&mut self, bound: u64) -> u64 {
        self.number() % bound
    }
}

/// The rule of a seed, with no keys, one or two; of two, stages may have them the other way round.
#[must_use]
pub fn rule_of_seed(seed: u64) -> TraceRule {
    let mut random = Random::seeded(seed);
    let columns = random.choose(3);
    let groups = if columns == 2 && random.one_in(2) { 2 } else { 1 };
    random_rule(&mut random, columns, groups)
}

/// 1 to 4 stages of events, repeated now and then, with missing ones around and between them.
pub fn random_rule<C: Choices>(random: &mut C, columns: u64, groups: u16) -> TraceRule {
    let letters = 1 + random.choose(4);
    let positives = 1 + random.choose(4);
    let with_missing = random.one_in(2);
    // Endgame's way with `until` and `fork`; it has no missing events that mean anything.
    let endgame = !with_missing && random.one_in(3);
    let mut stages = Vec::new();
    let mut stage = |random: &mut C, missing: bool, letter: u64| {
        let keys = random.choose(groups.into()) as u16;
        let stage = StagePlan { missing, ..StagePlan::new(letter as u16, keys) };
        let runs = if random.one_in(6) { 2 + random.choose(4) } else { 1 };
        stages.extend((0..runs).map(|_| stage));
    };
    for _ in 0..positives {
        if with_missing && random.one_in(3) {
            let letter = if random.one_in(4) { random.choose(letters) } else { 12 + random.choose(2) };
            stage(random, true, letter);
        }
        let letter = random.choose(letters);
        stage(random, false, letter);
    }
    if with_missing && random.one_in(3) {
        stage(random, true, 12);
    }
    let maxspan = (with_missing || random.one_in(2)).then(|| ((1 + random.choose(12)) * 500 * MILLISECOND) as i64);
    let until_keys = random.choose(groups.into()) as u16;
    let until = random.one_in(3).then_some(UntilPlan { predicate: 20, keys: until_keys });
    let mut mode = SequenceMode::STANDARD;
    if endgame {
        mode = SequenceMode { order: Order::Arrival, until_first: true, ..mode };
        stages.iter_mut().skip(1).for_each(|stage| stage.fork = random.one_in(4));
    }
    let plan = SequencePlanBuf { stages, until, maxspan, hidden_keys: 0, mode };
    let optional: Vec<bool> = (0..columns).map(|_| random.one_in(2)).collect();
    let column = |at: u64, group: u64| ((at + group) as usize % columns as usize, optional[at as usize]);
    let groups = (0..groups).map(|group| (0..columns).map(|at| column(at, group.into())).collect()).collect();
    TraceRule { plan, groups }
}

/// Events in order; many share a time, some an event's tiebreaker orders them, some satisfy several predicates.
pub fn random_events(random: &mut impl Choices, rule: &TraceRule, columns: u64) -> Vec<TraceEvent> {
    let mut time = 0;
    let values = 1 + random.choose(3);
    let sub_millisecond = random.one_in(4);
    let tiebreakers = random.one_in(3);
    let predicates: Vec<u16> = rule.plan.stages.iter().map(|stage| stage.predicate).collect();
    let mut events: Vec<TraceEvent> = (0..4 + random.choose(36))
        .map(|_| {
            time += if random.one_in(3) { 0 } else { random.choose(4) * 500 * MILLISECOND };
            time += if sub_millisecond { random.choose(3) * MILLISECOND / 3 } else { 0 };
            let mut letters = String::new();
            for _ in 0..=random.choose(2) {
                let predicate = predicates[random.choose(predicates.len() as u64) as usize];
                letters.push(char::from(b'A' + predicate as u8));
            }
            if random.one_in(8) {
                letters.push(char::from(b'A' + 20));
            }
            let keys = random_keys(random, columns, values);
            TraceEvent {
                number: 0,
                time: Timestamp::from_nanos(time as i64),
                tiebreaker: (tiebreakers && !random.one_in(4)).then(|| random.choose(4) as i64),
                letters,
                keys: Some(keys),
            }
        })
        .collect();
    events.sort_by_key(|event| (event.time, event.tiebreaker.is_none(), event.tiebreaker));
    for (at, event) in events.iter_mut().enumerate() {
        event.number = at + 1;
    }
    events
}

/// The events in another order of arrival, which decides nothing: each has a tiebreaker of its own.
#[must_use]
pub fn shuffled(random: &mut impl Choices, events: &[TraceEvent]) -> Vec<TraceEvent> {
    let mut shuffled = events.to_vec();
    for (place, event) in (0..).zip(&mut shuffled) {
        event.tiebreaker = Some(place);
    }
    for last in (1..shuffled.len()).rev() {
        shuffled.swap(last, random.choose(last as u64 + 1) as usize);
    }
    shuffled
}

/// Mostly one value a column; sometimes none, or two that may be the same.
fn random_keys(random: &mut impl Choices, columns: u64, values: u64) -> Vec<Vec<String>> {
    let mut keys = Vec::new();
    for _ in 0..columns {
        let count = [1, 1, 1, 1, 0, 2][random.choose(6) as usize];
        keys.push((0..count).map(|_| format!("k{}", random.choose(values))).collect());
    }
    keys
}

/// A match of the machine in the form of the oracle.
#[must_use]
pub fn as_found(found: &Match<usize>) -> Found {
    let text = |scalar: Option<Scalar<'_>>| match scalar {
        Some(Scalar::Str(text)) => Some(text.into_owned()),
        _ => None,
    };
    Found { events: found.events.to_vec(), key: found.keys().iter().map(|key| text(key.as_scalar())).collect() }
}

/// How many cases a test runs that usually runs `usual`.
#[must_use]
pub fn cases(usual: u64) -> u64 {
    std::env::var("EQL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

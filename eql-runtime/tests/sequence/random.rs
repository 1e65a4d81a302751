//! The machine and the oracle on random rules and streams.
//!
//! Every case is made from its number, so that a failure can be repeated. `EQL_CASES` sets how many there are.

use crate::notation::{TraceEvent, TraceRule, matches_of_finite};
use crate::oracle::{self, Found};
use eql_runtime::sequence::{
    Detector, Limits, Match, Order, SequenceMode, SequencePlanBuf, StagePlan, UntilPlan, sort_matches,
};
use eql_runtime::{Scalar, Timestamp};

const CASES: u64 = 3000;
const MILLISECOND: u64 = 1_000_000;

/// SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub(crate) fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }
}

/// 1 to 4 stages of events, repeated now and then, with missing ones around and between them.
pub(crate) fn random_rule(random: &mut Random, columns: u64, groups: u16) -> TraceRule {
    let letters = 1 + random.below(4);
    let positives = 1 + random.below(4);
    let with_missing = random.one_in(2);
    // Endgame's way with `until` and `fork`; it has no missing events that mean anything.
    let endgame = !with_missing && random.one_in(3);
    let mut stages = Vec::new();
    let mut stage = |random: &mut Random, missing: bool, letter: u64| {
        let keys = random.below(groups.into()) as u16;
        let stage = StagePlan { missing, ..StagePlan::new(letter as u16, keys) };
        let runs = if random.one_in(6) { 2 + random.below(4) } else { 1 };
        stages.extend((0..runs).map(|_| stage));
    };
    for _ in 0..positives {
        if with_missing && random.one_in(3) {
            let letter = if random.one_in(4) { random.below(letters) } else { 12 + random.below(2) };
            stage(random, true, letter);
        }
        let letter = random.below(letters);
        stage(random, false, letter);
    }
    if with_missing && random.one_in(3) {
        stage(random, true, 12);
    }
    let maxspan = (with_missing || random.one_in(2)).then(|| ((1 + random.below(12)) * 500 * MILLISECOND) as i64);
    let until_keys = random.below(groups.into()) as u16;
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
pub(crate) fn random_events(random: &mut Random, rule: &TraceRule, columns: u64) -> Vec<TraceEvent> {
    let mut time = 0;
    let values = 1 + random.below(3);
    let sub_millisecond = random.one_in(4);
    let tiebreakers = random.one_in(3);
    let predicates: Vec<u16> = rule.plan.stages.iter().map(|stage| stage.predicate).collect();
    let mut events: Vec<TraceEvent> = (0..4 + random.below(36))
        .map(|_| {
            time += if random.one_in(3) { 0 } else { random.below(4) * 500 * MILLISECOND };
            time += if sub_millisecond { random.below(3) * MILLISECOND / 3 } else { 0 };
            let mut letters = String::new();
            for _ in 0..=random.below(2) {
                let predicate = predicates[random.below(predicates.len() as u64) as usize];
                letters.push(char::from(b'A' + predicate as u8));
            }
            if random.one_in(8) {
                letters.push(char::from(b'A' + 20));
            }
            let keys = random_keys(random, columns, values);
            TraceEvent {
                number: 0,
                time: Timestamp::from_nanos(time as i64),
                tiebreaker: (tiebreakers && !random.one_in(4)).then(|| random.below(4) as i64),
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

/// Mostly one value a column; sometimes none, or two that may be the same.
fn random_keys(random: &mut Random, columns: u64, values: u64) -> Vec<Vec<String>> {
    let mut keys = Vec::new();
    for _ in 0..columns {
        let count = [1, 1, 1, 1, 0, 2][random.below(6) as usize];
        keys.push((0..count).map(|_| format!("k{}", random.below(values))).collect());
    }
    keys
}

pub(crate) fn as_found(found: &Match<usize>) -> Found {
    let text = |scalar: Option<Scalar<'_>>| match scalar {
        Some(Scalar::Str(text)) => Some(text.into_owned()),
        _ => None,
    };
    Found { events: found.events.to_vec(), key: found.keys().iter().map(|key| text(key.as_scalar())).collect() }
}

fn check(case: u64) {
    let mut random = Random(case);
    let columns = random.below(3);
    let groups = if columns == 2 && random.one_in(2) { 2 } else { 1 };
    let rule = random_rule(&mut random, columns, groups);
    let events = random_events(&mut random, &rule, columns);
    let context = || format!("case {case}: {rule:#?}\n{events:#?}");
    let expected = oracle::matches(&rule, &events);
    check_stream(&mut random, &rule, &events, &expected, context);
    check_disorder(&mut random, &rule, &events, &expected, context);
}

/// The events in order, one at a time.
fn check_stream(
    random: &mut Random,
    rule: &TraceRule,
    events: &[TraceEvent],
    expected: &[Found],
    context: impl Fn() -> String,
) {
    // With no grace, matches in progress are forgotten as soon as they can be; that must not show.
    let grace = if random.one_in(2) { 0 } else { Limits::DEFAULT.grace };
    let mut detector = Detector::with_limits(rule, Limits { grace, ..Limits::DEFAULT });
    let mut found = Vec::new();
    for event in events {
        let completed: Vec<Match<usize>> = detector.push(event, event.number);
        let early = completed.iter().filter_map(|found| found.span.as_ref()).any(|span| span.certain > event.time);
        assert!(!early, "a match before it was certain, {}", context());
        found.extend(completed);
    }
    let live = found.clone();
    found.extend(detector.flush());
    sort_matches(&mut found, Order::Ordinal);
    assert_eq!(found.iter().map(as_found).collect::<Vec<_>>(), expected, "{}", context());
    if !rule.plan.stages.last().is_some_and(|stage| stage.missing) {
        assert_eq!(live, found, "the order of output is the order of completion, {}", context());
    }
}

/// The events in any order: a finite stream gives the same matches, and a detector with room for very little neither
/// fails nor takes more room.
fn check_disorder(
    random: &mut Random,
    rule: &TraceRule,
    events: &[TraceEvent],
    expected: &[Found],
    context: impl Fn() -> String,
) {
    let mut shuffled = events.to_vec();
    for (place, event) in (0..).zip(&mut shuffled) {
        event.tiebreaker = Some(place);
    }
    for last in (1..shuffled.len()).rev() {
        shuffled.swap(last, random.below(last as u64 + 1) as usize);
    }
    if rule.plan.mode.order == Order::Ordinal {
        let (found, _) = matches_of_finite(rule, &shuffled);
        assert_eq!(found.iter().map(as_found).collect::<Vec<_>>(), expected, "shuffled, {}", context());
    }

    let max_keys = 1 + random.below(2) as usize;
    let limits = Limits { max_keys, max_waiting: 1, key_tuples_per_event: 2, grace: 0, ..Limits::DEFAULT };
    let mut detector = Detector::with_limits(rule, limits);
    let mut matches = 0;
    for event in &shuffled {
        matches += detector.push(event, event.number).len();
        assert!(detector.keys() <= max_keys, "{}", context());
    }
    matches += detector.flush().len();
    assert_eq!(detector.counters().matches, matches as u64, "{}", context());
}

/// How many cases a test runs that usually runs `usual`.
pub(crate) fn cases(usual: u64) -> u64 {
    std::env::var("EQL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

#[test]
fn the_machine_agrees_with_the_oracle() {
    (0..cases(CASES)).for_each(check);
}

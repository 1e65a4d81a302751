//! Streams out of order and restarts, on generated code and on the interpreter (`sequences.md` §11.6, §11.7): both find
//! what a search over the sorted events finds, and either goes on with the state of the other.

mod random;

use eql::dynamic::{CompileOptions, Dialect, Rule, Search, SearchOptions};
use eql::eql;
use eql::sequence::{Detector, Match, Order, SequenceRule, Tiebreaker, sort_matches};
use eql::stream::{Reorder, ReorderOptions};
use eql::{Timestamp, Value};
use serde_json::json;
use std::time::Duration;

type Json = serde_json::Value;

/// A compiled rule, and the text that it was compiled from.
struct Case {
    compiled: Box<dyn SequenceRule<Json>>,
    interpreted: Rule,
}

macro_rules! case {
    ($text:literal) => {
        Case {
            compiled: Box::new(eql!($text)),
            interpreted: Rule::compile($text, &CompileOptions::default()).expect($text),
        }
    };
}

eql! {
    #[eql(dialect = "endpoint")]
    struct Aliased;
    sequence with maxspan=5s
      [any where kind == "a"] as event0
      [any where kind == "b" and startswith~(event0.path, path)]
}

const ALIASED: &str = r#"sequence with maxspan=5s
      [any where kind == "a"] as event0
      [any where kind == "b" and startswith~(event0.path, path)]"#;

fn cases() -> Vec<Case> {
    let mut endpoint = CompileOptions::default();
    endpoint.dialect = Dialect::Endpoint;
    vec![
        case!(r#"sequence by user with maxspan=5s [any where kind == "a"] [any where kind == "b"]"#),
        case!(
            r#"sequence by user [any where kind == "a"] with runs=3 [any where kind == "b"] until [any where kind == "c"]"#
        ),
        case!(
            r#"sequence by user, ?path with maxspan=3s ![any where kind == "c"] [any where kind == "a"] ![any where kind == "b"]"#
        ),
        case!(r#"sequence with maxspan=8s [any where kind == "a"] ![any where kind == "c"] [any where kind == "b"]"#),
        Case { compiled: Box::new(Aliased), interpreted: Rule::compile(ALIASED, &endpoint).expect(ALIASED) },
    ]
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

const LATENESS: u64 = 2_000;

/// Events in the order of time, and in an order of arrival within the lateness.
fn events(random: &mut Random) -> (Vec<Json>, Vec<Json>) {
    let mut time = 0;
    let mut sorted = Vec::new();
    for number in 0..60_u64 {
        time += random.below(3) * 250;
        let kind = ["a", "b", "c", "a", "b"][random.below(5) as usize];
        let user = ["x", "y"][random.below(2) as usize];
        let mut event = json!({"@timestamp": time, "number": number, "kind": kind, "user": user});
        if random.below(4) > 0 {
            event["path"] = ["/tmp", "/tmp/a", "/var"][random.below(3) as usize].into();
        }
        sorted.push(event);
    }
    let mut arriving: Vec<(u64, Json)> = sorted
        .iter()
        .map(|event| (event["@timestamp"].as_u64().unwrap_or(0) + random.below(LATENESS + 1), event.clone()))
        .collect();
    arriving.sort_by_key(|(arrival, _)| *arrival);
    (sorted, arriving.into_iter().map(|(_, event)| event).collect())
}

fn number(event: &Json) -> u64 {
    event["number"].as_u64().unwrap_or(u64::MAX)
}

/// A rule behind a buffer.
struct Stream<R> {
    reorder: Reorder<Json>,
    detector: Detector<R, u64>,
    found: Vec<Match<u64>>,
}

impl<R: SequenceRule<Json>> Stream<R> {
    fn new(rule: R) -> Self {
        let mut reorder =
            Reorder::new(ReorderOptions { lateness: Duration::from_millis(LATENESS), ..ReorderOptions::DEFAULT });
        reorder.add_source();
        Self { reorder, detector: Detector::new(rule), found: Vec::new() }
    }

    fn push(&mut self, event: &Json) {
        let time = Timestamp::from_nanos(event["@timestamp"].as_i64().unwrap_or(0) * 1_000_000);
        let tiebreaker = Some(Tiebreaker::from(Value::UInt(number(event))));
        let source = self.reorder.sources().next().expect("the source");
        self.reorder.push(source, time, tiebreaker, 0, event.clone()).expect("nothing is late");
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(released) = self.reorder.pop() {
            self.found.extend(self.detector.push(&released.item, number(&released.item)));
        }
        if let Some(watermark) = self.reorder.watermark() {
            self.found.extend(self.detector.advance_to(watermark));
        }
    }

    fn finish(mut self) -> Vec<Vec<Option<u64>>> {
        self.reorder.flush();
        self.drain();
        self.found.extend(self.detector.flush());
        sort_matches(&mut self.found, Order::Ordinal);
        self.found.into_iter().map(|found| found.events.into_vec()).collect()
    }

    /// Goes on where `other` stands.
    #[cfg(feature = "snapshot")]
    fn after(mut self, other: Stream<impl SequenceRule<Json>>) -> Self {
        let held = other.reorder.snapshot_with(ToString::to_string).expect("a snapshot");
        let state = other.detector.snapshot().expect("a snapshot");
        let read = |text: String| serde_json::from_str(&text).ok();
        self.reorder.restore_with(&held, read).expect("a snapshot of the same buffer");
        self.detector.restore(&state).expect("a snapshot of the same rule");
        Self { found: other.found, ..self }
    }
}

/// What a search over all events finds.
fn expected(rule: &Rule, events: &[Json]) -> Vec<Vec<Option<u64>>> {
    let mut search = Search::new(rule, SearchOptions::default());
    events.iter().for_each(|event| search.push(event, number(event)));
    search.finish().into_iter().map(|found| found.events.into_vec()).collect()
}

#[test]
fn disorder_within_the_lateness_changes_nothing() {
    for (at, case) in cases().iter().enumerate() {
        let mut some = false;
        for seed in 0..100 {
            let (sorted, arriving) = events(&mut Random(seed));
            let expected = expected(&case.interpreted, &sorted);
            some |= !expected.is_empty();
            let mut compiled = Stream::new(&*case.compiled);
            let mut interpreted = Stream::new(case.interpreted.sequence().expect("a sequence"));
            for event in &arriving {
                compiled.push(event);
                interpreted.push(event);
            }
            assert_eq!(compiled.finish(), expected, "compiled rule {at}, seed {seed}");
            assert_eq!(interpreted.finish(), expected, "interpreted rule {at}, seed {seed}");
        }
        assert!(some, "rule {at} finds something");
    }
}

#[cfg(feature = "snapshot")]
#[test]
fn either_back_end_goes_on_with_the_state_of_the_other() {
    for (at, case) in cases().iter().enumerate() {
        for seed in 0..100 {
            let mut random = Random(seed);
            let (sorted, arriving) = events(&mut random);
            let (first, second) = (random.below(60) as usize, random.below(60) as usize);
            let sequence = case.interpreted.sequence().expect("a sequence");
            let mut compiled = Stream::new(&*case.compiled);
            arriving.iter().take(first.min(second)).for_each(|event| compiled.push(event));
            let mut interpreted = Stream::new(sequence).after(compiled);
            let between = first.max(second) - first.min(second);
            arriving.iter().skip(first.min(second)).take(between).for_each(|event| interpreted.push(event));
            let mut compiled = Stream::new(&*case.compiled).after(interpreted);
            arriving.iter().skip(first.max(second)).for_each(|event| compiled.push(event));
            assert_eq!(compiled.finish(), expected(&case.interpreted, &sorted), "rule {at}, seed {seed}");
        }
    }
}

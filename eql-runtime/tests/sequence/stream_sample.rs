//! `sample` on a stream (`sequences.md` §8.4). Events are called by their time.

use crate::unordered::{Unordered, name, unordered};
use eql_conformance::Random;
use eql_conformance::sequences::Choices;
use eql_conformance::sequences::notation::{TraceEvent, events, print};
use eql_conformance::sequences::random::cases;
use eql_runtime::sample::{SampleCounters, SampleLimits, SampleStream, SampleStreamLimits, Sampler};
use eql_runtime::sequence::{KeyMode, Match};
use std::collections::BTreeMap;

fn run(text: &str, limits: SampleStreamLimits, trace: &[TraceEvent]) -> (Vec<Match<usize>>, SampleCounters) {
    let mut stream = SampleStream::new(unordered(text, KeyMode::STANDARD), limits);
    let found = trace.iter().flat_map(|event| stream.push(event, name(event), event.time)).collect();
    (found, *stream.counters())
}

/// Name, filters, samples a key, milliseconds to live, keys, events, samples.
const ROWS: &[(&str, &str, usize, i64, usize, &str, &str)] = &[
    ("T8.1", "A B by=k", 1, 1000, 9, "1:A(x) 2:A(x) 3:B(x)", "[1,3]"),
    ("T8.2", "A B by=k", 2, 1000, 9, "1:A(x) 2:A(x) 3:B(x)", "[1,3] [2,3]"),
    ("T8.3", "A B by=k", 1, 1000, 9, "1:AB(x)", ""),
    ("T8.4", "A B by=k", 1, 1000, 9, "1:AB(x) 2:A(x)", "[2,1]"),
    ("T8.7", "A B by=k", 1, 1000, 9, "1:A(x) 2:B(y)", ""),
    ("at once, in the order of completion", "A B by=k", 1, 1000, 9, "1:A(z) 2:B(z) 3:A(y) 4:B(y)", "[1,2] [3,4]"),
    ("a key gives its samples once", "A B by=k", 1, 1000, 9, "1:A(x) 2:B(x) 3:A(x) 900:B(x)", "[1,2]"),
    (
        "and again after the time to live",
        "A B by=k",
        1,
        1000,
        9,
        "1:A(x) 2:B(x) 1003:A(x) 1004:B(x)",
        "[1,2] [1003,1004]",
    ),
    ("what is too old is in no sample", "A B by=k", 1, 1000, 9, "1:A(x) 1001:B(x) 1500:A(x)", "[1,1001]"),
    ("one tick older is too old", "A B by=k", 1, 1000, 9, "1:A(x) 1002:B(x)", ""),
    ("the key used least recently goes", "A B by=k", 1, 1000, 2, "1:A(x) 2:A(y) 3:A(z) 4:B(x) 5:B(z)", "[3,5]"),
];

#[test]
fn rows() {
    for (row, text, per_key, ttl, max_keys, trace, expected) in ROWS {
        let limits = SampleStreamLimits {
            ttl: ttl * 1_000_000,
            per_key: *per_key,
            max_keys: *max_keys,
            ..SampleStreamLimits::DEFAULT
        };
        let (found, counters) = run(text, limits, &events(trace));
        assert_eq!(print(&found, false), *expected, "{row}: {text} on {trace}");
        assert_eq!(counters.matches, found.len() as u64);
    }
}

fn random_trace(random: &mut Random) -> (Unordered, Vec<TraceEvent>) {
    let text = ["A B by=k", "A B C by=k", "A A by=?k"][random.choose(3) as usize];
    let tokens: Vec<String> = (1..2 + random.choose(20))
        .map(|time| {
            let letters = ["A", "B", "C", "AB", "ABC"][random.choose(5) as usize];
            format!("{time}:{letters}({})", ["x", "y", "x|y", ""][random.choose(4) as usize])
        })
        .collect();
    (unordered(text, KeyMode::STANDARD), events(&tokens.join(" ")))
}

fn by_key(found: &[Match<usize>]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for one in found {
        *counts.entry(format!("{:?}", one.keys())).or_default() += 1;
        let mut events: Vec<_> = one.events.iter().flatten().collect();
        events.sort_unstable();
        events.dedup();
        assert_eq!(events.len(), one.events.len(), "no event twice in a sample");
    }
    counts
}

/// The same keys have samples, and as many, as when all events are known.
#[test]
fn a_stream_has_the_samples_of_a_finite_set() {
    for case in 0..cases(2000) {
        let mut random = Random::seeded(case);
        let (rule, trace) = random_trace(&mut random);
        let per_key = 1 + random.choose(3) as usize;
        let mut sampler = Sampler::new(rule.clone(), SampleLimits { per_key, size: 1000, ..SampleLimits::DEFAULT });
        trace.iter().for_each(|event| sampler.push(event, name(event)));
        let mut stream = SampleStream::new(rule, SampleStreamLimits { per_key, ..SampleStreamLimits::DEFAULT });
        let found: Vec<_> = trace.iter().flat_map(|event| stream.push(event, name(event), event.time)).collect();
        assert_eq!(by_key(&found), by_key(&sampler.finish()), "case {case}: {trace:#?}");
    }
}

#[cfg(feature = "snapshot")]
#[test]
fn a_cut_anywhere_changes_nothing() {
    for case in 0..cases(500) {
        let (rule, trace) = random_trace(&mut Random::seeded(case));
        let limits = SampleStreamLimits { per_key: 2, max_keys: 2, ..SampleStreamLimits::DEFAULT };
        let mut stream = SampleStream::new(rule.clone(), limits);
        let mut again = SampleStream::new(rule.clone(), limits);
        for event in &trace {
            let bytes = again.snapshot_with(|id| *id).expect("a snapshot");
            again = SampleStream::new(rule.clone(), limits);
            assert!(again.restore_with(&bytes[..bytes.len() - 1], Some::<usize>).is_err());
            again.restore_with(&bytes, Some::<usize>).expect("its own snapshot");
            let (one, other) =
                (stream.push(event, name(event), event.time), again.push(event, name(event), event.time));
            assert_eq!(print(&one, true), print(&other, true), "case {case}: {trace:#?}");
        }
    }
}

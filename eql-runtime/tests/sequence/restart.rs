//! Snapshots (`sequences.md` §11.7): a run that was cut anywhere finds what an uninterrupted one finds, and no bytes
//! make reading them panic.

use crate::disorder::{Stream, disordered, options};
use eql_conformance::Random;
use eql_conformance::sequences::Choices;
use eql_conformance::sequences::notation::{TraceEvent, TraceRule, events, print, rule};
use eql_conformance::sequences::random::{cases, random_events, random_rule};
use eql_runtime::sequence::{Detector, Limits, Match, Order, SequenceMode, sort_matches};
use eql_runtime::snapshot::SnapshotError;
use eql_runtime::stream::Reorder;

fn random_case(case: u64) -> (Random, TraceRule, Vec<TraceEvent>) {
    let mut random = Random::seeded(case);
    let columns = random.choose(3);
    let groups = if columns == 2 && random.one_in(2) { 2 } else { 1 };
    let rule = random_rule(&mut random, columns, groups);
    let events = random_events(&mut random, &rule, columns);
    (random, rule, events)
}

/// Matches after `events`, flushed, of a detector that is written and read before each place in `cuts`.
fn run(rule: &TraceRule, events: &[TraceEvent], cuts: &[usize]) -> Vec<Match<usize>> {
    let limits = Limits { max_keys: 3, max_waiting: 4, ..Limits::DEFAULT };
    let mut detector = Detector::with_limits(rule, limits);
    let mut found = Vec::new();
    for (place, event) in events.iter().enumerate() {
        if cuts.contains(&place) {
            let bytes = detector.snapshot().expect("a snapshot");
            let counters = detector.counters();
            detector = Detector::with_limits(rule, limits);
            detector.restore(&bytes).expect("its own snapshot");
            assert_eq!(detector.counters(), counters);
            assert_eq!(detector.snapshot().expect("a snapshot"), bytes, "nothing is lost on the way");
        }
        found.extend(detector.push(event, event.number));
    }
    found.extend(detector.flush());
    found
}

#[test]
fn a_cut_anywhere_changes_nothing() {
    for case in 0..cases(2000) {
        let (mut random, rule, events) = random_case(case);
        let cuts: Vec<usize> = (0..=random.choose(3)).map(|_| random.choose(events.len() as u64) as usize).collect();
        let context = || format!("case {case}, cuts {cuts:?}: {rule:#?}\n{events:#?}");
        assert_eq!(run(&rule, &events, &cuts), run(&rule, &events, &[]), "{}", context());
    }
}

#[test]
fn a_cut_of_a_stream_out_of_order_changes_nothing() {
    for case in 0..cases(1000) {
        let (mut random, rule, events) = random_case(case);
        if rule.plan.mode.order == Order::Arrival {
            continue;
        }
        let lateness = random.choose(4_000_000_000) as i64;
        let arriving = disordered(&mut random, &events, lateness);
        let cut = random.choose(arriving.len() as u64) as usize;
        let run = |cut: usize| {
            let mut stream = Stream::new(&rule, options(lateness));
            stream.reorder.add_source();
            for (place, event) in arriving.iter().enumerate() {
                if place == cut {
                    stream = restarted(&stream, &rule, &arriving, lateness);
                }
                let source = stream.reorder.sources().next().expect("the source");
                stream.push(source, event.clone()).expect("nothing is late");
            }
            stream.finish()
        };
        assert_eq!(run(cut), run(usize::MAX), "case {case}, cut {cut}: {rule:#?}\n{arriving:#?}");
    }
}

fn restarted<'r>(stream: &Stream<'_>, rule: &'r TraceRule, arriving: &[TraceEvent], lateness: i64) -> Stream<'r> {
    let held = stream.reorder.snapshot_with(|event| event.number).expect("a snapshot");
    let state = stream.detector.snapshot().expect("a snapshot");
    let mut again = Stream { found: stream.found.clone(), ..Stream::new(rule, options(lateness)) };
    let event = |number: usize| arriving.iter().find(|event| event.number == number).cloned();
    again.reorder.restore_with(&held, event).expect("its own snapshot");
    again.detector.restore(&state).expect("its own snapshot");
    again
}

/// Bytes that were changed and given a right checksum again.
fn damaged(random: &mut Random, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.choose(3) {
        let at = HEADER + random.choose((bytes.len() - HEADER) as u64) as usize;
        bytes[at] = [0, 1, 0x7f, 0x80, 0xff, random.choose(256) as u8][random.choose(6) as usize];
    }
    seal(&mut bytes);
    bytes
}

const HEADER: usize = 22;

/// Gives changed bytes a right length and checksum.
fn seal(bytes: &mut [u8]) {
    let length = ((bytes.len() - HEADER) as u64).to_le_bytes();
    bytes[10..18].copy_from_slice(&length);
    let checked = [&bytes[8..18], &bytes[HEADER..]].concat();
    bytes[18..22].copy_from_slice(&crc32fast::hash(&checked).to_le_bytes());
}

/// Fuzzing found that the next event would then overflow it.
#[test]
fn a_count_at_its_end_is_refused() {
    let rule = rule("A B", SequenceMode::STANDARD);
    let mut detector: Detector<&TraceRule, usize> = Detector::new(&rule);
    let mut bytes = detector.snapshot().expect("a snapshot");
    // Behind the fingerprint, which ends where the highest bit is not set.
    let arrivals = HEADER + 1 + bytes[HEADER..].iter().position(|byte| *byte < 0x80).expect("a number");
    bytes.splice(arrivals..=arrivals, [[0xff; 9].as_slice(), &[1]].concat());
    seal(&mut bytes);
    assert!(matches!(detector.restore(&bytes), Err(SnapshotError::Encoding(_))));
}

#[test]
fn no_bytes_make_reading_panic() {
    let mut taken = 0;
    for case in 0..cases(3000) {
        let (mut random, rule, events) = random_case(case);
        let cut = random.choose(events.len() as u64) as usize;
        let mut detector: Detector<&TraceRule, usize> = Detector::new(&rule);
        let mut reorder = Reorder::new(options(1_000_000_000));
        let source = reorder.add_source();
        for event in &events[..cut] {
            detector.push(event, event.number);
            let _ = reorder.push(source, event.time, None, 1, event.number);
        }
        let bytes = detector.snapshot().expect("a snapshot");
        let at = random.choose(bytes.len() as u64) as usize;
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << random.choose(8);
        assert!(detector.restore(&flipped).is_err(), "case {case}: byte {at} flipped");
        assert!(detector.restore(&bytes[..at]).is_err(), "case {case}: cut at {at}");
        // Even with a right checksum: either refused, or a state to go on with.
        if detector.restore(&damaged(&mut random, &bytes)).is_ok() {
            taken += 1;
            for event in &events[cut..] {
                detector.push(event, event.number);
            }
            detector.flush();
        }
        let held = reorder.snapshot_with(|number| *number).expect("a snapshot");
        if reorder.restore_with(&damaged(&mut random, &held), Some::<usize>).is_ok() {
            reorder.flush();
            while reorder.pop().is_some() {}
        }
    }
    assert!(taken > 0, "some damage only changes values");
}

#[test]
fn the_reason_is_told_and_the_state_stays() {
    let (one, other) = (rule("A B", SequenceMode::STANDARD), rule("A C", SequenceMode::STANDARD));
    let trace = events("1:A 2:B");
    let mut detector = Detector::new(&one);
    detector.push(&trace[0], 1_usize);
    let bytes = detector.snapshot().expect("a snapshot");
    let of_other = Detector::<_, usize>::new(&other).snapshot().expect("a snapshot");
    let mut version = bytes.clone();
    version[8] = 9;
    let mut longer = bytes.clone();
    longer.push(0);
    let rows: [(&[u8], &str); 6] = [
        (b"", "it is no snapshot"),
        (b"{\"a\": 1}", "it is no snapshot"),
        (&bytes[..15], "it should have 22 bytes and has 15"),
        (&longer, &format!("it should have {} bytes and has {}", bytes.len(), longer.len())),
        (&version, "it has layout 9, and this version reads layout 2"),
        (&of_other, "it is the state of rule "),
    ];
    for (bytes, reason) in rows {
        let error: SnapshotError = detector.restore(bytes).expect_err(reason);
        assert!(error.to_string().starts_with(reason), "{error}");
    }
    assert_eq!(print(&detector.push(&trace[1], 2), false), "[1,2]");
}

/// Limits may be lower than where the state comes from.
#[test]
fn lower_limits_hold_at_once() {
    let rule = rule("A B by=k", SequenceMode::STANDARD);
    let mut detector = Detector::new(&rule);
    for event in events("1:A(x) 2:A(y) 3:A(z)") {
        detector.push(&event, event.number);
    }
    let mut lower = Detector::with_limits(&rule, Limits { max_keys: 1, ..Limits::DEFAULT });
    lower.restore(&detector.snapshot().expect("a snapshot")).expect("its own snapshot");
    assert_eq!((lower.keys(), lower.counters().evicted_keys), (1, 2));
    let mut found: Vec<Match<usize>> = Vec::new();
    for mut event in events("4:B(x) 5:B(z)") {
        event.number += 3;
        found.extend(lower.push(&event, event.number));
    }
    sort_matches(&mut found, Order::Ordinal);
    assert_eq!(print(&found, false), "[3,5]");
}

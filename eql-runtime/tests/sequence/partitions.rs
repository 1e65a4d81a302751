//! Several partitions find what one detector finds (`sequences.md` §11.8).

use eql_conformance::Random;
use eql_conformance::sequences::Choices;
use eql_conformance::sequences::notation::{TraceEvent, TraceRule, rule};
use eql_conformance::sequences::random::{cases, random_events, random_rule};
use eql_runtime::Timestamp;
use eql_runtime::sequence::{Detector, Limits, Match, Order, SequenceMode};
use eql_runtime::stream::Partition;

const LIMITS: Limits = Limits::DEFAULT;

fn detectors(rule: &TraceRule, count: u32, column: Option<u16>) -> Vec<(Partition, Detector<&TraceRule, usize>)> {
    let partition = |index| {
        let partition = Partition::new(index, count).expect("a partition");
        let partition = column.map_or(partition, |column| partition.by_column(column));
        (partition, Detector::with_limits(rule, LIMITS).in_partition(partition))
    };
    (0..count).map(partition).collect()
}

/// Shows an event to the partitions that need it, and its time to the others.
fn push(
    detectors: &mut [(Partition, Detector<&TraceRule, usize>)],
    rule: &TraceRule,
    event: &TraceEvent,
    found: &mut Vec<Match<usize>>,
) {
    for (index, (partition, detector)) in (0..).zip(detectors) {
        if partition.route(rule, event, LIMITS.key_tuples_per_event).contains(&index) {
            found.extend(detector.push(event, event.number));
        } else {
            let before = Timestamp::from_nanos(event.time.as_nanos() - 1);
            found.extend(detector.advance_to(before));
        }
    }
}

fn finish(
    detectors: &mut [(Partition, Detector<&TraceRule, usize>)],
    mut found: Vec<Match<usize>>,
) -> Vec<Match<usize>> {
    detectors.iter_mut().for_each(|(_, detector)| found.extend(detector.flush()));
    // Partitions number their events by themselves.
    found.sort_by_key(|found| (found.events.iter().flatten().copied().max(), format!("{:?}", found.keys())));
    found
}

fn shown(found: &[Match<usize>]) -> Vec<String> {
    found.iter().map(|found| format!("{:?} {:?}", found.events, found.keys())).collect()
}

#[test]
fn partitions_together_are_one() {
    for case in 0..cases(1500) {
        let mut random = Random::seeded(case);
        let columns = 1 + random.choose(2);
        let groups = if columns == 2 && random.one_in(2) { 2 } else { 1 };
        let rule = random_rule(&mut random, columns, groups);
        let events = random_events(&mut random, &rule, columns);
        // By one column only where all stages read the same there.
        let column = (groups == 1 && random.one_in(2)).then(|| random.choose(columns) as u16);
        let mut found = Vec::new();
        let mut one = detectors(&rule, 1, None);
        events.iter().for_each(|event| push(&mut one, &rule, event, &mut found));
        let expected = shown(&finish(&mut one, found));

        let count = 1 + random.choose(4) as u32;
        let mut several = detectors(&rule, count, column);
        let mut found = Vec::new();
        let cut = random.choose(events.len() as u64) as usize;
        events[..cut].iter().for_each(|event| push(&mut several, &rule, event, &mut found));
        if rule.plan.mode.order == Order::Ordinal {
            let (after, key_by_key) = (1 + random.choose(4) as u32, random.one_in(2));
            several = scaled(&mut several, &rule, after, column, key_by_key);
        }
        events[cut..].iter().for_each(|event| push(&mut several, &rule, event, &mut found));
        let found = shown(&finish(&mut several, found));
        assert_eq!(found, expected, "case {case}: {count} by {column:?}, {rule:#?}\n{events:#?}");
    }
}

/// The same state in another number of partitions: each takes from all snapshots what it owns, or every key moves alone.
#[cfg(feature = "snapshot")]
fn scaled<'r>(
    before: &mut [(Partition, Detector<&TraceRule, usize>)],
    rule: &'r TraceRule,
    count: u32,
    column: Option<u16>,
    key_by_key: bool,
) -> Vec<(Partition, Detector<&'r TraceRule, usize>)> {
    let mut after = detectors(rule, count, column);
    for (_, old) in before {
        let keys: Vec<_> = old.join_keys().cloned().collect();
        if !key_by_key {
            let bytes = old.snapshot().expect("a snapshot");
            let added: usize =
                after.iter_mut().map(|(_, new)| new.merge(&bytes).expect("a snapshot of the rule")).sum();
            assert_eq!(added, keys.len(), "each key has one place");
            continue;
        }
        for key in keys {
            let bytes = old.export_keys(|other| *other == key).expect("the state of a key");
            let (_, new) =
                after.iter_mut().find(|(partition, _)| partition.owns(&key)).expect("a partition for each key");
            assert_eq!(new.merge(&bytes), Ok(1));
            assert_eq!(old.forget_keys(|other| *other == key), 1);
        }
        assert_eq!((old.keys(), old.waiting(), old.counters().evicted_keys), (0, 0, 0), "all has moved");
    }
    after
}

#[cfg(not(feature = "snapshot"))]
fn scaled<'r>(
    _: &mut [(Partition, Detector<&TraceRule, usize>)],
    _: &'r TraceRule,
    _: u32,
    _: Option<u16>,
    _: bool,
) -> Vec<(Partition, Detector<&'r TraceRule, usize>)> {
    unreachable!("state is handed on with the feature `snapshot`")
}

/// A key goes on elsewhere; the others do not notice.
#[cfg(feature = "snapshot")]
#[test]
fn one_key_moves_while_the_stream_goes_on() {
    use eql_conformance::sequences::notation::{events, print};
    use eql_runtime::Value;
    use eql_runtime::sequence::KeyTuple;
    use eql_runtime::snapshot::SnapshotError;

    let rule = rule("A B !C by=k maxspan=10s", SequenceMode::STANDARD);
    let trace = events("1:A(x) 2:A(y) 3:B(x) 4:B(y) 5:A(x) 6:B(x) 7:C(y) 8:A(y)");
    let is_x = |key: &KeyTuple| key.values()[0] == Value::Str("x").into();
    let (mut one, mut other) = (Detector::new(&rule), Detector::new(&rule));
    trace[..3].iter().for_each(|event| drop(one.push(event, event.number)));
    let exported = one.export_keys(is_x).expect("the state of a key");
    assert_eq!(other.merge(&exported), Ok(1));
    assert_eq!((one.forget_keys(is_x), one.forget_keys(is_x)), (1, 0), "it is there once");

    // What is there already is not taken again, and what was refused has changed nothing.
    let (before, whole) = (other.snapshot(), one.snapshot().expect("a snapshot"));
    assert_eq!(other.merge(&exported), Err(SnapshotError::Invalid("a key that is there already")));
    assert_eq!(other.merge_with(&whole, |_: usize| None), Err(SnapshotError::Invalid("an event that is not there")));
    assert_eq!(other.snapshot(), before);

    let (x, y): (Vec<_>, Vec<_>) =
        trace[3..].iter().partition(|event| event.keys.as_ref().is_some_and(|keys| keys[0] == ["x"]));
    x.iter().for_each(|event| drop(other.push(event, event.number)));
    y.iter().for_each(|event| drop(one.push(event, event.number)));
    assert_eq!(print(&other.flush(), true), r#"[1,3,-][Str("x")] [5,6,-][Str("x")]"#);
    assert_eq!(print(&one.flush(), true), "");
}

#[test]
fn there_are_no_more_partitions_than_that() {
    assert!(Partition::new(0, 0).is_none());
    assert!(Partition::new(3, 3).is_none());
    assert!(Partition::new(2, 3).is_some());
}

/// Rows that must not change from one version to the next: processes of two versions may share a stream.
#[test]
fn the_hash_is_the_same_everywhere() {
    let rule = rule("A B by=k", SequenceMode::STANDARD);
    let of = |key: &str| {
        let event = &eql_conformance::sequences::notation::events(&format!("1:A({key})"))[0];
        Partition::new(0, 1000).map(|partition| partition.route(&rule, event, 9).into_iter().collect::<Vec<_>>())
    };
    assert_eq!([of("x"), of("y"), of("")], [Some(vec![428]), Some(vec![510]), Some(vec![])]);
}

//! Several partitions find what one detector finds (`sequences.md` §11.8).

use crate::notation::{TraceEvent, TraceRule};
use crate::random::{Random, cases, random_events, random_rule};
use eql_runtime::Timestamp;
use eql_runtime::sequence::{Detector, Limits, Match, Order};
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
        let mut random = Random(case);
        let columns = 1 + random.below(2);
        let groups = if columns == 2 && random.one_in(2) { 2 } else { 1 };
        let rule = random_rule(&mut random, columns, groups);
        let events = random_events(&mut random, &rule, columns);
        // By one column only where all stages read the same there.
        let column = (groups == 1 && random.one_in(2)).then(|| random.below(columns) as u16);
        let mut found = Vec::new();
        let mut one = detectors(&rule, 1, None);
        events.iter().for_each(|event| push(&mut one, &rule, event, &mut found));
        let expected = shown(&finish(&mut one, found));

        let count = 1 + random.below(4) as u32;
        let mut several = detectors(&rule, count, column);
        let mut found = Vec::new();
        let cut = random.below(events.len() as u64) as usize;
        events[..cut].iter().for_each(|event| push(&mut several, &rule, event, &mut found));
        if rule.plan.mode.order == Order::Ordinal {
            several = scaled(&several, &rule, 1 + random.below(4) as u32, column);
        }
        events[cut..].iter().for_each(|event| push(&mut several, &rule, event, &mut found));
        let found = shown(&finish(&mut several, found));
        assert_eq!(found, expected, "case {case}: {count} by {column:?}, {rule:#?}\n{events:#?}");
    }
}

/// The same state in another number of partitions: each takes from all snapshots what it owns.
#[cfg(feature = "snapshot")]
fn scaled<'r>(
    before: &[(Partition, Detector<&TraceRule, usize>)],
    rule: &'r TraceRule,
    count: u32,
    column: Option<u16>,
) -> Vec<(Partition, Detector<&'r TraceRule, usize>)> {
    let snapshots: Vec<Vec<u8>> = before.iter().map(|(_, old)| old.snapshot().expect("a snapshot")).collect();
    let mut after = detectors(rule, count, column);
    for (_, detector) in &mut after {
        snapshots.iter().for_each(|bytes| detector.merge(bytes).expect("a snapshot of the rule"));
    }
    after
}

#[cfg(not(feature = "snapshot"))]
fn scaled<'r>(
    _: &[(Partition, Detector<&TraceRule, usize>)],
    _: &'r TraceRule,
    _: u32,
    _: Option<u16>,
) -> Vec<(Partition, Detector<&'r TraceRule, usize>)> {
    unreachable!("state is handed on with the feature `snapshot`")
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
    let rule = crate::notation::rule("A B by=k", eql_runtime::sequence::SequenceMode::STANDARD);
    let of = |key: &str| {
        let event = &crate::notation::events(&format!("1:A({key})"))[0];
        Partition::new(0, 1000).map(|partition| partition.route(&rule, event, 9).into_iter().collect::<Vec<_>>())
    };
    assert_eq!([of("x"), of("y"), of("")], [Some(vec![428]), Some(vec![510]), Some(vec![])]);
}

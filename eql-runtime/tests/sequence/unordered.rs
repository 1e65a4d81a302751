//! `sample` and `join`: the rows T8 and T9 of `sequences.md`. Events are called by their time.

use eql_conformance::sequences::notation::{TraceEvent, TraceRule, events, print, rule};
use eql_runtime::Timestamp;
use eql_runtime::join::{Join, JoinLimits, JoinPlan, Joiner};
use eql_runtime::lineage::LineageSet;
use eql_runtime::sample::{Filter, Sample, SampleLimits, SamplePlan, Sampler};
use eql_runtime::sequence::{KeyMode, KeySink, Match, PredicateSet, SequenceMode, Stages};

#[derive(Clone)]
pub(crate) struct Unordered {
    rule: TraceRule,
    filters: Vec<Filter>,
    until: Option<Filter>,
    keys: KeyMode,
}

pub(crate) fn unordered(text: &str, keys: KeyMode) -> Unordered {
    let rule = rule(text, SequenceMode::STANDARD);
    let filters = rule.plan.stages.iter().map(|stage| Filter { predicate: stage.predicate, keys: stage.keys });
    let filters = filters.collect();
    let until = rule.plan.until.map(|until| Filter { predicate: until.predicate, keys: until.keys });
    Unordered { rule, filters, until, keys }
}

impl Sample for Unordered {
    fn plan(&self) -> SamplePlan<'_> {
        SamplePlan { filters: &self.filters, keys: self.keys }
    }
}

impl Join for Unordered {
    fn plan(&self) -> JoinPlan<'_> {
        JoinPlan { cells: &self.filters, until: self.until, keys: self.keys }
    }
}

impl Stages<TraceEvent> for Unordered {
    fn matched(&self, event: &TraceEvent, held: LineageSet) -> PredicateSet {
        self.rule.matched(event, held)
    }

    fn keys(&self, group: u16, event: &TraceEvent, out: &mut KeySink) {
        self.rule.keys(group, event, out);
    }

    fn timestamp(&self, event: &TraceEvent) -> Option<Timestamp> {
        self.rule.timestamp(event)
    }
}

pub(crate) fn name(event: &TraceEvent) -> usize {
    (event.time.as_nanos() / 1_000_000) as usize
}

/// Name, filters, samples a key, events, samples.
const SAMPLES: &[(&str, &str, usize, &str, &str)] = &[
    ("T8.1", "A B by=k", 1, "1:A(x) 2:A(x) 3:B(x)", "[1,3]"),
    ("T8.2", "A B by=k", 2, "1:A(x) 2:A(x) 3:B(x)", "[1,3] [2,3]"),
    ("T8.3", "A B by=k", 1, "1:AB(x)", ""),
    ("T8.4", "A B by=k", 1, "1:AB(x) 2:A(x)", "[2,1]"),
    ("T8.5", "A B C by=k", 1, "1:A(x) 2:A(x) 4:BC(x) 5:BC(x) 3:AC(x)", "[1,4,5]"),
    (
        "T8.6",
        "A B C by=k",
        10,
        "1:ABC(x) 2:A(x) 3:ABC(x) 4:BC(x)",
        "[1,3,4] [1,4,3] [2,1,3] [2,1,4] [2,3,1] [2,3,4] [2,4,1] [2,4,3] [3,1,4] [3,4,1]",
    ),
    ("T8.7", "A B by=k", 1, "1:A(x) 2:B(y)", ""),
    ("§8.2 in the order of keys", "A B by=k", 1, "1:A(z) 2:B(z) 3:A(y) 4:B(y)", "[3,4] [1,2]"),
    ("§8.2 null first", "A B by=?k", 1, "1:A(y) 2:B(y) 3:A() 4:B()", "[3,4] [1,2]"),
    ("§8.2 null in a plain key", "A B by=k", 1, "3:A() 4:B()", ""),
    ("§8.2 no more than needed is kept", "A B by=k", 1, "1:AB(x) 2:AB(x) 3:AB(x) 4:AB(x)", "[1,2]"),
];

#[test]
fn samples() {
    for (name_of_row, text, per_key, trace, expected) in SAMPLES {
        let limits = SampleLimits { per_key: *per_key, ..SampleLimits::DEFAULT };
        let mut sampler = Sampler::new(unordered(text, KeyMode::STANDARD), limits);
        for event in events(trace) {
            sampler.push(&event, name(&event));
        }
        assert_eq!(print(&sampler.finish(), false), *expected, "{name_of_row}: {text} on {trace}");
    }
}

#[test]
fn samples_are_cut_by_size_and_keys() {
    for (size, max_keys, expected, dropped) in [(1, 9, "[1,3]", 0), (9, 1, "[1,3]", 2), (0, 9, "", 0)] {
        let limits = SampleLimits { size, max_keys, ..SampleLimits::DEFAULT };
        let mut sampler = Sampler::new(unordered("A B by=k", KeyMode::STANDARD), limits);
        for event in events("1:A(x) 2:A(y) 3:B(x) 4:B(y)") {
            sampler.push(&event, name(&event));
        }
        assert_eq!(sampler.dropped(), dropped);
        assert_eq!(print(&sampler.finish(), false), expected);
    }
}

/// Name, cells, events, joins.
const JOINS: &[(&str, &str, &str, &str)] = &[
    ("T9.1", "A B", "1:A 2:A 3:B 4:B 5:A", "[1,3] [5,4]"),
    ("T9.2", "X B", "1:XB 2:X", "[1,1]"),
    ("T9.3", "A B by=k until=U", "1:B(k) 2:U(k) 3:A(k) 4:B(k)", "[3,4]"),
    ("T9.4", "A B by=k", "1:B() 2:A()", "[2,1]"),
    ("§9.1 older than the bound", "A B", "1:A 90000000:B 90000001:A", "[90000001,90000000]"),
];

#[test]
fn joins() {
    for (name_of_row, text, trace, expected) in JOINS {
        let mut joiner = Joiner::new(unordered(text, KeyMode::ENDGAME), JoinLimits::DEFAULT);
        let found: Vec<Match<usize>> = events(trace).iter().flat_map(|event| joiner.push(event, name(event))).collect();
        assert_eq!(print(&found, false), *expected, "{name_of_row}: {text} on {trace}");
    }
}

#[cfg(feature = "snapshot")]
#[test]
fn joins_go_on_after_a_restart() {
    for (name_of_row, text, trace, expected) in JOINS {
        let rule = unordered(text, KeyMode::ENDGAME);
        let mut joiner = Joiner::new(rule.clone(), JoinLimits::DEFAULT);
        let mut found: Vec<Match<usize>> = Vec::new();
        for event in events(trace) {
            let bytes = joiner.snapshot_with(|id| *id).expect("a snapshot");
            joiner = Joiner::new(rule.clone(), JoinLimits::DEFAULT);
            assert!(joiner.restore_with(&bytes[..bytes.len() - 1], Some::<usize>).is_err());
            joiner.restore_with(&bytes, Some::<usize>).expect("its own snapshot");
            found.extend(joiner.push(&event, name(&event)));
        }
        assert_eq!(print(&found, false), *expected, "{name_of_row}: {text} on {trace}");
    }
}

#[test]
fn the_oldest_join_is_forgotten() {
    let limits = JoinLimits { max_keys: 2, ..JoinLimits::DEFAULT };
    let mut joiner = Joiner::new(unordered("A B by=k", KeyMode::STANDARD), limits);
    let trace = "1:A(x) 2:B(x) 3:A(y) 4:A(x) 5:A(z) 6:B(x) 7:B(y)";
    let found: Vec<Match<usize>> = events(trace).iter().flat_map(|event| joiner.push(event, name(event))).collect();
    assert_eq!(print(&found, false), "[1,2] [4,6]");
    assert_eq!(joiner.counters().evicted_keys, 1);
}

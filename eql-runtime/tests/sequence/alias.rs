//! Stages that read events of earlier stages (`sequences.md` §13): the machine keeps a few candidates for them.
//!
//! In these traces, the second key is not a key but the value that stages compare.

use eql_conformance::sequences::notation::{TraceEvent, TraceRule, events, print, rule};
use eql_runtime::lineage::LineageSet;
use eql_runtime::sequence::{
    Captures, Detector, KeySink, Limits, PredicateSet, Sequence, SequenceMode, SequencePlan, Stages,
};
use eql_runtime::{Element, Event, Field, Timestamp, Value};

const VALUE: Field<'static> = Field::new("value", &[]);

/// A trace's event as one that has a field.
struct Valued<'e>(&'e TraceEvent);

impl Event for Valued<'_> {
    fn visit(&self, _: &Field<'_>, visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        let values = self.0.keys.as_ref().and_then(|keys| keys.get(1));
        values.into_iter().flatten().map(|value| Value::Str(value)).any(visitor)
    }

    fn visit_elements(&self, _: &Field<'_>, _: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        false
    }
}

/// A rule of which the last stage asks for the same value as the event of stage `alias` has.
struct SameValue {
    rule: TraceRule,
    alias: usize,
}

impl Sequence for SameValue {
    fn plan(&self) -> SequencePlan<'_> {
        self.rule.plan()
    }

    fn bound<'c>(&self, _: usize, own: &Captures, alias: &dyn Fn(usize) -> Option<&'c Captures>) -> bool {
        let Some(earlier) = alias(self.alias) else { return false };
        own.visit(&VALUE, |own| earlier.visit(&VALUE, |earlier| own == earlier))
    }
}

impl Stages<TraceEvent> for SameValue {
    fn matched(&self, event: &TraceEvent, held: LineageSet) -> PredicateSet {
        self.rule.matched(event, held)
    }

    fn keys(&self, group: u16, event: &TraceEvent, out: &mut KeySink) {
        self.rule.keys(group, event, out);
    }

    fn timestamp(&self, event: &TraceEvent) -> Option<Timestamp> {
        self.rule.timestamp(event)
    }

    fn capture(&self, event: &TraceEvent, out: &mut Captures) {
        out.field(&Valued(event), &VALUE);
    }
}

/// Name, rule, the stage that the last one reads, how many candidates are kept, the trace, the matches.
type Row = (&'static str, &'static str, usize, usize, &'static str, &'static str);

const ROWS: &[Row] = &[
    ("not the newest", "A B by=k", 0, 16, "1:A(k;x) 2:A(k;y) 3:B(k;x)", "[1,3]"),
    ("the newer one stays", "A B by=k", 0, 16, "1:A(k;x) 2:A(k;y) 3:B(k;x) 4:B(k;y)", "[1,3] [2,4]"),
    ("older ones go", "A B by=k", 0, 16, "1:A(k;x) 2:A(k;y) 3:B(k;y) 4:B(k;x)", "[2,3]"),
    ("the newest of several", "A B by=k", 0, 16, "1:A(k;x) 2:A(k;x) 3:B(k;x) 4:B(k;x)", "[2,3]"),
    ("not consumed", "A B by=k", 0, 1, "1:A(k;x) 2:B(k;y) 3:B(k;x)", "[1,3]"),
    ("one candidate is the rule of §2.1", "A B by=k", 0, 1, "1:A(k;x) 2:A(k;y) 3:B(k;x) 4:B(k;y)", "[2,4]"),
    ("the oldest candidate goes", "A B by=k", 0, 2, "1:A(k;x) 2:A(k;y) 3:A(k;z) 4:B(k;x) 5:B(k;y)", "[2,5]"),
    (
        "candidates beyond maxspan go",
        "A B by=k maxspan=1s",
        0,
        16,
        "0:A(k;x) 900:A(k;y) 1500:B(k;x) 1600:B(k;y)",
        "[2,4]",
    ),
    ("a stage in between", "A B C by=k", 0, 16, "1:A(k;x) 2:B(k;-) 3:A(k;y) 4:B(k;-) 5:C(k;x)", "[1,2,5]"),
    ("the stage before", "A B C by=k", 1, 16, "1:A(k;x) 2:B(k;y) 3:C(k;x) 4:C(k;y)", "[1,2,4]"),
    ("keys stay apart", "A B by=k", 0, 16, "1:A(k;x) 2:B(l;x)", ""),
    ("until ends every candidate", "A B by=k until=U", 0, 16, "1:A(k;x) 2:A(k;y) 3:U(k;-) 4:B(k;x) 5:B(k;y)", ""),
];

#[test]
fn candidates() {
    for (name, text, alias, alias_candidates, trace, expected) in ROWS {
        let mut rule = rule(text, SequenceMode::STANDARD);
        rule.groups[0].truncate(1);
        if let Some(last) = rule.plan.stages.last_mut() {
            last.bound = true;
        }
        let limits = Limits { alias_candidates: *alias_candidates, ..Limits::DEFAULT };
        let mut detector = Detector::with_limits(SameValue { rule, alias: *alias }, limits);
        let found: Vec<_> = events(trace).iter().flat_map(|event| detector.push(event, event.number)).collect();
        assert_eq!(print(&found, false), *expected, "{name}: {text} on {trace}");
    }
}

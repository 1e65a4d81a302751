//! A rule and the events that its file means it for.
//!
//! What decides is in the event: `host.os.type` for `os_list`; for `index`, the name that Elastic gives the index of an event,
//! from `data_stream.type`, `.dataset` and `.namespace`, or from `agent.type` for the indices of Beats. An event that does not
//! say where it belongs is not left out: nothing is missed because of a field that was never there.

use super::Metadata;
use crate::ir::{FieldRef, Pattern, Predicate, Query, Rule, Source, Test, TestKind, TextTest};
use eql_runtime::{Fold, Reading};

/// The rule with what its file says about events as a part of every condition.
#[must_use]
pub fn scoped(rule: &Rule, metadata: &Metadata) -> Rule {
    let mut rule = rule.clone();
    let mut conditions = Vec::new();
    if !metadata.os_list.is_empty() {
        conditions.push(os(&mut rule, &metadata.os_list));
    }
    if !metadata.index.is_empty() {
        conditions.push(index(&mut rule, &metadata.index));
    }
    if !conditions.is_empty() {
        let narrow = |predicate: &mut Predicate| {
            let own = std::mem::replace(predicate, Predicate::Const(true));
            *predicate = Predicate::And(conditions.iter().cloned().chain([own]).collect());
        };
        match &mut rule.query {
            Query::Event(predicate) => narrow(predicate),
            Query::Sequence(sequence) => sequence.predicates.iter_mut().for_each(narrow),
            Query::Sample(sample) => sample.predicates.iter_mut().for_each(narrow),
            Query::Join(join) => join.predicates.iter_mut().for_each(narrow),
        }
    }
    rule
}

fn os(rule: &mut Rule, list: &[String]) -> Predicate {
    let field = field(rule, "host.os.type");
    let any = list.iter().map(|os| text(field, os)).collect();
    Predicate::Or(vec![absent(field), Predicate::Or(any)])
}

fn index(rule: &mut Rule, patterns: &[String]) -> Predicate {
    let dataset = field(rule, "data_stream.dataset");
    let agent = field(rule, "agent.type");
    let (kind, namespace) = (field(rule, "data_stream.type"), field(rule, "data_stream.namespace"));
    let unknown = Predicate::And(vec![absent(dataset), absent(agent)]);
    let mut any = vec![unknown];
    for pattern in patterns {
        // `cluster:index` names an index of another cluster; where it is does not matter here.
        let pattern = pattern.rsplit(':').next().unwrap_or_default();
        let parts: Vec<&str> = pattern.split('-').collect();
        match parts.as_slice() {
            [""] | ["*"] => any.push(Predicate::Const(true)),
            [beat] | [beat, "*"] if beat.trim_end_matches('*').ends_with("beat") => any.push(text(agent, beat)),
            [first, rest @ ..] => {
                let mut all = vec![text(kind, first)];
                if let Some(name) = rest.first() {
                    all.push(text(dataset, name));
                }
                if let Some(name) = rest.get(1) {
                    all.push(text(namespace, name));
                }
                any.push(Predicate::And(all));
            }
            [] => {}
        }
    }
    Predicate::Or(any)
}

fn field(rule: &mut Rule, path: &str) -> FieldRef {
    FieldRef { source: Source::Event, field: rule.fields.intern(path, true) }
}

fn absent(field: FieldRef) -> Predicate {
    Predicate::Not(Box::new(test(TestKind::Exists(field))))
}

/// Whether the field is this text, in which `*` stands for any.
fn text(field: FieldRef, text: &str) -> Predicate {
    let text = Fold::Ascii.literal(text).into_owned();
    let (exact, patterns) =
        if text.contains('*') { (Vec::new(), vec![Pattern::General(text)]) } else { (vec![text], Vec::new()) };
    let test_of_text = TextTest { fold: Fold::Ascii, exact, patterns, regex: None };
    test(TestKind::Text { field, reading: Reading::Keyword, test: test_of_text })
}

const fn test(kind: TestKind) -> Predicate {
    Predicate::Test(Test { kind, range: 0..0 })
}

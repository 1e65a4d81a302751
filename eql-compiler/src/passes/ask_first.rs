//! `ask_first`: what the part of a stage that reads earlier stages needs of the event itself is asked with the rest of the
//! stage. `[any where a == 1 and x == first.y or a == 2 and z == first.y]` asks of every event whether `a` is 1 or 2, and only
//! then for earlier events: else every event would take part in the rule.

use super::{Pass, Scope, flatten, fold};
use crate::ir::{Predicate, PredicateIndex, Query, Rule, Sequence, Source, TestKind};
use eql_runtime::sequence::PredicateSet;

pub(super) const PASS: Pass = Pass { name: "ask-first", run: Scope::Rule(ask_first) };

fn ask_first(rule: &mut Rule) {
    let Query::Sequence(sequence) = &mut rule.query else { return };
    for at in 0..sequence.stages.len() {
        let Some(needed) = sequence.stages.get(at).and_then(|stage| stage.bound.as_ref()).and_then(needed) else {
            continue;
        };
        require(sequence, at, needed);
    }
}

/// What must hold of the event itself for a condition to hold whatever the earlier events are; nothing if that is nothing.
fn needed(bound: &Predicate) -> Option<Predicate> {
    let mut needed = bound.clone();
    suppose(&mut needed, true);
    flatten::flatten(&mut needed);
    fold::fold(&mut needed);
    (needed != Predicate::Const(true)).then_some(needed)
}

/// Puts in place of every test that an event alone does not decide what makes the whole rather hold.
fn suppose(predicate: &mut Predicate, helps: bool) {
    match predicate {
        Predicate::Const(_) => {}
        Predicate::And(operands) | Predicate::Or(operands) => {
            operands.iter_mut().for_each(|operand| suppose(operand, helps));
        }
        Predicate::Not(operand) => suppose(operand, !helps),
        Predicate::Test(test) => {
            if !is_about_event(&mut test.kind) {
                *predicate = Predicate::Const(helps);
            }
        }
    }
}

fn is_about_event(kind: &mut TestKind) -> bool {
    let mut alone = !matches!(kind, TestKind::Lineage(_) | TestKind::Elements { .. });
    kind.visit_fields_mut(&mut |field| alone &= field.source == Source::Event);
    alone
}

/// Asks for it at the stage; other stages may share the stage's predicate.
fn require(sequence: &mut Sequence, at: usize, needed: Predicate) {
    let Sequence { stages, predicates, until, .. } = sequence;
    let Some(stage) = stages.get(at) else { return };
    let shared = stage.predicate;
    let is_shared = stages.iter().enumerate().any(|(other, stage)| other != at && stage.predicate == shared)
        || until.as_ref().is_some_and(|until| until.predicate == shared);
    let count = predicates.len();
    let Some(known) = predicates.get_mut(usize::from(shared.0)) else { return };
    if !is_shared {
        let first = std::mem::replace(known, Predicate::Const(true));
        *known = Predicate::And(vec![first, needed]);
    } else if count < usize::from(PredicateSet::CAPACITY) {
        let both = Predicate::And(vec![known.clone(), needed]);
        let own = PredicateIndex(count as u16);
        predicates.push(both);
        if let Some(stage) = stages.get_mut(at) {
            stage.predicate = own;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{CompileOptions, Dialect, compile};

    fn check(stage: &str, asked: &[&str]) {
        let options = CompileOptions { dialect: Dialect::Endpoint, ..CompileOptions::default() };
        let text = format!("sequence with maxspan=1m [any where c == 1] as first [any where {stage}]");
        let (rule, _) = compile(&text, &options).expect(&text);
        let print = rule.to_string();
        let predicate = print.split("  predicate 1\n").nth(1).unwrap_or_default();
        let predicate = predicate.split("bound").next().unwrap_or_default();
        for part in ["a ", "b ", "x "] {
            assert_eq!(predicate.contains(part), asked.contains(&part), "{part:?} in\n{print}");
        }
    }

    #[test]
    fn what_an_event_needs_is_asked_first() {
        check("a == 1 and x == first.x or b == 1 and length(first.y) > 2", &["a ", "b "]);
        check("a == 1 and (x == first.x or b == 1)", &["a "]);
        check("not (a == 1 or x == first.x) or b == 1 and first.z == x", &["a ", "b "]);
        // Any event may do.
        check("a == 1 or x == first.x", &[]);
        check("not (a == 1 and x == first.x)", &[]);
    }
}

//! Which fields a rule can't do without: where no event has one of them, the rule can't match.

use eql_compiler::ir::{Key, KeyField, Predicate, PredicateIndex, Query, Rule, Source};
use std::collections::BTreeSet;

/// The paths of fields that every match has.
pub(super) fn needed_fields(rule: &Rule) -> Vec<String> {
    let mut needs = Needs { rule, fields: BTreeSet::new() };
    match &rule.query {
        Query::Event(predicate) => needs.condition(predicate),
        Query::Sequence(sequence) => {
            for stage in sequence.stages.iter().filter(|stage| !stage.missing) {
                needs.stage(&sequence.predicates, stage.predicate, sequence.key_groups.get(usize::from(stage.keys.0)));
            }
        }
        Query::Sample(sample) => {
            for (predicate, keys) in &sample.filters {
                needs.stage(&sample.predicates, *predicate, sample.key_groups.get(usize::from(keys.0)));
            }
        }
        Query::Join(join) => {
            for (predicate, keys) in &join.cells {
                needs.stage(&join.predicates, *predicate, join.key_groups.get(usize::from(keys.0)));
            }
        }
    }
    needs.fields.into_iter().collect()
}

struct Needs<'r> {
    rule: &'r Rule,
    fields: BTreeSet<String>,
}

impl Needs<'_> {
    fn stage(&mut self, predicates: &[Predicate], index: PredicateIndex, keys: Option<&Vec<Key>>) {
        if let Some(predicate) = predicates.get(usize::from(index.0)) {
            self.condition(predicate);
        }
        for key in keys.into_iter().flatten().filter(|key| !key.optional && !key.hidden) {
            if let KeyField::Field(field) = &key.value {
                self.fields.insert(self.rule.fields.path(field.field).to_owned());
            }
        }
    }

    /// What a condition needs: only its conjuncts count, and of these only tests that ask for a value.
    fn condition(&mut self, predicate: &Predicate) {
        match predicate {
            Predicate::And(operands) => operands.iter().for_each(|operand| self.condition(operand)),
            Predicate::Test(test) => {
                if let Some(field) = test.kind.tested_field()
                    && field.source == Source::Event
                {
                    self.fields.insert(self.rule.fields.path(field.field).to_owned());
                }
            }
            Predicate::Const(_) | Predicate::Or(_) | Predicate::Not(_) => {}
        }
    }
}

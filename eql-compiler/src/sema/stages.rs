//! Event queries, alone or as stages: the event category and the condition, and predicates that stages share.

use super::checked::{Checked, Kind};
use super::lower::lower_condition;
use super::scope::Scope;
use super::types::Type;
use crate::dialect::Dialect;
use crate::ir::{FieldRef, Pattern, Predicate, PredicateIndex, Source, Test, TestKind, TextTest};
use crate::syntax::ast::{Category, EventQuery};
use eql_runtime::{Fold, Reading};

/// A stage's condition, taken apart.
pub(crate) struct StageCondition {
    /// What the event must satisfy by itself.
    pub(crate) local: Predicate,
    /// What it must satisfy with respect to earlier stages' events.
    pub(crate) bound: Option<Predicate>,
}

/// The distinct predicates of a sequence, sample or join.
#[derive(Default)]
pub(crate) struct PredicateTable(pub(crate) Vec<Predicate>);

impl PredicateTable {
    /// The index of a predicate; equal ones share it, so that each is evaluated once an event.
    pub(crate) fn intern(&mut self, predicate: Predicate) -> PredicateIndex {
        let at = self.0.iter().position(|known| is_same(known, &predicate)).unwrap_or_else(|| {
            self.0.push(predicate);
            self.0.len() - 1
        });
        PredicateIndex(u16::try_from(at).unwrap_or(u16::MAX))
    }
}

/// Whether two predicates are the same but for where they were written.
pub(crate) fn is_same(left: &Predicate, right: &Predicate) -> bool {
    match (left, right) {
        (Predicate::Const(left), Predicate::Const(right)) => left == right,
        (Predicate::And(left), Predicate::And(right)) | (Predicate::Or(left), Predicate::Or(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_same(left, right))
        }
        (Predicate::Not(left), Predicate::Not(right)) => is_same(left, right),
        (Predicate::Test(left), Predicate::Test(right)) => match (&left.kind, &right.kind) {
            (
                TestKind::Elements { field: left_field, depth: left_depth, body: left },
                TestKind::Elements { field: right_field, depth: right_depth, body: right },
            ) => left_field == right_field && left_depth == right_depth && is_same(left, right),
            (left, right) => left == right,
        },
        _ => false,
    }
}

impl Scope<'_> {
    /// `category where condition`; `None` where a fault has been reported.
    pub(crate) fn event_query(&mut self, query: &EventQuery) -> Option<Predicate> {
        let category = query.category.as_ref().and_then(|category| self.category(category));
        let condition = match self.dialect() {
            Dialect::Endgame => self.endgame_condition(&query.condition),
            Dialect::Elasticsearch | Dialect::Endpoint => {
                let condition = self.condition(&query.condition);
                if self.diagnostics.blocks() { Predicate::Const(false) } else { lower_condition(&condition) }
            }
        };
        if self.diagnostics.blocks() {
            return None;
        }
        Some(match category {
            Some(category) => Predicate::And(vec![category, condition]),
            None => condition,
        })
    }

    /// The same for a stage: conjuncts that read an earlier stage's event are kept apart.
    pub(crate) fn stage_query(&mut self, query: &EventQuery) -> Option<StageCondition> {
        if self.dialect() == Dialect::Endgame {
            return self.event_query(query).map(|local| StageCondition { local, bound: None });
        }
        let category = query.category.as_ref().and_then(|category| self.category(category));
        let condition = self.condition(&query.condition);
        if self.diagnostics.blocks() {
            return None;
        }
        let mut conjuncts = Vec::new();
        split_conjuncts(condition, &mut conjuncts);
        let (bound, local): (Vec<Checked>, Vec<Checked>) = conjuncts.into_iter().partition(reads_alias);
        let local: Vec<Predicate> = category.into_iter().chain(local.iter().map(lower_condition)).collect();
        let bound: Vec<Predicate> = bound.iter().map(lower_condition).collect();
        let bound = (!bound.is_empty()).then_some(Predicate::And(bound));
        Some(StageCondition { local: Predicate::And(local), bound })
    }

    /// The test of the event category: exact, on every dialect (`language.md` §2.3).
    fn category(&mut self, category: &Category) -> Option<Predicate> {
        let name = category.name.clone()?;
        let path = self.options.event_category_field.clone();
        let field = FieldRef { source: Source::Event, field: self.configured_category(&path, category)? };
        let reading = if self.dialect() == Dialect::Elasticsearch { Reading::Keyword } else { Reading::Dynamic };
        let test = TextTest { fold: Fold::None, exact: vec![name], patterns: Vec::<Pattern>::new(), regex: None };
        Some(Predicate::Test(Test { kind: TestKind::Text { field, reading, test }, range: category.range.clone() }))
    }

    fn configured_category(&mut self, path: &str, category: &Category) -> Option<crate::ir::FieldIndex> {
        let is_known = self.options.schema.as_deref().is_none_or(|schema| schema.get(path).is_some());
        if !is_known {
            self.error_with_help(
                super::codes::UNKNOWN_FIELD,
                &category.range,
                format!("the schema has no event category field `{path}`"),
                "write `any where …`, or name the field that holds the category",
            );
            return None;
        }
        Some(self.configured_field(path, false))
    }
}

fn split_conjuncts(condition: Checked, conjuncts: &mut Vec<Checked>) {
    match condition.kind {
        Kind::And(operands) => operands.into_iter().for_each(|operand| split_conjuncts(operand, conjuncts)),
        kind => conjuncts.push(Checked { kind, ty: Type::Boolean, range: condition.range }),
    }
}

fn reads_alias(condition: &Checked) -> bool {
    let mut reads = false;
    condition.for_each_field(&mut |field| reads |= matches!(field.source, Source::Stage(_)));
    reads
}

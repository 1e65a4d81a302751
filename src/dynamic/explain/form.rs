//! How the tests of a rule were written. The intermediate form moves negations out of tests (`a != b` is the negation of
//! `a == b`); what is shown is what stands in the text.

use eql_compiler::TextRange;
use eql_compiler::syntax::ast::{
    BinaryOperator, Call, Category, EventQuery, Expr, ExprKind, Literal, Predicate, PredicateOperator, Query, Statement,
};
use std::collections::{BTreeMap, BTreeSet};

/// How one test was written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Form {
    /// `!=`, `not in` and their like: a negation that is part of the test.
    pub(super) negative: bool,
    /// One side is the literal null.
    pub(super) of_null: bool,
    /// How the same test is written without regard to case, where it has regard to it.
    pub(super) insensitive: Option<&'static str>,
}

/// How the tests of a rule were written, by where they stand.
#[derive(Debug, Default)]
pub(super) struct Forms {
    tests: BTreeMap<(u32, u32), Form>,
    categories: BTreeSet<(u32, u32)>,
}

impl Forms {
    /// The forms of all tests of a rule.
    pub(super) fn of(statement: &Statement) -> Self {
        let mut forms = Self::default();
        match &statement.query {
            Query::Event(query) => forms.query(query),
            Query::Sequence(sequence) => {
                sequence.stages.iter().chain(&sequence.until).for_each(|stage| forms.query(&stage.query));
            }
            Query::Sample(sample) => sample.stages.iter().for_each(|stage| forms.query(&stage.query)),
            Query::Join(join) => {
                join.stages.iter().chain(&join.until).for_each(|stage| forms.query(&stage.query));
            }
        }
        forms
    }

    /// How the test at `range` was written.
    pub(super) fn at(&self, range: &TextRange) -> Form {
        self.tests.get(&(range.start, range.end)).copied().unwrap_or_default()
    }

    /// Whether an event category stands at `range`.
    pub(super) fn is_category(&self, range: &TextRange) -> bool {
        self.categories.contains(&(range.start, range.end))
    }

    fn query(&mut self, query: &EventQuery) {
        if let Some(Category { range, .. }) = &query.category {
            self.categories.insert((range.start, range.end));
        }
        self.expr(&query.condition);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Not(operand) => self.expr(operand),
            ExprKind::Logical { operands, .. } => operands.iter().for_each(|operand| self.expr(operand)),
            ExprKind::Binary { operator, left, right, .. } if operator.is_comparison() => {
                let of_null = [left, right].iter().any(|side| matches!(side.kind, ExprKind::Literal(Literal::Null)));
                let insensitive = (*operator == BinaryOperator::Equal).then_some(":");
                self.record(expr, Form { negative: *operator == BinaryOperator::NotEqual, of_null, insensitive });
                // `startsWith(a, "x") == true` becomes the test on its left.
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Predicate(predicate) => {
                self.record(expr, Form { negative: predicate.negated, of_null: false, insensitive: folded(predicate) });
            }
            ExprKind::Call(Call { name, insensitive: false, .. }) => {
                let insensitive = match name.text.to_ascii_lowercase().as_str() {
                    "startswith" => Some("startsWith~"),
                    "endswith" => Some("endsWith~"),
                    "stringcontains" => Some("stringContains~"),
                    _ => None,
                };
                self.record(expr, Form { insensitive, ..Form::default() });
            }
            _ => {}
        }
    }

    fn record(&mut self, expr: &Expr, form: Form) {
        self.tests.insert((expr.range.start, expr.range.end), form);
    }
}

/// The operator that folds case, in place of one that does not.
const fn folded(predicate: &Predicate) -> Option<&'static str> {
    match predicate.operator {
        PredicateOperator::In { insensitive: false } => Some("in~"),
        PredicateOperator::Like { insensitive: false } => Some("like~"),
        PredicateOperator::Regex { insensitive: false } => Some("regex~"),
        _ => None,
    }
}

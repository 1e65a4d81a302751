//! Which fields must have a value for a predicate to hold.

use crate::ir::{Expr, FieldRef, Function, Script, TestKind};
use std::collections::BTreeSet;

/// Fields without a value of which the predicate does not hold; not always all of them.
pub(super) fn needed_fields(kind: &TestKind) -> Vec<FieldRef> {
    match kind {
        TestKind::Script(Script { operands, expr, expect }) => {
            let needed = if *expect { true_without(expr) } else { null_without(expr) };
            needed.into_iter().filter_map(|at| operands.get(usize::from(at))).map(|operand| operand.field).collect()
        }
        // Some value must pass.
        kind => kind.tested_field().into_iter().collect(),
    }
}

/// Operands that make the expression null where they are null themselves.
fn null_without(expr: &Expr) -> BTreeSet<u16> {
    match expr {
        Expr::Operand(at) => BTreeSet::from([*at]),
        Expr::Call { function, arguments } => {
            arguments.iter().take(arguments_needed(*function)).flat_map(null_without).collect()
        }
        Expr::Arithmetic { left, right, .. } | Expr::Compare { left, right, .. } => {
            &null_without(left) | &null_without(right)
        }
        Expr::Negate(operand) | Expr::Not(operand) => null_without(operand),
        Expr::Text { value, .. } | Expr::Address { value, .. } => null_without(value),
        Expr::Literal(_) | Expr::IsNull(_) | Expr::And(_) | Expr::Or(_) | Expr::In { .. } => BTreeSet::new(),
    }
}

/// Operands without which the expression is not true.
fn true_without(expr: &Expr) -> BTreeSet<u16> {
    match expr {
        Expr::And(operands) => operands.iter().flat_map(true_without).collect(),
        Expr::Or(operands) => operands.iter().map(true_without).reduce(|all, next| &all & &next).unwrap_or_default(),
        other => null_without(other),
    }
}

/// Of so many arguments, the first, none may be null.
const fn arguments_needed(function: Function) -> usize {
    match function {
        Function::Between { .. } => 3,
        Function::EndsWith { .. }
        | Function::StartsWith { .. }
        | Function::StringContains { .. }
        | Function::IndexOf { .. } => 2,
        Function::Length | Function::Number | Function::Substring => 1,
        Function::Concat | Function::String => 0,
    }
}

#[cfg(test)]
mod tests {
    use crate::pack::{PackRule, Plan};
    use crate::{CompileOptions, Dialect, compile};
    use eql_runtime::pack::Place;

    /// The fields whose values the predicates of a condition need.
    fn needed(text: &str) -> Vec<String> {
        let options = CompileOptions { dialect: Dialect::Endpoint, ..CompileOptions::default() };
        let rule = compile(text, &options).expect(text).0;
        let plan = Plan::build([PackRule { name: "", rule: &rule }]);
        let present = plan.literals.iter().filter(|literal| literal.place == Place::Present);
        present.map(|literal| plan.read.path(crate::ir::FieldIndex(literal.field)).to_owned()).collect()
    }

    #[test]
    fn predicates_need_values() {
        let rows: [(&str, &[&str]); 12] = [
            ("any where a != null", &["a"]),
            ("any where a == null", &["a"]),
            ("any where a > 1", &["a"]),
            ("any where a regex \"b.\"", &["a"]),
            ("any where startsWith(a, b)", &["a", "b"]),
            ("any where length(a) + length(b) > 3", &["a", "b"]),
            ("any where concat(a, b) == c", &["c"]),
            ("any where between(a, b, c) == d", &["a", "b", "c", "d"]),
            ("any where string(a) == b", &["b"]),
            ("any where indexOf(a, b, c) > 3", &["a", "b"]),
            ("any where substring(a, b) == \"x\"", &["a"]),
            ("any where a == b", &["a", "b"]),
        ];
        for (text, expected) in rows {
            assert_eq!(needed(text), expected, "{text}");
        }
    }
}

//! Leaves that compute.

use super::{Truth, text_test};
use crate::ir::{AddressTest, Comparison, Expr, Literal, Operand, Script, TestKind};
use crate::sema::checked::{Checked, Kind};

/// A leaf that computes.
pub(super) fn script(condition: &Checked) -> Truth {
    let mut operands = Vec::new();
    let expr = expr(condition, &mut operands);
    Truth::test(TestKind::Script(Script { operands, expr, expect: true }), &condition.range)
}

fn expr(checked: &Checked, operands: &mut Vec<Operand>) -> Expr {
    match &checked.kind {
        Kind::Literal(value) => Expr::Literal(value.clone()),
        Kind::Field(field) => {
            operands.push(Operand { field: *field, reading: checked.ty.reading() });
            Expr::Operand(u16::try_from(operands.len() - 1).unwrap_or(u16::MAX))
        }
        Kind::Call { function, arguments } => Expr::Call { function: *function, arguments: exprs(arguments, operands) },
        Kind::CidrMatch { value, blocks } => {
            Expr::Address { value: boxed(value, operands), test: AddressTest::Within(blocks.clone()) }
        }
        Kind::Negate(operand) => Expr::Negate(boxed(operand, operands)),
        Kind::Arithmetic { operator, left, right } => {
            Expr::Arithmetic { operator: *operator, left: boxed(left, operands), right: boxed(right, operands) }
        }
        Kind::Compare { comparison, left, right } => compare(*comparison, left, right, operands),
        Kind::Not(operand) => Expr::Not(boxed(operand, operands)),
        Kind::And(list) => Expr::And(exprs(list, operands)),
        Kind::Or(list) => Expr::Or(exprs(list, operands)),
        Kind::In { value, list, insensitive } => {
            Expr::In { value: boxed(value, operands), list: exprs(list, operands), insensitive: *insensitive }
        }
        Kind::Text { value, operator, texts } => {
            Expr::Text { value: boxed(value, operands), test: text_test(*operator, texts) }
        }
        // `sema` refuses array searches and lineages inside an expression, and a fault never gets here.
        Kind::Search { .. } | Kind::Lineage(_) | Kind::Wrong => Expr::Literal(Literal::Null),
    }
}

fn boxed(checked: &Checked, operands: &mut Vec<Operand>) -> Box<Expr> {
    Box::new(expr(checked, operands))
}

fn exprs(list: &[Checked], operands: &mut Vec<Operand>) -> Vec<Expr> {
    list.iter().map(|checked| expr(checked, operands)).collect()
}

/// A comparison; with a literal null it is a test that is never null itself (`language.md` §3.4).
fn compare(comparison: Comparison, left: &Checked, right: &Checked, operands: &mut Vec<Operand>) -> Expr {
    let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    if is_equality && (left.is_null_literal() || right.is_null_literal()) {
        let other = if left.is_null_literal() { right } else { left };
        let is_null = Expr::IsNull(boxed(other, operands));
        return if comparison == Comparison::Equal { is_null } else { Expr::Not(Box::new(is_null)) };
    }
    Expr::Compare { comparison, left: boxed(left, operands), right: boxed(right, operands) }
}

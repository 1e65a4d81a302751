//! Expressions: from the syntax tree to the checked form. Every fault is reported, and checking goes on behind it.

use super::checked::{Checked, Kind};
use super::codes;
use super::scope::Scope;
use super::types::{Type, Wanted};
use crate::diagnostic::TextRange;
use crate::ir::{ArithmeticOperator, Comparison, Literal, Number};
use crate::syntax::ast::{self, BinaryOperator, ExprKind, LogicalOperator};

impl Scope<'_> {
    /// A condition: an expression that must be true or false.
    pub(crate) fn condition(&mut self, expr: &ast::Expr) -> Checked {
        let checked = self.expr(expr);
        self.require_boolean(&checked);
        checked
    }

    fn require_boolean(&mut self, checked: &Checked) {
        if !checked.ty.fits(Wanted::Boolean) {
            let message = format!("a condition must be boolean, found a value of type {}", checked.ty);
            self.error_with_help(
                codes::NOT_BOOLEAN,
                &checked.range,
                message,
                "compare it with something, or test it with `!= null`",
            );
        }
    }

    /// Any expression.
    pub(crate) fn expr(&mut self, expr: &ast::Expr) -> Checked {
        let range = &expr.range;
        match &expr.kind {
            ExprKind::Literal(value) => Checked::literal(literal(value), range.clone()),
            ExprKind::Field(path) => self.field(path, range),
            ExprKind::Variable(path) => self.variable(path, range),
            ExprKind::Call(call) => self.call(call, range),
            ExprKind::Not(operand) => {
                let operand = self.condition(operand);
                Checked::new(Kind::Not(Box::new(operand)), Type::Boolean, range.clone())
            }
            ExprKind::Sign { negative, operand } => self.sign(*negative, operand, range),
            ExprKind::Binary { operator, operator_range, left, right } => match binary(*operator) {
                Binary::Arithmetic(operator) => {
                    let (left, right) = (self.expr(left), self.expr(right));
                    self.arithmetic(operator, left, right, range)
                }
                Binary::Comparison(comparison) => {
                    let (left, right) = (self.expr(left), self.expr(right));
                    self.comparison(comparison, operator_range, left, right, range)
                }
            },
            ExprKind::Logical { operator, operands } => {
                let operands = operands.iter().map(|operand| self.condition(operand)).collect();
                let kind = match operator {
                    LogicalOperator::And => Kind::And(operands),
                    LogicalOperator::Or => Kind::Or(operands),
                };
                Checked::new(kind, Type::Boolean, range.clone())
            }
            ExprKind::Predicate(predicate) => self.predicate(predicate, range),
            ExprKind::Lineage { relation, query } => self.lineage(relation, query, range),
        }
    }

    fn sign(&mut self, negative: bool, operand: &ast::Expr, range: &TextRange) -> Checked {
        let operand = self.expr(operand);
        if !self.require(&operand, Wanted::Number, "the operand of a sign") {
            return Checked::wrong(range.clone());
        }
        if !negative {
            return Checked { range: range.clone(), ..operand };
        }
        match operand.as_literal() {
            Some(Literal::Number(number)) => match negate(*number) {
                Some(number) => Checked::literal(Literal::Number(number), range.clone()),
                None => {
                    self.error(codes::OVERFLOW, range, "this number is below the smallest integer");
                    Checked::wrong(range.clone())
                }
            },
            _ => {
                let ty = operand.ty;
                Checked::new(Kind::Negate(Box::new(operand)), ty, range.clone())
            }
        }
    }

    pub(crate) fn arithmetic(
        &mut self,
        operator: ArithmeticOperator,
        left: Checked,
        right: Checked,
        range: &TextRange,
    ) -> Checked {
        let what = format!("an operand of `{}`", operator.symbol());
        let fits = [&left, &right].map(|side| self.require(side, Wanted::Number, &what));
        if fits.contains(&false) {
            return Checked::wrong(range.clone());
        }
        let ty = match (left.ty, right.ty) {
            (Type::Unknown | Type::Null, _) | (_, Type::Unknown | Type::Null) => Type::Unknown,
            (Type::Float, _) | (_, Type::Float) => Type::Float,
            (Type::Unsigned, _) | (_, Type::Unsigned) => Type::Unsigned,
            _ => Type::Integer,
        };
        Checked::new(Kind::Arithmetic { operator, left: Box::new(left), right: Box::new(right) }, ty, range.clone())
    }

    /// Reports an operand of the wrong type; `what` names the operand.
    pub(crate) fn require(&mut self, checked: &Checked, wanted: Wanted, what: &str) -> bool {
        let fits = checked.ty.fits(wanted);
        if !fits {
            let message = format!("{what} must be {wanted}, found a value of type {}", checked.ty);
            self.error(codes::WRONG_TYPE, &checked.range, message);
        }
        fits
    }
}

/// A literal of the text as a constant.
pub(crate) fn literal(value: &ast::Literal) -> Literal {
    match value {
        ast::Literal::Null => Literal::Null,
        ast::Literal::Bool(value) => Literal::Bool(*value),
        ast::Literal::Int(value) => Literal::Number(Number::Int(*value)),
        ast::Literal::UInt(value) => Literal::Number(Number::UInt(*value)),
        ast::Literal::Float(value) => Literal::Number(Number::Float(*value)),
        ast::Literal::Str { value, .. } => Literal::Text(value.clone()),
    }
}

pub(crate) fn negate(number: Number) -> Option<Number> {
    match number {
        Number::Int(value) => value.checked_neg().map(Number::Int),
        Number::UInt(value) if value == i64::MIN.unsigned_abs() => Some(Number::Int(i64::MIN)),
        Number::UInt(_) => None,
        Number::Float(value) => Some(Number::Float(-value)),
    }
}

/// What an operator between two values does.
pub(crate) enum Binary {
    Arithmetic(ArithmeticOperator),
    Comparison(Comparison),
}

pub(crate) fn binary(operator: BinaryOperator) -> Binary {
    match operator {
        BinaryOperator::Equal => Binary::Comparison(Comparison::Equal),
        BinaryOperator::NotEqual => Binary::Comparison(Comparison::NotEqual),
        BinaryOperator::Less => Binary::Comparison(Comparison::Less),
        BinaryOperator::LessOrEqual => Binary::Comparison(Comparison::LessOrEqual),
        BinaryOperator::Greater => Binary::Comparison(Comparison::Greater),
        BinaryOperator::GreaterOrEqual => Binary::Comparison(Comparison::GreaterOrEqual),
        BinaryOperator::Add => Binary::Arithmetic(ArithmeticOperator::Add),
        BinaryOperator::Subtract => Binary::Arithmetic(ArithmeticOperator::Subtract),
        BinaryOperator::Multiply => Binary::Arithmetic(ArithmeticOperator::Multiply),
        BinaryOperator::Divide => Binary::Arithmetic(ArithmeticOperator::Divide),
        BinaryOperator::Modulo => Binary::Arithmetic(ArithmeticOperator::Modulo),
    }
}

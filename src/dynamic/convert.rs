//! What the intermediate form calls things, as the operations call them.

use eql_compiler::ir;
use eql_runtime::ops;

/// A comparison.
pub(super) const fn comparison(comparison: ir::Comparison) -> ops::scalar::Comparison {
    match comparison {
        ir::Comparison::Equal => ops::scalar::Comparison::Equal,
        ir::Comparison::NotEqual => ops::scalar::Comparison::NotEqual,
        ir::Comparison::Less => ops::scalar::Comparison::Less,
        ir::Comparison::LessOrEqual => ops::scalar::Comparison::LessOrEqual,
        ir::Comparison::Greater => ops::scalar::Comparison::Greater,
        ir::Comparison::GreaterOrEqual => ops::scalar::Comparison::GreaterOrEqual,
    }
}

/// An arithmetic operator.
pub(super) const fn arithmetic(operator: ir::ArithmeticOperator) -> ops::arithmetic::Arithmetic {
    match operator {
        ir::ArithmeticOperator::Add => ops::arithmetic::Arithmetic::Add,
        ir::ArithmeticOperator::Subtract => ops::arithmetic::Arithmetic::Subtract,
        ir::ArithmeticOperator::Multiply => ops::arithmetic::Arithmetic::Multiply,
        ir::ArithmeticOperator::Divide => ops::arithmetic::Arithmetic::Divide,
        ir::ArithmeticOperator::Modulo => ops::arithmetic::Arithmetic::Modulo,
    }
}

/// A number.
pub(super) const fn number(number: ir::Number) -> ops::Number {
    match number {
        ir::Number::Int(value) => ops::Number::Int(value),
        ir::Number::UInt(value) => ops::Number::UInt(value),
        ir::Number::Float(value) => ops::Number::Float(value),
    }
}

//! What the intermediate form calls things, as the operations call them.

use eql_compiler::ir;
use eql_runtime::ops;
use eql_runtime::{Scalar, Timestamp};

/// A number.
pub(super) const fn number(number: ir::Number) -> ops::Number {
    match number {
        ir::Number::Int(value) => ops::Number::Int(value),
        ir::Number::UInt(value) => ops::Number::UInt(value),
        ir::Number::Float(value) => ops::Number::Float(value),
    }
}

/// A constant.
pub(super) fn literal(value: &ir::Literal) -> Scalar<'static> {
    match value {
        ir::Literal::Null => Scalar::Null,
        ir::Literal::Bool(value) => Scalar::Bool(*value),
        ir::Literal::Number(value) => number(*value).into(),
        ir::Literal::Text(text) => Scalar::Str(text.clone().into()),
        ir::Literal::Address(address) => Scalar::Ip(*address),
        ir::Literal::Time(nanos) => Scalar::Time(Timestamp::from_nanos(*nanos)),
    }
}

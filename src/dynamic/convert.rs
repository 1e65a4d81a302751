//! What the intermediate form calls things, as the operations call them.

use eql_compiler::ir;
use eql_runtime::ops;

/// A number.
pub(super) const fn number(number: ir::Number) -> ops::Number {
    match number {
        ir::Number::Int(value) => ops::Number::Int(value),
        ir::Number::UInt(value) => ops::Number::UInt(value),
        ir::Number::Float(value) => ops::Number::Float(value),
    }
}

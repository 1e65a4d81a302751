//! Calls of functions.

use eql_compiler::ir::Function;
use eql_runtime::ops::strings::{self, Units};
use eql_runtime::ops::text;
use eql_runtime::{Fold, Scalar};

/// The result of a function. An argument that is not there is null.
pub(super) fn call<'a>(function: Function, arguments: Vec<Scalar<'a>>) -> Scalar<'a> {
    if function == Function::Concat {
        return strings::concat(&arguments);
    }
    let mut arguments = arguments.into_iter();
    let mut next = || arguments.next().unwrap_or(Scalar::Null);
    let (source, second, third, fourth) = (next(), next(), next(), next());
    match function {
        Function::Between { insensitive } => strings::between(source, &second, &third, &fourth, fold(insensitive)),
        Function::Concat => strings::concat(&[source]),
        Function::EndsWith { insensitive } => strings::ends_with(&source, &second, fold(insensitive)),
        Function::IndexOf { insensitive } => {
            strings::index_of(&source, &second, &third, fold(insensitive), Units::Utf16)
        }
        Function::Length => strings::length(&source, Units::Utf16),
        Function::Number => strings::number(&source, &second),
        Function::StartsWith { insensitive } => strings::starts_with(&source, &second, fold(insensitive)),
        Function::String => text::string(&source),
        Function::StringContains { insensitive } => strings::string_contains(&source, &second, fold(insensitive)),
        Function::Substring => strings::substring(source, &second, &third, Units::Utf16),
    }
}

/// Functions fold every letter, unlike operators (`language.md` §5.5).
const fn fold(insensitive: bool) -> Fold {
    if insensitive { Fold::Unicode } else { Fold::None }
}

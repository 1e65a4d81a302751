//! Functions on lists (`language.md` §6.11).

use super::compare::{Case, equal};
use super::is_true;
use crate::datum::Datum;
use crate::ops::strings::Units;
use crate::value::Scalar;

/// `length(v)` (§6.7): code points of a text, elements of a list, keys of an object.
pub(super) fn length(value: &Datum<'_>) -> Scalar<'static> {
    match value {
        Datum::Plain(value) => crate::ops::strings::length(value, Units::CodePoints),
        Datum::List(items) => Scalar::Int(items.len() as i64),
        Datum::Object(fields) => Scalar::Int(fields.len() as i64),
    }
}

/// `arrayContains(list, v, …)`: null for null, false for what is no list.
pub(super) fn contains(operands: &[Datum<'_>]) -> Scalar<'static> {
    let Some((list, wanted)) = operands.split_first() else { return Scalar::Null };
    Scalar::Bool(match list {
        Datum::Plain(Scalar::Null) => return Scalar::Null,
        Datum::List(items) => items.iter().any(|item| wanted.iter().any(|wanted| equal(item, wanted, Case::Folded))),
        Datum::Plain(_) | Datum::Object(_) => false,
    })
}

/// `arraySearch(list, name, condition)`: whether some element satisfies the condition; false for what is no list.
#[must_use]
pub fn has_element<'d>(list: &Datum<'_>, mut condition: impl FnMut(&Datum<'_>) -> Datum<'d>) -> Datum<'static> {
    Datum::Plain(Scalar::Bool(elements(list).iter().any(|element| is_true(&condition(element)))))
}

/// `arrayCount(list, name, condition)`: how many elements satisfy the condition; 0 for what is no list.
#[must_use]
pub fn count_elements<'d>(list: &Datum<'_>, mut condition: impl FnMut(&Datum<'_>) -> Datum<'d>) -> Datum<'static> {
    let count = elements(list).iter().filter(|element| is_true(&condition(element))).count();
    Datum::Plain(Scalar::Int(count as i64))
}

fn elements<'l, 'a>(list: &'l Datum<'a>) -> &'l [Datum<'a>] {
    match list {
        Datum::List(items) => items,
        Datum::Plain(_) | Datum::Object(_) => &[],
    }
}

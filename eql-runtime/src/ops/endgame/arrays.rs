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

/// `arrayContains(list, v, …)`: whether some element is one of the values; of a text its characters count as elements, of
/// an object its keys, and of any other value it is null.
pub(super) fn contains(operands: &[Datum<'_>]) -> Scalar<'static> {
    let Some((list, wanted)) = operands.split_first() else { return Scalar::Null };
    let is_wanted = |element: &Datum<'_>| wanted.iter().any(|wanted| equal(element, wanted, Case::Folded));
    let is_wanted_text = |text: &str| is_wanted(&Datum::Plain(Scalar::Str(text.into())));
    Scalar::Bool(match list {
        Datum::List(items) => items.iter().any(is_wanted),
        Datum::Object(fields) => fields.iter().any(|(key, _)| is_wanted_text(key)),
        Datum::Plain(Scalar::Str(text)) => text.chars().any(|c| is_wanted_text(c.encode_utf8(&mut [0; 4]))),
        Datum::Plain(_) => return Scalar::Null,
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

//! Comparisons: only values of one type compare (`language.md` §3.4, §4.3).

use crate::datum::Datum;
use crate::ops::logic::from_truth;
use crate::ops::scalar::{Comparison, order};
use crate::reading::Fold;
use crate::value::Scalar;
use std::cmp::Ordering;

/// Whether letters of either case are the same.
#[derive(Clone, Copy)]
pub(super) enum Case {
    /// They are: texts by themselves.
    Folded,
    /// They are not: texts inside lists and objects that are compared as a whole.
    Kept,
}

impl Case {
    const fn fold(self) -> Fold {
        match self {
            Self::Folded => Fold::Unicode,
            Self::Kept => Fold::None,
        }
    }
}

/// `left operator right`; null where a side is null or the two are of different types.
pub(super) fn compare(comparison: Comparison, left: &Datum<'_>, right: &Datum<'_>) -> Scalar<'static> {
    from_truth(match (left, right) {
        (Datum::Plain(left), Datum::Plain(right)) => {
            order(left, right, Fold::Unicode).map(|order| comparison.holds(order))
        }
        (Datum::List(_), Datum::List(_)) | (Datum::Object(_), Datum::Object(_)) => match comparison {
            Comparison::Equal => Some(equal(left, right, Case::Kept)),
            Comparison::NotEqual => Some(!equal(left, right, Case::Kept)),
            _ => ordered(left, right).map(|order| comparison.holds(order)),
        },
        _ => None,
    })
}

/// `value in (constants)`: null for null and for what is no single value.
pub(super) fn one_of(operands: &[Datum<'_>]) -> Scalar<'static> {
    match operands.split_first() {
        Some((Datum::Plain(value), constants)) if *value != Scalar::Null => Scalar::Bool(
            constants.iter().any(|constant| order(value, constant.plain(), Fold::Unicode) == Some(Ordering::Equal)),
        ),
        _ => Scalar::Null,
    }
}

/// Whether two are the same, null and null included.
pub(super) fn equal(left: &Datum<'_>, right: &Datum<'_>, case: Case) -> bool {
    match (left, right) {
        (Datum::Plain(Scalar::Null), Datum::Plain(Scalar::Null)) => true,
        (Datum::Plain(left), Datum::Plain(right)) => order(left, right, case.fold()) == Some(Ordering::Equal),
        (Datum::List(left), Datum::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right, Case::Kept))
        }
        (Datum::Object(left), Datum::Object(right)) => {
            let has = |key: &str, found: &Datum<'_>| {
                right.iter().any(|(other, there)| other == key && equal(found, there, Case::Kept))
            };
            left.len() == right.len() && left.iter().all(|(key, found)| has(key, found))
        }
        _ => false,
    }
}

/// Lists are in the order of their first elements that differ; objects have no order.
fn ordered(left: &Datum<'_>, right: &Datum<'_>) -> Option<Ordering> {
    match (left, right) {
        (Datum::Plain(left), Datum::Plain(right)) => order(left, right, Fold::None),
        (Datum::List(left), Datum::List(right)) => {
            match left.iter().zip(right).find(|(left, right)| !equal(left, right, Case::Kept)) {
                Some((left, right)) => ordered(left, right),
                None => Some(left.len().cmp(&right.len())),
            }
        }
        _ => None,
    }
}

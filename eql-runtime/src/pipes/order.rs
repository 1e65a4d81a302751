//! The order of results by computed values.

use super::group::Group;
use crate::datum::Datum;
use crate::sequence::KeyValue;
use crate::value::Scalar;

/// Rows in the order of their values; those with equal values stay in their order. Text is compared without case.
pub(super) fn sorted<R>(rows: Vec<R>, values: impl Fn(&R) -> Vec<Datum<'static>>) -> Vec<R> {
    let columns: Vec<Vec<Datum<'static>>> = rows.iter().map(values).collect();
    let mut keyed: Vec<(Vec<KeyValue>, R)> = keys(columns).into_iter().zip(rows).collect();
    keyed.sort_by(|(left, _), (right, _)| left.cmp(right));
    keyed.into_iter().map(|(_, row)| row).collect()
}

/// Combinations from the rarest to the most frequent, and then by their values.
pub(super) fn by_count(groups: Vec<Group>) -> Vec<Group> {
    let mut groups = sorted(groups, |group| group.values.clone());
    groups.sort_by_key(|group| group.count);
    groups
}

/// What values are ordered by: a null is the empty value of its column's type, which the first value that is not null
/// decides.
fn keys(rows: Vec<Vec<Datum<'static>>>) -> Vec<Vec<KeyValue>> {
    let width = rows.first().map_or(0, Vec::len);
    let empty: Vec<Datum<'static>> = (0..width)
        .map(|column| {
            rows.iter().filter_map(|row| row.get(column)).find(|value| !value.is_null()).map_or(Datum::NULL, empty)
        })
        .collect();
    let key = |(value, empty): (Datum<'static>, &Datum<'static>)| {
        KeyValue::from(if value.is_null() { empty.clone() } else { value }).fold()
    };
    rows.into_iter().map(|row| row.into_iter().zip(&empty).map(key).collect()).collect()
}

fn empty(value: &Datum<'static>) -> Datum<'static> {
    match value {
        Datum::Plain(Scalar::Str(_)) => Datum::Plain(Scalar::Str("".into())),
        Datum::Plain(Scalar::Bool(_)) => Datum::Plain(Scalar::Bool(false)),
        Datum::Plain(_) => Datum::Plain(Scalar::Int(0)),
        Datum::List(_) | Datum::Object(_) => Datum::List(Vec::new()),
    }
}

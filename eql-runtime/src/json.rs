//! Events read from `serde_json::Value` (feature `json`).
//!
//! Every spelling of a field is found: nested objects, dotted keys and any mix of the two, and their values are united
//! (`language.md` §3.5).

mod shared;

use crate::condition::Condition;
use crate::datum::Datum;
use crate::event::{Element, Event, Has, Structured};
use crate::field::Field;
use crate::nested::Nested;
use crate::value::{Scalar, Value};
use serde_json::{Map, Value as Json};
use shared::Shared;
use std::borrow::Cow;

/// Objects with at most this many keys are read in one pass over their keys (2 ns each): each is compared with the head
/// of the path, so one pass finds every spelling. In larger objects each prefix of the path is looked up (20 ns each).
const SCAN_AT_MOST: usize = 24;

impl Event for Json {
    #[inline]
    fn visit(&self, field: &Field<'_>, mut visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        descend(self, field.path(), &mut |found| visit_values(found, &mut visitor))
    }

    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        descend(self, field.path(), &mut |found| match found {
            Json::Array(items) => items.iter().filter(|item| !item.is_null()).any(|item| visitor(item)),
            Json::Object(_) => visitor(found),
            _ => false,
        })
    }

    fn datum<'e>(&'e self, field: &Field<'_>) -> Datum<'e> {
        stands_at(self, field.path()).unwrap_or(Datum::NULL)
    }

    #[inline]
    fn decide<C: Condition, const N: usize>(&self, condition: &C) -> bool {
        condition.holds(&Shared::<C, N>::new(self))
    }
}

impl<Path> Has<Path> for Json {}

impl Structured for Json {}

impl Nested for Json {
    type Object = Self;

    #[inline]
    fn visit_nested(&self, field: &Field<'_>, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
        descend(self, field.path(), &mut |found| visit_values(found, visitor))
    }

    fn visit_nested_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        self.visit_elements(field, visitor)
    }
}

/// Calls `at_end` with what stands at `path` below `value`, once for each spelling and each element of an array on the
/// way, until it returns `true`.
fn descend(value: &Json, path: &str, at_end: &mut impl FnMut(&Json) -> bool) -> bool {
    if path.is_empty() {
        return at_end(value);
    }
    match value {
        Json::Object(object) => descend_object(object, path, at_end),
        Json::Array(items) => items.iter().any(|item| descend(item, path, at_end)),
        _ => false,
    }
}

fn descend_object(object: &Map<String, Json>, path: &str, at_end: &mut impl FnMut(&Json) -> bool) -> bool {
    if object.len() <= SCAN_AT_MOST {
        return object.iter().any(|(key, child)| match rest_after(path, key) {
            Some(rest) => descend(child, rest, at_end),
            None => false,
        });
    }
    for (dot, _) in path.bytes().enumerate().filter(|&(_, byte)| byte == b'.') {
        if let (Some(key), Some(rest)) = (path.get(..dot), path.get(dot + 1..))
            && !rest.is_empty()
            && let Some(child) = object.get(key)
            && descend(child, rest, at_end)
        {
            return true;
        }
    }
    object.get(path).is_some_and(at_end)
}

/// What remains of `path` after `key`; nothing where `key` is not the path or its head up to a dot. A dot at the very end
/// belongs to the last key.
#[inline(always)]
fn rest_after<'p>(path: &'p str, key: &str) -> Option<&'p str> {
    let (path_bytes, key) = (path.as_bytes(), key.as_bytes());
    // The dot first: it rejects nearly every key without looking at its text.
    match path_bytes.get(key.len()) {
        Some(b'.') if same_bytes(path_bytes.get(..key.len())?, key) => {
            path.get(key.len() + 1..).filter(|rest| !rest.is_empty())
        }
        Some(_) => None,
        None => (path_bytes.len() == key.len() && same_bytes(path_bytes, key)).then_some(""),
    }
}

/// Whether texts of one length are the same. Keys are short: a comparison in place is faster than a call.
#[inline(always)]
fn same_bytes(left: &[u8], right: &[u8]) -> bool {
    fn words<const N: usize>(bytes: &[u8]) -> Option<(&[u8; N], &[u8; N])> {
        Some((bytes.first_chunk()?, bytes.last_chunk()?))
    }
    match left.len() {
        8..=16 => words::<8>(left) == words::<8>(right),
        4..=7 => words::<4>(left) == words::<4>(right),
        2..=3 => words::<2>(left) == words::<2>(right),
        _ => left == right,
    }
}

/// What stands at `path` below `value`, unless nothing does: the first spelling that is found, and nothing inside lists.
fn stands_at<'e>(value: &'e Json, path: &str) -> Option<Datum<'e>> {
    match value {
        _ if path.is_empty() => Some(datum(value)),
        Json::Object(object) => object.iter().find_map(|(key, child)| stands_at(child, rest_after(path, key)?)),
        // `subtype.create`: whether the text is that name.
        Json::String(text) if !path.contains('.') => Some(Datum::Plain(Scalar::Bool(text == path))),
        _ => None,
    }
}

fn datum(value: &Json) -> Datum<'_> {
    match value {
        Json::Array(items) => Datum::List(items.iter().map(datum).collect()),
        Json::Object(fields) => {
            Datum::Object(fields.iter().map(|(key, child)| (Cow::Borrowed(key.as_str()), datum(child))).collect())
        }
        Json::Null => Datum::NULL,
        Json::Bool(truth) => Datum::Plain(Scalar::Bool(*truth)),
        Json::String(text) => Datum::Plain(Scalar::Str(Cow::Borrowed(text))),
        Json::Number(number) => number_value(number).map_or(Datum::NULL, Datum::from),
    }
}

fn number_value(number: &serde_json::Number) -> Option<Value<'static>> {
    let signed = number.as_i64().map(Value::Int);
    signed.or_else(|| number.as_u64().map(Value::UInt)).or_else(|| number.as_f64().map(Value::Float))
}

/// Calls `visitor` with the plain values of `found`: arrays flattened at every level, nulls and objects left out.
pub(crate) fn visit_values(found: &Json, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
    match found {
        Json::String(text) => visitor(Value::Str(text)),
        Json::Bool(truth) => visitor(Value::Bool(*truth)),
        Json::Number(number) => number_value(number).is_some_and(visitor),
        // Lists of texts are common, and lists of lists are not.
        Json::Array(items) => items.iter().any(|item| match item {
            Json::String(text) => visitor(Value::Str(text)),
            item => visit_values(item, visitor),
        }),
        Json::Null | Json::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldBuf;
    use serde_json::json;

    fn values(event: &Json, path: &str) -> Vec<String> {
        let mut seen = Vec::new();
        event.visit(&FieldBuf::new(path).as_field(), |value| {
            seen.push(format!("{value:?}"));
            false
        });
        seen
    }

    /// Rows of `language.md` §3.5: spellings, arrays, nulls, objects.
    #[test]
    fn every_spelling_of_a_field_is_found() {
        let filler: Map<String, Json> = (0..40).map(|n| (format!("filler{n}"), json!(n))).collect();
        let rows: &[(Json, &str, &[&str])] = &[
            (json!({"process.pid": 1}), "process.pid", &["Int(1)"]),
            (json!({"process": {"pid": 1}}), "process.pid", &["Int(1)"]),
            (json!({"a.b": {"c": 1}, "a": {"b.c": 2, "b": {"c": 3}}, "a.b.c": 4}), "a.b.c", &["3", "2", "1", "4"]),
            (json!({"a": [{"b": 1, "c": 2}, {"b": 3, "c": 4}]}), "a.b", &["Int(1)", "Int(3)"]),
            (json!({"a": [[1, [null]], [[2.5]], []]}), "a", &["Int(1)", "Float(2.5)"]),
            (json!({"a": null}), "a", &[]),
            (json!({"a": {"b": 1}}), "a", &[]),
            (json!({"a": 1}), "a.b", &[]),
            (json!({"ab": 1}), "a", &[]),
            (json!({"a": 1}), "ab", &[]),
            (json!({"a": u64::MAX}), "a", &["UInt(18446744073709551615)"]),
            (json!({"a": ["x", true]}), "a", &["Str(\"x\")", "Bool(true)"]),
            (json!([1, [2]]), "", &["Int(1)", "Int(2)"]),
            (json!("x"), "", &["Str(\"x\")"]),
        ];
        for (event, path, expected) in rows {
            let mut large = event.clone();
            if let Some(object) = large.as_object_mut() {
                object.extend(filler.clone());
            }
            for event in [event, &large] {
                let mut found = values(event, path);
                let mut expected: Vec<String> = expected
                    .iter()
                    .map(|value| if value.len() == 1 { format!("Int({value})") } else { (*value).to_owned() })
                    .collect();
                found.sort();
                expected.sort();
                assert_eq!(found, expected, "{path} of {event}");
            }
        }
    }

    /// `language.md` §6.12: elements stay whole, and a single object is an array of one.
    #[test]
    fn elements_stay_whole() {
        let rows: &[(Json, usize)] = &[
            (json!({"a": {"s": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]}}), 2),
            (json!({"a.s": {"x": 3, "y": 4}}), 1),
            (json!({"a": [{"s": [{"x": 1}]}, {"s": [{"x": 3}, null]}]}), 2),
            (json!({"a": {"s": "text"}}), 0),
            (json!({}), 0),
        ];
        for (event, expected) in rows {
            let (mut count, mut pairs) = (0, Vec::new());
            event.visit_elements(&FieldBuf::new("a.s").as_field(), &mut |element| {
                count += 1;
                element.visit_field(&FieldBuf::new("x").as_field(), &mut |value| {
                    pairs.push(format!("{value:?}"));
                    false
                });
                false
            });
            assert_eq!((count, pairs.len()), (*expected, *expected), "{event}");
        }
    }
}

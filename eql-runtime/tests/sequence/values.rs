//! Values of keys, ordinals and captures.

use eql_runtime::sequence::{Captures, KeyTuple, KeyValue, Ordinal, Tiebreaker};
use eql_runtime::{Element, Event, Field, Scalar, Timestamp, Value};
use std::collections::HashSet;
use std::net::IpAddr;

fn ip(text: &str) -> Value<'static> {
    Value::Ip(text.parse::<IpAddr>().expect("an address"))
}

/// `sequences.md` §3.3.
#[test]
fn equality() {
    let time = |nanos| Value::Time(Timestamp::from_nanos(nanos));
    let rows = [
        (Value::Int(5), Value::UInt(5), true),
        (Value::Int(5), Value::Float(5.0), true),
        (Value::Int(0), Value::Float(-0.0), true),
        (Value::UInt(1 << 63), Value::Float(9_223_372_036_854_775_808.0), true),
        (Value::Int(i64::MAX), Value::Float(9_223_372_036_854_775_808.0), false),
        (Value::Int(5), Value::Float(5.5), false),
        (Value::Int(-1), Value::UInt(u64::MAX), false),
        (Value::Float(f64::NAN), Value::Float(-f64::NAN), true),
        (Value::Int(1), Value::Bool(true), false),
        (Value::Int(1), Value::Str("1"), false),
        (Value::Str("a"), Value::Str("A"), false),
        (Value::Str("a*"), Value::Str("ab"), false),
        (ip("::1"), ip("0:0::1"), true),
        (ip("::ffff:10.0.0.1"), ip("10.0.0.1"), true),
        (time(1), time(1), true),
        (time(1), Value::Int(1), false),
    ];
    for (a, b, equal) in rows {
        let (left, right) = (KeyValue::from(a), KeyValue::from(b));
        assert_eq!(left == right, equal, "{a:?} and {b:?}");
        assert_eq!(left.cmp(&right).is_eq(), equal, "the order of {a:?} and {b:?}");
        let distinct: HashSet<KeyValue> = [left, right].into_iter().collect();
        assert_eq!(distinct.len() == 1, equal, "the hashes of {a:?} and {b:?}");
    }
}

#[test]
fn order() {
    let ascending = [
        KeyValue::from(Value::Bool(false)),
        Value::Bool(true).into(),
        Value::Float(f64::NEG_INFINITY).into(),
        Value::Float(-1.5).into(),
        Value::Int(-1).into(),
        Value::Float(0.5).into(),
        Value::Int(1).into(),
        Value::Float(1.5).into(),
        Value::Int(i64::MAX).into(),
        Value::UInt(u64::MAX).into(),
        Value::Float(1e300).into(),
        Value::Float(f64::NAN).into(),
        Value::Time(Timestamp::from_nanos(0)).into(),
        ip("10.0.0.1").into(),
        Value::Str("a").into(),
        Value::Str("b").into(),
        Scalar::Null.into(),
    ];
    for (at, value) in ascending.iter().enumerate() {
        for (other_at, other) in ascending.iter().enumerate() {
            assert_eq!(value.cmp(other), at.cmp(&other_at), "{value:?} and {other:?}");
        }
    }
    let tuple = |value: Scalar<'_>| -> KeyTuple { [value.into(), Value::Int(1).into()].into_iter().collect() };
    let (null, text) = (tuple(Scalar::Null), tuple(Scalar::Str("a".into())));
    assert!(text < null, "null last in the order of output");
    assert!(null.cmp_nulls_first(&text).is_lt());
}

/// `sequences.md` §1.3: without a tiebreaker is after every tiebreaker.
#[test]
fn ordinals() {
    let ordinal = |time, tiebreaker: Option<Value<'_>>, arrival| Ordinal {
        time: Timestamp::from_nanos(time),
        tiebreaker: tiebreaker.map(Tiebreaker::from),
        arrival,
    };
    let ascending = [
        ordinal(1, None, 9),
        ordinal(2, Some(Value::Int(-1)), 8),
        ordinal(2, Some(Value::Float(0.5)), 7),
        ordinal(2, Some(Value::Int(3)), 5),
        ordinal(2, Some(Value::Float(3.0)), 6),
        ordinal(2, Some(Value::Str("a")), 4),
        ordinal(2, None, 2),
        ordinal(2, None, 3),
        ordinal(3, Some(Value::Int(0)), 1),
    ];
    assert!(ascending.is_sorted_by(|a, b| a < b), "{ascending:?}");
    assert_eq!(Tiebreaker::from_scalar(Scalar::Null), None);
}

const NAME: Field<'static> = Field::new("name", &[]);
const CALLS: Field<'static> = Field::new("calls", &[]);
const ITSELF: Field<'static> = Field::new("", &[]);

/// An event with two names and, in `calls`, two objects with a name each.
struct Nested(&'static [&'static str], &'static [Nested]);

impl Event for Nested {
    fn visit(&self, field: &Field<'_>, visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        (field.path() == "name" || field.path().is_empty()) && self.0.iter().map(|name| Value::Str(name)).any(visitor)
    }

    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        field.path() == "calls" && self.1.iter().any(|element| visitor(element))
    }
}

fn names(event: &impl Event, field: &Field<'_>) -> Vec<String> {
    let mut names = Vec::new();
    event.visit(field, |value| {
        names.push(format!("{value:?}"));
        false
    });
    names
}

#[test]
fn captures_answer_like_the_event() {
    let event = Nested(&["a", "b"], &[Nested(&["c"], &[]), Nested(&["d"], &[])]);
    let mut captures = Captures::default();
    assert!(captures.is_empty());
    for _ in 0..2 {
        captures.field(&event, &NAME);
        captures.elements(&event, &CALLS, |element, out| {
            out.field(element, &NAME);
            out.field(element, &ITSELF);
        });
    }
    assert_eq!(names(&captures, &NAME), names(&event, &NAME));
    assert_eq!(names(&captures, &CALLS), [""; 0]);
    let mut elements = Vec::new();
    captures.visit_elements(&CALLS, &mut |element| {
        elements.extend(names(&element, &NAME));
        elements.extend(names(&element, &ITSELF));
        false
    });
    assert_eq!(elements, [r#"Str("c")"#, r#"Str("c")"#, r#"Str("d")"#, r#"Str("d")"#]);
    assert!(!captures.visit_elements(&NAME, &mut |_| true));
}

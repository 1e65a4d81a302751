//! Types that a field of a typed event can have.

use crate::time::Timestamp;
use crate::value::Value;
use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;
use std::sync::Arc;

/// A type that holds the values of a field: what `#[derive(Event)]` asks of the types in a struct.
///
/// Options and containers yield the values inside them; an absent or empty one yields none (`language.md` §3.5).
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no values of an event's field",
    label = "give this field a type that does, or mark it `#[eql(nested)]` or `#[eql(skip)]`",
    note = "texts, numbers, truth values, addresses, `Timestamp`, and options, slices and `Vec`s of them do"
)]
pub trait FieldValue {
    /// Calls `visitor` with each value until it returns `true`; says whether it did.
    fn visit_value(&self, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool;
}

/// Types that are one value each.
macro_rules! plain {
    ($($type:ty => |$value:ident| $as_value:expr;)*) => {$(
        impl FieldValue for $type {
            #[inline(always)]
            fn visit_value(&self, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
                let $value = self;
                visitor($as_value)
            }
        }
    )*};
}

plain! {
    str => |text| Value::Str(text);
    String => |text| Value::Str(text);
    bool => |truth| Value::Bool(*truth);
    i8 => |number| Value::Int(i64::from(*number));
    i16 => |number| Value::Int(i64::from(*number));
    i32 => |number| Value::Int(i64::from(*number));
    i64 => |number| Value::Int(*number);
    isize => |number| Value::Int(*number as i64);
    u8 => |number| Value::Int(i64::from(*number));
    u16 => |number| Value::Int(i64::from(*number));
    u32 => |number| Value::Int(i64::from(*number));
    u64 => |number| unsigned(*number);
    usize => |number| unsigned(*number as u64);
    f32 => |number| Value::Float(f64::from(*number));
    f64 => |number| Value::Float(*number);
    IpAddr => |address| Value::Ip(*address);
    Ipv4Addr => |address| Value::Ip(IpAddr::V4(*address));
    Ipv6Addr => |address| Value::Ip(IpAddr::V6(*address));
    Timestamp => |instant| Value::Time(*instant);
}

#[inline(always)]
fn unsigned<'a>(number: u64) -> Value<'a> {
    i64::try_from(number).map_or(Value::UInt(number), Value::Int)
}

/// Types that stand for what they point to.
macro_rules! pointer {
    ($($type:ty),* $(,)?) => {$(
        impl<T: FieldValue + ?Sized> FieldValue for $type {
            #[inline(always)]
            fn visit_value(&self, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
                (**self).visit_value(visitor)
            }
        }
    )*};
}

pointer!(&T, &mut T, Box<T>, Rc<T>, Arc<T>);

impl<T: FieldValue + ToOwned + ?Sized> FieldValue for Cow<'_, T> {
    #[inline(always)]
    fn visit_value(&self, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
        (**self).visit_value(visitor)
    }
}

impl<T: FieldValue> FieldValue for Option<T> {
    #[inline(always)]
    fn visit_value(&self, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
        match self {
            Some(value) => value.visit_value(visitor),
            None => false,
        }
    }
}

impl<T: FieldValue> FieldValue for [T] {
    #[inline(always)]
    fn visit_value(&self, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
        self.iter().any(|value| value.visit_value(visitor))
    }
}

impl<T: FieldValue, const LENGTH: usize> FieldValue for [T; LENGTH] {
    #[inline(always)]
    fn visit_value(&self, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
        self.as_slice().visit_value(visitor)
    }
}

impl<T: FieldValue> FieldValue for Vec<T> {
    #[inline(always)]
    fn visit_value(&self, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
        self.as_slice().visit_value(visitor)
    }
}

#[cfg(feature = "json")]
impl FieldValue for serde_json::Value {
    #[inline]
    fn visit_value(&self, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
        crate::json::visit_values(self, visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(field: &impl FieldValue, expected: &[Value<'_>]) {
        let mut seen = Vec::new();
        field.visit_value(&mut |value| {
            seen.push(format!("{value:?}"));
            false
        });
        assert_eq!(seen, expected.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>());
    }

    #[test]
    fn types_yield_their_values() {
        check(&"a", &[Value::Str("a")]);
        check(&String::from("a"), &[Value::Str("a")]);
        check(&Cow::Borrowed("a"), &[Value::Str("a")]);
        check(&Box::<str>::from("a"), &[Value::Str("a")]);
        check(&Some(Arc::<str>::from("a")), &[Value::Str("a")]);
        check(&None::<i64>, &[]);
        check(&[1_u8, 2], &[Value::Int(1), Value::Int(2)]);
        check(&vec![Some(1_u64), None, Some(u64::MAX)], &[Value::Int(1), Value::UInt(u64::MAX)]);
        check(&[&["a", "b"][..], &[]], &[Value::Str("a"), Value::Str("b")]);
        check(&Ipv4Addr::LOCALHOST, &[Value::Ip(Ipv4Addr::LOCALHOST.into())]);
        check(&Timestamp::from_nanos(5), &[Value::Time(Timestamp::from_nanos(5))]);
    }

    #[test]
    fn a_visitor_that_is_satisfied_ends_the_visit() {
        let mut seen = 0;
        let stopped = vec![1_i64, 2, 3].visit_value(&mut |value| {
            seen += 1;
            value == Value::Int(2)
        });
        assert!(stopped);
        assert_eq!(seen, 2);
    }
}

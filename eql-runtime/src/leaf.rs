//! Leaves of a condition: a leaf is true if *some* value of its field passes (`language.md` §3.1).
//!
//! Generated code calls these with the test of one value. They read the field, and with it what the value is under the
//! rule's [`Reading`].

use crate::event::{Element, Event};
use crate::field::Field;
use crate::ops::{self, Number};
use crate::reading::Reading;
use crate::sequence::{KeySink, Tiebreaker};
use crate::time::Timestamp;
use crate::value::Scalar;
use std::net::IpAddr;

/// Evaluates a condition in a function of its own, for what few events reach: the tests before it then need no room of their
/// own and can be inlined where an event is matched.
#[inline(never)]
pub fn apart(condition: impl FnOnce() -> bool) -> bool {
    condition()
}

/// Whether the field has a value: `field != null`.
#[inline(always)]
pub fn exists(event: &impl Event, field: &Field<'_>) -> bool {
    event.visit(field, |_| true)
}

/// Whether some value of the field, read as text, passes.
#[inline(always)]
pub fn some_text(
    event: &impl Event,
    field: &Field<'_>,
    reading: Reading,
    mut passes: impl FnMut(&str) -> bool,
) -> bool {
    event.visit(field, |value| ops::with_text(value, reading, &mut passes) == Some(true))
}

/// Whether some value of the field, read as a number, passes.
#[inline(always)]
pub fn some_number(
    event: &impl Event,
    field: &Field<'_>,
    reading: Reading,
    mut passes: impl FnMut(Number) -> bool,
) -> bool {
    event.visit(field, |value| ops::read_number(value, reading).is_some_and(&mut passes))
}

/// Whether some value of the field, read as a truth value, passes.
#[inline(always)]
pub fn some_truth(
    event: &impl Event,
    field: &Field<'_>,
    reading: Reading,
    mut passes: impl FnMut(bool) -> bool,
) -> bool {
    event.visit(field, |value| ops::read_boolean(value, reading).is_some_and(&mut passes))
}

/// Whether some value of the field, read as an address, passes.
#[inline(always)]
pub fn some_address(event: &impl Event, field: &Field<'_>, mut passes: impl FnMut(IpAddr) -> bool) -> bool {
    event.visit(field, |value| ops::read_address(value).is_some_and(&mut passes))
}

/// Whether some value of the field, read as an instant, passes.
#[inline(always)]
pub fn some_instant(event: &impl Event, field: &Field<'_>, mut passes: impl FnMut(Timestamp) -> bool) -> bool {
    event.visit(field, |value| ops::instant(value).is_some_and(&mut passes))
}

/// Whether some element of the array at the field passes.
#[inline]
pub fn some_element(event: &impl Event, field: &Field<'_>, mut passes: impl FnMut(&&dyn Element) -> bool) -> bool {
    event.visit_elements(field, &mut |element| passes(&element))
}

/// Whether an expression is true for some choice of a value of the field; a field without a value contributes null.
#[inline]
pub fn some_choice(
    event: &impl Event,
    field: &Field<'_>,
    reading: Reading,
    mut passes: impl FnMut(&Scalar<'_>) -> bool,
) -> bool {
    let mut has_value = false;
    let found = event.visit(field, |value| {
        has_value = true;
        passes(&ops::scalar::read(value, reading))
    });
    found || (!has_value && passes(&Scalar::Null))
}

/// Adds the values of the field to the column of join keys begun last; says whether there were any.
#[inline]
pub fn push_key(event: &impl Event, field: &Field<'_>, reading: Reading, out: &mut KeySink) -> bool {
    let mut has_value = false;
    event.visit(field, |value| {
        has_value = true;
        out.offer(ops::scalar::read(value, reading));
        false
    });
    has_value
}

/// The first value of the field that is an instant.
#[inline]
pub fn timestamp(event: &impl Event, field: &Field<'_>) -> Option<Timestamp> {
    let mut first = None;
    event.visit(field, |value| {
        first = ops::instant(value);
        first.is_some()
    });
    first
}

/// The first value of the field as what orders events of one instant.
#[inline]
pub fn tiebreaker(event: &impl Event, field: &Field<'_>) -> Option<Tiebreaker> {
    event.get(field, |value| Tiebreaker::from_scalar(value.into())).flatten()
}

/// The text behind its first code point; nothing if there is none. What `?` at the start of a pattern leaves.
#[must_use]
#[inline]
pub fn after_first_char(text: &str) -> Option<&str> {
    let mut characters = text.chars();
    characters.next()?;
    Some(characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    /// Two values of `a`, none of anything else.
    struct Pair(Value<'static>, Value<'static>);

    impl Event for Pair {
        fn visit(&self, field: &Field<'_>, mut visitor: impl FnMut(Value<'_>) -> bool) -> bool {
            field.path() == "a" && (visitor(self.0) || visitor(self.1))
        }

        fn visit_elements(&self, _: &Field<'_>, _: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
            false
        }
    }

    const A: Field<'static> = Field::new("a", &[]);
    const B: Field<'static> = Field::new("b", &[]);

    /// `language.md` §3.1: some value, and null where there is none.
    #[test]
    fn some_value_is_enough() {
        let event = Pair(Value::Str("x"), Value::Int(4));
        assert!(exists(&event, &A) && !exists(&event, &B));
        assert!(some_text(&event, &A, Reading::Dynamic, |text| text == "x"));
        assert!(!some_text(&event, &A, Reading::Dynamic, |text| text == "4"));
        assert!(some_text(&event, &A, Reading::Keyword, |text| text == "4"));
        assert!(some_number(&event, &A, Reading::Integer, |number| number == Number::Int(4)));
        assert!(!some_truth(&event, &A, Reading::Boolean, |_| true));
        assert!(some_choice(&event, &A, Reading::Dynamic, |value| *value == Scalar::Int(4)));
        assert!(!some_choice(&event, &A, Reading::Dynamic, |value| *value == Scalar::Null));
        assert!(some_choice(&event, &B, Reading::Dynamic, |value| *value == Scalar::Null));
    }

    #[test]
    fn the_first_character_may_be_wide() {
        assert_eq!(after_first_char("C:\\"), Some(":\\"));
        assert_eq!(after_first_char("é:"), Some(":"));
        assert_eq!(after_first_char("x"), Some(""));
        assert_eq!(after_first_char(""), None);
    }
}

//! The text of a value, as Python's `str` writes it (`language.md` §6.4, §6.9 LEG).

use crate::datum::Datum;
use crate::ops::text::with_canonical;
use crate::value::Scalar;
use std::borrow::Cow;
use std::fmt::Write as _;

/// `string(v)`: null for null.
pub(super) fn string<'a>(value: &Datum<'a>) -> Scalar<'a> {
    match value {
        Datum::Plain(value @ (Scalar::Null | Scalar::Str(_))) => value.clone(),
        value => {
            let mut text = String::new();
            write(value, &mut text);
            Scalar::Str(Cow::Owned(text))
        }
    }
}

/// `concat(v, …)`: null if any is.
pub(super) fn concat(parts: &[Datum<'_>]) -> Scalar<'static> {
    if parts.iter().any(Datum::is_null) {
        return Scalar::Null;
    }
    let mut text = String::new();
    for part in parts {
        match part {
            Datum::Plain(Scalar::Str(part)) => text.push_str(part),
            part => write(part, &mut text),
        }
    }
    Scalar::Str(Cow::Owned(text))
}

/// A value as it stands inside a list.
fn write(value: &Datum<'_>, text: &mut String) {
    match value {
        Datum::Plain(Scalar::Null) => text.push_str("None"),
        Datum::Plain(Scalar::Bool(true)) => text.push_str("True"),
        Datum::Plain(Scalar::Bool(false)) => text.push_str("False"),
        Datum::Plain(Scalar::Float(number)) => write_float(*number, text),
        Datum::Plain(Scalar::Str(value)) => write_quoted(value, text),
        Datum::Plain(value) => {
            if let Some(value) = value.as_value() {
                with_canonical(value, |value| text.push_str(value));
            }
        }
        Datum::List(items) => enclosed('[', ']', items, text, write),
        Datum::Object(fields) => enclosed('{', '}', fields, text, |(key, value), text| {
            write_quoted(key, text);
            text.push_str(": ");
            write(value, text);
        }),
    }
}

fn enclosed<T>(open: char, close: char, items: &[T], text: &mut String, write: impl Fn(&T, &mut String)) {
    text.push(open);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        write(item, text);
    }
    text.push(close);
}

/// Single quotes, unless the text has one and no double quote.
fn write_quoted(value: &str, text: &mut String) {
    let quote = if value.contains('\'') && !value.contains('"') { '"' } else { '\'' };
    text.push(quote);
    for character in value.chars() {
        match character {
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\\' => text.push_str("\\\\"),
            character if character == quote => text.extend(['\\', character]),
            character => text.push(character),
        }
    }
    text.push(quote);
}

/// The shortest digits that read back as the same number, with an exponent of two digits or more from 10¹⁶ on and below
/// 10⁻⁴.
fn write_float(number: f64, text: &mut String) {
    let size = number.abs();
    let _ = if number.is_nan() {
        write!(text, "nan")
    } else if number.is_infinite() {
        write!(text, "{}inf", if number < 0.0 { "-" } else { "" })
    } else if size == 0.0 || (1e-4..1e16).contains(&size) {
        write!(text, "{number:?}")
    } else {
        let scientific = format!("{number:e}");
        let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
        write!(text, "{digits}e{sign}{exponent:0>2}")
    };
}

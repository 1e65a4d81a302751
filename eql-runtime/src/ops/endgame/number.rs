//! `number(source, base)` (`language.md` §6.8).

use crate::ops::number::Number;
use crate::ops::text::as_text;
use crate::value::Scalar;

/// Digits with a sign are an integer in any base, `0x…` one in base 16, and digits with a point a number with a fraction
/// in base 10. Anything else is null.
pub(super) fn number(source: &Scalar<'_>, base: &Scalar<'_>) -> Scalar<'static> {
    let Some(source) = as_text(source) else { return Scalar::Null };
    let base = match base {
        Scalar::Null => None,
        Scalar::Int(base @ 2..=36) => Some(base.unsigned_abs() as u32),
        _ => return Scalar::Null,
    };
    if let (Some(digits), None | Some(16)) = (source.strip_prefix("0x"), base) {
        return integer(digits, 16);
    }
    let digits = source.strip_prefix(['+', '-']).unwrap_or(source);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return integer(source, base.unwrap_or(10));
    }
    match (digits.split_once('.'), base) {
        (Some((whole, fraction)), None | Some(10)) if is_decimal(whole, fraction) => {
            source.parse().map_or(Scalar::Null, Scalar::Float)
        }
        _ => Scalar::Null,
    }
}

fn is_decimal(whole: &str, fraction: &str) -> bool {
    whole.len() + fraction.len() > 0 && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit())
}

/// An integer; one beyond 64 bits is as near as a float comes.
fn integer(digits: &str, base: u32) -> Scalar<'static> {
    if let Ok(number) = i64::from_str_radix(digits, base) {
        return Scalar::Int(number);
    }
    match u64::from_str_radix(digits, base) {
        Ok(number) => Number::from_unsigned(number).into(),
        Err(_) if base == 10 => digits.parse().map_or(Scalar::Null, Scalar::Float),
        Err(_) => Scalar::Null,
    }
}

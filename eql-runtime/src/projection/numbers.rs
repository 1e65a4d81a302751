//! Numbers, as `serde_json` takes them: integers that fit are integers, all others `f64`.

use super::error::{JsonError, JsonFault};
use super::store::Stored;

/// So many digits always fit into a `u64`.
const SAFE_DIGITS: usize = 19;

/// Reads the number that begins at `start`, and gives the position behind it.
#[inline(always)]
pub(super) fn read(line: &[u8], start: usize) -> Result<(Stored, usize), JsonError> {
    match short(line, start) {
        Some((number, end)) => Ok((Stored::Int(number as i64), end)),
        None => read_long(line, start),
    }
}

/// Reads up to seven digits that are all of a number. A loop over them would end where no processor expects it.
#[inline(always)]
fn short(line: &[u8], start: usize) -> Option<(u64, usize)> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let bytes: &[u8; 8] = line.get(start..start.wrapping_add(8))?.try_into().ok()?;
    let word = u64::from_le_bytes(*bytes);
    let digits = word ^ (EACH * u64::from(b'0'));
    // A digit is less than ten: neither it nor six more has a high half. A carry can only reach bytes behind one that is none.
    let others = (digits | digits.wrapping_add(EACH * 6)) & (EACH * 0xf0);
    let count = others.trailing_zeros() / 8;
    if count == 0 || count == 8 || matches!(bytes[count as usize % 8], b'.' | b'e' | b'E') {
        return None;
    }
    if count > 1 && bytes[0] == b'0' {
        return None;
    }
    // The digits as the last of eight, the first of which are zero; then pairs, fours, all.
    let digits = digits << (64 - 8 * count);
    let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    let number = (fours * 10_000 + (fours >> 32)) & 0xffff_ffff;
    Some((number, start + count as usize))
}

#[inline(never)]
fn read_long(line: &[u8], start: usize) -> Result<(Stored, usize), JsonError> {
    let negative = line.get(start) == Some(&b'-');
    let digits = start + usize::from(negative);
    let mut at = digits;
    let mut number = 0_u64;
    while let Some(digit) = digit_at(line, at) {
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    let count = at - digits;
    let is_whole = !matches!(line.get(at), Some(b'.' | b'e' | b'E'));
    let has_leading_zero = count > 1 && line.get(digits) == Some(&b'0');
    if count == 0 || count > SAFE_DIGITS || has_leading_zero || !is_whole || negative {
        return read_slowly(line, start, digits, at);
    }
    Ok((i64::try_from(number).map_or(Stored::UInt(number), Stored::Int), at))
}

#[inline(always)]
fn digit_at(line: &[u8], at: usize) -> Option<u8> {
    line.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|&digit| digit < 10)
}

/// Everything but short whole numbers without a sign: `digits..at` are the digits before a point.
#[cold]
fn read_slowly(line: &[u8], start: usize, digits: usize, mut at: usize) -> Result<(Stored, usize), JsonError> {
    let skip_digits = |from: usize| {
        let mut at = from;
        while digit_at(line, at).is_some() {
            at += 1;
        }
        if at > from { Ok(at) } else { Err(missing(line, at)) }
    };
    if at == digits {
        return Err(missing(line, at));
    }
    if at - digits > 1 && line.get(digits) == Some(&b'0') {
        return Err(JsonFault::InvalidNumber.at(digits + 1));
    }
    let mut is_whole = true;
    if line.get(at) == Some(&b'.') {
        is_whole = false;
        at = skip_digits(at + 1)?;
    }
    if let Some(b'e' | b'E') = line.get(at) {
        is_whole = false;
        at += 1 + usize::from(matches!(line.get(at + 1), Some(b'+' | b'-')));
        at = skip_digits(at)?;
    }
    // Digits, points and letters are ASCII.
    let text = line.get(start..at).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default();
    if is_whole {
        match text.parse() {
            // Only a float knows a negative zero.
            Ok(0) if digits > start => return Ok((Stored::Float(-0.0), at)),
            Ok(number) => return Ok((Stored::Int(number), at)),
            Err(_) => {}
        }
        if let Ok(number) = text.parse() {
            return Ok((Stored::UInt(number), at));
        }
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Stored::Float(number), at)),
        _ => Err(JsonFault::NumberOutOfRange.at(start)),
    }
}

/// A digit is missing at `at`.
fn missing(line: &[u8], at: usize) -> JsonError {
    if at < line.len() { JsonFault::InvalidNumber.at(at) } else { JsonFault::EndBeforeValue.at(at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_read_whatever_stands_behind() {
        let numbers = [0_u64, 7, 10, 42, 100, 999, 1_234, 54_321, 123_456, 9_999_999, 12_345_678, 1_234_567_890_123];
        for number in numbers {
            for behind in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit() && !matches!(byte, b'.' | b'e' | b'E')) {
                for more in [&b""[..], b"123456789", b"\xff\xff\xff\xff\xff\xff\xff\xff"] {
                    let mut line = number.to_string().into_bytes();
                    let end = line.len();
                    line.push(behind);
                    line.extend(more);
                    assert_eq!(read(&line, 0), Ok((Stored::Int(number as i64), end)), "{number} before {behind}");
                }
            }
            assert_eq!(read(format!("{number}.5       ").as_bytes(), 0).unwrap().0, Stored::Float(number as f64 + 0.5));
            assert_eq!(
                read(format!("{number}e1       ").as_bytes(), 0).unwrap().0,
                Stored::Float(number as f64 * 10.0)
            );
            assert!(read(format!("0{number}         ").as_bytes(), 0).is_err());
        }
    }
}

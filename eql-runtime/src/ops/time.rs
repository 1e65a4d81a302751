//! Texts and numbers read as instants (`language.md` §3.5, §4.1, §4.2).
//!
//! A time is ISO 8601 of any precision from the year to the nanosecond with any offset (UTC where there is none), or
//! milliseconds since the epoch, as a number or in digits, with decimals. Four digits alone are a year. Digits behind
//! the nanosecond are cut off.

use crate::ops::text::ShortText;
use crate::time::Timestamp;
use crate::value::Value;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use std::fmt;

const NANOS_PER_MILLI: i64 = 1_000_000;
const NANOS_PER_SECOND: i64 = 1_000_000_000;
const NANOS_PER_DAY: i64 = 86_400 * NANOS_PER_SECOND;

/// Why a text is no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeError {
    /// It is neither ISO 8601 nor a number of milliseconds, or it names a day or hour that does not exist.
    Malformed,
    /// It lies before the year 1677 or after 2262, where 64 bits of nanoseconds end.
    OutOfRange,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "neither an ISO 8601 time nor milliseconds since 1970",
            Self::OutOfRange => "a time before the year 1677 or after 2262",
        })
    }
}

impl std::error::Error for TimeError {}

/// The instants that a literal stands for: all those within its precision, both ends included.
///
/// `== literal` holds from `first` to `last`, `> literal` after `last`, `>= literal` from `first` on, `< literal`
/// before `first`, `<= literal` up to `last` (`language.md` §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSpan {
    /// The earliest of them.
    pub first: Timestamp,
    /// The latest.
    pub last: Timestamp,
}

/// The instant that `value` is, or that its text or number spells.
#[must_use]
#[inline]
pub fn instant(value: Value<'_>) -> Option<Timestamp> {
    read_instant(value).ok()
}

/// The instant that `value` is, or that its text or number spells, or what is wrong with it.
///
/// # Errors
///
/// [`TimeError`] where it is no time.
#[inline]
pub fn read_instant(value: Value<'_>) -> Result<Timestamp, TimeError> {
    match value {
        Value::Time(instant) => Ok(instant),
        Value::Str(text) => parse(text),
        Value::Int(millis) => from_millis(millis, 0),
        Value::Float(millis) => from_fractional_millis(millis),
        Value::UInt(_) => Err(TimeError::OutOfRange),
        _ => Err(TimeError::Malformed),
    }
}

/// The first instant of what `text` names.
///
/// # Errors
///
/// [`TimeError`] where it is no time.
///
/// ```
/// use eql_runtime::ops::time::parse;
/// assert_eq!(parse("1970-01-01T00:00:01.5Z").map(|time| time.as_nanos()), Ok(1_500_000_000));
/// assert_eq!(parse("15000").map(|time| time.as_nanos()), Ok(15_000_000_000));
/// ```
pub fn parse(text: &str) -> Result<Timestamp, TimeError> {
    if let Some(instant) = parse_usual(text.as_bytes()) {
        return Ok(instant);
    }
    if is_millis(text) { parse_millis(text) } else { Iso::parse(text).ok_or(TimeError::Malformed)?.first() }
}

/// The span of a literal: `"2024"` is a year, `"2024-05-01T10:00:00Z"` a second, digits are one millisecond.
///
/// # Errors
///
/// [`TimeError`] where it is no time.
pub fn parse_span(text: &str) -> Result<TimeSpan, TimeError> {
    if is_millis(text) {
        let first = parse_millis(text)?;
        return if text.contains('.') { Ok(TimeSpan { first, last: first }) } else { span(first, NANOS_PER_MILLI) };
    }
    Iso::parse(text).ok_or(TimeError::Malformed)?.span()
}

/// The span of a numeric literal: one millisecond.
///
/// # Errors
///
/// [`TimeError::OutOfRange`].
pub fn millis_span(millis: i64) -> Result<TimeSpan, TimeError> {
    span(from_millis(millis, 0)?, NANOS_PER_MILLI)
}

/// Writes `instant` as `YYYY-MM-DDTHH:MM:SS.nnnnnnnnnZ`, always nine digits: how matches print times.
#[must_use]
pub fn format_nanos(instant: Timestamp) -> impl fmt::Display {
    fmt::from_fn(move |f| {
        let (time, nanos) = civil(instant);
        write!(f, "{time}.{nanos:09}Z")
    })
}

/// Writes `instant` as Elasticsearch's `strict_date_optional_time` does: three digits of fraction, more only where they
/// are not zero (`language.md` §6.9).
pub(crate) fn write_iso(text: &mut ShortText, instant: Timestamp) {
    let (time, nanos) = civil(instant);
    text.push_display(time);
    let millis_only = nanos % 1_000_000 == 0;
    if millis_only {
        text.push_display(format_args!(".{:03}Z", nanos / 1_000_000));
    } else {
        let mut digits = ShortText::new();
        digits.push_display(format_args!("{nanos:09}"));
        text.push_display(format_args!(".{}Z", digits.as_str().trim_end_matches('0')));
    }
}

/// Date and time of day without the fraction, and the fraction in nanoseconds.
fn civil(instant: Timestamp) -> (impl fmt::Display, i64) {
    let (days, in_day) = (instant.as_nanos().div_euclid(NANOS_PER_DAY), instant.as_nanos().rem_euclid(NANOS_PER_DAY));
    let seconds = in_day / NANOS_PER_SECOND;
    let date = jiff::Timestamp::from_second(days * 86_400).unwrap_or_default();
    let date = Offset::UTC.to_datetime(date).date();
    let time = fmt::from_fn(move |f| {
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{date}T{hour:02}:{minute:02}:{second:02}")
    });
    (time, in_day % NANOS_PER_SECOND)
}

fn span(first: Timestamp, length: i64) -> Result<TimeSpan, TimeError> {
    let last = first.as_nanos().checked_add(length - 1).ok_or(TimeError::OutOfRange)?;
    Ok(TimeSpan { first, last: Timestamp::from_nanos(last) })
}

fn from_millis(millis: i64, nanos: i64) -> Result<Timestamp, TimeError> {
    let whole = millis.checked_mul(NANOS_PER_MILLI).and_then(|whole| whole.checked_add(nanos));
    whole.map(Timestamp::from_nanos).ok_or(TimeError::OutOfRange)
}

fn from_fractional_millis(millis: f64) -> Result<Timestamp, TimeError> {
    if millis.is_nan() {
        return Err(TimeError::Malformed);
    }
    // Beyond the range the conversion saturates, and the product below overflows.
    from_millis(millis.trunc() as i64, (millis.fract() * NANOS_PER_MILLI as f64).round() as i64)
}

/// Whether `text` is a number of milliseconds: digits with an optional sign and decimals, but not a year.
fn is_millis(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').map_or((digits, "0"), |(whole, decimals)| (whole, decimals));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(decimals) && !(text.len() == 4 && whole.len() == 4)
}

fn parse_millis(text: &str) -> Result<Timestamp, TimeError> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let millis: i64 = whole.parse().map_err(|_| TimeError::OutOfRange)?;
    let nanos = fraction(decimals.as_bytes(), 6);
    from_millis(millis, if text.starts_with('-') { -nanos } else { nanos })
}

/// The first `places` digits as a number, as if zeros followed the last.
fn fraction(digits: &[u8], places: usize) -> i64 {
    (0..places).fold(0, |sum, at| sum * 10 + digits.get(at).map_or(0, |digit| i64::from(digit - b'0')))
}

/// The form that nearly every event has: `YYYY-MM-DDTHH:MM:SS`, an optional fraction, `Z`.
#[inline]
fn parse_usual(text: &[u8]) -> Option<Timestamp> {
    let (&[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2], rest) =
        text.split_first_chunk::<19>()?
    else {
        return None;
    };
    let (b'Z', rest) = rest.split_last()? else { return None };
    let digits = match rest.split_first() {
        None => rest,
        Some((b'.', digits)) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => digits,
        Some(_) => return None,
    };
    let year = pair(y1, y2)? as i16 * 100 + pair(y3, y4)? as i16;
    let date = Date::new(year, pair(m1, m2)?, pair(d1, d2)?).ok()?;
    let time = Time::new(pair(h1, h2)?, pair(n1, n2)?, pair(s1, s2)?, 0).ok()?;
    at_offset(date.to_datetime(time), 0, fraction(digits, 9)).ok()
}

#[inline(always)]
fn pair(tens: u8, units: u8) -> Option<i8> {
    let (tens, units) = (tens.wrapping_sub(b'0'), units.wrapping_sub(b'0'));
    if tens < 10 && units < 10 { Some((tens * 10 + units) as i8) } else { None }
}

fn at_offset(time: DateTime, offset_seconds: i64, nanos: i64) -> Result<Timestamp, TimeError> {
    let utc = Offset::UTC.to_timestamp(time).map_err(|_| TimeError::OutOfRange)?;
    let seconds = utc.as_second() - offset_seconds;
    let total = i128::from(seconds) * i128::from(NANOS_PER_SECOND) + i128::from(nanos);
    i64::try_from(total).map(Timestamp::from_nanos).map_err(|_| TimeError::OutOfRange)
}

/// The parts of an ISO 8601 text, as far as they are there.
#[derive(Debug, Default)]
struct Iso<'t> {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    hour: Option<i8>,
    minute: Option<i8>,
    second: Option<i8>,
    fraction: &'t [u8],
    offset_seconds: i64,
}

impl<'t> Iso<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let mut cursor = Cursor(text.as_bytes());
        let mut iso = Self { year: i16::from(cursor.two()?) * 100 + i16::from(cursor.two()?), ..Self::default() };
        iso.month = cursor.part(b"-")?;
        if iso.month.is_some() {
            iso.day = cursor.part(b"-")?;
        }
        if iso.day.is_some() {
            iso.hour = cursor.part(b"Tt ")?;
        }
        if iso.hour.is_some() {
            iso.minute = cursor.part(b":")?;
            if iso.minute.is_some() {
                iso.second = cursor.part(b":")?;
            }
            if iso.second.is_some() && cursor.eat(b".,").is_some() {
                iso.fraction = cursor.digits()?;
            }
            iso.offset_seconds = cursor.offset()?;
        }
        cursor.0.is_empty().then_some(iso)
    }

    fn first(&self) -> Result<Timestamp, TimeError> {
        self.starting(self.year, self.month.unwrap_or(1), fraction(self.fraction, 9))
    }

    fn starting(&self, year: i16, month: i8, nanos: i64) -> Result<Timestamp, TimeError> {
        let day = self.day.unwrap_or(1);
        let (hour, minute, second) = (self.hour.unwrap_or(0), self.minute.unwrap_or(0), self.second.unwrap_or(0));
        let date = Date::new(year, month, day).map_err(|_| TimeError::Malformed)?;
        let time = Time::new(hour, minute, second, 0).map_err(|_| TimeError::Malformed)?;
        at_offset(date.to_datetime(time), self.offset_seconds, nanos)
    }

    fn span(&self) -> Result<TimeSpan, TimeError> {
        let first = self.first()?;
        let length = match (self.month, self.day, self.hour, self.minute, self.second) {
            (None, ..) => return self.until(first, self.year + 1, 1),
            (Some(12), None, ..) => return self.until(first, self.year + 1, 1),
            (Some(month), None, ..) => return self.until(first, self.year, month + 1),
            (_, _, None, ..) => NANOS_PER_DAY,
            (_, _, _, None, _) => 3600 * NANOS_PER_SECOND,
            (_, _, _, _, None) => 60 * NANOS_PER_SECOND,
            _ => (self.fraction.len()..9).fold(1, |length, _| length * 10),
        };
        span(first, length)
    }

    /// The span that ends before the month of that year begins.
    fn until(&self, first: Timestamp, year: i16, month: i8) -> Result<TimeSpan, TimeError> {
        let after = self.starting(year, month, 0)?;
        Ok(TimeSpan { first, last: Timestamp::from_nanos(after.as_nanos() - 1) })
    }
}

struct Cursor<'t>(&'t [u8]);

impl<'t> Cursor<'t> {
    fn eat(&mut self, accepted: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        accepted.contains(&first).then(|| {
            self.0 = rest;
            first
        })
    }

    fn two(&mut self) -> Option<i8> {
        let (&[tens, units], rest) = self.0.split_first_chunk::<2>()?;
        self.0 = rest;
        pair(tens, units)
    }

    /// Two digits after one of the separators; the outer nothing is an error, the inner one the end of the parts.
    fn part(&mut self, separators: &[u8]) -> Option<Option<i8>> {
        match self.eat(separators) {
            Some(_) => self.two().map(Some),
            None => Some(None),
        }
    }

    fn digits(&mut self) -> Option<&'t [u8]> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        (!digits.is_empty()).then_some(digits)
    }

    /// `Z`, `+hh`, `+hhmm`, `+hh:mm` or nothing, in seconds east of UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.eat(b"Zz+-") {
            None | Some(b'Z' | b'z') => return Some(0),
            Some(b'-') => -1,
            Some(_) => 1,
        };
        let hours = self.two()?;
        let minutes = if self.eat(b":").is_some() || !self.0.is_empty() { self.two()? } else { 0 };
        (hours <= 18 && minutes < 60).then_some(sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nanos(text: &str) -> Option<i64> {
        parse(text).ok().map(Timestamp::as_nanos)
    }

    const SECOND: i64 = NANOS_PER_SECOND;
    /// 2024-05-01T10:00:00Z.
    const MAY: i64 = 1_714_557_600 * SECOND;

    /// The forms of `language.md` §3.5 (`date`).
    #[test]
    fn instants() {
        let rows = [
            ("2024-05-01T10:00:00Z", Some(MAY)),
            ("2024-05-01T10:00:00.123Z", Some(MAY + 123_000_000)),
            ("2024-05-01T10:00:00,123Z", Some(MAY + 123_000_000)),
            ("2024-05-01T10:00:00.000000100Z", Some(MAY + 100)),
            ("2024-05-01T10:00:00.1234567899Z", Some(MAY + 123_456_789)),
            ("2024-05-01T10:00:00", Some(MAY)),
            ("2024-05-01 10:00:00", Some(MAY)),
            ("2024-05-01T12:00:00+02:00", Some(MAY)),
            ("2024-05-01T12:00:00.5+0200", Some(MAY + SECOND / 2)),
            ("2024-05-01T05:00-05", Some(MAY)),
            ("2024-05-01T10Z", Some(MAY)),
            ("2024-05-01", Some(MAY - 10 * 3600 * SECOND)),
            ("2024-05", Some(MAY - 10 * 3600 * SECOND)),
            ("1970", Some(0)),
            ("1714557600123", Some(MAY + 123_000_000)),
            ("1714557600123.000001", Some(MAY + 123_000_001)),
            ("-1500", Some(-SECOND - SECOND / 2)),
            ("-0.5", Some(-500_000)),
            ("0", Some(0)),
            ("1677-09-21T00:12:43.145224193Z", Some(i64::MIN + 1)),
            ("2262-04-11T23:47:16.854775807Z", Some(i64::MAX)),
        ];
        for (text, expected) in rows {
            assert_eq!(nanos(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_instant() {
        let malformed = [
            "",
            "x",
            "202",
            "20240",
            "2024-",
            "2024-5",
            "2024-05-01T",
            "2024-02-30",
            "2023-02-29",
            "2024-13",
            "2024-05-01T24",
            "2024-05-01T10:60",
            "2024-05-01T10:00:61Z",
            "2024-05-01T10:00:00.Z",
            "2024-05-01T10:00:00+",
            "2024-05-01Z",
            "2024-05-01T10:00:00Zx",
            "2024-05-01T10:00:00+99:00",
            "1.",
            ".5",
            "1e3",
            "-",
            "1.2.3",
            "2024-05-01T10:00:00é",
        ];
        for text in malformed {
            // "202" and "20240" are milliseconds.
            let expected = if text.starts_with("202") && text.bytes().all(|b| b.is_ascii_digit()) {
                None
            } else {
                Some(TimeError::Malformed)
            };
            assert_eq!(parse(text).err(), expected, "{text}");
        }
        for text in
            ["2262-04-11T23:47:16.854775808Z", "9999-01-01", "1600-01-01", "99999999999999999999", "9223372036855"]
        {
            assert_eq!(parse(text), Err(TimeError::OutOfRange), "{text}");
        }
    }

    #[test]
    fn values_as_instants() {
        let rows = [
            (Value::Int(1_714_557_600_123), Some(MAY + 123_000_000)),
            (Value::Float(1_714_557_600_123.5), Some(MAY + 123_500_000)),
            (Value::Float(-0.5), Some(-500_000)),
            (Value::Float(f64::NAN), None),
            (Value::Float(1e300), None),
            (Value::Int(i64::MAX), None),
            (Value::UInt(u64::MAX), None),
            (Value::Bool(true), None),
            (Value::Str("2024-05-01T10:00:00Z"), Some(MAY)),
            (Value::Time(Timestamp::from_nanos(7)), Some(7)),
        ];
        for (value, expected) in rows {
            assert_eq!(instant(value).map(Timestamp::as_nanos), expected, "{value:?}");
        }
    }

    /// `language.md` §4.1 (`date`): a literal stands for its precision.
    #[test]
    fn literals_span_their_precision() {
        let day = 86_400 * SECOND;
        let start_of_day = MAY - 10 * 3600 * SECOND;
        let rows = [
            ("2024-05-01T10:00:00Z", MAY, SECOND),
            ("2024-05-01T10:00:00.1Z", MAY + SECOND / 10, SECOND / 10),
            ("2024-05-01T10:00:00.123Z", MAY + 123_000_000, 1_000_000),
            ("2024-05-01T10:00:00.123456789Z", MAY + 123_456_789, 1),
            ("2024-05-01T10:00Z", MAY, 60 * SECOND),
            ("2024-05-01T10Z", MAY, 3600 * SECOND),
            ("2024-05-01", start_of_day, day),
            ("2024-05", start_of_day, 31 * day),
            ("2024-12", start_of_day + 214 * day, 31 * day),
            ("2024", start_of_day - 121 * day, 366 * day),
            ("1714557600123", MAY + 123_000_000, 1_000_000),
        ];
        for (text, first, length) in rows {
            let span = parse_span(text).expect(text);
            assert_eq!((span.first.as_nanos(), span.last.as_nanos()), (first, first + length - 1), "{text}");
        }
        assert_eq!(millis_span(1_714_557_600_123), parse_span("1714557600123"));
    }

    #[test]
    fn instants_as_text() {
        let rows = [
            (0, "1970-01-01T00:00:00.000000000Z", "1970-01-01T00:00:00.000Z"),
            (MAY + 123_000_000, "2024-05-01T10:00:00.123000000Z", "2024-05-01T10:00:00.123Z"),
            (MAY + 123_456_000, "2024-05-01T10:00:00.123456000Z", "2024-05-01T10:00:00.123456Z"),
            (-1, "1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z"),
            (i64::MIN, "1677-09-21T00:12:43.145224192Z", "1677-09-21T00:12:43.145224192Z"),
            (i64::MAX, "2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775807Z"),
        ];
        for (nanos, full, iso) in rows {
            let instant = Timestamp::from_nanos(nanos);
            assert_eq!(format_nanos(instant).to_string(), full);
            let mut text = ShortText::new();
            write_iso(&mut text, instant);
            assert_eq!(text.as_str(), iso);
            assert_eq!(parse(full), Ok(instant));
        }
    }
}

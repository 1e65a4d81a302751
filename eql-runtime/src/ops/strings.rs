//! String functions (`language.md` §6).
//!
//! Null in the main argument gives null, and so does an argument of the wrong type. Positions and lengths count
//! [`Units`]; where a position falls between the two UTF-16 units of one code point, that code point is left out.

use crate::matchers::fold::lower_char;
use crate::ops::logic::from_truth;
use crate::ops::text::{as_text, with_canonical};
use crate::reading::Fold;
use crate::value::Scalar;
use memchr::{memchr2, memmem};
use std::borrow::Cow;

/// What positions and lengths count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Units {
    /// UTF-16 units: Elasticsearch and Endpoint.
    Utf16,
    /// Code points: the Endgame dialect.
    CodePoints,
}

impl Units {
    #[inline]
    const fn of(self, character: char) -> usize {
        match self {
            Self::Utf16 => character.len_utf16(),
            Self::CodePoints => 1,
        }
    }

    /// How many there are in `text`.
    #[inline]
    pub(crate) fn count(self, text: &str) -> usize {
        if text.is_ascii() { text.len() } else { text.chars().map(|character| self.of(character)).sum() }
    }

    /// The byte offset of the first code point that starts at or after the unit at `position`.
    fn ceiling(self, text: &str, position: usize) -> usize {
        if text.is_ascii() {
            return position.min(text.len());
        }
        let mut units = 0;
        for (at, character) in text.char_indices() {
            if units >= position {
                return at;
            }
            units += self.of(character);
        }
        text.len()
    }

    /// The byte offset behind the last code point that ends at or before the unit at `position`.
    fn floor(self, text: &str, position: usize) -> usize {
        if text.is_ascii() {
            return position.min(text.len());
        }
        let mut units = 0;
        for (at, character) in text.char_indices() {
            units += self.of(character);
            if units > position {
                return at;
            }
        }
        text.len()
    }
}

/// `length(source)` (§6.7).
#[must_use]
#[inline]
pub fn length(source: &Scalar<'_>, units: Units) -> Scalar<'static> {
    as_text(source).map_or(Scalar::Null, |source| Scalar::Int(units.count(source) as i64))
}

/// `startsWith(source, prefix)` (§6.5).
#[must_use]
#[inline]
pub fn starts_with(source: &Scalar<'_>, prefix: &Scalar<'_>, fold: Fold) -> Scalar<'static> {
    test(source, prefix, |source, prefix| head_length(source, prefix, fold).is_some())
}

/// `endsWith(source, suffix)` (§6.5).
#[must_use]
#[inline]
pub fn ends_with(source: &Scalar<'_>, suffix: &Scalar<'_>, fold: Fold) -> Scalar<'static> {
    test(source, suffix, |source, suffix| match fold {
        Fold::None => source.ends_with(suffix),
        Fold::Ascii => source
            .len()
            .checked_sub(suffix.len())
            .and_then(|start| source.as_bytes().get(start..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(suffix.as_bytes())),
        Fold::Unicode => {
            let mut source = source.chars().rev().map(lower_char);
            suffix.chars().rev().map(lower_char).all(|wanted| source.next() == Some(wanted))
        }
    })
}

/// `stringContains(source, part)` (§6.5): an empty source contains nothing, and an empty part is in nothing.
#[must_use]
#[inline]
pub fn string_contains(source: &Scalar<'_>, part: &Scalar<'_>, fold: Fold) -> Scalar<'static> {
    test(source, part, |source, part| !part.is_empty() && find(source, part, 0, fold).is_some())
}

fn test(source: &Scalar<'_>, other: &Scalar<'_>, test: impl FnOnce(&str, &str) -> bool) -> Scalar<'static> {
    from_truth(as_text(source).zip(as_text(other)).map(|(source, other)| test(source, other)))
}

/// `indexOf(source, part, start)` (§6.6): null where the part is not there; a null or negative start is 0.
#[must_use]
pub fn index_of(
    source: &Scalar<'_>,
    part: &Scalar<'_>,
    start: &Scalar<'_>,
    fold: Fold,
    units: Units,
) -> Scalar<'static> {
    let (Some(source), Some(part)) = (as_text(source), as_text(part)) else { return Scalar::Null };
    let Some(start) = index(start, 0) else { return Scalar::Null };
    let start = usize::try_from(start).unwrap_or(0);
    if part.is_empty() {
        return Scalar::Int(start.min(units.count(source)) as i64);
    }
    let from = units.ceiling(source, start);
    let found = find(source, part, from, fold).and_then(|(at, _)| source.get(..at));
    found.map_or(Scalar::Null, |before| Scalar::Int(units.count(before) as i64))
}

/// `substring(source, start, end)` (§6.10): as Python slices; a null start gives the whole text, a null end its rest.
#[must_use]
pub fn substring<'a>(source: Scalar<'a>, start: &Scalar<'_>, end: &Scalar<'_>, units: Units) -> Scalar<'a> {
    let Scalar::Str(source) = source else { return Scalar::Null };
    if matches!(start, Scalar::Null) {
        return Scalar::Str(source);
    }
    let length = units.count(&source) as i64;
    let (Some(start), Some(end)) = (index(start, 0), index(end, length)) else { return Scalar::Null };
    let clamp = |position: i64| {
        let position = if position < 0 { position.saturating_add(length) } else { position };
        usize::try_from(position.clamp(0, length)).unwrap_or(0)
    };
    let (from, to) = (units.ceiling(&source, clamp(start)), units.floor(&source, clamp(end)));
    Scalar::Str(slice(source, from, to))
}

/// `between(source, left, right, greedy)` (§6.2): the text between the first `left` and the next `right`, or the last
/// `right` if greedy. Empty where one is not there; the whole source where one is empty.
#[must_use]
pub fn between<'a>(
    source: Scalar<'a>,
    left: &Scalar<'_>,
    right: &Scalar<'_>,
    greedy: &Scalar<'_>,
    fold: Fold,
) -> Scalar<'a> {
    let (Scalar::Str(source), Some(left), Some(right)) = (source, as_text(left), as_text(right)) else {
        return Scalar::Null;
    };
    let greedy = match greedy {
        Scalar::Bool(greedy) => *greedy,
        Scalar::Null => false,
        _ => return Scalar::Null,
    };
    if left.is_empty() || right.is_empty() {
        return Scalar::Str(source);
    }
    let found = find(&source, left, 0, fold).and_then(|(_, from)| {
        let to =
            if greedy { find_last(&source, right, fold) } else { find(&source, right, from, fold).map(|(at, _)| at) };
        to.filter(|to| *to >= from).map(|to| (from, to))
    });
    let (from, to) = found.unwrap_or((0, 0));
    Scalar::Str(slice(source, from, to))
}

/// `concat(parts…)` (§6.4): the text of every part, null if one is null.
#[must_use]
pub fn concat(parts: &[Scalar<'_>]) -> Scalar<'static> {
    let mut text = String::new();
    for part in parts {
        match part.as_value() {
            Some(value) => with_canonical(value, |part| text.push_str(part)),
            None => return Scalar::Null,
        }
    }
    Scalar::Str(Cow::Owned(text))
}

/// `number(source, base)` (§6.8): base 10 gives an integer or else a double, other bases an integer; `0x` stands for base
/// 16. Null where the text is no such number, where Elasticsearch fails the query.
#[must_use]
pub fn number(source: &Scalar<'_>, base: &Scalar<'_>) -> Scalar<'static> {
    let Some(source) = as_text(source) else { return Scalar::Null };
    let base = match base {
        Scalar::Null => None,
        Scalar::Int(base) if (2..=36).contains(base) => Some(*base as u32),
        _ => return Scalar::Null,
    };
    let (digits, base) = match (source.strip_prefix("0x"), base) {
        (Some(digits), None | Some(16)) => (digits, 16),
        (_, base) => (source, base.unwrap_or(10)),
    };
    match i64::from_str_radix(digits, base) {
        Ok(number) => Scalar::Int(number),
        Err(_) if base == 10 => java_double(digits).map_or(Scalar::Null, Scalar::Float),
        Err(_) => Scalar::Null,
    }
}

/// Java's `Double.valueOf`, hexadecimal floats excepted.
fn java_double(text: &str) -> Option<f64> {
    let text = text.trim_matches(|character: char| character <= ' ');
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    match unsigned {
        "NaN" => return Some(f64::NAN),
        "Infinity" => return Some(sign * f64::INFINITY),
        _ => {}
    }
    let digits = unsigned.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(unsigned);
    let plain = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    let starts_plain = digits.starts_with(|character: char| character.is_ascii_digit() || character == '.');
    if plain && starts_plain { digits.parse::<f64>().ok().map(|number| sign * number) } else { None }
}

/// An integer argument; `missing` where it is null, nothing where it is no integer.
fn index(scalar: &Scalar<'_>, missing: i64) -> Option<i64> {
    match scalar {
        Scalar::Null => Some(missing),
        Scalar::Int(number) => Some(*number),
        Scalar::UInt(_) => Some(i64::MAX),
        _ => None,
    }
}

/// The part of `text` between two byte offsets, empty where they cross; borrowed where the text is.
pub(crate) fn slice(text: Cow<'_, str>, from: usize, to: usize) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(from..to).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(from..to).unwrap_or_default().to_owned()),
    }
}

/// The bytes of the first place of `part` in `text` that starts at or after the offset `from`.
pub(crate) fn find(text: &str, part: &str, from: usize, fold: Fold) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let found = match fold {
        Fold::None => memmem::find(rest.as_bytes(), part.as_bytes()).map(|at| (at, at + part.len())),
        Fold::Ascii => find_ascii(rest, part),
        Fold::Unicode if rest.is_ascii() && part.is_ascii() => find_ascii(rest, part),
        Fold::Unicode => {
            starts(rest).find_map(|at| head_length(rest.get(at..)?, part, fold).map(|length| (at, at + length)))
        }
    };
    found.map(|(start, end)| (from + start, from + end))
}

/// Where the last place of `part` in `text` starts.
pub(crate) fn find_last(text: &str, part: &str, fold: Fold) -> Option<usize> {
    match fold {
        Fold::None => memmem::rfind(text.as_bytes(), part.as_bytes()),
        _ => starts(text).rev().find(|&at| text.get(at..).is_some_and(|rest| head_length(rest, part, fold).is_some())),
    }
}

/// Every offset at which a part can start, the end included.
fn starts(text: &str) -> impl DoubleEndedIterator<Item = usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()])
}

fn find_ascii(text: &str, part: &str) -> Option<(usize, usize)> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let Some(&first) = part.first() else { return Some((0, 0)) };
    let mut at = 0;
    loop {
        at += memchr2(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text.get(at..)?)?;
        if text.get(at..at + part.len())?.eq_ignore_ascii_case(part) {
            return Some((at, at + part.len()));
        }
        at += 1;
    }
}

/// How many bytes at the start of `text` the prefix takes; nothing where it does not stand there.
fn head_length(text: &str, prefix: &str, fold: Fold) -> Option<usize> {
    match fold {
        Fold::None => text.starts_with(prefix).then_some(prefix.len()),
        Fold::Ascii => {
            let head = text.as_bytes().get(..prefix.len())?;
            head.eq_ignore_ascii_case(prefix.as_bytes()).then_some(prefix.len())
        }
        Fold::Unicode => {
            let mut rest = text.chars();
            prefix
                .chars()
                .all(|wanted| rest.next().map(lower_char) == Some(lower_char(wanted)))
                .then(|| text.len() - rest.as_str().len())
        }
    }
}

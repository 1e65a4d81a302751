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

/// `number(source, base)` (§6.8): base 10 gives an integer or else a double, other bases an integer; `0x` stands for
/// base 16. Null where the text is no such number, where Elasticsearch fails the query.
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

#[cfg(test)]
mod tests {
    use super::*;
    use Scalar::{Bool, Float, Int, Null};

    fn text(text: &str) -> Scalar<'_> {
        Scalar::Str(text.into())
    }

    fn check(call: &str, found: Scalar<'_>, expected: Scalar<'_>) {
        assert_eq!(found, expected, "{call}");
    }

    /// The ES column of `language.md` §6.2, and its prose.
    #[test]
    fn between_rows() {
        let rows = [
            ("welcome to event query language", " ", " ", false, "to", "to"),
            ("welcome to event query language", " ", " ", true, "to event query", "to event query"),
            ("System Idle Process", "s", "e", false, "t", "yst"),
            ("System Idle Process", "s", "e", true, "tem Idle Proc", "ystem Idle Proc"),
            ("abc", "x", "c", false, "", ""),
            ("abc", "a", "x", false, "", ""),
            ("abc", "a", "x", true, "", ""),
            ("abc", "", "c", false, "abc", "abc"),
            ("abc", "a", "", false, "abc", "abc"),
            ("", "a", "b", false, "", ""),
            // The last right side ends before the left one does.
            ("xbxa", "a", "b", true, "", ""),
            ("aba", "aba", "a", true, "", ""),
            ("\u{130}x<Ä>y", "X", "Y", false, "", "<Ä>"),
            ("\u{130}\u{130}axb", "\u{130}A", "B", false, "", "x"),
        ];
        for (source, left, right, greedy, sensitive, insensitive) in rows {
            for (fold, expected) in [(Fold::None, sensitive), (Fold::Unicode, insensitive)] {
                let found = between(text(source), &text(left), &text(right), &Bool(greedy), fold);
                check(&format!("between({source}, {left}, {right}, {greedy}) {fold:?}"), found, text(expected));
            }
        }
        check("null source", between(Null, &text("a"), &text("b"), &Null, Fold::None), Null);
        check("null left", between(text("a"), &Null, &text("b"), &Null, Fold::None), Null);
        check("null right", between(text("a"), &text("b"), &Null, &Null, Fold::None), Null);
        check("greedy is no truth value", between(text("a"), &text("b"), &text("c"), &Int(1), Fold::None), Null);
        check("null greedy", between(text("abc"), &text("a"), &text("c"), &Null, Fold::None), text("b"));
    }

    /// `language.md` §6.5: starts, ends, contains, each sensitive and insensitive.
    #[test]
    fn containment_rows() {
        type Row<'r> = (&'r str, &'r str, [bool; 3], [bool; 3]);
        let rows: [Row<'_>; 10] = [
            ("FooBarBaz", "Foo", [true, false, true], [true, false, true]),
            ("FooBarBaz", "baz", [false, false, false], [false, true, true]),
            ("FooBarBaz", "OBAR", [false, false, false], [false, false, true]),
            ("FooBarBaz", "", [true, true, false], [true, true, false]),
            ("", "", [true, true, false], [true, true, false]),
            ("", "a", [false, false, false], [false, false, false]),
            ("LÍNEA", "lí", [false, false, false], [true, false, true]),
            ("LÍNEA", "ínea", [false, false, false], [false, true, true]),
            ("\u{130}", "i", [false, false, false], [true, true, true]),
            ("ab", "abc", [false, false, false], [false, false, false]),
        ];
        for (source, part, sensitive, insensitive) in rows {
            for (fold, [starts, ends, contains]) in [(Fold::None, sensitive), (Fold::Unicode, insensitive)] {
                let (source, part) = (text(source), text(part));
                let call = format!("{source:?}, {part:?}, {fold:?}");
                check(&call, starts_with(&source, &part, fold), Bool(starts));
                check(&call, ends_with(&source, &part, fold), Bool(ends));
                check(&call, string_contains(&source, &part, fold), Bool(contains));
            }
        }
        for (source, part) in [(Null, text("a")), (text("a"), Null), (Int(1), text("1"))] {
            check("startsWith", starts_with(&source, &part, Fold::None), Null);
            check("endsWith", ends_with(&source, &part, Fold::None), Null);
            check("stringContains", string_contains(&source, &part, Fold::None), Null);
        }
    }

    /// ASCII folding, for operators that take these functions' place: only ASCII letters fold.
    #[test]
    fn ascii_folding() {
        let source = text("FooÍ");
        check("startsWith", starts_with(&source, &text("foo"), Fold::Ascii), Bool(true));
        check("endsWith", ends_with(&source, &text("OÍ"), Fold::Ascii), Bool(true));
        check("endsWith", ends_with(&source, &text("oí"), Fold::Ascii), Bool(false));
        check("stringContains", string_contains(&source, &text("OO"), Fold::Ascii), Bool(true));
        check("indexOf", index_of(&source, &text("í"), &Null, Fold::Ascii, Units::Utf16), Null);
    }

    /// `language.md` §6.6.
    #[test]
    fn index_of_rows() {
        let rows = [
            ("subdomain.example.com", "d", Null, Int(3), Int(3)),
            ("subdomain.example.com", "D", Null, Null, Int(3)),
            ("subdomain.example.com", ".", Int(0), Int(9), Int(9)),
            ("subdomain.example.com", ".", Int(9), Int(9), Int(9)),
            ("subdomain.example.com", ".", Int(10), Int(17), Int(17)),
            ("subdomain.example.com", ".", Int(18), Null, Null),
            ("subdomain.example.com", ".", Int(1000), Null, Null),
            ("subdomain.example.com", "s", Int(-6), Int(0), Int(0)),
            ("subdomain.example.com", "", Int(9), Int(9), Int(9)),
            ("subdomain.example.com", "", Int(-6), Int(0), Int(0)),
            ("subdomain.example.com", "", Int(1000), Int(21), Int(21)),
            ("", "", Null, Int(0), Int(0)),
            ("a😀bÄ", "b", Null, Int(3), Int(3)),
            ("a😀bÄ", "ä", Null, Null, Int(4)),
            ("a😀b", "b", Int(2), Int(3), Int(3)),
            ("abc", "b", Float(1.0), Null, Null),
            ("abc", "b", text("1"), Null, Null),
        ];
        for (source, part, start, sensitive, insensitive) in rows {
            for (fold, expected) in [(Fold::None, sensitive), (Fold::Unicode, insensitive)] {
                let found = index_of(&text(source), &text(part), &start, fold, Units::Utf16);
                check(&format!("indexOf({source}, {part}, {start:?}) {fold:?}"), found, expected);
            }
        }
        check("code points", index_of(&text("a😀b"), &text("b"), &Null, Fold::None, Units::CodePoints), Int(2));
        check("null source", index_of(&Null, &text("b"), &Null, Fold::None, Units::Utf16), Null);
        check("null part", index_of(&text("b"), &Null, &Null, Fold::None, Units::Utf16), Null);
    }

    /// `language.md` §6.7.
    #[test]
    fn length_rows() {
        let rows = [("", 0, 0), ("abc", 3, 3), ("Í", 1, 1), ("a😀", 3, 2)];
        for (source, utf16, code_points) in rows {
            check(source, length(&text(source), Units::Utf16), Int(utf16));
            check(source, length(&text(source), Units::CodePoints), Int(code_points));
        }
        check("length(null)", length(&Null, Units::Utf16), Null);
        check("length(1)", length(&Int(1), Units::Utf16), Null);
    }

    /// `language.md` §6.10.
    #[test]
    fn substring_rows() {
        let rows = [
            ("hello world", Int(-5), Int(-1), "worl"),
            ("hello world", Int(-60), Int(5), "hello"),
            ("hello world", Int(5), Int(-1), " worl"),
            ("hello world", Int(6), Null, "world"),
            ("hello world", Int(0), Int(500), "hello world"),
            ("hello world", Int(5), Int(5), ""),
            ("hello world", Int(6), Int(5), ""),
            ("hello world", Int(50), Int(60), ""),
            ("hello world", Int(i64::MIN), Int(i64::MAX), "hello world"),
            ("hello world", Null, Int(5), "hello world"),
            ("hello world", Null, Null, "hello world"),
            ("", Int(1), Int(5), ""),
            ("a😀b", Int(1), Int(3), "😀"),
            ("a😀b", Int(-1), Null, "b"),
            // Half of a code point is none of it.
            ("a😀b", Int(2), Null, "b"),
            ("a😀b", Int(0), Int(2), "a"),
            ("a😀b", Int(2), Int(2), ""),
        ];
        for (source, start, end, expected) in rows {
            let call = format!("substring({source}, {start:?}, {end:?})");
            check(&call, substring(text(source), &start, &end, Units::Utf16), text(expected));
            let owned = Scalar::Str(Cow::Owned(source.to_owned()));
            check(&call, substring(owned, &start, &end, Units::Utf16), text(expected));
        }
        check("code points", substring(text("a😀b"), &Int(1), &Int(2), Units::CodePoints), text("😀"));
        check("null", substring(Null, &Int(1), &Null, Units::Utf16), Null);
        check("no integer", substring(text("a"), &Float(1.0), &Null, Units::Utf16), Null);
    }

    /// `language.md` §6.4.
    #[test]
    fn concat_rows() {
        check("concat", concat(&[text("a"), text("||"), Int(1), text("||"), Bool(true)]), text("a||1||true"));
        check("concat", concat(&[text("a"), Null, text("b")]), Null);
        check("concat", concat(&[Float(1e10), Scalar::Ip([1, 2, 3, 4].into())]), text("1.0E101.2.3.4"));
    }

    /// `language.md` §6.8.
    #[test]
    fn number_rows() {
        let rows = [
            ("0x32", Int(16), Int(50)),
            ("0x1337", Null, Int(4919)),
            ("052403", Int(8), Int(21763)),
            ("52403", Int(7), Int(12890)),
            ("  1337  ", Null, Float(1337.0)),
            ("3.25", Null, Float(3.25)),
            ("-3.25", Int(10), Float(-3.25)),
            ("314", Null, Int(314)),
            ("+314", Int(10), Int(314)),
            ("-ff", Int(16), Int(-255)),
            ("1e5", Null, Float(100_000.0)),
            (".5f", Null, Float(0.5)),
            ("5.d", Null, Float(5.0)),
            ("-Infinity", Null, Float(f64::NEG_INFINITY)),
            ("9223372036854775808", Null, Float(9_223_372_036_854_775_808.0)),
            ("-0x10", Null, Null),
            ("0X10", Null, Null),
            ("0x10", Int(10), Null),
            ("ffffffffffffffffff", Int(16), Null),
            ("", Null, Null),
            ("+", Null, Null),
            ("+-1", Null, Null),
            ("inf", Null, Null),
            ("nan", Null, Null),
            ("d", Null, Null),
            ("1 2", Null, Null),
            ("12", Int(1), Null),
            ("12", Int(37), Null),
            ("12", Float(10.0), Null),
        ];
        for (source, base, expected) in rows {
            check(&format!("number({source:?}, {base:?})"), number(&text(source), &base), expected);
        }
        check("number(null)", number(&Null, &Null), Null);
        assert!(matches!(number(&text("NaN"), &Null), Float(number) if number.is_nan()));
    }
}

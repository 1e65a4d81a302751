//! Translates Lucene's regular expressions (`language.md` §5.3) into those of Rust's `regex`.
//!
//! A Lucene expression matches the whole value. Its `^` and `$` are ordinary characters, repetitions are never lazy,
//! `.` is any code point, `"…"` is quoted text, `@` any text, `#` no text and `<n-m>` a number in that interval.
//! Intersection (`&`) and complement (`~`) are refused: no rule is known to use them, and what looks like one is
//! usually a character that wants a backslash.

use eql_runtime::ops::{Pattern, PatternError};
use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};
use std::fmt::{self, Write};

/// How deep groups may nest.
const DEPTH_LIMIT: usize = 100;

/// Why a regular expression can't be translated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LuceneError {
    /// Which of the patterns it is, counted from zero.
    pub pattern: usize,
    /// The byte offset in it.
    pub offset: usize,
    /// What is wrong: one terse phrase.
    pub reason: String,
}

impl fmt::Display for LuceneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.reason, self.offset)
    }
}

impl std::error::Error for LuceneError {}

/// One expression of Rust's `regex` that matches where any of `patterns` does; with `insensitive`, ASCII letters match
/// in either case, in brackets too.
///
/// # Errors
///
/// The first pattern that is malformed, uses `&` or `~`, or is too large to run in bounded memory.
///
/// ```
/// use eql_compiler::tables::translate;
/// use eql_runtime::ops::Pattern;
/// let pattern = Pattern::new(&translate(&[r"C:\\Windows\\.*"], false)?)?;
/// assert!(pattern.matches(r"C:\Windows\cmd.exe"));
/// assert!(translate(&["^C.*"], false)?.contains(r"\^"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn translate(patterns: &[&str], insensitive: bool) -> Result<String, LuceneError> {
    translate_with(patterns, insensitive, Pattern::check)
}

/// [`translate`] of patterns that it was asked about before, each alone: the cost is in asking whether they compile.
pub(crate) fn translate_again(patterns: &[&str], insensitive: bool) -> Option<String> {
    translate_with(patterns, insensitive, |_| Ok(())).ok()
}

fn translate_with(
    patterns: &[&str],
    insensitive: bool,
    check: fn(&str) -> Result<(), PatternError>,
) -> Result<String, LuceneError> {
    let mut translated = String::from("(?s:");
    for (index, pattern) in patterns.iter().enumerate() {
        if index > 0 {
            translated.push('|');
        }
        let mut translator = Translator { pattern, at: 0, depth: 0, insensitive, out: String::new() };
        let fail = |(offset, reason)| LuceneError { pattern: index, offset, reason };
        translator.whole().map_err(fail)?;
        check(&format!("(?s:{})", translator.out)).map_err(|error| fail((0, error.to_string())))?;
        translated.push_str(&translator.out);
    }
    translated.push(')');
    Ok(translated)
}

/// A position and what is wrong there.
type Failure = (usize, String);

struct Translator<'p> {
    pattern: &'p str,
    at: usize,
    depth: usize,
    insensitive: bool,
    out: String,
}

impl Translator<'_> {
    fn whole(&mut self) -> Result<(), Failure> {
        if !self.pattern.is_empty() {
            self.alternatives()?;
        }
        match self.peek() {
            None => Ok(()),
            Some(_) => Err((self.at, "a `)` without its `(`".to_owned())),
        }
    }

    fn alternatives(&mut self) -> Result<(), Failure> {
        loop {
            if matches!(self.peek(), None | Some('|' | ')')) {
                return Err((self.at, "an empty alternative; Lucene writes no text as `()`".to_owned()));
            }
            while !matches!(self.peek(), None | Some('|' | ')')) {
                self.repeated()?;
            }
            if !self.eat('|') {
                return Ok(());
            }
            self.out.push('|');
        }
    }

    /// One unit and the repetitions behind it. A second repetition repeats the first: there are no lazy ones.
    fn repeated(&mut self) -> Result<(), Failure> {
        let start = self.out.len();
        self.unit()?;
        let mut repetitions = 0;
        while let Some(operator @ ('?' | '*' | '+' | '{')) = self.peek() {
            let offset = self.at;
            self.at += 1;
            if repetitions > 0 {
                self.out.insert_str(start, "(?:");
                self.out.push(')');
            }
            repetitions += 1;
            if repetitions > DEPTH_LIMIT {
                return Err((offset, "too many repetitions of one unit".to_owned()));
            }
            if operator == '{' { self.counts(offset)? } else { self.out.push(operator) }
        }
        Ok(())
    }

    fn counts(&mut self, offset: usize) -> Result<(), Failure> {
        let low = self.count(offset)?;
        let high = match (self.eat(','), self.peek()) {
            (false, _) => Some(low),
            (true, Some('}')) => None,
            (true, _) => Some(self.count(offset)?),
        };
        if !self.eat('}') {
            return Err((offset, "a repetition without its `}`".to_owned()));
        }
        match high {
            Some(high) if high < low => return Err((offset, format!("a repetition from {low} to {high}"))),
            Some(high) if high == low => self.write(format_args!("{{{low}}}")),
            Some(high) => self.write(format_args!("{{{low},{high}}}")),
            None => self.write(format_args!("{{{low},}}")),
        }
        Ok(())
    }

    fn count(&mut self, offset: usize) -> Result<u32, Failure> {
        let digits = self.take_while(|character| character.is_ascii_digit());
        digits.parse().map_err(|_| (offset, "a repetition needs a count; a literal `{` is written `\\{`".to_owned()))
    }

    fn unit(&mut self) -> Result<(), Failure> {
        let offset = self.at;
        let Some(character) = self.next() else { return Err((offset, "an unfinished pattern".to_owned())) };
        match character {
            '.' => self.out.push('.'),
            '@' => self.out.push_str("(?:.*)"),
            '#' => self.out.push_str("[a&&b]"),
            '(' => self.group(offset)?,
            '[' => self.brackets(offset)?,
            '"' => self.quoted(offset)?,
            '<' => self.interval(offset)?,
            '\\' => match self.next() {
                Some(escaped) => match predefined(escaped) {
                    Some(class) => self.class(&class),
                    None => self.literal(escaped),
                },
                None => return Err((offset, "a `\\` with nothing behind it".to_owned())),
            },
            '~' => {
                return Err((offset, "complement (`~`) is not supported; a literal `~` is written `\\~`".to_owned()));
            }
            '&' => {
                return Err((offset, "intersection (`&`) is not supported; a literal `&` is written `\\&`".to_owned()));
            }
            '*' | '+' | '?' | '{' => {
                return Err((offset, format!("nothing to repeat; a literal `{character}` is written `\\{character}`")));
            }
            literal => self.literal(literal),
        }
        Ok(())
    }

    fn group(&mut self, offset: usize) -> Result<(), Failure> {
        if self.eat(')') {
            self.out.push_str("(?:)");
            return Ok(());
        }
        if self.peek() == Some('?') {
            let reason = "groups with `(?` are not part of Lucene's regular expressions; write `(…)`";
            return Err((offset, reason.to_owned()));
        }
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err((offset, format!("groups nested deeper than {DEPTH_LIMIT}")));
        }
        self.out.push_str("(?:");
        self.alternatives()?;
        if !self.eat(')') {
            return Err((offset, "a `(` without its `)`".to_owned()));
        }
        self.out.push(')');
        self.depth -= 1;
        Ok(())
    }

    /// `[…]`: the first character is always one of the class, even a `]`.
    fn brackets(&mut self, offset: usize) -> Result<(), Failure> {
        let unfinished = || (offset, "a `[` without its `]`".to_owned());
        let negated = self.eat('^');
        let mut class = ClassUnicode::empty();
        loop {
            let from = self.at;
            let low = match self.next().ok_or_else(unfinished)? {
                '\\' => {
                    let escaped = self.next().ok_or_else(unfinished)?;
                    if let Some(other) = predefined(escaped) {
                        class.union(&other);
                        if self.eat(']') {
                            break;
                        }
                        continue;
                    }
                    escaped
                }
                plain => plain,
            };
            let mut high = low;
            if self.peek() == Some('-') {
                self.at += 1;
                high = match self.peek().ok_or_else(unfinished)? {
                    ']' => {
                        class.push(ClassUnicodeRange::new('-', '-'));
                        low
                    }
                    '\\' => {
                        self.at += 1;
                        self.next().ok_or_else(unfinished)?
                    }
                    _ => self.next().ok_or_else(unfinished)?,
                };
            }
            if high < low {
                return Err((from, format!("a range from `{low}` down to `{high}`")));
            }
            class.push(ClassUnicodeRange::new(low, high));
            if self.eat(']') {
                break;
            }
        }
        if self.insensitive {
            fold(&mut class);
        }
        if negated {
            class.negate();
        }
        self.class(&class);
        Ok(())
    }

    fn quoted(&mut self, offset: usize) -> Result<(), Failure> {
        let text = self.take_while(|character| character != '"');
        if !self.eat('"') {
            return Err((offset, "quoted text without its end; a literal `\"` is written `\\\"`".to_owned()));
        }
        self.out.push_str("(?:");
        text.chars().for_each(|character| self.literal(character));
        self.out.push(')');
        Ok(())
    }

    fn interval(&mut self, offset: usize) -> Result<(), Failure> {
        let inside = self.take_while(|character| character != '>');
        let ends = inside.split_once('-').and_then(|(low, high)| {
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let parsed = (low.parse::<u32>().ok()?, high.parse::<u32>().ok()?);
            (digits(low) && digits(high)).then_some((parsed, low.len(), high.len()))
        });
        let (Some(((low, high), low_digits, high_digits)), true) = (ends, self.eat('>')) else {
            let reason = "an interval is written `<1-100>`; a literal `<` is written `\\<`";
            return Err((offset, reason.to_owned()));
        };
        let width = if low_digits == high_digits { low_digits } else { 0 };
        decimal_interval(low.min(high), low.max(high), width, &mut self.out);
        Ok(())
    }

    fn literal(&mut self, character: char) {
        if self.insensitive && character.is_ascii_alphabetic() {
            self.write(format_args!("[{}{}]", character.to_ascii_uppercase(), character.to_ascii_lowercase()));
        } else {
            self.out.push_str(&regex_syntax::escape(character.encode_utf8(&mut [0; 4])));
        }
    }

    fn class(&mut self, class: &ClassUnicode) {
        if class.ranges().is_empty() {
            self.out.push_str("[a&&b]");
            return;
        }
        self.out.push('[');
        for range in class.ranges() {
            self.class_character(range.start());
            if range.end() > range.start() {
                self.out.push('-');
                self.class_character(range.end());
            }
        }
        self.out.push(']');
    }

    fn class_character(&mut self, character: char) {
        if character.is_ascii_alphanumeric() {
            self.out.push(character);
        } else {
            self.write(format_args!("\\x{{{:X}}}", u32::from(character)));
        }
    }

    fn write(&mut self, arguments: fmt::Arguments<'_>) {
        // Writing to a `String` can't fail.
        let _ = self.out.write_fmt(arguments);
    }

    fn peek(&self) -> Option<char> {
        self.pattern.get(self.at..)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        if found {
            self.at += expected.len_utf8();
        }
        found
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let rest = self.pattern.get(self.at..).unwrap_or_default();
        let end = rest.find(|character| !wanted(character)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default().to_owned()
    }
}

/// `\d`, `\w`, `\s` and their complements: ASCII in Lucene.
fn predefined(escaped: char) -> Option<ClassUnicode> {
    let ranges: &[(char, char)] = match escaped.to_ascii_lowercase() {
        'd' => &[('0', '9')],
        'w' => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        's' => &[('\t', '\n'), ('\r', '\r'), (' ', ' ')],
        _ => return None,
    };
    let mut class = ClassUnicode::new(ranges.iter().map(|&(low, high)| ClassUnicodeRange::new(low, high)));
    if escaped.is_ascii_uppercase() {
        class.negate();
    }
    Some(class)
}

/// Adds the other case of every ASCII letter in the class.
fn fold(class: &mut ClassUnicode) {
    for (from, to) in [(('A', 'Z'), 'a'), (('a', 'z'), 'A')] {
        let mut letters = ClassUnicode::new([ClassUnicodeRange::new(from.0, from.1)]);
        letters.intersect(class);
        let other = |letter: char| char::from((letter as u8 - from.0 as u8) + to as u8);
        let others =
            letters.ranges().iter().map(|range| ClassUnicodeRange::new(other(range.start()), other(range.end())));
        class.union(&ClassUnicode::new(others));
    }
}

/// Writes the decimal numbers from `low` to `high`: with `width` digits if that is not 0, else with any number of zeros
/// in front.
fn decimal_interval(low: u32, high: u32, width: usize, out: &mut String) {
    out.push_str("(?:");
    if width > 0 {
        digits_between(format!("{low:0width$}").as_bytes(), format!("{high:0width$}").as_bytes(), out);
    } else {
        out.push_str("0*(?:");
        let mut from = u64::from(low);
        let mut separator = "";
        while from <= u64::from(high) {
            // The numbers with as many digits as `from`.
            let length = from.to_string().len() as u32;
            let to = (10_u64.pow(length) - 1).min(u64::from(high));
            out.push_str(separator);
            digits_between(from.to_string().as_bytes(), to.to_string().as_bytes(), out);
            separator = "|";
            from = to + 1;
        }
        out.push(')');
    }
    out.push(')');
}

/// Writes the digit texts between two of the same length.
fn digits_between(low: &[u8], high: &[u8], out: &mut String) {
    let (Some((&low_first, low_rest)), Some((&high_first, high_rest))) = (low.split_first(), high.split_first()) else {
        return;
    };
    if low.iter().all(|&digit| digit == b'0') && high.iter().all(|&digit| digit == b'9') {
        let _ = write!(out, "[0-9]{{{}}}", low.len());
        return;
    }
    if low_first == high_first {
        out.push(char::from(low_first));
        digits_between(low_rest, high_rest, out);
        return;
    }
    let _ = write!(out, "(?:{}", char::from(low_first));
    digits_between(low_rest, &vec![b'9'; low_rest.len()], out);
    if high_first - low_first > 1 {
        let (from, to) = (char::from(low_first + 1), char::from(high_first - 1));
        let _ = write!(out, "|[{from}-{to}][0-9]{{{}}}", low_rest.len());
    }
    let _ = write!(out, "|{}", char::from(high_first));
    digits_between(&vec![b'0'; high_rest.len()], high_rest, out);
    out.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, value: &str, insensitive: bool) -> bool {
        let translated = translate(&[pattern], insensitive).expect(pattern);
        Pattern::new(&translated).expect(&translated).matches(value)
    }

    /// The table of `language.md` §5.3 and vectors 26–28 of §11.
    #[test]
    fn the_table_of_the_language() {
        let rows = [
            (r"C:\\Windows\\.*", r"C:\Windows\cmd.exe", true),
            ("Windows", r"C:\Windows\cmd.exe", false),
            ("^C.*", r"C:\Windows", false),
            ("^C$", "^C$", true),
            ("a.b", "a\nb", true),
            ("a.b", "a😀b", true),
            ("a.*?", "abc", true),
            ("a+?b", "b", true),
            ("a**", "aaa", true),
            ("a{2}", "aa", true),
            ("a{2}", "aaa", false),
            ("a{2,}", "aaa", true),
            ("a{1,2}{2}", "aaa", true),
            ("(ab|c)+", "abcab", true),
            ("a|bc", "a", true),
            ("()", "", true),
            ("a()b", "ab", true),
            ("", "", true),
            ("", "a", false),
            ("[abc]", "b", true),
            ("[^abc]", "b", false),
            ("[^abc]", "é", true),
            ("[-a]", "-", true),
            ("[a-]", "-", true),
            (r"[a\-z]", "b", false),
            ("[]a]", "]", true),
            ("[^]a]", "b", true),
            (r"[\d.]+", "1.2", true),
            (r"[a-z0-9\s_]+", "a 1_", true),
            (r"[\D]", "1", false),
            (r"\w+.exe", "ab_1.exe", true),
            (r"\w", "é", false),
            (r"\s", "\u{a0}", false),
            (r"\S\W\D", "a-b", true),
            (r"\.\\\-\/\n", r".\-/n", true),
            (r#""a.b*"c"#, "a.b*c", true),
            (r#""a.b*"c"#, "axbc", false),
            (r#"\"a\""#, r#""a""#, true),
            ("a@b", "a..b", true),
            ("a#|b", "b", true),
            ("a#", "a", false),
            ("=]}>-", "=]}>-", true),
        ];
        for (pattern, value, expected) in rows {
            assert_eq!(matches(pattern, value, false), expected, "{pattern} on {value:?}");
        }
    }

    /// `language.md` §5.3: `regex~` folds ASCII letters, and by our choice those in brackets.
    #[test]
    fn insensitive_patterns() {
        let rows = [
            (".*[a-z0-9]{4,}.*", "x ABCD", true),
            ("[^a-z]", "Q", false),
            ("[F-c]", "B", true),
            ("[F-c]", "f", true),
            ("[F-c]", "d", false),
            ("cMd", "CmD", true),
            ("\"cMd\"", "CmD", true),
            ("í", "Í", false),
            ("k", "\u{212A}", false),
            ("[a-z]", "\u{212A}", false),
        ];
        for (pattern, value, expected) in rows {
            assert_eq!(matches(pattern, value, true), expected, "{pattern} on {value:?}");
        }
    }

    /// `language.md` §5.3: `<n-m>`, of fixed width where both ends have the same number of digits.
    #[test]
    fn intervals() {
        let rows = [
            ("<1-100>", 1, 100, 0),
            ("<0-0>", 0, 0, 1),
            ("<07-13>", 7, 13, 2),
            ("<120-7>", 7, 120, 0),
            ("<0-999>", 0, 999, 0),
        ];
        for (pattern, low, high, width) in rows {
            let translated = translate(&[pattern], false).expect(pattern);
            let compiled = Pattern::new(&translated).expect(&translated);
            for number in 0..1200 {
                let inside = (low..=high).contains(&number);
                let text = format!("{number:0width$}");
                let fits = width == 0 || text.len() == width;
                assert_eq!(compiled.matches(&text), inside && fits, "{text} in {pattern}");
                assert_eq!(compiled.matches(&format!("00{text}")), inside && width == 0, "00{text} in {pattern}");
            }
        }
    }

    #[test]
    fn lists_are_alternatives() {
        let translated = translate(&["a|b", "c"], false).expect("two patterns");
        let compiled = Pattern::new(&translated).expect("a pattern");
        assert!(["a", "b", "c"].iter().all(|value| compiled.matches(value)));
        assert!(!compiled.matches("ac"));
    }

    /// `language.md` §5.3: what is malformed or not supported says where and why.
    #[test]
    fn refused() {
        let rows = [
            ("a(b", 1, "`)`"),
            ("ab)", 2, "`(`"),
            ("[ab", 0, "`]`"),
            ("[", 0, "`]`"),
            ("[a-", 0, "`]`"),
            ("[b-a]", 1, "range"),
            ("a{x}", 1, "count"),
            ("a{1", 1, "`}`"),
            ("a{2,1}", 1, "from 2 to 1"),
            ("a{99999999999}", 1, "count"),
            ("*a", 0, "nothing to repeat"),
            ("(+a)", 1, "nothing to repeat"),
            ("a\\", 1, "nothing behind"),
            ("a||b", 2, "empty alternative"),
            ("(a|)", 3, "empty alternative"),
            ("\"ab", 0, "quoted"),
            ("a~b", 1, "complement"),
            ("a&b", 1, "intersection"),
            ("<script>", 0, "interval"),
            ("<1-", 0, "interval"),
            ("<+1-2>", 0, "interval"),
            ("(?:a)", 0, "`(?`"),
            ("(a{1000}){1000}", 0, "bytes"),
        ];
        for (pattern, offset, reason) in rows {
            let error = translate(&["fine", pattern], false).expect_err(pattern);
            assert_eq!((error.pattern, error.offset), (1, offset), "{pattern}: {error}");
            assert!(error.reason.contains(reason), "{pattern}: {error}");
        }
        assert!(translate(&[&"(".repeat(100_000)], false).is_err());
        assert!(translate(&[&format!("a{}", "*".repeat(100_000))], false).is_err());
    }
}

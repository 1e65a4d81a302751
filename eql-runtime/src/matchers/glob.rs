//! Wildcard patterns (`language.md` §5.2).

use super::fold::with_ascii_foldable;
use super::substring::Substring;
use crate::reading::Fold;
use memchr::{memchr, memrchr};

/// Which characters of a pattern are wildcards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wildcards {
    /// `*` is any run of characters, `?` exactly one code point.
    StarAndQuestion,
    /// Only `*`: the Endgame dialect (`language.md` §4.3, §6.11).
    Star,
}

/// A wildcard pattern over the whole value: `*` is any run of characters, the empty one and line ends included, `?` is
/// exactly one code point, and everything else is itself; nothing escapes.
#[derive(Clone, Copy, Debug)]
pub struct Glob<'s> {
    pattern: &'s str,
    fold: Fold,
    wildcards: Wildcards,
}

impl<'s> Glob<'s> {
    /// A pattern with `*` and `?`, already folded ([`Fold::literal`]).
    ///
    /// ```
    /// use eql_runtime::{Fold, matchers::Glob};
    /// const SHELL: Glob<'_> = Glob::new("c:\\*\\cmd.???", Fold::Ascii);
    /// assert!(SHELL.matches("C:\\Windows\\System32\\cmd.exe"));
    /// ```
    #[must_use]
    pub const fn new(pattern: &'s str, fold: Fold) -> Self {
        Self::with_wildcards(pattern, fold, Wildcards::StarAndQuestion)
    }

    /// A pattern, already folded, with the given wildcards.
    #[must_use]
    pub const fn with_wildcards(pattern: &'s str, fold: Fold, wildcards: Wildcards) -> Self {
        Self { pattern, fold, wildcards }
    }

    /// Whether the whole of `value` fits the pattern.
    #[must_use]
    #[inline]
    pub fn matches(&self, value: &str) -> bool {
        match self.fold {
            Fold::Unicode => with_ascii_foldable(value, |value| self.matches_bytes(value.as_bytes())),
            Fold::None | Fold::Ascii => self.matches_bytes(value.as_bytes()),
        }
    }

    /// Head and tail are tested where they must stand; the pieces between are found one after the other, each at its
    /// first place: as every piece spans a fixed number of code points, a later place never helps the rest.
    fn matches_bytes(&self, value: &[u8]) -> bool {
        let stars = (memchr(b'*', self.pattern.as_bytes()), memrchr(b'*', self.pattern.as_bytes()));
        let (Some(first), Some(last)) = stars else {
            return self.piece_length(value, self.pattern) == Some(value.len());
        };
        let part = |from: usize, to: usize| self.pattern.get(from..to);
        let (head, tail) = (part(0, first), part(last + 1, self.pattern.len()));
        let Some(mut at) = self.piece_length(value, head.unwrap_or_default()) else { return false };
        let Some(end) = self.tail_start(value, tail.unwrap_or_default()) else { return false };
        let between = part(first + 1, last);
        for piece in between.into_iter().flat_map(|between| between.split('*')) {
            match value.get(at..end).and_then(|rest| self.find_piece(rest, piece)) {
                Some(after) => at += after,
                None => return false,
            }
        }
        at <= end
    }

    /// How many bytes at the start of `value` the piece takes; nothing where it does not fit.
    fn piece_length(&self, value: &[u8], piece: &str) -> Option<usize> {
        let mut at = 0;
        for &expected in piece.as_bytes() {
            let byte = *value.get(at)?;
            if expected == b'?' && self.wildcards == Wildcards::StarAndQuestion {
                at += code_point_length(byte);
            } else if self.same(byte, expected) {
                at += 1;
            } else {
                return None;
            }
        }
        Some(at)
    }

    /// Where the piece starts if it ends with the end of `value`.
    fn tail_start(&self, value: &[u8], piece: &str) -> Option<usize> {
        let mut at = value.len();
        for &expected in piece.as_bytes().iter().rev() {
            at = at.checked_sub(1)?;
            let mut byte = *value.get(at)?;
            if expected == b'?' && self.wildcards == Wildcards::StarAndQuestion {
                while is_continuation(byte) {
                    at = at.checked_sub(1)?;
                    byte = *value.get(at)?;
                }
            } else if !self.same(byte, expected) {
                return None;
            }
        }
        Some(at)
    }

    /// Where the first place of the piece in `value` ends.
    fn find_piece(&self, value: &[u8], piece: &str) -> Option<usize> {
        if self.wildcards == Wildcards::Star {
            return self.find_literal(value, piece).map(|start| start + piece.len());
        }
        let literal = piece.trim_start_matches('?');
        let mut at = 0;
        for _ in literal.len()..piece.len() {
            at += code_point_length(*value.get(at)?);
        }
        let first = literal.split('?').next().unwrap_or_default();
        loop {
            let rest = value.get(at..)?;
            let start = self.find_literal(rest, first)?;
            if first.len() == literal.len() {
                return Some(at + start + literal.len());
            }
            if let Some(length) = self.piece_length(rest.get(start..)?, literal) {
                return Some(at + start + length);
            }
            at += start + 1;
        }
    }

    fn find_literal(&self, value: &[u8], literal: &str) -> Option<usize> {
        Substring::new(literal, self.fold).position(value, self.fold != Fold::None)
    }

    #[inline(always)]
    fn same(&self, byte: u8, expected: u8) -> bool {
        byte == expected || (self.fold != Fold::None && byte.to_ascii_lowercase() == expected)
    }
}

/// The number of bytes of the code point that starts with `first`.
const fn code_point_length(first: u8) -> usize {
    match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}

const fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, pattern: &str, like: bool, like_insensitive: bool) {
        for (fold, expected) in [(Fold::None, like), (Fold::Ascii, like_insensitive)] {
            let folded = fold.literal(pattern);
            assert_eq!(Glob::new(&folded, fold).matches(value), expected, "{value:?} ~ {pattern:?} under {fold:?}");
        }
    }

    /// The table of `language.md` §5.2, and its prose.
    #[test]
    fn the_table_of_the_language() {
        check("DOCS", "DOC?", true, true);
        check("DOC", "DOC?", false, false);
        check("docs", "DOC?", false, true);
        check("a\\b", "a\\b", true, true);
        check("100%", "100%", true, true);
        check("x*y", "x*y", true, true);
        check("xzy", "x*y", true, true);
        check("línea", "LÍNEA", false, false);
        check("a\nb", "a*b", true, true);
        check("a\nb", "a?b", true, true);
        check("a😀b", "a?b", true, true);
        check("a😀b", "a??b", false, false);
        check("", "*", true, true);
        check("", "?*", false, false);
        check("é", "*?", true, true);
        check("é", "??", false, false);
        check("é", "*??", false, false);
        check("é", "?*?", false, false);
    }

    /// The definition itself, exponential and obvious.
    fn fits(value: &[char], pattern: &[char]) -> bool {
        match pattern.split_first() {
            None => value.is_empty(),
            Some(('*', rest)) => (0..=value.len()).any(|at| fits(&value[at..], rest)),
            Some((wanted, rest)) => value
                .split_first()
                .is_some_and(|(found, after)| (*wanted == '?' || wanted == found) && fits(after, rest)),
        }
    }

    #[test]
    fn agrees_with_the_definition_on_all_short_texts() {
        let texts = |letters: &[char], longest: u32| -> Vec<Vec<char>> {
            let mut all = vec![Vec::new()];
            for length in 1..=longest {
                for number in 0..letters.len().pow(length) {
                    all.push((0..length).map(|at| letters[number / letters.len().pow(at) % letters.len()]).collect());
                }
            }
            all
        };
        let values = texts(&['a', 'b', 'é'], 4);
        for pattern in texts(&['a', 'é', '?', '*'], 5) {
            let text: String = pattern.iter().collect();
            for value in &values {
                let value_text: String = value.iter().collect();
                assert_eq!(
                    Glob::new(&text, Fold::None).matches(&value_text),
                    fits(value, &pattern),
                    "{value_text} ~ {text}"
                );
            }
        }
    }

    /// `language.md` §4.3, §6.11: `?` is literal and letters fold beyond ASCII in the Endgame dialect.
    #[test]
    fn the_endgame_dialect_has_the_star_only() {
        let check = |value: &str, pattern: &str, expected: bool| {
            let folded = Fold::Unicode.literal(pattern);
            let glob = Glob::with_wildcards(&folded, Fold::Unicode, Wildcards::Star);
            assert_eq!(glob.matches(value), expected, "{value} ~ {pattern}");
        };
        check("cmd.exe", "cm?.exe", false);
        check("cm?.EXE", "*?.exe", true);
        check("LÍNEA.txt", "l*nEa*", true);
        check("a", "*A*", true);
    }

    #[test]
    fn hostile_patterns_end_soon() {
        let value = "a".repeat(50_000);
        let pattern = "*a".repeat(200) + "b";
        assert!(!Glob::new(&pattern, Fold::Ascii).matches(&value));
    }
}

//! Case folding and the plain comparisons under it (`language.md` §5.5).

use crate::reading::Fold;
use std::borrow::Cow;

impl Fold {
    /// `text` as matchers want their literals: folded, once, when a rule is compiled. Matchers fold only the value.
    #[must_use]
    pub fn literal(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::None => Cow::Borrowed(text),
            Self::Ascii if text.bytes().any(|byte| byte.is_ascii_uppercase()) => Cow::Owned(text.to_ascii_lowercase()),
            Self::Ascii => Cow::Borrowed(text),
            Self::Unicode => lower(text),
        }
    }
}

/// The simple lower-case form of a code point: always one code point, so positions stay comparable.
#[must_use]
#[inline]
pub fn lower_char(character: char) -> char {
    // Only U+0130 has a longer full form, which starts with its simple form.
    if character.is_ascii() {
        character.to_ascii_lowercase()
    } else {
        character.to_lowercase().next().unwrap_or(character)
    }
}

/// `text` with every code point in its simple lower-case form. Byte lengths may differ, the number of code points and
/// of UTF-16 units does not.
#[must_use]
pub fn lower(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| lower_char(character) == character) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(lower_char).collect())
    }
}

/// Runs `test` on `text` in the form in which it can be compared under ASCII folding alone.
#[inline]
pub(crate) fn with_ascii_foldable<R>(text: &str, test: impl FnOnce(&str) -> R) -> R {
    if text.is_ascii() { test(text) } else { test(&lower(text)) }
}

/// Whether `value` is `literal`, which is already folded.
#[must_use]
#[inline]
pub fn equals(value: &str, literal: &str, fold: Fold) -> bool {
    match fold {
        Fold::None => value == literal,
        Fold::Ascii => equals_ascii(value.as_bytes(), literal.as_bytes()),
        Fold::Unicode => with_ascii_foldable(value, |value| equals_ascii(value.as_bytes(), literal.as_bytes())),
    }
}

/// Whether `value` starts with `literal`, which is already folded.
#[must_use]
#[inline]
pub fn starts_with(value: &str, literal: &str, fold: Fold) -> bool {
    match fold {
        Fold::None => value.starts_with(literal),
        Fold::Ascii => starts_with_ascii(value, literal),
        Fold::Unicode => with_ascii_foldable(value, |value| starts_with_ascii(value, literal)),
    }
}

/// Whether `value` ends with `literal`, which is already folded.
#[must_use]
#[inline]
pub fn ends_with(value: &str, literal: &str, fold: Fold) -> bool {
    match fold {
        Fold::None => value.ends_with(literal),
        Fold::Ascii => ends_with_ascii(value, literal),
        Fold::Unicode => with_ascii_foldable(value, |value| ends_with_ascii(value, literal)),
    }
}

/// Whether `value` is `prefix`, any text, `suffix`: the pattern `prefix*suffix`, both already folded. The two do not
/// overlap.
#[must_use]
#[inline]
pub fn starts_and_ends_with(value: &str, prefix: &str, suffix: &str, fold: Fold) -> bool {
    let both = |value: &str, fold: Fold| {
        value.len() >= prefix.len() + suffix.len() && starts_with(value, prefix, fold) && ends_with(value, suffix, fold)
    };
    match fold {
        Fold::None | Fold::Ascii => both(value, fold),
        Fold::Unicode => with_ascii_foldable(value, |value| both(value, Fold::Ascii)),
    }
}

/// What stands between `prefix` and `suffix`, both already folded, in a value of the pattern `prefix*suffix`; nothing where it
/// does not fit. Not for [`Fold::Unicode`], under which lengths may change.
///
/// ```
/// use eql_runtime::{Fold, matchers::between};
/// assert_eq!(between("C:\\Temp\\a.EXE", "c:\\", ".exe", Fold::Ascii), Some("Temp\\a"));
/// assert_eq!(between("C:\\.exe", "c:\\.", ".exe", Fold::Ascii), None);
/// ```
#[must_use]
#[inline(always)]
pub fn between<'v>(value: &'v str, prefix: &str, suffix: &str, fold: Fold) -> Option<&'v str> {
    let fits = starts_with(value, prefix, fold) && ends_with(value, suffix, fold);
    if fits { value.get(prefix.len()..value.len() - suffix.len()) } else { None }
}

#[inline]
fn starts_with_ascii(value: &str, literal: &str) -> bool {
    value.as_bytes().get(..literal.len()).is_some_and(|head| equals_ascii(head, literal.as_bytes()))
}

#[inline]
fn ends_with_ascii(value: &str, literal: &str) -> bool {
    let Some(start) = value.len().checked_sub(literal.len()) else { return false };
    value.as_bytes().get(start..).is_some_and(|tail| equals_ascii(tail, literal.as_bytes()))
}

/// Whether `value`, folded, is `literal`. Words first: most texts that get past the length differ within eight bytes.
#[inline]
pub(crate) fn equals_ascii(value: &[u8], literal: &[u8]) -> bool {
    if value.len() != literal.len() {
        return false;
    }
    if let (Some(value_end), Some(literal_end)) = (value.last_chunk::<8>(), literal.last_chunk::<8>()) {
        let ((words, _), (literal_words, _)) = (value.as_chunks::<8>(), literal.as_chunks::<8>());
        // The last word overlaps the one before where the length is no multiple of eight.
        words.iter().zip(literal_words).all(|(word, literal)| same_word(*word, *literal))
            && same_word(*value_end, *literal_end)
    } else if let (Some(start), Some(literal_start), Some(end), Some(literal_end)) =
        (value.first_chunk::<4>(), literal.first_chunk::<4>(), value.last_chunk::<4>(), literal.last_chunk::<4>())
    {
        same_word(joined(*start, *end), joined(*literal_start, *literal_end))
    } else {
        value.iter().zip(literal).all(|(byte, literal)| byte.to_ascii_lowercase() == *literal)
    }
}

#[inline(always)]
const fn joined(start: [u8; 4], end: [u8; 4]) -> [u8; 8] {
    (u32::from_le_bytes(start) as u64 | (u32::from_le_bytes(end) as u64) << 32).to_le_bytes()
}

/// Whether eight bytes, folded, are those of a literal.
#[inline(always)]
const fn same_word(word: [u8; 8], literal: [u8; 8]) -> bool {
    let literal = u64::from_le_bytes(literal);
    u64::from_le_bytes(word) | letters(literal) == literal
}

/// The bit that tells the cases apart, in every byte of `word` that is one of `a`–`z`: a byte with that bit set is such
/// a letter exactly if it was the letter in either case. Of a literal that the compiler knows it is a constant.
#[inline(always)]
const fn letters(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    let low = word & !HIGH;
    let from_a = low + (0x80 - b'a' as u64) * EACH;
    let after_z = low + (0x80 - b'z' as u64 - 1) * EACH;
    (from_a & !after_z & !word & HIGH) >> 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_compared_like_its_bytes() {
        for literal in (0..=255_u8).filter(|byte| !byte.is_ascii_uppercase()) {
            for byte in 0..=255_u8 {
                let word = [b'Z', byte, b'[', 0, b'@', 0xFF, b'a', byte];
                let literals = [b'z', literal, b'[', 0, b'@', 0xFF, b'a', literal];
                assert_eq!(same_word(word, literals), byte.to_ascii_lowercase() == literal, "{byte} and {literal}");
            }
        }
    }

    #[test]
    fn every_length_is_compared_to_its_end() {
        for length in 1..40 {
            let literal: Vec<u8> = (0..length).map(|at| b'a' + at as u8 % 26).collect();
            assert!(equals_ascii(&literal.to_ascii_uppercase(), &literal));
            for at in 0..length {
                let mut other = literal.to_ascii_uppercase();
                other[at] = b'0';
                assert!(!equals_ascii(&other, &literal), "{length}, {at}");
            }
        }
    }

    /// `language.md` §5.2 and §5.5: which letters each mode folds.
    #[test]
    fn each_mode_folds_its_letters() {
        let rows = [
            ("CMD.EXE", "cmd.exe", false, true, true),
            ("cmd.exe", "cmd.exe", true, true, true),
            ("cmd.exé", "cmd.exe", false, false, false),
            ("LÍNEA", "línea", false, false, true),
            ("línea", "línea", true, true, true),
            ("C:\\Windows\\System32\\CMD.EXE", "c:\\windows\\system32\\cmd.exe", false, true, true),
            ("\u{130}", "i", false, false, true),
            ("\u{212A}", "k", false, false, true),
            ("", "", true, true, true),
            ("[", "{", false, false, false),
            ("@", "`", false, false, false),
        ];
        for (value, literal, none, ascii, unicode) in rows {
            for (fold, expected) in [(Fold::None, none), (Fold::Ascii, ascii), (Fold::Unicode, unicode)] {
                assert_eq!(equals(value, literal, fold), expected, "{value} = {literal} under {fold:?}");
                let framed = format!("{value}x");
                assert_eq!(starts_with(&framed, literal, fold), expected, "{framed} starts with {literal}, {fold:?}");
                let framed = format!("xx{value}");
                assert_eq!(ends_with(&framed, literal, fold), expected, "{framed} ends with {literal}, {fold:?}");
            }
        }
    }

    #[test]
    fn both_ends_do_not_overlap() {
        let rows = [
            ("abc", "a", "c", true),
            ("abc", "ab", "bc", false),
            ("aba", "aba", "", true),
            ("ABC", "a", "c", true),
            ("xbc", "a", "c", false),
        ];
        for (value, prefix, suffix, expected) in rows {
            assert_eq!(
                starts_and_ends_with(value, prefix, suffix, Fold::Ascii),
                expected,
                "{value}: {prefix}*{suffix}"
            );
            assert_eq!(starts_and_ends_with(value, prefix, suffix, Fold::Unicode), expected);
            let lower = value.to_lowercase();
            assert_eq!(starts_and_ends_with(&lower, prefix, suffix, Fold::None), expected);
        }
        assert!(starts_and_ends_with("Íb\u{212A}", "í", "k", Fold::Unicode));
    }

    #[test]
    fn literals_are_folded_once() {
        assert_eq!(Fold::None.literal("AÍ"), "AÍ");
        assert_eq!(Fold::Ascii.literal("AÍ"), "aÍ");
        assert_eq!(Fold::Unicode.literal("AÍ"), "aí");
    }
}

//! Search for one text inside another.

use super::fold::{equals_ascii, with_ascii_foldable};
use crate::reading::Fold;
use memchr::{memchr, memchr2};

/// A text to look for inside values: `*literal*`, `stringContains`.
///
/// The search jumps between occurrences of the needle's rarest byte, chosen when it is built.
#[derive(Clone, Copy, Debug)]
pub struct Substring<'s> {
    needle: &'s str,
    fold: Fold,
    rare: usize,
}

impl<'s> Substring<'s> {
    /// A search for `needle`, which is already folded ([`Fold::literal`]).
    ///
    /// ```
    /// use eql_runtime::{Fold, matchers::Substring};
    /// const MIMIKATZ: Substring<'_> = Substring::new("mimikatz", Fold::Ascii);
    /// assert!(MIMIKATZ.is_in("C:\\Temp\\Mimikatz.exe"));
    /// ```
    #[must_use]
    pub const fn new(needle: &'s str, fold: Fold) -> Self {
        let bytes = needle.as_bytes();
        let (mut rare, mut at) = (0, 1);
        while at < bytes.len() {
            if FREQUENCY[bytes[at] as usize] < FREQUENCY[bytes[rare] as usize] {
                rare = at;
            }
            at += 1;
        }
        Self { needle, fold, rare }
    }

    /// Whether the needle is somewhere in `value`. The empty needle is in every value.
    #[must_use]
    #[inline]
    pub fn is_in(&self, value: &str) -> bool {
        match self.fold {
            Fold::Unicode => with_ascii_foldable(value, |value| self.position(value.as_bytes(), true).is_some()),
            fold => self.position(value.as_bytes(), fold == Fold::Ascii).is_some(),
        }
    }

    /// Where the needle first starts in `value`. Under [`Fold::Unicode`] `value` is to be folded already.
    #[inline]
    pub(crate) fn position(&self, value: &[u8], ascii_fold: bool) -> Option<usize> {
        let needle = self.needle.as_bytes();
        let Some(&rare) = needle.get(self.rare) else { return Some(0) };
        let last_start = value.len().checked_sub(needle.len())?;
        // The rare byte of a match lies between these two.
        let window = value.get(..=last_start + self.rare)?;
        let mut from = self.rare;
        loop {
            let rest = window.get(from..)?;
            let found = if ascii_fold && rare.is_ascii_lowercase() {
                memchr2(rare, rare.to_ascii_uppercase(), rest)?
            } else {
                memchr(rare, rest)?
            };
            let start = from + found - self.rare;
            let candidate = value.get(start..start + needle.len())?;
            if if ascii_fold { equals_ascii(candidate, needle) } else { candidate == needle } {
                return Some(start);
            }
            from += found + 1;
        }
    }
}

/// [`frequency`] of every byte: patterns choose again for each piece at each search.
static FREQUENCY: [u8; 256] = {
    let mut all = [0; 256];
    let mut byte = 0;
    while byte < all.len() {
        all[byte] = frequency(byte as u8);
        byte += 1;
    }
    all
};

/// How common a byte is in paths, command lines and names: a rough rank, for choosing what to search for.
const fn frequency(byte: u8) -> u8 {
    match byte {
        b'e' | b's' | b'i' | b'o' | b't' | b'r' | b'n' | b'a' | b' ' | b'\\' => 9,
        b'c' | b'm' | b'd' | b'l' | b'p' | b'u' | b'/' | b'.' | b'-' => 7,
        b'0'..=b'9' | b'w' | b'f' | b'g' | b'h' | b'b' | b'x' | b'y' | b'v' | b'_' | b':' => 5,
        b'k' | b'j' | b'q' | b'z' | b'"' | b'=' | b',' => 3,
        // Capitals are needles only where case counts.
        b'A'..=b'Z' => 4,
        0x80.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_plain_search() {
        let values = ["", "a", "abc", "xxABCxx", "aab", "aaab", "caféAB", "ZZZ", "C:\\Temp\\a.exe", "éa", "kK\u{212A}"];
        let needles = ["", "a", "ab", "abc", "aab", "b", "é", "éab", "zz", "\\temp\\", "exe", "k", "missing", "kkk"];
        for value in values {
            for needle in needles {
                let rows = [
                    (Fold::None, value.contains(needle)),
                    (Fold::Ascii, value.to_ascii_lowercase().contains(needle)),
                    (Fold::Unicode, super::super::fold::lower(value).contains(needle)),
                ];
                for (fold, expected) in rows {
                    assert_eq!(
                        Substring::new(needle, fold).is_in(value),
                        expected,
                        "{needle:?} in {value:?}, {fold:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn finds_the_first_start() {
        assert_eq!(Substring::new("ab", Fold::None).position(b"xabab", false), Some(1));
        assert_eq!(Substring::new("ab", Fold::Ascii).position(b"xaBAB", true), Some(1));
        assert_eq!(Substring::new("", Fold::Ascii).position(b"x", true), Some(0));
    }
}

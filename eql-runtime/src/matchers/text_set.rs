//! Sets of texts, hashed before the program runs.

use super::fold::{equals_ascii, with_ascii_foldable};
use crate::reading::Fold;

/// A slot that holds no text.
const EMPTY: u32 = u32::MAX;
/// Bytes of a slot: where its text starts and how long it is.
const SLOT: usize = 8;

/// A set of texts: `in`, `in~`, lists of plain literals after `:`.
///
/// A look-up compares the value's length with the lengths in the set, hashes its first, middle and last eight bytes,
/// and compares it with the texts that hash alike. Generated code holds one as a `static`:
///
/// ```
/// use eql_runtime::{Fold, matchers::TextSetBuf};
/// let names = TextSetBuf::build(["Cmd.exe", "powershell.exe"], Fold::Ascii);
/// assert!(names.as_set().contains("CMD.EXE"));
/// assert!(!names.as_set().contains("bash"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TextSet<'s> {
    fold: Fold,
    lengths: u64,
    seed: u64,
    texts: &'s str,
    slots: &'s [u8],
}

impl<'s> TextSet<'s> {
    /// A set from the tables of a [`TextSetBuf`].
    #[must_use]
    pub const fn from_tables(fold: Fold, lengths: u64, seed: u64, texts: &'s str, slots: &'s [u8]) -> Self {
        Self { fold, lengths, seed, texts, slots }
    }

    /// Whether `value` is in the set.
    #[must_use]
    #[inline]
    pub fn contains(&self, value: &str) -> bool {
        match self.fold {
            Fold::None => self.find(value, |found| found == value.as_bytes()),
            Fold::Ascii => self.find(value, |found| equals_ascii(value.as_bytes(), found)),
            Fold::Unicode => {
                with_ascii_foldable(value, |value| self.find(value, |found| equals_ascii(value.as_bytes(), found)))
            }
        }
    }

    #[inline]
    fn find(&self, value: &str, same: impl Fn(&[u8]) -> bool) -> bool {
        if self.lengths & length_bit(value.len()) == 0 {
            return false;
        }
        let (slots, _) = self.slots.as_chunks::<SLOT>();
        let mask = slots.len().wrapping_sub(1);
        let mut at = hash(value.as_bytes(), self.seed) as usize & mask;
        // As many steps as slots: a table without an empty slot can't hold the search for ever.
        for _ in 0..slots.len() {
            let Some(&[s0, s1, s2, s3, l0, l1, l2, l3]) = slots.get(at) else { return false };
            let start = u32::from_le_bytes([s0, s1, s2, s3]);
            if start == EMPTY {
                return false;
            }
            let (start, length) = (start as usize, u32::from_le_bytes([l0, l1, l2, l3]) as usize);
            if length == value.len()
                && self.texts.as_bytes().get(start..start.saturating_add(length)).is_some_and(&same)
            {
                return true;
            }
            at = (at + 1) & mask;
        }
        false
    }
}

/// The tables of a [`TextSet`], built and owned.
#[derive(Clone, Debug)]
pub struct TextSetBuf {
    fold: Fold,
    lengths: u64,
    seed: u64,
    texts: String,
    slots: Vec<u8>,
}

impl TextSetBuf {
    /// Builds the set of `texts`, which it folds itself. Equal texts in any order give equal tables.
    #[must_use]
    pub fn build<T: AsRef<str>>(texts: impl IntoIterator<Item = T>, fold: Fold) -> Self {
        let mut folded: Vec<String> = texts.into_iter().map(|text| fold.literal(text.as_ref()).into_owned()).collect();
        folded.sort_unstable();
        folded.dedup();
        let slot_count = (folded.len() * 2).next_power_of_two().max(2);
        // A few seeds are tried; the one with the fewest steps over all texts stays.
        let (_, seed, placed) = (0..8)
            .map(|seed| {
                let (steps, placed) = place(&folded, seed, slot_count);
                (steps, seed, placed)
            })
            .min_by_key(|&(steps, seed, _)| (steps, seed))
            .unwrap_or_default();
        let mut spans = Vec::with_capacity(folded.len());
        let mut all = String::new();
        for text in &folded {
            spans.push((all.len() as u32, text.len() as u32));
            all.push_str(text);
        }
        let slots = placed
            .iter()
            .map(|index| index.and_then(|index| spans.get(index)).copied().unwrap_or((EMPTY, 0)))
            .flat_map(|(start, length)| [start.to_le_bytes(), length.to_le_bytes()])
            .flatten()
            .collect();
        let lengths = folded.iter().fold(0, |mask, text| mask | length_bit(text.len()));
        Self { fold, lengths, seed, texts: all, slots }
    }

    /// The set over these tables.
    #[must_use]
    #[inline]
    pub fn as_set(&self) -> TextSet<'_> {
        TextSet::from_tables(self.fold, self.lengths, self.seed, &self.texts, &self.slots)
    }

    /// How letters are folded.
    #[must_use]
    pub const fn fold(&self) -> Fold {
        self.fold
    }

    /// The lengths in the set, as bits; the last one stands for all longer texts.
    #[must_use]
    pub const fn lengths(&self) -> u64 {
        self.lengths
    }

    /// What the hash starts from.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The folded texts, one after the other.
    #[must_use]
    pub fn texts(&self) -> &str {
        &self.texts
    }

    /// The hash table.
    #[must_use]
    pub fn slots(&self) -> &[u8] {
        &self.slots
    }
}

/// Puts every text into a slot; gives the number of steps past the first slot, and the index in each slot.
fn place(texts: &[String], seed: u64, slot_count: usize) -> (usize, Vec<Option<usize>>) {
    let mut slots = vec![None; slot_count];
    let mut steps = 0;
    for (index, text) in texts.iter().enumerate() {
        let mut at = hash(text.as_bytes(), seed) as usize & (slot_count - 1);
        while slots[at].is_some() {
            at = (at + 1) & (slot_count - 1);
            steps += 1;
        }
        slots[at] = Some(index);
    }
    (steps, slots)
}

#[inline(always)]
const fn length_bit(length: usize) -> u64 {
    1 << if length < 63 { length } else { 63 }
}

/// A hash of length and of the first, middle and last bytes. Bit 5 of every byte is set first, which makes letters of
/// either case hash alike.
#[inline]
fn hash(text: &[u8], seed: u64) -> u64 {
    const CASELESS: u64 = 0x2020_2020_2020_2020;
    const MIX: [u64; 3] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0xD6E8_FEB8_6659_FD93];
    let (first, middle, last) = match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            let half = text.len() / 2 - 4;
            let middle = text.get(half..).and_then(|rest| rest.first_chunk::<8>()).unwrap_or(first);
            (u64::from_le_bytes(*first), u64::from_le_bytes(*middle), u64::from_le_bytes(*last))
        }
        _ => match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
            (Some(first), Some(last)) => {
                (u64::from(u32::from_le_bytes(*first)), 0, u64::from(u32::from_le_bytes(*last)))
            }
            _ => {
                let byte = |at: usize| text.get(at).copied().map_or(0, u64::from);
                (byte(0), byte(1), byte(2))
            }
        },
    };
    let mut mixed = seed.wrapping_add(text.len() as u64).wrapping_mul(MIX[2]);
    for (word, factor) in [(first, MIX[0]), (middle, MIX[1]), (last, MIX[2])] {
        mixed = (mixed ^ (word | CASELESS)).wrapping_mul(factor);
        mixed ^= mixed >> 32;
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_exactly_its_texts() {
        let texts: Vec<String> = (0..3000).map(|n| format!("C:\\Windows\\Name{}\\x{}.exe", n * 7919, n % 13)).collect();
        for count in [0, 1, 2, 3, 17, 300, 3000] {
            for fold in [Fold::None, Fold::Ascii, Fold::Unicode] {
                let held = &texts[..count];
                let built = TextSetBuf::build(held, fold);
                let set = built.as_set();
                for text in &texts {
                    assert_eq!(set.contains(text), held.contains(text), "{text} in {count}");
                    assert_eq!(set.contains(&text.to_uppercase()), fold != Fold::None && held.contains(text));
                }
            }
        }
    }

    #[test]
    fn short_and_foreign_texts() {
        let texts = ["", "a", "ab", "abc", "abcd", "abcde", "abcdefg", "abcdefgh", "Í", "x".repeat(200).leak()];
        for fold in [Fold::None, Fold::Ascii, Fold::Unicode] {
            let built = TextSetBuf::build(texts, fold);
            assert!(texts.iter().all(|text| built.as_set().contains(text)));
            assert!(["b", "ac", "abd", "abcdefgx", "abcdefghi"].iter().all(|text| !built.as_set().contains(text)));
            assert_eq!(built.as_set().contains("í"), fold == Fold::Unicode);
        }
    }

    #[test]
    fn order_does_not_reach_the_tables() {
        let one = TextSetBuf::build(["b", "a", "A"], Fold::Ascii);
        let two = TextSetBuf::build(["A", "b"], Fold::Ascii);
        assert_eq!((one.texts(), one.slots(), one.seed()), (two.texts(), two.slots(), two.seed()));
    }

    #[test]
    fn malformed_tables_do_not_panic() {
        for slots in [&[][..], &[0; 3], &[0; 8], &[0xFE; 64], &[1; 64]] {
            assert!(!TextSet::from_tables(Fold::None, u64::MAX, 0, "", slots).contains("abc"));
        }
    }
}

//! The literals in texts seen before.

use super::super::literals::TextOf;
use hashbrown::DefaultHashBuilder;
use std::hash::{BuildHasher, Hasher};

/// Each text has two places; the one of them that was used last is kept when another text comes.
const PAIRS: usize = 1 << 11;

/// The longest text that is remembered, in bytes: longer ones seldom come again.
const LONGEST: usize = 256;

#[derive(Debug, Default)]
pub(super) struct Values {
    /// Of each place whose text stands there, how long it is, since which forgetting, and its set. Made when the first text
    /// comes.
    heads: Vec<[u32; 4]>,
    texts: Vec<u8>,
    /// Of each pair the place that was used last.
    used: Vec<u8>,
    /// How often all was forgotten, more one.
    epoch: u32,
    hasher: DefaultHashBuilder,
}

impl Values {
    /// The set of literals in a text of a field, from `find` if it is not remembered.
    #[inline]
    pub(super) fn of(&mut self, field: u32, text: &str, of: TextOf, find: impl FnOnce() -> u32) -> u32 {
        let bytes = text.as_bytes();
        if bytes.len() > LONGEST {
            return find();
        }
        if self.heads.is_empty() {
            self.make();
        }
        let owner = field << 2 | of as u32;
        let pair = self.pair_of(owner, bytes);
        // What is remembered of a text but its set.
        let head = [owner, bytes.len() as u32, self.epoch];
        for way in 0..2 {
            if let Some([start @ .., set]) = self.heads.get(2 * pair + way)
                && *start == head
                && self.texts.get((2 * pair + way) * LONGEST..).is_some_and(|texts| texts.starts_with(bytes))
            {
                if let Some(used) = self.used.get_mut(pair) {
                    *used = way as u8;
                }
                return *set;
            }
        }
        let set = find();
        self.remember(pair, head, set, bytes);
        set
    }

    /// Where a text of this field and kind has its places.
    #[inline(always)]
    fn pair_of(&self, owner: u32, text: &[u8]) -> usize {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(text);
        (hasher.finish() ^ u64::from(owner)) as usize % PAIRS
    }

    fn remember(&mut self, pair: usize, [owner, length, epoch]: [u32; 3], set: u32, text: &[u8]) {
        let Some(used) = self.used.get_mut(pair) else { return };
        *used ^= 1;
        let place = 2 * pair + usize::from(*used);
        let room = self.texts.get_mut(place * LONGEST..).and_then(|texts| texts.get_mut(..text.len()));
        if let (Some(head), Some(room)) = (self.heads.get_mut(place), room) {
            *head = [owner, length, epoch, set];
            room.copy_from_slice(text);
        }
    }

    #[cold]
    fn make(&mut self) {
        (self.heads, self.texts) = (vec![[0; 4]; 2 * PAIRS], vec![0; 2 * PAIRS * LONGEST]);
        self.used = vec![0; PAIRS];
        self.epoch = 1;
    }

    /// Forgets all texts.
    pub(super) fn forget(&mut self) {
        match self.epoch.checked_add(1) {
            Some(epoch) => self.epoch = epoch,
            None => self.make(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_searched_once() {
        let mut values = Values::default();
        let long = "x".repeat(LONGEST + 1);
        for set in [5, 0] {
            // Where none is given, it has to be remembered.
            let mut find = |field, text, of, set: Option<u32>| values.of(field, text, of, || set.unwrap_or(u32::MAX));
            let [is, number] = [TextOf::Text, TextOf::Number];
            assert_eq!(find(1, "abc", is, Some(set)), set);
            assert_eq!(find(1, "abc", is, None), set);
            // Another text, another field, another sort of value.
            assert_eq!(find(1, "abd", is, Some(6)), 6);
            assert_eq!(find(2, "abc", is, Some(7)), 7);
            assert_eq!(find(1, "abc", number, Some(8)), 8);
            assert_eq!(find(1, &long, is, Some(9)), 9);
            assert_eq!(find(1, &long, is, Some(10)), 10, "it is too long");
            assert_eq!(find(1, "", is, Some(11)), 11);
            assert_eq!(find(1, "", is, None), 11);
            values.forget();
        }
    }

    #[test]
    fn many_texts_keep_their_sets_or_are_searched_again() {
        let mut values = Values::default();
        let mut searched = 0;
        for _ in 0..3 {
            for number in 0..4 * PAIRS as u32 {
                let set = values.of(0, &number.to_string(), TextOf::Text, || {
                    searched += 1;
                    number
                });
                assert_eq!(set, number);
            }
        }
        assert!(searched > 4 * PAIRS);
    }
}

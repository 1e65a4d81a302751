//! Looking for the literals of all rules in one text of a field.
//!
//! A literal is either the whole text, found by a hash of it, or a *piece* that stands somewhere in it. Of a piece, four
//! bytes that few other pieces have are its *gram*: the text is read once, a bitmap says of each four bytes in it whether
//! they may be a gram, and only then is looked closer. A piece at an end of the text includes the [`BOUNDARY`].
//!
//! Case never counts here: what does not fit in its case is left to the rule.

use super::table::{Numbers, bytes};
use crate::matchers::fold::{equals_ascii, lower_char};

/// What the index reads before and after each text. A text that contains it makes the index let through more.
pub const BOUNDARY: char = '\0';

/// The length of a gram; shorter pieces can't be looked for.
pub const GRAM: usize = 4;

/// Sets bit 5 of every byte, which makes letters of either case alike.
const CASELESS: u32 = 0x2020_2020;

/// Bits of a field's bitmap for each of its pieces: one position in sixteen is looked at without need.
const BITS_PER_PIECE: usize = 16;

/// A literal to be found in one field.
#[derive(Clone, Debug)]
pub(super) struct Wanted<'t> {
    pub(super) field: u32,
    /// Whether it is the whole text.
    pub(super) whole: bool,
    /// Lower-case as far as ASCII goes.
    pub(super) text: &'t str,
    /// Whether case is folded beyond ASCII: `text` is lower-case throughout.
    pub(super) unicode: bool,
}

/// The tables, borrowed: see [`LiteralTablesBuf`].
#[derive(Clone, Copy, Debug)]
pub(super) struct LiteralTables<'s> {
    /// The literals, one after the other.
    pub(super) texts: &'s [u8],
    /// Four numbers a literal: its field, the start and the length of its text, and where in it the gram is.
    pub(super) literals: Numbers<'s>,
    /// A literal more one, by the hash of field and text; zero is empty.
    pub(super) whole: Numbers<'s>,
    /// The same, by the hash of field and gram.
    pub(super) grams: Numbers<'s>,
    /// Two numbers a field: where its bitmap starts, and the logarithm of its bits, more one; zero is none. The two highest
    /// bits of the second say that whole texts are wanted, and that some case is folded beyond ASCII.
    pub(super) fields: Numbers<'s>,
    pub(super) bitmaps: &'s [u8],
}

const HAS_WHOLE: u32 = 1 << 31;
const HAS_UNICODE: u32 = 1 << 30;
const LOGARITHM: u32 = 0xFF;

impl LiteralTables<'_> {
    /// Whether any literal is wanted in this field.
    #[inline]
    pub(super) fn wants(&self, field: u32) -> bool {
        self.fields.record::<2>(field as usize).is_some_and(|[_, kinds]| kinds != 0)
    }

    /// Gives the literals in `bounded`, a text of `field` between boundaries, to `found`, some more than once. `lowered` is
    /// room for another form of the text.
    #[inline]
    pub(super) fn find(&self, field: u32, bounded: &str, lowered: &mut String, found: &mut impl FnMut(u32)) {
        let Some([start, kinds]) = self.fields.record::<2>(field as usize) else { return };
        self.find_in(field, [start, kinds], bounded.as_bytes(), found);
        if kinds & HAS_UNICODE != 0 && !bounded.is_ascii() {
            lowered.clear();
            lowered.extend(bounded.chars().map(lower_char));
            self.find_in(field, [start, kinds], lowered.as_bytes(), found);
        }
    }

    #[inline]
    fn find_in(&self, field: u32, [start, kinds]: [u32; 2], bounded: &[u8], found: &mut impl FnMut(u32)) {
        if kinds & HAS_WHOLE != 0
            && let Some(text) = bounded.get(1..bounded.len().saturating_sub(1))
        {
            self.find_whole(field, text, found);
        }
        // A malformed table may say anything.
        if let Some(log @ 1..32) = (kinds & LOGARITHM).checked_sub(1) {
            let length = (1_usize << log) / 8;
            let bitmap = self.bitmaps.get(start as usize..).and_then(|rest| rest.get(..length)).unwrap_or_default();
            self.find_pieces(field, bounded, bitmap, log, found);
        }
    }

    #[inline]
    fn find_whole(&self, field: u32, text: &[u8], found: &mut impl FnMut(u32)) {
        probe(&self.whole, hash_whole(field, text), |literal| {
            if self.text(field, literal).is_some_and(|(wanted, _)| equals_ascii(text, wanted)) {
                found(literal);
            }
        });
    }

    #[inline]
    fn find_pieces(&self, field: u32, bounded: &[u8], bitmap: &[u8], log: u32, found: &mut impl FnMut(u32)) {
        for (at, window) in bounded.windows(GRAM).enumerate() {
            let gram = gram(window);
            let bit = bit_of(gram, log);
            if bitmap.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1) {
                self.find_at(field, bounded, at, gram, found);
            }
        }
    }

    /// The pieces whose gram stands at `at`.
    #[inline(never)]
    fn find_at(&self, field: u32, bounded: &[u8], at: usize, gram: u32, found: &mut impl FnMut(u32)) {
        probe(&self.grams, hash_gram(field, gram), |literal| {
            let Some((wanted, offset)) = self.text(field, literal) else { return };
            let place = at.checked_sub(offset).and_then(|start| bounded.get(start..start + wanted.len()));
            if place.is_some_and(|place| equals_ascii(place, wanted)) {
                found(literal);
            }
        });
    }

    /// The text of a literal, and where in it the gram is; nothing if it belongs to another field: a search of the hash
    /// table passes those too.
    #[inline]
    fn text(&self, field: u32, literal: u32) -> Option<(&[u8], usize)> {
        let [own, start, length, gram] = self.literals.record(literal as usize)?;
        if own != field {
            return None;
        }
        Some((self.texts.get(start as usize..)?.get(..length as usize)?, gram as usize))
    }
}

/// The tables that [`LiteralTables`] read, built and owned.
#[derive(Clone, Debug, Default)]
pub(super) struct LiteralTablesBuf {
    pub(super) texts: Vec<u8>,
    pub(super) literals: Vec<u8>,
    pub(super) whole: Vec<u8>,
    pub(super) grams: Vec<u8>,
    pub(super) fields: Vec<u8>,
    pub(super) bitmaps: Vec<u8>,
}

impl LiteralTablesBuf {
    /// Tables for these literals in so many fields. Pieces that are shorter than a gram are never found.
    pub(super) fn build(fields: usize, wanted: &[Wanted<'_>]) -> Self {
        let commonness = Commonness::of(wanted);
        let mut texts = Vec::new();
        let mut literals = Vec::with_capacity(wanted.len());
        for literal in wanted {
            let offset = if literal.whole { 0 } else { commonness.rarest(literal) };
            literals.push([literal.field, texts.len() as u32, literal.text.len() as u32, offset as u32]);
            texts.extend_from_slice(literal.text.as_bytes());
        }
        let gram_of = |at: usize| {
            let offset = literals.get(at).map_or(0, |[_, _, _, offset]| *offset as usize);
            let window = wanted.get(at)?.text.as_bytes().get(offset..)?.first_chunk::<GRAM>()?;
            Some(gram(window))
        };
        let (mut whole, mut grams) = (Vec::new(), Vec::new());
        for (at, literal) in wanted.iter().enumerate() {
            if literal.whole {
                whole.push((hash_whole(literal.field, literal.text.as_bytes()), at as u32));
            } else if let Some(gram) = gram_of(at) {
                grams.push((literal.field, gram, at as u32));
            }
        }
        let (fields, bitmaps) = bitmaps(fields, wanted, &grams);
        let grams: Vec<_> = grams.into_iter().map(|(field, gram, at)| (hash_gram(field, gram), at)).collect();
        Self {
            texts,
            literals: bytes(literals.into_iter().flatten()),
            whole: bytes(hash_table(&whole)),
            grams: bytes(hash_table(&grams)),
            fields,
            bitmaps,
        }
    }
}

/// A bitmap for each field that pieces are wanted in, and the table of fields.
fn bitmaps(fields: usize, wanted: &[Wanted<'_>], grams: &[(u32, u32, u32)]) -> (Vec<u8>, Vec<u8>) {
    let mut kinds = vec![[0_u32; 2]; fields];
    for literal in wanted {
        if let Some([_, kinds]) = kinds.get_mut(literal.field as usize) {
            *kinds |= if literal.whole { HAS_WHOLE } else { 0 } | if literal.unicode { HAS_UNICODE } else { 0 };
        }
    }
    let mut counts = vec![0_usize; fields];
    for (field, _, _) in grams {
        if let Some(count) = counts.get_mut(*field as usize) {
            *count += 1;
        }
    }
    let mut maps = Vec::new();
    for ([start, kinds], &count) in kinds.iter_mut().zip(&counts).filter(|(_, count)| **count > 0) {
        let bits = (count * BITS_PER_PIECE).next_power_of_two().max(64);
        *start = maps.len() as u32;
        *kinds |= bits.ilog2() + 1;
        maps.resize(maps.len() + bits / 8, 0);
    }
    for &(field, gram, _) in grams {
        let Some([start, kinds]) = kinds.get(field as usize) else { continue };
        let bit = bit_of(gram, (*kinds & LOGARITHM).saturating_sub(1));
        if let Some(byte) = maps.get_mut(*start as usize + bit / 8) {
            *byte |= 1 << (bit % 8);
        }
    }
    (bytes(kinds.into_iter().flatten()), maps)
}

/// How many pieces of a field have a gram; what is in many pieces is likely to be in many events too.
struct Commonness(hashbrown::HashMap<(u32, u32), u32>);

impl Commonness {
    fn of(wanted: &[Wanted<'_>]) -> Self {
        let mut counts = hashbrown::HashMap::new();
        for literal in wanted.iter().filter(|literal| !literal.whole) {
            for window in literal.text.as_bytes().windows(GRAM) {
                *counts.entry((literal.field, gram(window))).or_insert(0) += 1;
            }
        }
        Self(counts)
    }

    /// Where the rarest gram of a piece is.
    fn rarest(&self, literal: &Wanted<'_>) -> usize {
        let count = |window: &[u8]| self.0.get(&(literal.field, gram(window))).copied().unwrap_or_default();
        let grams = literal.text.as_bytes().windows(GRAM).enumerate();
        grams.min_by_key(|(_, window)| (count(window), letters(window))).map_or(0, |(at, _)| at)
    }
}

/// How much of a gram is plain letters: they are likelier to meet by chance.
fn letters(window: &[u8]) -> usize {
    window.iter().filter(|byte| byte.is_ascii_alphanumeric()).count()
}

/// Half full at most, so that an empty slot ends every search.
fn hash_table(entries: &[(u32, u32)]) -> Vec<u32> {
    let mut slots = vec![0; (entries.len() * 2).next_power_of_two().max(2)];
    let mask = slots.len() - 1;
    for &(hash, literal) in entries {
        let mut at = hash as usize & mask;
        while slots.get(at).is_some_and(|&slot| slot != 0) {
            at = (at + 1) & mask;
        }
        if let Some(slot) = slots.get_mut(at) {
            *slot = literal + 1;
        }
    }
    slots
}

/// Gives what may be stored under `hash` to `candidate`.
#[inline(always)]
fn probe(slots: &Numbers<'_>, hash: u32, mut candidate: impl FnMut(u32)) {
    let Some(mask) = slots.len().checked_sub(1) else { return };
    let mut at = hash as usize & mask;
    // A malformed table may have no empty slot.
    for _ in 0..=mask {
        match slots.get(at).and_then(|slot| slot.checked_sub(1)) {
            Some(literal) => candidate(literal),
            None => return,
        }
        at = (at + 1) & mask;
    }
}

#[inline(always)]
fn gram(window: &[u8]) -> u32 {
    window.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes) | CASELESS)
}

#[inline(always)]
const fn bit_of(gram: u32, log: u32) -> usize {
    (gram.wrapping_mul(0x9E37_79B1) >> (32 - log)) as usize
}

#[inline(always)]
const fn hash_gram(field: u32, gram: u32) -> u32 {
    mix((gram as u64) << 32 | field as u64)
}

/// A hash of the length and of the first, middle and last bytes of a text, whatever its case.
#[inline(always)]
fn hash_whole(field: u32, text: &[u8]) -> u32 {
    const LETTERS: u64 = 0x2020_2020_2020_2020;
    let (first, middle, last) = match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            let middle = text.get(text.len() / 2 - 4..).and_then(|rest| rest.first_chunk::<8>()).unwrap_or(first);
            (u64::from_le_bytes(*first), u64::from_le_bytes(*middle), u64::from_le_bytes(*last))
        }
        _ => (text.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0, 0),
    };
    let start = (text.len() as u64) << 32 | u64::from(field);
    [first, middle, last].into_iter().fold(mix(start), |hash, word| mix((word | LETTERS) ^ u64::from(hash) << 7))
}

#[inline(always)]
const fn mix(word: u64) -> u32 {
    let product = (word ^ word >> 29).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (product >> 32) as u32 ^ (product as u32).rotate_left(13)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(buffer: &LiteralTablesBuf) -> LiteralTables<'_> {
        LiteralTables {
            texts: &buffer.texts,
            literals: Numbers(&buffer.literals),
            whole: Numbers(&buffer.whole),
            grams: Numbers(&buffer.grams),
            fields: Numbers(&buffer.fields),
            bitmaps: &buffer.bitmaps,
        }
    }

    fn found(tables: &LiteralTables<'_>, field: u32, text: &str) -> Vec<u32> {
        let mut all = Vec::new();
        tables.find(field, &format!("\0{text}\0"), &mut String::new(), &mut |literal| all.push(literal));
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn finds_what_is_there() {
        let row = |field, whole, text| Wanted { field, whole, text, unicode: field == 2 };
        let wanted = [
            row(0, true, "cmd.exe"),
            row(0, false, "\0c:\\windows\\"),
            row(0, false, ".js\0"),
            row(0, false, "mimikatz"),
            row(2, true, "cmd.exe"),
            row(2, true, ""),
            row(0, true, "a much longer text than eight bytes"),
            row(0, false, "\0é"),
            row(2, true, "línea"),
        ];
        let buffer = LiteralTablesBuf::build(3, &wanted);
        let tables = view(&buffer);
        let rows: [(u32, &str, &[u32]); 10] = [
            (0, "CMD.exe", &[0]),
            (1, "cmd.exe", &[]),
            (2, "cmd.exe", &[4]),
            (2, "", &[5]),
            (0, "C:\\Windows\\Mimikatz.JS", &[1, 2, 3]),
            (0, "xC:\\Windows\\.jsx", &[]),
            (0, "A MUCH longer text than eight bytes", &[6]),
            (0, "a much longer text, then eight bytes", &[]),
            (0, "ére", &[]),
            (2, "LÍNEA", &[8]),
        ];
        for (field, text, expected) in rows {
            assert_eq!(found(&tables, field, text), expected, "{text:?} in {field}");
        }
        assert!(tables.wants(0) && !tables.wants(1) && tables.wants(2) && !tables.wants(3));
    }

    /// Against the plain search, on texts of few letters so that much is found.
    #[test]
    fn agrees_with_the_plain_search() {
        let mut seed = 7_u64;
        let mut below = |bound: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % bound
        };
        let mut hits = 0;
        for _ in 0..60 {
            let mut text = |longest: u64| {
                let length = below(longest);
                (0..length).map(|_| ['a', 'b', 'A', '.'][below(4) as usize]).collect::<String>()
            };
            let texts: Vec<String> = (0..40).map(|_| text(9).to_ascii_lowercase()).collect();
            let wanted: Vec<Wanted<'_>> = (0..)
                .zip(&texts)
                .map(|(at, text)| Wanted { field: at % 2, whole: at % 3 == 0, text, unicode: false })
                .filter(|wanted| wanted.whole || wanted.text.len() >= GRAM)
                .collect();
            let buffer = LiteralTablesBuf::build(2, &wanted);
            for _ in 0..60 {
                let value = text(14);
                for field in 0..2 {
                    let lower = value.to_ascii_lowercase();
                    let holds = |wanted: &Wanted<'_>| {
                        wanted.field == field
                            && if wanted.whole { lower == wanted.text } else { lower.contains(wanted.text) }
                    };
                    let expected: Vec<u32> =
                        (0..).zip(&wanted).filter(|(_, wanted)| holds(wanted)).map(|(at, _)| at).collect();
                    hits += expected.len();
                    assert_eq!(found(&view(&buffer), field, &value), expected, "{value} among {wanted:?}");
                }
            }
        }
        assert!(hits > 1_000, "{hits}");
    }

    #[test]
    fn malformed_tables_do_not_panic() {
        let mut seed = 1_u64;
        for length in 0..120 {
            let noise: Vec<u8> = (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (seed >> 56) as u8 % 40
                })
                .collect();
            let numbers = Numbers(&noise);
            let tables = LiteralTables {
                texts: &noise,
                literals: numbers,
                whole: numbers,
                grams: numbers,
                fields: numbers,
                bitmaps: &noise,
            };
            for field in 0..4 {
                for text in ["\0some longer téxt\0", ""] {
                    tables.find(field, text, &mut String::new(), &mut |_| {});
                }
            }
        }
    }
}

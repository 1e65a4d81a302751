//! The tables of literals, written.

use super::{
    CASED, GRAM, HAS_FORMATTED, HAS_UNICODE, HAS_WHOLE, LOGARITHM, SECOND, TEXTS, TRUTHS, UNICODE, bit_of, gram,
    hash_gram, hash_whole,
};
use crate::pack::lookup::{Among, Place};
use crate::pack::table::{bytes, nested};
use crate::reading::Fold;

/// Bits of a field's bitmap for each of its pieces: one position in sixteen is looked at without need.
const BITS_PER_PIECE: usize = 16;

/// A literal to be found in one field.
#[derive(Clone, Debug)]
pub(in super::super) struct Wanted<'t> {
    pub(in super::super) field: u32,
    pub(in super::super) place: Place,
    /// Folded already.
    pub(in super::super) text: &'t str,
    pub(in super::super) fold: Fold,
    pub(in super::super) among: Among,
    /// The patterns to try where it stands, by their places among what is wanted.
    pub(in super::super) tries: &'t [u32],
}

impl Wanted<'_> {
    const fn is_piece(&self) -> bool {
        matches!(self.place, Place::Piece | Place::Second)
    }
}

/// The tables that [`LiteralTables`] read, built and owned.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct LiteralTablesBuf {
    pub(in super::super) texts: String,
    pub(in super::super) literals: Vec<u8>,
    pub(in super::super) whole: Vec<u8>,
    pub(in super::super) grams: Vec<u8>,
    pub(in super::super) fields: Vec<u8>,
    pub(in super::super) tries: Vec<u8>,
    pub(in super::super) bitmaps: Vec<u8>,
}

impl LiteralTablesBuf {
    /// Tables for these literals in so many fields. Pieces that are shorter than a gram are never found.
    pub(in super::super) fn build(fields: usize, wanted: &[Wanted<'_>]) -> Self {
        let commonness = Commonness::of(wanted);
        let mut texts = String::new();
        let mut literals = Vec::with_capacity(wanted.len());
        for literal in wanted {
            let offset = if literal.is_piece() { commonness.rarest(literal) } else { 0 };
            let kinds = match literal.fold {
                Fold::None => CASED,
                Fold::Ascii => 0,
                Fold::Unicode => UNICODE,
            };
            let kinds = kinds
                | match literal.among {
                    Among::All => 0,
                    Among::Texts => TEXTS,
                    Among::Truths => TRUTHS,
                };
            let kinds = kinds | if literal.place == Place::Second { SECOND } else { 0 };
            literals.push([literal.field | kinds, texts.len() as u32, literal.text.len() as u32, offset as u32]);
            texts.push_str(literal.text);
        }
        let gram_of = |at: usize| {
            let offset = literals.get(at).map_or(0, |[_, _, _, offset]| *offset as usize);
            let window = wanted.get(at)?.text.as_bytes().get(offset..)?.first_chunk::<GRAM>()?;
            Some(gram(window))
        };
        let (mut whole, mut grams) = (Vec::new(), Vec::new());
        for (at, literal) in wanted.iter().enumerate() {
            if literal.place == Place::Whole {
                whole.push((hash_whole(literal.field, literal.text.as_bytes()), at as u32));
            } else if let Some(gram) = gram_of(at).filter(|_| literal.is_piece()) {
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
            tries: bytes(nested(wanted.iter().map(|literal| literal.tries))),
            bitmaps,
        }
    }
}

/// A bitmap for each field that pieces are wanted in, and the table of fields.
fn bitmaps(fields: usize, wanted: &[Wanted<'_>], grams: &[(u32, u32, u32)]) -> (Vec<u8>, Vec<u8>) {
    let mut kinds = vec![[0_u32; 3]; fields];
    for (at, literal) in (0..).zip(wanted) {
        let Some([_, kinds, presence]) = kinds.get_mut(literal.field as usize) else { continue };
        match literal.place {
            Place::Whole | Place::Piece | Place::Second => {}
            Place::Present => {
                *presence = at + 1;
                continue;
            }
            // A piece of it is looked for.
            Place::Pattern => continue,
        }
        *kinds |= if literal.place == Place::Whole { HAS_WHOLE } else { 0 };
        *kinds |= if literal.fold == Fold::Unicode { HAS_UNICODE } else { 0 };
        *kinds |= if literal.among == Among::Texts { 0 } else { HAS_FORMATTED };
    }
    let mut counts = vec![0_usize; fields];
    for (field, _, _) in grams {
        if let Some(count) = counts.get_mut(*field as usize) {
            *count += 1;
        }
    }
    let mut maps = Vec::new();
    for ([start, kinds, _], &count) in kinds.iter_mut().zip(&counts).filter(|(_, count)| **count > 0) {
        let bits = (count * BITS_PER_PIECE).next_power_of_two().max(64);
        *start = maps.len() as u32;
        *kinds |= bits.ilog2() + 1;
        maps.resize(maps.len() + bits / 8, 0);
    }
    for &(field, gram, _) in grams {
        let Some([start, kinds, _]) = kinds.get(field as usize) else { continue };
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
        for literal in wanted.iter().filter(|literal| literal.is_piece()) {
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

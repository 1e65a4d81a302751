//! What the literals in an event say: which predicates hold, and which units are worth evaluating.

use super::index::{PackIndex, PackParts};
use super::literals::{BOUNDARY, LiteralTables};
use super::slots::Slots;
use super::table::Numbers;
use super::verdicts::Verdicts;
use crate::matchers::Glob;
use crate::reading::Fold;

/// Where in a value a literal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// It is the whole value.
    Whole,
    /// Anywhere, or at the ends that it names.
    Piece,
    /// Behind the first character: patterns for paths of any drive.
    Second,
}

/// A literal that is looked for in every event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The index of the field whose values it is looked for in.
    pub field: u32,
    /// Where in a value it stands.
    pub place: Place,
    /// The text, folded; with [`BOUNDARY`] at the end of the value that a piece stands at, and nowhere else in a piece. Pieces
    /// have at least [`GRAM`](super::GRAM) bytes.
    pub text: String,
    /// How case is folded before it is compared.
    pub fold: Fold,
    /// Whether only values that are texts count, and not the texts of numbers and truth values.
    pub text_only: bool,
    /// The guards that it satisfies, as bits.
    pub guards: u64,
    /// The units that it wakes.
    pub wakes: Vec<u32>,
    /// The predicates that hold where it stands.
    pub holds: Vec<u32>,
    /// The patterns that a value may fit in which it stands.
    pub wildcards: Vec<u32>,
}

/// A pattern with wildcards over a whole value. It is tried if a literal of it stands in the event, and some condition asks
/// for a predicate that it decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wildcard {
    /// The index of the field whose values may fit.
    pub field: u32,
    /// The pattern, folded.
    pub text: String,
    /// How case is folded before a value is compared.
    pub fold: Fold,
    /// Whether only values that are texts count, and not the texts of numbers and truth values.
    pub text_only: bool,
}

/// What literals and patterns say, as tables.
#[derive(Clone, Debug, Default)]
pub(super) struct EffectTables {
    pub(super) effects: Vec<u32>,
    pub(super) wildcards: Vec<u32>,
    pub(super) tried: Vec<u32>,
    pub(super) lists: Vec<u32>,
}

impl EffectTables {
    /// The tables of a pack; the texts of patterns are added to `texts`.
    pub(super) fn build(parts: &PackParts<'_>, texts: &mut String) -> Self {
        let mut tables = Self::default();
        for literal in parts.literals {
            let start = tables.lists.len();
            let ends = [&literal.wakes, &literal.holds, &literal.wildcards].map(|list| tables.list(list));
            let [low, high] = [literal.guards as u32, (literal.guards >> 32) as u32];
            tables.effects.extend([low, high, start as u32]);
            tables.effects.extend(ends);
        }
        for wildcard in parts.wildcards {
            let text = [texts.len() as u32, wildcard.text.len() as u32];
            texts.push_str(&wildcard.text);
            let fold = FOLDS.iter().position(|&fold| fold == wildcard.fold).unwrap_or_default() as u32;
            tables.wildcards.extend([wildcard.field, text[0], text[1], fold << 1 | u32::from(wildcard.text_only)]);
        }
        for patterns in parts.tried {
            let start = tables.lists.len() as u32;
            let end = tables.list(patterns);
            tables.tried.extend([start, end]);
        }
        tables
    }

    /// Adds a list and says where it ends.
    fn list(&mut self, list: &[u32]) -> u32 {
        self.lists.extend_from_slice(list);
        self.lists.len() as u32
    }
}

const FOLDS: [Fold; 3] = [Fold::None, Fold::Ascii, Fold::Unicode];

/// What one literal says: its guards, and where its lists start and end.
struct Effect {
    guards: u64,
    start: u32,
    wakes_end: u32,
    holds_end: u32,
    wildcards_end: u32,
}

/// What was found in an event; kept from event to event for its room.
#[derive(Debug, Default)]
pub(super) struct Found {
    literals: Vec<u32>,
    /// A text in lower case.
    lowered: String,
    /// The lists of units that the literals wake, by their starts and ends.
    wake: Vec<(u32, u32)>,
}

impl<'s> PackIndex<'s> {
    /// Finds the literals that stand in the event, tells `verdicts` what they say of predicates and patterns, and writes down
    /// what they wake. Returns the guards that they satisfy.
    pub(super) fn find(&self, slots: &Slots, found: &mut Found, verdicts: &mut Verdicts) -> u64 {
        let Found { literals, lowered, wake } = found;
        literals.clear();
        wake.clear();
        let tables = self.literal_tables();
        for &field in slots.present().iter().filter(|&&field| tables.wants(field)) {
            for bounded in slots.texts(field) {
                tables.find(field, bounded, lowered, &mut |literal| literals.push(literal));
            }
        }
        let mut guards = 0;
        for effect in literals.iter().filter_map(|&literal| self.effect(literal)) {
            guards |= effect.guards;
            if effect.start < effect.wakes_end {
                wake.push((effect.start, effect.wakes_end));
            }
            self.list(effect.wakes_end, effect.holds_end).for_each(|predicate| verdicts.hold(predicate));
            self.list(effect.holds_end, effect.wildcards_end).for_each(|wildcard| verdicts.may_fit(wildcard));
        }
        guards
    }

    /// Whether a value in the event fits a pattern that decides the predicate.
    #[inline]
    pub(super) fn fits(&self, predicate: u32, slots: &Slots, verdicts: &mut Verdicts) -> bool {
        let Some([start, end]) = Numbers(self.tried).record(predicate as usize) else { return false };
        self.list(start, end).any(|wildcard| verdicts.fits(wildcard, || self.some_value_fits(wildcard, slots)))
    }

    #[inline(never)]
    fn some_value_fits(&self, wildcard: u32, slots: &Slots) -> bool {
        let Some([field, start, length, kinds]) = Numbers(self.wildcards).record(wildcard as usize) else {
            return false;
        };
        let pattern = self.texts.get(start as usize..).and_then(|rest| rest.get(..length as usize));
        let pattern =
            Glob::new(pattern.unwrap_or_default(), FOLDS.get(kinds as usize >> 1).copied().unwrap_or_default());
        let text_only = kinds & 1 == 1;
        let values = slots.texts(field).filter(|bounded| bounded.is_text || !text_only);
        values.into_iter().any(|bounded| {
            let inner = BOUNDARY.len_utf8()..bounded.text.len().saturating_sub(BOUNDARY.len_utf8());
            bounded.text.get(inner).is_some_and(|text| pattern.matches(text))
        })
    }

    /// Whether literals are looked for in the texts of this field's numbers and truth values.
    pub(super) fn needs_text(&self, field: u32) -> bool {
        self.literal_tables().wants_formatted(field)
    }

    const fn literal_tables(&self) -> LiteralTables<'s> {
        LiteralTables {
            texts: self.texts,
            literals: Numbers(self.literals),
            whole: Numbers(self.whole),
            grams: Numbers(self.grams),
            fields: Numbers(self.fields),
            bitmaps: self.bitmaps,
        }
    }

    /// How many patterns there are.
    pub(super) const fn pattern_count(&self) -> usize {
        Numbers(self.wildcards).len() / 4
    }

    /// The units that the literals wake.
    pub(super) fn woken(&self, found: &Found) -> impl Iterator<Item = u32> {
        found.wake.iter().flat_map(|&(start, end)| self.list(start, end))
    }

    #[inline]
    fn effect(&self, literal: u32) -> Option<Effect> {
        let [low, high, start, wakes_end, holds_end, wildcards_end] = Numbers(self.effects).record(literal as usize)?;
        let guards = u64::from(low) | u64::from(high) << 32;
        Some(Effect { guards, start, wakes_end, holds_end, wildcards_end })
    }

    #[inline]
    fn list(&self, start: u32, end: u32) -> impl Iterator<Item = u32> + use<'s> {
        Numbers(self.lists).range(start as usize, end as usize)
    }
}

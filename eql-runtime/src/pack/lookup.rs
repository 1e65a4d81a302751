//! What literals say: which predicates hold, and which units are worth evaluating.

use super::index::PackIndex;
use super::literals::LiteralTables;
use super::table::{Numbers, nested};
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
    /// Wherever the field has a value; there is no text.
    Present,
    /// The whole value fits it: it is a pattern with wildcards. It is tried where another literal stands that
    /// [says so](Literal::tries).
    Pattern,
}

/// Which values a literal is looked for in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Among {
    /// All, numbers and truth values by their texts.
    #[default]
    All,
    /// Texts alone.
    Texts,
    /// Truth values alone.
    Truths,
}

/// A literal that is looked for in every event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The index of the field whose values it is looked for in.
    pub field: u32,
    /// Where in a value it stands.
    pub place: Place,
    /// The text, folded; with [`BOUNDARY`](super::BOUNDARY) at the end of the value that a piece stands at, and nowhere else in
    /// a piece. Pieces have at least [`GRAM`](super::GRAM) bytes.
    pub text: String,
    /// How case is folded before it is compared.
    pub fold: Fold,
    /// Which values it is looked for in.
    pub among: Among,
    /// The guards that it satisfies, as bits.
    pub guards: u64,
    /// The units that it wakes.
    pub wakes: Vec<u32>,
    /// The predicates that hold where it stands.
    pub holds: Vec<u32>,
    /// The patterns that a value may fit in which it stands, by their indexes among the literals.
    pub tries: Vec<u32>,
    /// The predicates that need not be asked where it does not stand: they don't hold.
    pub allows: Vec<u32>,
}

/// What literals say, as tables.
#[derive(Clone, Debug, Default)]
pub(super) struct EffectTables {
    pub(super) effects: Vec<u32>,
    pub(super) lists: Vec<u32>,
}

impl EffectTables {
    /// The tables of these literals.
    pub(super) fn build(literals: &[Literal]) -> Self {
        let mut tables = Self::default();
        for literal in literals {
            let start = tables.lists.len();
            let ends = [&literal.wakes, &literal.holds].map(|list| tables.list(list));
            let [low, high] = [literal.guards as u32, (literal.guards >> 32) as u32];
            tables.effects.extend([low, high, start as u32]);
            tables.effects.extend(ends);
        }
        tables
    }

    /// Adds a list and says where it ends.
    fn list(&mut self, list: &[u32]) -> u32 {
        self.lists.extend_from_slice(list);
        self.lists.len() as u32
    }
}

/// Of each predicate that has to be asked the literals that allow it.
pub(super) fn needs(literals: &[Literal], asked: u32) -> Vec<u32> {
    let mut needs = vec![Vec::new(); asked as usize];
    for (at, literal) in (0..).zip(literals) {
        for &predicate in &literal.allows {
            if let Some(needs) = needs.get_mut(predicate as usize) {
                needs.push(at);
            }
        }
    }
    nested(needs.iter().map(Vec::as_slice))
}

/// What one literal says.
pub(super) struct Effect {
    /// The guards that it satisfies, as bits.
    pub(super) guards: u64,
    /// The lists of what it wakes, and of the predicates that hold.
    pub(super) wakes: (u32, u32),
    pub(super) holds: (u32, u32),
}

impl<'s> PackIndex<'s> {
    pub(super) const fn literal_tables(&self) -> LiteralTables<'s> {
        LiteralTables {
            texts: self.texts,
            literals: Numbers(self.literals),
            whole: Numbers(self.whole),
            grams: Numbers(self.grams),
            fields: Numbers(self.fields),
            tries: Numbers(self.tries),
            bitmaps: self.bitmaps,
        }
    }

    /// How many literals there are.
    pub(super) const fn literal_count(&self) -> usize {
        Numbers(self.effects).len() / 5
    }

    #[inline]
    pub(super) fn effect(&self, literal: u32) -> Option<Effect> {
        let [low, high, start, wakes_end, holds_end] = Numbers(self.effects).record(literal as usize)?;
        Some(Effect {
            guards: u64::from(low) | u64::from(high) << 32,
            wakes: (start, wakes_end),
            holds: (wakes_end, holds_end),
        })
    }

    /// Literals that must all stand for a predicate to hold, one of those that have to be asked.
    #[inline]
    pub(super) fn needs(&self, predicate: u32) -> impl Iterator<Item = u32> + use<'s> {
        Numbers(self.needs).list(predicate as usize)
    }

    #[inline]
    pub(super) fn list(&self, (start, end): (u32, u32)) -> impl Iterator<Item = u32> + use<'s> {
        Numbers(self.lists).range(start as usize, end as usize)
    }
}

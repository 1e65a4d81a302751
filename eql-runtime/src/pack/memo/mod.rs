//! What events before have shown, so that it need not be found out again.
//!
//! Events of one source are alike: the same programs, users and hosts come again and again, and texts that are new mostly have
//! nothing in them that any rule looks for. So the literals in a text are remembered by the text ([`values`]), sets of literals
//! by a number each ([`sets`]), and for each combination of sets what it leaves of the conditions of all rules ([`residues`]).
//! That is an automaton of which only the states that occur are made, as they occur.
//!
//! Everything is bounded: values replace one another, and when sets or residues are full, all is forgotten. What is
//! remembered is compared as a whole, never by a hash alone: memory changes how long a verdict takes, and nothing else.

mod residues;
mod sets;
mod values;

pub(super) use residues::{Leavings, OpenUnit, Residue, Residues};

use super::literals::{Bounded, LiteralTables};
use sets::LiteralSets;
use values::Values;

/// What is remembered, and the sets of the literals of the event that is looked at.
#[derive(Debug, Default)]
pub(super) struct Memo {
    values: Values,
    sets: LiteralSets,
    residues: Residues,
    /// The sets that stand in the texts of the event; empty ones are left out.
    key: Vec<u32>,
    /// The literals of one text.
    literals: Vec<u32>,
    /// A text in lower case.
    lowered: String,
}

impl Memo {
    /// Before each event: forgets it all if there is too much.
    pub(super) fn next_event(&mut self) {
        self.key.clear();
        if self.sets.are_full() || self.residues.are_full() {
            self.values.forget();
            self.sets.forget();
            self.residues.forget();
        }
    }

    /// Adds that these fields have values.
    pub(super) fn add_present(&mut self, tables: &LiteralTables<'_>, fields: &[u32]) {
        let Self { sets, literals, key, .. } = self;
        literals.clear();
        literals.extend(fields.iter().filter_map(|&field| tables.presence(field)));
        key.push(sets.number(literals));
    }

    /// Adds the literals in a text of the event.
    #[inline]
    pub(super) fn add(&mut self, tables: &LiteralTables<'_>, field: u32, text: Bounded<'_>) {
        let Self { values, sets, literals, lowered, .. } = self;
        let set = values.of(field, text, || {
            literals.clear();
            tables.find(field, text, lowered, &mut |literal| literals.push(literal));
            tables.try_patterns(text, literals);
            sets.number(literals)
        });
        if set != LiteralSets::EMPTY {
            self.key.push(set);
        }
    }

    /// What the literals of the event leave of the conditions; `survey` writes it where they did not stand together before.
    #[inline]
    pub(super) fn residue(
        &mut self,
        survey: impl FnOnce(&mut dyn Iterator<Item = u32>, &mut Leavings) -> [u32; 2],
    ) -> Residue {
        let Self { sets, residues, key, .. } = self;
        residues.get(key).unwrap_or_else(|| {
            let mut literals = key.iter().flat_map(|&set| sets.literals(set)).copied();
            residues.insert(key, |left| survey(&mut literals, left))
        })
    }

    pub(super) const fn residues(&self) -> &Residues {
        &self.residues
    }
}

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

use super::literals::{BOUNDARY, Bounded, LiteralTables, Sought, TextOf};
use crate::ops::text::with_canonical;
use crate::value::Value;
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
    /// The literals that stand wherever a field has a value, of the fields of the event.
    present: Vec<u32>,
    text: Text,
}

/// Room for a text that has to be searched.
#[derive(Debug, Default)]
struct Text {
    /// The text between boundaries.
    bounded: String,
    /// The same in lower case.
    lowered: String,
    /// The literals in it.
    literals: Vec<u32>,
}

impl Memo {
    /// Before each event: forgets it all if there is too much.
    pub(super) fn next_event(&mut self) {
        self.key.clear();
        self.present.clear();
        if self.sets.are_full() || self.residues.are_full() {
            self.values.forget();
            self.sets.forget();
            self.residues.forget();
        }
    }

    /// Adds the literals in a value of the event.
    #[inline]
    pub(super) fn add(&mut self, tables: &LiteralTables<'_>, field: u32, value: Value<'_>) {
        let Some(sought) = tables.sought(field) else { return };
        // Nearly always the values of a field come one after the other; a field that is named twice does no harm.
        self.present.extend(sought.presence().filter(|literal| self.present.last() != Some(literal)));
        match value {
            Value::Str(text) if sought.texts() => self.add_text(tables, field, text, TextOf::Text),
            Value::Str(_) => {}
            value => self.add_formatted(tables, field, value, sought),
        }
    }

    /// Adds the literals in the text of a value that is none itself.
    #[inline(never)]
    fn add_formatted(&mut self, tables: &LiteralTables<'_>, field: u32, value: Value<'_>, sought: Sought) {
        let (of, counts) = match value {
            Value::Str(_) | Value::Ip(_) | Value::Time(_) => (TextOf::Text, sought.texts()),
            Value::Bool(_) => (TextOf::Truth, sought.formatted()),
            Value::Int(_) | Value::UInt(_) | Value::Float(_) => (TextOf::Number, sought.formatted()),
        };
        if counts {
            with_canonical(value, |text| self.add_text(tables, field, text, of));
        }
    }

    #[inline]
    fn add_text(&mut self, tables: &LiteralTables<'_>, field: u32, text: &str, of: TextOf) {
        let Self { values, sets, text: room, key, .. } = self;
        let set = values.of(field, text, of, || sets.number(room.search(tables, field, text, of)));
        if set != LiteralSets::EMPTY {
            key.push(set);
        }
    }

    /// What the literals of the event leave of the conditions; `survey` writes it where they did not stand together before.
    #[inline]
    pub(super) fn residue(
        &mut self,
        survey: impl FnOnce(&mut dyn Iterator<Item = u32>, &mut Leavings) -> [u32; 2],
    ) -> Residue {
        let Self { sets, residues, key, present, .. } = self;
        key.push(sets.number(present));
        residues.get(key).unwrap_or_else(|| {
            let mut literals = key.iter().flat_map(|&set| sets.literals(set)).copied();
            residues.insert(key, |left| survey(&mut literals, left))
        })
    }

    pub(super) const fn residues(&self) -> &Residues {
        &self.residues
    }
}

impl Text {
    /// The literals in this text.
    fn search(&mut self, tables: &LiteralTables<'_>, field: u32, text: &str, of: TextOf) -> &[u32] {
        let Self { bounded, lowered, literals } = self;
        literals.clear();
        bounded.clear();
        bounded.push(BOUNDARY);
        bounded.push_str(text);
        bounded.push(BOUNDARY);
        let text = Bounded { text: bounded, of };
        tables.find(field, text, lowered, &mut |literal| literals.push(literal));
        tables.try_patterns(text, literals);
        literals
    }
}

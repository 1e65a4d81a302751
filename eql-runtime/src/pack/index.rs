//! From the literals in an event to the units that they can concern.

use super::literals::{LiteralTables, LiteralTablesBuf, Wanted};
use super::program::{Instruction, Program};
use super::slots::Slots;
use super::table::{Numbers, bytes};
use crate::lineage::Relation;

/// A literal that wakes units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The index of the field whose values it is looked for in.
    pub field: u32,
    /// Whether it is the whole value and not a piece of it.
    pub whole: bool,
    /// The text, in lower case as far as ASCII goes; with [`BOUNDARY`](super::BOUNDARY) at the end of the value that a
    /// piece stands at. Pieces have at least [`GRAM`](super::GRAM) bytes.
    pub text: String,
    /// Whether case is folded beyond ASCII; the text is lower-case throughout then.
    pub unicode: bool,
    /// The guards that it satisfies, as bits.
    pub guards: u64,
    /// The units that it wakes.
    pub wakes: Vec<u32>,
}

/// What one rule asks of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The index of the rule. Units are in the order of their rules.
    pub rule: u32,
    /// Which of the rule's predicates it is; 0 for an event rule.
    pub predicate: u16,
    /// The guards that must all be satisfied for it to hold, as bits.
    pub guards: u64,
    /// Whether it is evaluated on every event because nothing wakes it.
    pub always: bool,
    /// Its condition.
    pub condition: Instruction,
}

/// The lineages that rules of a pack share. The inner query of each is a unit, and those are the first; their rule is
/// [`Unit::NO_RULE`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedLineages {
    /// The lineages, each behind those that stand in its inner query.
    pub relations: Vec<Relation>,
    /// Whether a process ends with its event.
    pub ended: Instruction,
    /// Whether the host of an event has just started.
    pub booted: Instruction,
}

impl Unit {
    /// Stands for a rule where a unit is of none.
    pub const NO_RULE: u32 = u32::MAX;
}

/// The tables of a pack: byte strings that generated code keeps in a `static`. A malformed table gives a wrong answer,
/// never a panic.
#[derive(Clone, Copy, Debug)]
pub struct PackIndex<'s> {
    /// The texts of the literals.
    pub texts: &'s [u8],
    /// Where the text of each literal is, and where in it its gram.
    pub literals: &'s [u8],
    /// Literals that are whole values, by hash.
    pub whole: &'s [u8],
    /// Pieces, by the hash of their gram.
    pub grams: &'s [u8],
    /// What is wanted in each field.
    pub fields: &'s [u8],
    /// Which grams there are in each field.
    pub bitmaps: &'s [u8],
    /// Of each literal its guards and where its units start; one more for the end.
    pub effects: &'s [u8],
    /// The units that literals wake.
    pub wakes: &'s [u8],
    /// Of each unit its rule, predicate and guards, and where its condition starts.
    pub units: &'s [u8],
    /// The units that are evaluated on every event.
    pub always: &'s [u8],
    /// The conditions.
    pub program: &'s [u8],
    /// Of each shared lineage its relation, and whether its inner query reads others; behind them where the conditions
    /// start that say that a process ends and that a host starts. Empty where nothing is shared.
    pub lineages: &'s [u8],
    /// How many predicates the conditions are made of.
    pub predicates: u32,
}

/// A unit as its table has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnitEntry {
    pub(super) rule: u32,
    pub(super) predicate: u16,
    pub(super) guards: u64,
    pub(super) condition: u32,
}

impl<'s> PackIndex<'s> {
    /// The numbers of units.
    pub(super) fn unit_count(&self) -> usize {
        self.units.len() / (5 * 4)
    }

    pub(super) fn unit(&self, unit: u32) -> Option<UnitEntry> {
        let [rule, predicate, low, high, condition] = Numbers(self.units).record(unit as usize)?;
        Some(UnitEntry { rule, predicate: predicate as u16, guards: joined(low, high), condition })
    }

    /// The units that are evaluated on every event.
    pub(super) fn always(&self) -> impl Iterator<Item = u32> + use<'s> {
        let always = Numbers(self.always);
        (0..always.len()).filter_map(move |at| always.get(at))
    }

    /// How many lineages the rules share.
    pub(super) fn lineage_count(&self) -> u16 {
        Numbers(self.lineages).len().saturating_sub(2) as u16
    }

    /// A shared lineage, and whether its inner query reads others.
    pub(super) fn lineage(&self, lineage: u16) -> Option<(Relation, bool)> {
        if lineage >= self.lineage_count() {
            return None;
        }
        let entry = Numbers(self.lineages).get(usize::from(lineage))?;
        let relation = match entry >> 1 {
            DESCENDANT => Relation::Descendant,
            CHILD => Relation::Child,
            _ => Relation::Event,
        };
        Some((relation, entry & 1 == 1))
    }

    /// The rules of which some condition asks for a shared lineage.
    #[cfg(feature = "json")]
    pub(super) fn rules_asking_for_lineages(&self) -> std::collections::BTreeSet<u32> {
        let units = (0..self.unit_count() as u32).filter_map(|unit| self.unit(unit));
        let asking = units.filter(|unit| unit.rule != Unit::NO_RULE && self.program().reads_lineage(unit.condition));
        asking.map(|unit| unit.rule).collect()
    }

    /// Where the conditions start that say that a process ends with its event, and that a host has just started.
    pub(super) fn ended_and_booted(&self) -> Option<[u32; 2]> {
        let (numbers, count) = (Numbers(self.lineages), usize::from(self.lineage_count()));
        Some([numbers.get(count)?, numbers.get(count + 1)?])
    }

    pub(super) const fn program(&self) -> Program<'s> {
        Program(Numbers(self.program))
    }

    /// The literals that stand in the event, some of them more than once.
    pub(super) fn find(&self, slots: &Slots, lowered: &mut String, found: &mut Vec<u32>) {
        let tables = LiteralTables {
            texts: self.texts,
            literals: Numbers(self.literals),
            whole: Numbers(self.whole),
            grams: Numbers(self.grams),
            fields: Numbers(self.fields),
            bitmaps: self.bitmaps,
        };
        for &field in slots.present().iter().filter(|&&field| tables.wants(field)) {
            for text in slots.texts(field) {
                tables.find(field, text, lowered, &mut |literal| found.push(literal));
            }
        }
    }

    /// The guards that a literal satisfies.
    #[inline]
    pub(super) fn guards(&self, literal: u32) -> u64 {
        Numbers(self.effects).record::<3>(literal as usize).map_or(0, |[low, high, _]| joined(low, high))
    }

    /// The units that a literal wakes.
    #[inline]
    pub(super) fn wakes(&self, literal: u32) -> impl Iterator<Item = u32> + use<'s> {
        let effects = Numbers(self.effects);
        let start = |at: usize| effects.record::<3>(at).map_or(0, |[_, _, start]| start as usize);
        let wakes = Numbers(self.wakes);
        let end = start(literal as usize + 1).min(wakes.len());
        (start(literal as usize)..end).filter_map(move |at| wakes.get(at))
    }
}

const DESCENDANT: u32 = 0;
const CHILD: u32 = 1;
const EVENT: u32 = 2;

const fn joined(low: u32, high: u32) -> u64 {
    low as u64 | (high as u64) << 32
}

/// The tables of a [`PackIndex`], built and owned.
#[derive(Clone, Debug)]
pub struct PackIndexBuf {
    literals: LiteralTablesBuf,
    effects: Vec<u8>,
    wakes: Vec<u8>,
    units: Vec<u8>,
    always: Vec<u8>,
    program: Vec<u8>,
    lineages: Vec<u8>,
    predicates: u32,
}

impl PackIndexBuf {
    /// Writes the tables of a pack that reads `fields` fields and asks `predicates` predicates. Equal parts in equal order
    /// give equal tables.
    #[must_use]
    pub fn build(
        fields: usize,
        predicates: u32,
        literals: &[Literal],
        units: &[Unit],
        lineages: Option<&SharedLineages>,
    ) -> Self {
        let wanted: Vec<Wanted<'_>> = literals
            .iter()
            .map(|literal| Wanted {
                field: literal.field,
                whole: literal.whole,
                text: &literal.text,
                unicode: literal.unicode,
            })
            .collect();
        let (mut effects, mut wakes) = (Vec::new(), Vec::new());
        for literal in literals {
            effects.extend([literal.guards as u32, (literal.guards >> 32) as u32, wakes.len() as u32]);
            wakes.extend_from_slice(&literal.wakes);
        }
        effects.extend([0, 0, wakes.len() as u32]);
        let (mut entries, mut program) = (Vec::new(), Vec::new());
        for unit in units {
            let condition = program.len() as u32;
            let guards = [unit.guards as u32, (unit.guards >> 32) as u32];
            entries.extend([unit.rule, u32::from(unit.predicate), guards[0], guards[1], condition]);
            unit.condition.write(&mut program);
        }
        let lineages = lineages.map(|lineages| lineage_numbers(lineages, units, &mut program)).unwrap_or_default();
        let always = (0..).zip(units).filter(|(_, unit)| unit.always).map(|(at, _)| at);
        Self {
            literals: LiteralTablesBuf::build(fields, &wanted),
            effects: bytes(effects),
            wakes: bytes(wakes),
            units: bytes(entries),
            always: bytes(always),
            program: bytes(program),
            lineages: bytes(lineages),
            predicates,
        }
    }

    /// The borrowed form that is searched.
    #[must_use]
    pub fn as_index(&self) -> PackIndex<'_> {
        PackIndex {
            texts: &self.literals.texts,
            literals: &self.literals.literals,
            whole: &self.literals.whole,
            grams: &self.literals.grams,
            fields: &self.literals.fields,
            bitmaps: &self.literals.bitmaps,
            effects: &self.effects,
            wakes: &self.wakes,
            units: &self.units,
            always: &self.always,
            program: &self.program,
            lineages: &self.lineages,
            predicates: self.predicates,
        }
    }
}

/// The table of shared lineages; their conditions are appended to `program`.
fn lineage_numbers(lineages: &SharedLineages, units: &[Unit], program: &mut Vec<u32>) -> Vec<u32> {
    let relations = lineages.relations.iter().zip(units).map(|(relation, source)| {
        let relation = match relation {
            Relation::Descendant => DESCENDANT,
            Relation::Child => CHILD,
            Relation::Event => EVENT,
        };
        relation << 1 | u32::from(source.condition.reads_lineage())
    });
    let mut numbers: Vec<u32> = relations.collect();
    for condition in [&lineages.ended, &lineages.booted] {
        numbers.push(program.len() as u32);
        condition.write(program);
    }
    numbers
}

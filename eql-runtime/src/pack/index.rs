//! The tables of a pack.

use super::literals::{LiteralTablesBuf, Wanted};
use super::lookup::{EffectTables, Literal, needs};
use super::program::{Instruction, Program, next_start};
use super::table::{Numbers, bytes};
use crate::lineage::Relation;

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
    pub texts: &'s str,
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
    /// Of each literal the patterns that are tried where it stands.
    pub tries: &'s [u8],
    /// Of each literal its guards, and where the units that it wakes and the predicates that hold start and end.
    pub effects: &'s [u8],
    /// Those units and predicates.
    pub lists: &'s [u8],
    /// Of each predicate that has to be asked the literals that must all stand for it to hold.
    pub needs: &'s [u8],
    /// Of each unit its rule, its predicate, and where its condition starts.
    pub units: &'s [u8],
    /// Of each unit its guards.
    pub guards: &'s [u8],
    /// The units that are evaluated on every event.
    pub always: &'s [u8],
    /// The conditions.
    pub program: &'s [u8],
    /// Of each shared lineage its relation, and whether its inner query reads others; behind them where the conditions
    /// start that say that a process ends and that a host starts. Empty where nothing is shared.
    pub lineages: &'s [u8],
    /// How many predicates the conditions are made of.
    pub predicates: u32,
    /// How many of them, the first, have to be asked where no literal says that they hold.
    pub asked: u32,
}

/// A unit as its table has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnitEntry {
    pub(super) rule: u32,
    pub(super) predicate: u16,
    pub(super) condition: u32,
}

impl<'s> PackIndex<'s> {
    /// The numbers of units.
    pub(super) fn unit_count(&self) -> usize {
        self.units.len() / (3 * 4)
    }

    pub(super) fn unit(&self, unit: u32) -> Option<UnitEntry> {
        let [rule, predicate, condition] = Numbers(self.units).record(unit as usize)?;
        Some(UnitEntry { rule, predicate: predicate as u16, condition })
    }

    /// The guards that must all be satisfied for a unit to hold.
    #[inline]
    pub(super) fn unit_guards(&self, unit: u32) -> Option<u64> {
        let [low, high] = Numbers(self.guards).record(unit as usize)?;
        Some(u64::from(low) | u64::from(high) << 32)
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
}

const DESCENDANT: u32 = 0;
const CHILD: u32 = 1;
const EVENT: u32 = 2;

/// What a pack is made of, as the compiler knows it.
#[derive(Clone, Copy, Debug)]
pub struct PackParts<'p> {
    /// How many fields are read of every event.
    pub fields: usize,
    /// How many predicates the conditions are made of.
    pub predicates: u32,
    /// How many of them, the first, have to be asked where no literal says that they hold.
    pub asked: u32,
    /// The literals.
    pub literals: &'p [Literal],
    /// The units.
    pub units: &'p [Unit],
    /// The lineages that rules share.
    pub lineages: Option<&'p SharedLineages>,
}

/// The tables of a [`PackIndex`], built and owned.
#[derive(Clone, Debug)]
pub struct PackIndexBuf {
    literals: LiteralTablesBuf,
    effects: Vec<u8>,
    lists: Vec<u8>,
    needs: Vec<u8>,
    units: Vec<u8>,
    guards: Vec<u8>,
    always: Vec<u8>,
    program: Vec<u8>,
    lineages: Vec<u8>,
    predicates: u32,
    asked: u32,
}

impl PackIndexBuf {
    /// Writes the tables of a pack. Equal parts in equal order give equal tables.
    #[must_use]
    pub fn build(parts: &PackParts<'_>) -> Self {
        let PackParts { fields, predicates, asked, literals: looked_for, units, lineages } = *parts;
        let wanted = looked_for.iter().map(|&Literal { field, place, ref text, fold, among, ref tries, .. }| Wanted {
            field,
            place,
            text,
            fold,
            among,
            tries,
        });
        let literals = LiteralTablesBuf::build(fields, &wanted.collect::<Vec<_>>());
        let EffectTables { effects, lists } = EffectTables::build(looked_for);
        let (mut entries, mut guards, mut program) = (Vec::new(), Vec::new(), Vec::new());
        for unit in units {
            guards.extend([unit.guards as u32, (unit.guards >> 32) as u32]);
            entries.extend([unit.rule, u32::from(unit.predicate), next_start(&program)]);
            unit.condition.write(&mut program);
        }
        let lineages = lineages.map(|lineages| lineage_numbers(lineages, units, &mut program)).unwrap_or_default();
        let always = (0..).zip(units).filter(|(_, unit)| unit.always).map(|(at, _)| at);
        Self {
            literals,
            effects: bytes(effects),
            lists: bytes(lists),
            needs: bytes(needs(looked_for, asked)),
            units: bytes(entries),
            guards: bytes(guards),
            always: bytes(always),
            program: bytes(program),
            lineages: bytes(lineages),
            predicates,
            asked,
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
            tries: &self.literals.tries,
            effects: &self.effects,
            lists: &self.lists,
            needs: &self.needs,
            units: &self.units,
            guards: &self.guards,
            always: &self.always,
            program: &self.program,
            lineages: &self.lineages,
            predicates: self.predicates,
            asked: self.asked,
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
        numbers.push(next_start(program));
        condition.write(program);
    }
    numbers
}

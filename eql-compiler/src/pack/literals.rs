//! How likely literals are to stand in an event, and which of them must stand there for a predicate to hold.

use super::each_predicate;
use super::lookup::{Lookup, Lookups};
use eql_runtime::pack::{Literal, Place, Unit, Wildcard};

/// Chances are counted in millionths.
const CERTAIN: u64 = 1_000_000;

/// How often a field must be tested before the tests say how common its values are.
const FEW_USES: u64 = 20;

/// The literals of a pack.
#[derive(Debug)]
pub(super) struct LiteralTable {
    literals: Vec<Literal>,
    wildcards: Vec<Wildcard>,
    /// How likely each literal is to stand in an event, in millionths.
    chances: Vec<u64>,
    /// Of each predicate that has them the literals of which one must stand in the event for it to hold.
    witnesses: Vec<Option<Vec<u32>>>,
}

impl LiteralTable {
    /// The literals of predicates, told what they decide. How common a literal is in events is guessed from how often rules
    /// name it.
    pub(super) fn new(lookups: Lookups, of_predicates: &[Lookup], units: &[Unit]) -> Self {
        let Lookups { mut literals, wildcards, pieces, .. } = lookups;
        let chances = chances(&literals, &pieces, of_predicates, units);
        let rarest = |pieces: &Vec<u32>| pieces.iter().copied().min_by_key(|&at| (chances[at as usize], at));
        let rarest: Vec<Option<u32>> = pieces.iter().map(rarest).collect();
        for (wildcard, literal) in (0..).zip(&rarest) {
            if let Some(literal) = literal.and_then(|literal| literals.get_mut(literal as usize)) {
                literal.wildcards.push(wildcard);
            }
        }
        let mut witnesses = Vec::with_capacity(of_predicates.len());
        for (predicate, lookup) in (0..).zip(of_predicates) {
            lookup.literals.iter().for_each(|&at| add(&mut literals[at as usize].holds, predicate));
            let of_wildcards = lookup.wildcards.iter().filter_map(|&at| rarest[at as usize]);
            let mut witness: Vec<u32> = lookup.literals.iter().copied().chain(of_wildcards).collect();
            witness.sort_unstable();
            witness.dedup();
            witnesses.push(lookup.rest.is_none().then_some(witness));
        }
        Self { literals, wildcards, chances, witnesses }
    }

    /// The literals of which one must stand in the event for the predicate to hold.
    pub(super) fn witness(&self, predicate: u32) -> Option<&[u32]> {
        self.witnesses.get(predicate as usize)?.as_deref()
    }

    /// How likely a literal is to stand in an event.
    pub(super) fn chance(&self, literal: u32) -> u64 {
        self.chances.get(literal as usize).copied().unwrap_or(CERTAIN)
    }

    /// Lets a literal wake a unit.
    pub(super) fn wake(&mut self, literal: u32, unit: u32) {
        if let Some(literal) = self.literals.get_mut(literal as usize) {
            literal.wakes.push(unit);
        }
    }

    /// Lets the literals of a predicate satisfy a guard.
    pub(super) fn guard(&mut self, predicate: u32, guard: u64) {
        for &at in self.witnesses.get(predicate as usize).into_iter().flatten().flatten() {
            if let Some(literal) = self.literals.get_mut(at as usize) {
                literal.guards |= guard;
            }
        }
    }

    /// The literals that say something, and the patterns.
    pub(super) fn into_used(self) -> (Vec<Literal>, Vec<Wildcard>) {
        let says = |literal: &Literal| {
            literal.guards != 0
                || [&literal.wakes, &literal.holds, &literal.wildcards].iter().any(|list| !list.is_empty())
        };
        (self.literals.into_iter().filter(says).collect(), self.wildcards)
    }
}

/// Adds a predicate to a list in which they come in order.
fn add(holds: &mut Vec<u32>, predicate: u32) {
    if holds.last() != Some(&predicate) {
        holds.push(predicate);
    }
}

/// How likely each literal is to stand in an event.
fn chances(literals: &[Literal], pieces: &[Vec<u32>], of_predicates: &[Lookup], units: &[Unit]) -> Vec<u64> {
    let fields = literals.iter().map(|literal| literal.field as usize + 1).max().unwrap_or_default();
    let (mut uses, mut uses_of_field) = (vec![0_u64; literals.len()], vec![0_u64; fields]);
    let mut count = |predicate: u32| {
        let Some(lookup) = of_predicates.get(predicate as usize) else { return };
        let of_wildcards = lookup.wildcards.iter().flat_map(|&at| &pieces[at as usize]);
        for &literal in lookup.literals.iter().chain(of_wildcards) {
            uses[literal as usize] += 1;
            uses_of_field[literals[literal as usize].field as usize] += 1;
        }
    };
    units.iter().for_each(|unit| each_predicate(&unit.condition, &mut count));
    let chance = |(literal, uses): (&Literal, &u64)| {
        let share = uses * CERTAIN / (uses_of_field[literal.field as usize] + FEW_USES);
        share.max(chance_of_length(literal))
    };
    literals.iter().zip(&uses).map(chance).collect()
}

/// Short pieces stand in many texts by chance.
fn chance_of_length(literal: &Literal) -> u64 {
    match literal.text.len() {
        _ if literal.place == Place::Whole => 0,
        ..=4 => 30_000,
        5 => 20_000,
        6 => 10_000,
        7 => 6_000,
        _ => 3_000,
    }
}

//! How likely literals are to stand in an event, and which of them must stand there for a predicate to hold.

use super::each_predicate;
use super::lookup::{Lookup, Lookups};
use eql_runtime::pack::{GRAM, Literal, Place, Unit};
use hashbrown::HashMap;

/// Chances are counted in millionths.
const CERTAIN: u64 = 1_000_000;

/// How often a field must be tested before the tests say how common its values are.
const FEW_USES: u64 = 20;

/// The literals of a pack.
#[derive(Debug)]
pub(super) struct LiteralTable {
    literals: Vec<Literal>,
    /// How likely each literal is to stand in an event, in millionths.
    chances: Vec<u64>,
    /// Of each predicate that has them the literals of which one must stand in the event for it to hold.
    witnesses: Vec<Option<Vec<u32>>>,
}

impl LiteralTable {
    /// The literals of predicates, told what they decide. How common a literal is in events is guessed from how often rules
    /// name it.
    pub(super) fn new(lookups: Lookups, of_predicates: &[Lookup], units: &[Unit]) -> Self {
        let Lookups { mut literals, pieces, .. } = lookups;
        let chances = chances(&literals, &pieces, of_predicates, units);
        for (pattern, pieces) in pieces {
            let rarest = pieces.into_iter().min_by_key(|&at| (chances[at as usize], at));
            if let Some(piece) = rarest.and_then(|at| literals.get_mut(at as usize)) {
                piece.tries.push(pattern);
            }
        }
        let mut witnesses = Vec::with_capacity(of_predicates.len());
        for (predicate, lookup) in (0..).zip(of_predicates) {
            lookup.literals.iter().for_each(|&at| add(&mut literals[at as usize].holds, predicate));
            if lookup.rest.is_some() {
                lookup.needs.iter().for_each(|&at| add(&mut literals[at as usize].allows, predicate));
                witnesses.push(lookup.needs.first().map(|&at| vec![at]));
                continue;
            }
            let mut witness = lookup.literals.clone();
            witness.sort_unstable();
            witness.dedup();
            witnesses.push(Some(witness));
        }
        Self { literals, chances, witnesses }
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

    /// The literals that say something.
    pub(super) fn into_used(self) -> Vec<Literal> {
        let says = |literal: &Literal| {
            literal.guards != 0
                || [&literal.wakes, &literal.holds, &literal.tries, &literal.allows].iter().any(|list| !list.is_empty())
        };
        let mut places = Vec::with_capacity(self.literals.len());
        let mut used: Vec<Literal> = Vec::new();
        for literal in self.literals {
            places.push(used.len() as u32);
            used.extend(Some(literal).filter(says));
        }
        let tries = used.iter_mut().flat_map(|literal| &mut literal.tries);
        tries.for_each(|pattern| *pattern = places[*pattern as usize]);
        used
    }
}

/// Adds a predicate to a list in which they come in order.
fn add(holds: &mut Vec<u32>, predicate: u32) {
    if holds.last() != Some(&predicate) {
        holds.push(predicate);
    }
}

/// How likely each literal is to stand in an event.
fn chances(literals: &[Literal], pieces: &[(u32, Vec<u32>)], of_predicates: &[Lookup], units: &[Unit]) -> Vec<u64> {
    let fields = literals.iter().map(|literal| literal.field as usize + 1).max().unwrap_or_default();
    let (mut uses, mut uses_of_field) = (vec![0_u64; literals.len()], vec![0_u64; fields]);
    let pieces: HashMap<u32, &[u32]> = pieces.iter().map(|(pattern, pieces)| (*pattern, pieces.as_slice())).collect();
    let mut count = |predicate: u32| {
        let Some(lookup) = of_predicates.get(predicate as usize) else { return };
        for at in &lookup.literals {
            // A pattern is as likely as its pieces let it be.
            for &literal in pieces.get(at).copied().unwrap_or(std::slice::from_ref(at)) {
                uses[literal as usize] += 1;
                uses_of_field[literals[literal as usize].field as usize] += 1;
            }
        }
    };
    units.iter().for_each(|unit| each_predicate(&unit.condition, &mut count));
    let commonness = Commonness::of(literals);
    let chance = |(literal, uses): (&Literal, &u64)| {
        let uses = (*uses).max(commonness.of_rarest(literal));
        let share = uses * CERTAIN / (uses_of_field[literal.field as usize] + FEW_USES);
        share.max(chance_of_length(literal))
    };
    let mut chances: Vec<u64> = literals.iter().zip(&uses).map(chance).collect();
    for (&pattern, pieces) in &pieces {
        let rarest = pieces.iter().map(|&piece| chances[piece as usize]).min();
        chances[pattern as usize] = rarest.unwrap_or(CERTAIN);
    }
    chances
}

/// In how many pieces of a field each four bytes stand: rules name what is common in events, be it to leave it out.
struct Commonness(HashMap<(u32, [u8; GRAM]), u64>);

impl Commonness {
    fn of(literals: &[Literal]) -> Self {
        let mut counts = HashMap::new();
        for literal in literals.iter().filter(|literal| is_piece(literal)) {
            grams(literal).for_each(|gram| *counts.entry((literal.field, gram)).or_insert(0) += 1);
        }
        Self(counts)
    }

    /// Of the rarest part of a piece.
    fn of_rarest(&self, literal: &Literal) -> u64 {
        let counts = grams(literal).filter_map(|gram| self.0.get(&(literal.field, gram)).copied());
        if is_piece(literal) { counts.min().unwrap_or_default() } else { 0 }
    }
}

const fn is_piece(literal: &Literal) -> bool {
    matches!(literal.place, Place::Piece | Place::Second)
}

fn grams(literal: &Literal) -> impl Iterator<Item = [u8; GRAM]> {
    literal.text.as_bytes().windows(GRAM).filter_map(|window| window.first_chunk().copied())
}

/// Short pieces stand in many texts by chance, and many fields have a value.
fn chance_of_length(literal: &Literal) -> u64 {
    match literal.text.len() {
        _ if literal.place == Place::Present => 300_000,
        _ if literal.place == Place::Whole => 0,
        ..=4 => 30_000,
        5 => 20_000,
        6 => 10_000,
        7 => 6_000,
        _ => 3_000,
    }
}

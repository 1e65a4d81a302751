//! Sets of literals that stand in one text, each with a number.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Sets are kept until there are so many, or they have so many literals together.
const MOST: usize = 1 << 14;
const MOST_LITERALS: usize = 1 << 17;

#[derive(Debug, Default)]
pub(super) struct LiteralSets {
    /// By hash, the numbers less one.
    table: HashTable<u32>,
    /// The hash of each set, and where it ends in `literals`.
    sets: Vec<(u64, usize)>,
    literals: Vec<u32>,
    hasher: DefaultHashBuilder,
}

impl LiteralSets {
    /// The number of the set without literals.
    pub(super) const EMPTY: u32 = 0;

    pub(super) fn are_full(&self) -> bool {
        self.sets.len() >= MOST || self.literals.len() >= MOST_LITERALS
    }

    /// The number of a set.
    #[inline]
    pub(super) fn number(&mut self, literals: &[u32]) -> u32 {
        if literals.is_empty() {
            return Self::EMPTY;
        }
        let hash = self.hasher.hash_one(literals);
        match self.table.find(hash, |&at| self.literals(at + 1) == literals) {
            Some(at) => at + 1,
            None => self.insert(hash, literals),
        }
    }

    #[inline(never)]
    fn insert(&mut self, hash: u64, literals: &[u32]) -> u32 {
        let at = self.sets.len() as u32;
        self.literals.extend_from_slice(literals);
        self.sets.push((hash, self.literals.len()));
        let sets = &self.sets;
        self.table.insert_unique(hash, at, |&at| sets.get(at as usize).map_or(0, |(hash, _)| *hash));
        at + 1
    }

    /// The literals of the set with this number.
    #[inline]
    pub(super) fn literals(&self, number: u32) -> &[u32] {
        let end = |number: u32| self.sets.get((number as usize).wrapping_sub(1)).map_or(0, |(_, end)| *end);
        self.literals.get(end(number.wrapping_sub(1))..end(number)).unwrap_or_default()
    }

    pub(super) fn forget(&mut self) {
        self.table.clear();
        self.sets.clear();
        self.literals.clear();
        // One event may have had more than is kept.
        self.sets.shrink_to(MOST);
        self.literals.shrink_to(MOST_LITERALS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sets_have_one_number() {
        let mut sets = LiteralSets::default();
        let rows: [&[u32]; 4] = [&[1, 2], &[7], &[1, 2], &[]];
        for _ in 0..2 {
            let numbers = rows.map(|literals| sets.number(literals));
            assert_eq!(numbers[0], numbers[2]);
            assert!(numbers[0] != numbers[1] && numbers[3] == LiteralSets::EMPTY);
            assert_eq!(numbers.map(|number| sets.literals(number)), rows);
            assert!(sets.literals(9).is_empty());
            sets.forget();
        }
    }

    #[test]
    fn too_many_sets_are_full() {
        let mut sets = LiteralSets::default();
        for literal in 0..MOST as u32 {
            assert!(!sets.are_full());
            sets.number(&[literal]);
        }
        assert!(sets.are_full());
        sets.forget();
        assert!(!sets.are_full());
        sets.number(&vec![1; MOST_LITERALS]);
        assert!(sets.are_full());
    }
}

//! What combinations of literals leave of the conditions of all rules.

use super::super::program::{FAILS, Program};
use super::super::table::Numbers;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Residues are kept until there are so many, or they take so many bytes together.
const MOST: usize = 1 << 13;
const MOST_BYTES: usize = 4 << 20;

/// How many are kept however large they are.
const LEAST: usize = 16;

/// A unit that may hold.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct OpenUnit {
    pub(in super::super) unit: u32,
    pub(in super::super) rule: u32,
    pub(in super::super) predicate: u16,
    /// Where what is left of its condition starts.
    pub(in super::super) condition: u32,
}

/// What the literals of an event leave open: where its parts stand in [`Residues`].
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Residue {
    units: (u32, u32),
    /// Where what is left of the conditions starts that say that a process ends and that a host has started.
    pub(in super::super) ended_and_booted: [u32; 2],
}

#[derive(Debug, Default)]
pub(in super::super) struct Residues {
    table: HashTable<u32>,
    entries: Vec<Entry>,
    keys: Vec<u32>,
    left: Leavings,
    hasher: DefaultHashBuilder,
}

/// What is left for all combinations, one after the other.
#[derive(Debug, Default)]
pub(in super::super) struct Leavings {
    /// The units that may hold.
    pub(in super::super) units: Vec<OpenUnit>,
    /// What is left of the conditions.
    pub(in super::super) program: Vec<u8>,
}

#[derive(Debug)]
struct Entry {
    hash: u64,
    key: (u32, u32),
    residue: Residue,
}

impl Residues {
    pub(super) fn are_full(&self) -> bool {
        let Leavings { units, program } = &self.left;
        let bytes = program.len() + size_of_val(&**units) + 4 * self.keys.len();
        self.entries.len() >= MOST || (bytes >= MOST_BYTES && self.entries.len() >= LEAST)
    }

    /// What this combination of sets of literals leaves, if it came before.
    #[inline]
    pub(in super::super) fn get(&self, key: &[u32]) -> Option<Residue> {
        let hash = self.hasher.hash_one(key);
        let entry = |&at: &u32| self.entries.get(at as usize);
        let found = self
            .table
            .find(hash, |at| entry(at).is_some_and(|entry| entry.hash == hash && part(&self.keys, entry.key) == key));
        Some(found.and_then(entry)?.residue)
    }

    /// Remembers what a combination leaves, as `write` says it.
    pub(super) fn insert(&mut self, key: &[u32], write: impl FnOnce(&mut Leavings) -> [u32; 2]) -> Residue {
        let ends = |residues: &Self| [residues.keys.len() as u32, residues.left.units.len() as u32];
        let [key_start, units_start] = ends(self);
        self.keys.extend_from_slice(key);
        let ended_and_booted = write(&mut self.left);
        let [key_end, units_end] = ends(self);
        let residue = Residue { units: (units_start, units_end), ended_and_booted };
        let (hash, at) = (self.hasher.hash_one(key), self.entries.len() as u32);
        self.entries.push(Entry { hash, key: (key_start, key_end), residue });
        let entries = &self.entries;
        self.table.insert_unique(hash, at, |&at| entries.get(at as usize).map_or(0, |entry| entry.hash));
        residue
    }

    /// The units that may hold, in their order.
    #[inline]
    pub(in super::super) fn units(&self, residue: Residue) -> &[OpenUnit] {
        part(&self.left.units, residue.units)
    }

    /// What is left of the condition of this unit starts there.
    #[inline]
    pub(in super::super) fn condition(&self, residue: Residue, unit: u32) -> u32 {
        let units = self.units(residue);
        let found = units.iter().take_while(|open| open.unit <= unit).find(|open| open.unit == unit);
        found.map_or(FAILS, |open| open.condition)
    }

    #[inline]
    pub(in super::super) fn program(&self) -> Program<'_> {
        Program(Numbers(&self.left.program))
    }

    pub(super) fn forget(&mut self) {
        self.table.clear();
        self.entries.clear();
        self.keys.clear();
        self.left.units.clear();
        self.left.program.clear();
        // One event may have had more than is kept.
        self.keys.shrink_to(MOST_BYTES / 4);
    }
}

#[inline]
fn part<T>(all: &[T], (start, end): (u32, u32)) -> &[T] {
    all.get(start as usize..end as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::super::program::HOLDS;
    use super::*;

    fn insert(residues: &mut Residues, key: &[u32], rules: std::ops::Range<u32>) -> Residue {
        residues.insert(key, |left| {
            let units = rules.map(|unit| OpenUnit { unit, rule: unit, predicate: 0, condition: HOLDS });
            left.units.extend(units);
            [FAILS; 2]
        })
    }

    #[test]
    fn combinations_keep_what_they_leave() {
        let mut residues = Residues::default();
        assert!(residues.get(&[]).is_none());
        for (key, rules) in [(&[][..], 0..0), (&[1, 2], 0..3), (&[2, 1], 7..9)] {
            insert(&mut residues, key, rules.clone());
            let residue = residues.get(key).expect("it was kept");
            let units = residues.units(residue);
            assert!(units.iter().map(|unit| unit.rule).eq(rules), "{units:?}");
        }
        let residue = residues.get(&[2, 1]).expect("it was kept");
        assert_eq!([6, 8, 9].map(|unit| residues.condition(residue, unit)), [FAILS, HOLDS, FAILS]);
        residues.forget();
        assert!(residues.get(&[2, 1]).is_none());
    }

    #[test]
    fn too_much_is_full() {
        let mut residues = Residues::default();
        for key in 0..MOST as u32 {
            assert!(!residues.are_full());
            insert(&mut residues, &[key], 0..1);
        }
        assert!(residues.are_full());
        residues.forget();
        let many = MOST_BYTES as u32 / size_of::<OpenUnit>() as u32;
        for key in 0..LEAST as u32 {
            assert!(!residues.are_full(), "some are kept however large they are");
            insert(&mut residues, &[key], 0..many);
        }
        assert!(residues.are_full());
    }
}

//! The state of every join key, found by key, by index, and by when it was last used.

use super::key::KeyTuple;
use super::ordinal::Ordinal;
use super::partial::Partials;
use super::probe::{KeyHash, hash_of};
use super::slab::Slab;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::collections::VecDeque;

/// Where the state of a key is.
pub(super) type EntryIndex = u32;

/// No entry.
const NONE: EntryIndex = EntryIndex::MAX;

/// All state of one key.
#[derive(Debug)]
pub(super) struct Entry<Id> {
    pub(super) key: KeyTuple,
    pub(super) partials: Partials<Id>,
    /// What rules with missing events need besides; others never have it.
    pub(super) absence: Option<Box<KeyAbsence>>,
    /// Of the key: to find the entry's slot in the table without reading the key.
    hash: KeyHash,
    /// Tells the uses of one index apart, above the lowest bit: whether a timer is set that will look at this entry.
    generation_and_timed: u32,
    /// The entry used before and the one used after this one.
    older: EntryIndex,
    newer: EntryIndex,
}

/// When a waiting match becomes certain, its last event, and a number that makes the triple unique.
pub(super) type Deadline = (i64, Ordinal, u64);

/// What one key knows of missing events.
#[derive(Debug, Default)]
pub(super) struct KeyAbsence {
    /// The two latest distinct times of events that must be missing before the first one; the latest first.
    pub(super) stamps: [Option<i64>; 2],
    /// The matches that wait.
    pub(super) waiting: VecDeque<Deadline>,
}

impl KeyAbsence {
    pub(super) fn is_empty(&self) -> bool {
        self.stamps[0].is_none() && self.waiting.is_empty()
    }

    /// Takes out a waiting match: nearly always the one that has waited longest, of which there may be thousands.
    pub(super) fn no_longer_waits(&mut self, deadline: &Deadline) {
        if let Some(at) = self.waiting.iter().position(|other| other == deadline) {
            self.waiting.remove(at);
        }
    }

    /// Remembers an event that must be missing.
    pub(super) fn stamp(&mut self, time: i64) {
        let [latest, second] = &mut self.stamps;
        if latest.is_none_or(|latest| time > latest) {
            *second = latest.replace(time);
        } else if *latest != Some(time) && second.is_none_or(|second| time > second) {
            *second = Some(time);
        }
    }

    /// The latest remembered time before `time`. Two times are enough, because only one can be equal to it.
    pub(super) fn latest_before(&self, time: i64) -> Option<i64> {
        self.stamps.iter().flatten().copied().find(|&stamp| stamp < time)
    }
}

impl<Id> Entry<Id> {
    pub(super) fn is_empty(&self) -> bool {
        self.partials.is_empty() && self.absence.as_ref().is_none_or(|absence| absence.is_empty())
    }

    /// Tells the uses of one index apart.
    pub(super) const fn generation(&self) -> u32 {
        self.generation_and_timed >> 1
    }

    /// Whether a timer is set that will look at this entry.
    pub(super) const fn is_timed(&self) -> bool {
        self.generation_and_timed & 1 == 1
    }

    pub(super) fn set_timed(&mut self, timed: bool) {
        self.generation_and_timed = self.generation_and_timed & !1 | u32::from(timed);
    }

    pub(super) fn absence_mut(&mut self) -> &mut KeyAbsence {
        self.absence.get_or_insert_default()
    }
}

/// A slab of entries with a hash table over their keys and a list from the least to the most recently used.
#[derive(Debug)]
pub(super) struct Entries<Id> {
    slab: Slab<Entry<Id>>,
    table: HashTable<EntryIndex>,
    hasher: DefaultHashBuilder,
    /// The first entry that is not in use; each names the next one as newer.
    free: EntryIndex,
    oldest: EntryIndex,
    newest: EntryIndex,
}

impl<Id> Entries<Id> {
    pub(super) fn new() -> Self {
        Self {
            slab: Slab::new(),
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            free: NONE,
            oldest: NONE,
            newest: NONE,
        }
    }

    /// How many keys have state.
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    /// What keys are hashed with.
    pub(super) fn hasher(&self) -> DefaultHashBuilder {
        self.hasher.clone()
    }

    /// Whether a key of this hash is there. It is not looked at, so that another key may be taken for it.
    #[inline]
    pub(super) fn may_have(&self, hash: KeyHash) -> bool {
        self.table.find(hash.spread(), |&index| self.slab.get(index as usize).hash == hash).is_some()
    }

    /// The entry of `key`, made if there is none and `create` says so.
    pub(super) fn find(&mut self, key: &KeyTuple, create: bool) -> Option<EntryIndex> {
        let hash = hash_of(&self.hasher, key);
        let slab = &self.slab;
        let is_it = |&index: &EntryIndex| {
            let entry = slab.get(index as usize);
            entry.hash == hash && entry.key == *key
        };
        let found = self.table.find(hash.spread(), is_it).copied();
        if found.is_some() || !create {
            return found;
        }
        let index = self.occupy(key, hash);
        let slab = &self.slab;
        self.table.insert_unique(hash.spread(), index, |&index| slab.get(index as usize).hash.spread());
        self.link_newest(index);
        Some(index)
    }

    pub(super) fn get(&self, index: EntryIndex) -> &Entry<Id> {
        self.slab.get(index as usize)
    }

    pub(super) fn get_mut(&mut self, index: EntryIndex) -> &mut Entry<Id> {
        self.slab.get_mut(index as usize)
    }

    pub(super) fn generation(&self, index: EntryIndex) -> u32 {
        self.get(index).generation()
    }

    /// The entry used least recently.
    pub(super) fn oldest(&self) -> Option<EntryIndex> {
        (self.oldest != NONE).then_some(self.oldest)
    }

    /// How many bytes they take, as far as they are owned here: text of keys, captures and ids count by their handles.
    pub(super) fn bytes(&self) -> usize {
        let partials: usize = self.slab.iter().map(|entry| entry.partials.bytes()).sum();
        self.slab.bytes() + self.table.allocation_size() + partials
    }

    /// How many matches are in progress; entries that are free have none.
    pub(super) fn partials(&self) -> usize {
        self.slab.iter().map(|entry| entry.partials.len()).sum()
    }

    /// All entries, the one used least recently first.
    #[cfg(feature = "snapshot")]
    pub(super) fn by_use(&self) -> impl Iterator<Item = (EntryIndex, &Entry<Id>)> {
        let next = |index: EntryIndex| (index != NONE).then_some(index);
        std::iter::successors(next(self.oldest), move |&index| next(self.get(index).newer))
            .map(|index| (index, self.get(index)))
    }

    /// Makes the entry the most recently used one.
    pub(super) fn touch(&mut self, index: EntryIndex) {
        if self.newest != index {
            self.unlink(index);
            self.link_newest(index);
        }
    }

    /// Forgets the key of the entry and all its state.
    pub(super) fn remove(&mut self, index: EntryIndex) {
        let hash = self.get(index).hash;
        if let Ok(occupied) = self.table.find_entry(hash.spread(), |&other| other == index) {
            occupied.remove();
            self.unlink(index);
            let entry = self.slab.get_mut(index as usize);
            entry.key = KeyTuple::EMPTY;
            entry.partials = Partials::default();
            entry.absence = None;
            entry.generation_and_timed = (entry.generation() << 1).wrapping_add(2);
            entry.newer = std::mem::replace(&mut self.free, index);
        }
    }

    fn occupy(&mut self, key: &KeyTuple, hash: KeyHash) -> EntryIndex {
        let index = self.free;
        if index != NONE {
            let entry = self.slab.get_mut(index as usize);
            entry.key = key.clone();
            entry.hash = hash;
            self.free = entry.newer;
            return index;
        }
        let entry = Entry {
            key: key.clone(),
            partials: Partials::default(),
            absence: None,
            hash,
            generation_and_timed: 0,
            older: NONE,
            newer: NONE,
        };
        // `Limits::max_keys` is capped below this by the machine.
        self.slab.push(entry) as EntryIndex
    }

    fn link_newest(&mut self, index: EntryIndex) {
        let older = std::mem::replace(&mut self.newest, index);
        let entry = self.get_mut(index);
        entry.older = older;
        entry.newer = NONE;
        if older == NONE {
            self.oldest = index;
        } else {
            self.get_mut(older).newer = index;
        }
    }

    fn unlink(&mut self, index: EntryIndex) {
        let Entry { older, newer, .. } = *self.get(index);
        if older == NONE {
            self.oldest = newer;
        } else {
            self.get_mut(older).newer = newer;
        }
        if newer == NONE {
            self.newest = older;
        } else {
            self.get_mut(newer).older = older;
        }
    }
}

/// The largest number of entries that an index can tell apart from none.
pub(super) const MAX_ENTRIES: usize = NONE as usize;

#[cfg(test)]
mod tests {
    use super::super::partial::Link;
    use super::super::timers::Timer;
    use super::*;

    /// What one match in progress of a two-stage rule takes, besides its id and the text of its key: an entry, its slot in
    /// the hash table (an index and a control byte, at worst just doubled at 7/8 full), a timer with an eighth to spare, a
    /// link and the text with their two counts each.
    #[test]
    fn a_match_in_progress_is_small() {
        let slot = (size_of::<EntryIndex>() + 1) * 16 / 7 + 1;
        let timer = size_of::<Timer>() * 9 / 8;
        let counts = 2 * size_of::<usize>();
        let link = size_of::<Link<u64>>() - size_of::<u64>() + counts;
        let bytes = size_of::<Entry<u64>>() + slot + timer + link + counts;
        assert!(bytes <= 200, "{bytes} bytes");
    }

    #[test]
    fn entries_are_found_used_and_forgotten() {
        let key = |at: i64| -> KeyTuple { [crate::Value::Int(at).into()].into_iter().collect() };
        let mut entries: Entries<u64> = Entries::new();
        let indexes: Vec<_> = (0..4).filter_map(|at| entries.find(&key(at), true)).collect();
        assert_eq!(indexes.len(), 4);
        entries.touch(indexes[0]);
        entries.remove(indexes[2]);
        assert_eq!(entries.find(&key(2), false), None);
        let mut order = Vec::new();
        while let Some(oldest) = entries.oldest() {
            order.push(oldest);
            entries.remove(oldest);
        }
        assert_eq!(order, [indexes[1], indexes[3], indexes[0]]);
        assert_eq!(entries.len(), 0);
        let generation = entries.generation(indexes[0]);
        assert_eq!(entries.find(&key(9), true), Some(indexes[0]), "the place is used again");
        assert_eq!(generation, 1);
    }

    #[test]
    fn two_stamps_are_the_two_latest() {
        let mut absence = KeyAbsence::default();
        for time in [5, 3, 5, 9, 7, 9] {
            absence.stamp(time);
        }
        assert_eq!(absence.stamps, [Some(9), Some(7)]);
        assert_eq!((absence.latest_before(9), absence.latest_before(7)), (Some(7), None));
    }
}

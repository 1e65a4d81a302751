//! The values of one line, by slot. Everything is kept from line to line, so that reading one allocates nothing.

use super::habit::Habit;
use super::paths::{NodeIndex, Paths, Target};
use serde_json::Value as Json;
use std::sync::OnceLock;

/// No further value.
const NONE: u32 = u32::MAX;

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stored {
    /// In the line, as it is.
    Line {
        start: u32,
        end: u32,
    },
    /// Among the texts that had escapes.
    Unescaped {
        start: u32,
        end: u32,
    },
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
}

/// A value, and the next one of the same field.
#[derive(Clone, Copy, Debug)]
struct Entry {
    value: Stored,
    slot: u32,
    is_first: bool,
    next: u32,
}

/// The values of a field: a list through the entries. It may be one of a line before: then no entry of this field stands
/// where it begins.
#[derive(Clone, Copy, Debug)]
struct Chain {
    first: u32,
    last: u32,
}

const EMPTY: Chain = Chain { first: NONE, last: NONE };

/// An array or object in the place of a value, for array searches.
#[derive(Debug)]
pub(super) struct Container {
    pub(super) slot: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The container itself, once a rule has asked.
    pub(super) parsed: OnceLock<Json>,
}

/// How an object has used a node, by the number of that object: the newest use is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Use(u64);

impl Use {
    const NEVER: Self = Self(0);

    /// A key of the object led here.
    const fn reached(object: u64) -> Self {
        Self(object << 1)
    }

    /// A dotted key of the object led past here.
    const fn passed(object: u64) -> Self {
        Self(object << 1 | 1)
    }

    const fn is_of(self, object: u64) -> bool {
        self.0 >> 1 == object
    }
}

/// What has been read of a line.
#[derive(Debug)]
pub(super) struct Store {
    chains: Vec<Chain>,
    entries: Vec<Entry>,
    pub(super) containers: Vec<Container>,
    /// The texts that had escapes, one behind the other.
    pub(super) unescaped: Vec<u8>,
    /// A key that has escapes, while it is looked up.
    pub(super) key_text: Vec<u8>,
    pub(super) habit: Habit,
    uses: Vec<Use>,
    /// The objects on the way to wanted fields, of all lines so far.
    objects: u64,
    /// Two keys of one object speak of the same field: their order and which one counts is for a document tree to say.
    pub(super) conflict: bool,
}

impl Store {
    pub(super) fn new(paths: &Paths) -> Self {
        Self {
            chains: vec![EMPTY; paths.fields().len()],
            entries: Vec::new(),
            containers: Vec::new(),
            unescaped: Vec::new(),
            key_text: Vec::new(),
            habit: Habit::new(paths),
            uses: vec![Use::NEVER; paths.node_count()],
            objects: 0,
            conflict: false,
        }
    }

    /// Forgets the line before.
    pub(super) fn clear(&mut self) {
        // Chains are left as they are: an entry says itself which field it is of.
        self.entries.clear();
        self.habit.tidy();
        self.containers.clear();
        self.unescaped.clear();
        self.key_text.clear();
        self.conflict = false;
    }

    /// Adds a value to a field.
    #[inline(always)]
    pub(super) fn push(&mut self, slot: u32, value: Stored) {
        let at = self.entries.len() as u32;
        let Some(chain) = self.chains.get_mut(slot as usize) else { return };
        let is_first = self.entries.get(chain.first as usize).is_none_or(|entry| entry.slot != slot);
        if is_first {
            chain.first = at;
        } else if let Some(last) = self.entries.get_mut(chain.last as usize) {
            last.next = at;
        }
        chain.last = at;
        self.entries.push(Entry { value, slot, is_first, next: NONE });
    }

    /// The values of a field.
    #[inline(always)]
    pub(super) fn values(&self, slot: u32) -> Values<'_> {
        let first = self.chains.get(slot as usize).map_or(NONE, |chain| chain.first);
        let is_of_this_line = self.entries.get(first as usize).is_some_and(|entry| entry.slot == slot);
        Values { entries: &self.entries, next: if is_of_this_line { first } else { NONE } }
    }

    /// All values and their slots, in the order of the line.
    pub(super) fn all_values(&self) -> impl Iterator<Item = (u32, Stored)> {
        self.entries.iter().map(|entry| (entry.slot, entry.value))
    }

    /// The slots with values, in the order of their first.
    pub(super) fn filled(&self) -> impl Iterator<Item = u32> {
        self.entries.iter().filter(|entry| entry.is_first).map(|entry| entry.slot)
    }

    /// Begins an object on the way to wanted fields; gives its number.
    #[inline(always)]
    pub(super) fn begin_object(&mut self) -> u64 {
        self.objects += 1;
        self.objects
    }

    /// Notes that a key of this object leads from `from` to `target`, and whether another one has had to do with that.
    #[inline(always)]
    pub(super) fn reach(&mut self, paths: &Paths, object: u64, from: NodeIndex, target: Target) {
        if let Some(seen) = self.uses.get_mut(target.node.as_usize()) {
            if seen.is_of(object) {
                self.conflict = true;
            }
            *seen = Use::reached(object);
        }
        if target.dotted {
            self.pass(paths, object, from, target.node);
        }
    }

    /// Notes the nodes that a dotted key passes.
    fn pass(&mut self, paths: &Paths, object: u64, from: NodeIndex, target: NodeIndex) {
        let mut passed = target;
        while let Some(node) = paths.node(passed)
            && node.parent != from
            && passed != NodeIndex::ROOT
        {
            passed = node.parent;
            if let Some(seen) = self.uses.get_mut(passed.as_usize()) {
                if *seen == Use::reached(object) {
                    self.conflict = true;
                } else {
                    *seen = Use::passed(object);
                }
            }
        }
    }
}

/// The values of a field, in order.
#[derive(Debug)]
pub(super) struct Values<'s> {
    entries: &'s [Entry],
    next: u32,
}

impl Iterator for Values<'_> {
    type Item = Stored;

    #[inline(always)]
    fn next(&mut self) -> Option<Stored> {
        let entry = self.entries.get(self.next as usize)?;
        self.next = entry.next;
        Some(entry.value)
    }
}

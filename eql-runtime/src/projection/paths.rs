//! The wanted fields as a tree of keys.
//!
//! A node is a place that a walk through an object can reach on the way to a wanted field: a head of its path. From each
//! node lead the keys by which an object at that place can go on. With `a.b.c` wanted, the root knows the keys `a`, `a.b`
//! and `a.b.c`, so that every spelling (`language.md` §3.5) is one look-up.

use crate::field::FieldId;
use crate::pack::FieldMap;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A place on the way to a wanted field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeIndex(u32);

impl NodeIndex {
    pub(super) const ROOT: Self = Self(0);

    pub(super) const fn as_usize(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// The node one segment up.
    pub(super) parent: NodeIndex,
    /// Its keys in the table: where they begin, and how far a hash is shifted to lie among them.
    keys: u32,
    shift: u32,
}

/// Where a key leads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) node: NodeIndex,
    /// Whether the key skips nodes on the way.
    pub(super) dotted: bool,
    /// Whether wanted fields go on from the node.
    pub(super) has_keys: bool,
    /// The wanted field that ends there.
    pub(super) slot: Option<u32>,
}

/// A key that leads from a node to another.
#[derive(Clone, Debug)]
struct KeyEntry {
    word: KeyWord,
    target: Target,
    /// The text, which only long keys need.
    text: Box<[u8]>,
}

impl KeyEntry {
    /// Whether the key at `start..end` of `text` is this one. Out of line, for the sake of the look-ups that need no text.
    #[cold]
    #[inline(never)]
    fn is_long_key(&self, text: &[u8], start: usize, end: usize) -> bool {
        text.get(start..end) == Some(&*self.text)
    }
}

/// A key as far as it can be compared at once: its length, its first eight bytes and its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct KeyWord {
    length: usize,
    head: u64,
    tail: u64,
}

/// Keys of this length are known from their words.
const WORDS: usize = 16;

impl KeyWord {
    /// The key that stands at `start..end` of `text`.
    #[inline(always)]
    fn read(text: &[u8], start: usize, end: usize) -> Self {
        let length = end.wrapping_sub(start);
        let head = eight_bytes(text, start);
        if length >= 8 {
            Self { length, head, tail: eight_bytes(text, end.wrapping_sub(8)) }
        } else {
            Self { length, head: head & ((1 << (8 * length)) - 1), tail: 0 }
        }
    }

    #[inline(always)]
    fn hash(self) -> u64 {
        let mixed = self.head ^ self.tail.rotate_left(25) ^ (self.length as u64) << 56;
        mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// Eight bytes from `at`, those behind the end as zeroes.
#[inline(always)]
fn eight_bytes(text: &[u8], at: usize) -> u64 {
    match text.get(at..).and_then(<[u8]>::first_chunk) {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => last_bytes(text.get(at..).unwrap_or_default()),
    }
}

#[cold]
fn last_bytes(text: &[u8]) -> u64 {
    text.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// What the wanted fields are to a pack.
#[derive(Clone, Debug)]
pub(super) struct InPack {
    /// Tells the pack's fields from those of others.
    digest: u64,
    /// The pack's index of each.
    indexes: Box<[Option<u32>]>,
    /// Whether the pack reads no others.
    pub(super) is_all: bool,
}

impl InPack {
    /// The pack's index of the field in a slot.
    #[inline]
    pub(super) fn index(&self, slot: u32) -> Option<u32> {
        self.indexes.get(slot as usize).copied().flatten()
    }
}

/// The wanted fields: what to look for, and which slot each has.
#[derive(Debug)]
pub(super) struct Paths {
    nodes: Vec<Node>,
    /// The tables of all nodes, one behind the other; at most a quarter full, so that a search seldom goes on.
    keys: Vec<Option<KeyEntry>>,
    /// From fields to slots, found by the low bits of the field's id.
    slots: Vec<Option<(FieldId, u32)>>,
    fields: Vec<Box<str>>,
    /// Their ids.
    ids: Vec<FieldId>,
    /// What they are to the first pack that asked.
    in_pack: OnceLock<InPack>,
}

impl Paths {
    /// A tree of these fields; each has its slot in the order of first mention.
    pub(super) fn new<'f>(fields: impl IntoIterator<Item = &'f str>) -> Self {
        let mut builder = Builder::default();
        for field in fields {
            builder.add(field);
        }
        builder.finish()
    }

    #[inline(always)]
    pub(super) fn node(&self, index: NodeIndex) -> Option<&Node> {
        self.nodes.get(index.as_usize())
    }

    pub(super) fn node_count(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn fields(&self) -> &[Box<str>] {
        &self.fields
    }

    /// Where the key at `start..end` of `text` leads from `node`.
    #[inline(always)]
    pub(super) fn follow(&self, node: NodeIndex, text: &[u8], start: usize, end: usize) -> Option<Target> {
        let node = self.node(node)?;
        let word = KeyWord::read(text, start, end);
        let size = 1_usize << (64 - node.shift);
        let mut at = (word.hash() >> node.shift) as usize;
        loop {
            // An empty place ends the search, and there is one.
            let entry = self.keys.get(node.keys as usize + at)?.as_ref()?;
            if entry.word == word && (word.length <= WORDS || entry.is_long_key(text, start, end)) {
                return Some(entry.target);
            }
            at = (at + 1) & (size - 1);
        }
    }

    /// What the wanted fields are to a pack.
    pub(super) fn in_pack(&self, fields: &FieldMap) -> Cow<'_, InPack> {
        let look = || InPack {
            digest: fields.digest(),
            indexes: self.ids.iter().map(|&id| fields.index(id)).collect(),
            is_all: fields.iter().all(|(_, field)| self.slot(field.id()).is_some()),
        };
        match self.in_pack.get_or_init(look) {
            known if known.digest == fields.digest() => Cow::Borrowed(known),
            _ => Cow::Owned(look()),
        }
    }

    /// The slot of a field.
    #[inline(always)]
    pub(super) fn slot(&self, field: FieldId) -> Option<u32> {
        let last = self.slots.len().wrapping_sub(1);
        let mut at = field.0 as usize & last;
        loop {
            let (id, slot) = (*self.slots.get(at)?)?;
            if id == field {
                return Some(slot);
            }
            at = (at + 1) & last;
        }
    }
}

/// A node while the tree grows.
#[derive(Default)]
struct Sapling {
    slot: Option<u32>,
    parent: u32,
    /// The node that each key leads to, and whether that is several segments away.
    keys: BTreeMap<Box<[u8]>, (u32, bool)>,
}

struct Builder {
    saplings: Vec<Sapling>,
    /// The nodes by the heads of paths that they stand for; the root stands for none.
    by_head: BTreeMap<Box<str>, u32>,
    fields: Vec<Box<str>>,
}

impl Default for Builder {
    fn default() -> Self {
        Self { saplings: vec![Sapling::default()], by_head: BTreeMap::new(), fields: Vec::new() }
    }
}

impl Builder {
    fn add(&mut self, path: &str) {
        // The empty path is the event itself, which is no value.
        if path.is_empty() {
            return;
        }
        let heads = path.match_indices('.').map(|(dot, _)| dot).chain([path.len()]);
        // Nodes on the way so far, with where their keys begin in the path.
        let mut on_the_way = vec![(0_u32, 0)];
        for end in heads {
            let head = path.get(..end).unwrap_or_default();
            let parent = on_the_way.last().map_or(0, |&(node, _)| node);
            let node = self.node_of(head, parent);
            for (distance, &(from, start)) in on_the_way.iter().rev().enumerate() {
                // A dot at the very end belongs to the last key.
                if start == path.len() {
                    continue;
                }
                let key = path.as_bytes().get(start..end).unwrap_or_default();
                if let Some(sapling) = self.saplings.get_mut(from as usize) {
                    sapling.keys.insert(key.into(), (node, distance > 0));
                }
            }
            on_the_way.push((node, end + 1));
        }
        let last = on_the_way.last().and_then(|&(node, _)| self.saplings.get_mut(node as usize));
        if let Some(sapling) = last
            && sapling.slot.is_none()
        {
            sapling.slot = u32::try_from(self.fields.len()).ok();
            self.fields.push(path.into());
        }
    }

    fn node_of(&mut self, head: &str, parent: u32) -> u32 {
        let next = self.saplings.len() as u32;
        let node = *self.by_head.entry(head.into()).or_insert(next);
        if node == next {
            self.saplings.push(Sapling { parent, ..Sapling::default() });
        }
        node
    }

    fn finish(self) -> Paths {
        let (mut nodes, mut keys) = (Vec::with_capacity(self.saplings.len()), Vec::new());
        for sapling in &self.saplings {
            let size = (4 * sapling.keys.len()).next_power_of_two().max(2);
            let start = keys.len();
            let shift = 64 - size.trailing_zeros();
            keys.resize(start + size, None);
            for (text, &(node, dotted)) in &sapling.keys {
                let word = KeyWord::read(text, 0, text.len());
                let Sapling { slot, keys: onward, .. } = &self.saplings[node as usize];
                let target = Target { node: NodeIndex(node), dotted, has_keys: !onward.is_empty(), slot: *slot };
                let entry = KeyEntry { word, target, text: text.clone() };
                place(&mut keys[start..], (word.hash() >> shift) as usize, entry);
            }
            nodes.push(Node { parent: NodeIndex(sapling.parent), keys: start as u32, shift });
        }
        let mut slots = vec![None; (2 * self.fields.len()).next_power_of_two().max(2)];
        for (slot, field) in (0..).zip(&self.fields) {
            let id = FieldId::of(field);
            let at = id.0 as usize & (slots.len() - 1);
            place(&mut slots, at, (id, slot));
        }
        let ids = self.fields.iter().map(|field| FieldId::of(field)).collect();
        Paths { nodes, keys, slots, fields: self.fields, ids, in_pack: OnceLock::new() }
    }
}

/// Puts an entry at the first free place from `at`, round the end; the table has one.
fn place<T>(table: &mut [Option<T>], at: usize, entry: T) {
    let (before, from) = table.split_at_mut(at);
    if let Some(free) = from.iter_mut().chain(before).find(|place| place.is_none()) {
        *free = Some(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slot that a list of keys leads to, each one object deeper.
    fn slot_of(paths: &Paths, keys: &[&str]) -> Option<u32> {
        let mut place = (NodeIndex::ROOT, None);
        for key in keys {
            // As in a line, with text around it.
            let text = format!("\"{key}\": 1");
            let target = paths.follow(place.0, text.as_bytes(), 1, 1 + key.len())?;
            place = (target.node, target.slot);
        }
        place.1
    }

    #[test]
    fn every_spelling_leads_to_its_slot() {
        let long = "winlog.event_data.TargetUserNameThatGoesOn";
        let paths = Paths::new(["process.parent.name", "process", "a..b", ".x", "y.", long, "process"]);
        assert_eq!(paths.fields().len(), 6);
        let rows: &[(&[&str], Option<u32>)] = &[
            (&["process", "parent", "name"], Some(0)),
            (&["process.parent", "name"], Some(0)),
            (&["process", "parent.name"], Some(0)),
            (&["process.parent.name"], Some(0)),
            (&["process"], Some(1)),
            (&["process", "parent"], None),
            (&["process", "paren"], None),
            (&["proces"], None),
            (&["", "x"], Some(3)),
            (&[".x"], Some(3)),
            (&["a", "", "b"], Some(2)),
            (&["a.", "b"], Some(2)),
            (&["a", ".b"], Some(2)),
            (&["a..b"], Some(2)),
            (&["y", ""], None),
            (&["y."], Some(4)),
            (&["winlog", "event_data", "TargetUserNameThatGoesOn"], Some(5)),
            (&["winlog", "event_data", "TargetUserNameThatGoe_On"], None),
            (&["winlog", "event_data", "TargetUserXameThatGoesOn"], None),
            (&[long], Some(5)),
            (&[""], None),
        ];
        for (keys, expected) in rows {
            assert_eq!(slot_of(&paths, keys), *expected, "{keys:?}");
        }
        assert_eq!(paths.slot(FieldId::of("process")), Some(1));
        assert_eq!(paths.slot(FieldId::of("process.parent")), None);
        assert_eq!(Paths::new([]).slot(FieldId::of("process")), None);
        assert_eq!(slot_of(&Paths::new([]), &["process"]), None);
    }
}

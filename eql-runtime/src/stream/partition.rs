//! One stream in several partitions (`sequences.md` §11.8).

use crate::sequence::{KeySink, KeyTuple, KeyValue, Sequence, SequenceRule};
use crate::value::Scalar;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// One of several partitions of a stream, for a rule that has a join key: it owns the keys whose hash falls to it.
///
/// A [`Detector`](crate::sequence::Detector) in a partition follows those keys only, so that an event may be sent to more
/// partitions than need it, and must be if it has keys of several. Together, all partitions find what one detector finds
/// in the whole stream. The hash is the same in every process and version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    index: u32,
    count: u32,
    column: Option<u16>,
}

impl Partition {
    /// Partition `index` of `count`, by the whole key; `None` if there is no such partition.
    #[must_use]
    pub const fn new(index: u32, count: u32) -> Option<Self> {
        if index < count { Some(Self { index, count, column: None }) } else { None }
    }

    /// The same by one column of the key, counted from 0. Where all stages of all rules have one field there, a stream can
    /// be split by that field for all of them.
    #[must_use]
    pub const fn by_column(self, column: u16) -> Self {
        Self { column: Some(column), ..self }
    }

    /// Whether a key is one of this partition's.
    #[must_use]
    pub fn owns(&self, key: &KeyTuple) -> bool {
        self.of(key) == self.index
    }

    /// The partitions, of as many as this one knows, that need an event for `rule`. It asks for keys, not for
    /// conditions: an event that no stage takes may be sent too, and all are if the rule follows lineages.
    pub fn route<E: ?Sized, R: SequenceRule<E> + ?Sized>(
        &self,
        rule: &R,
        event: &E,
        key_tuples: usize,
    ) -> BTreeSet<u32> {
        let plan = Sequence::plan(rule);
        let groups = plan.stages.iter().map(|stage| stage.keys).chain(plan.until.map(|until| until.keys));
        let groups: BTreeSet<u16> = groups.collect();
        let mut sink = KeySink::new(plan.mode.keys);
        if rule.lineages().is_some() {
            return (0..self.count).collect();
        }
        let mut partitions = BTreeSet::new();
        for group in groups {
            rule.keys(group, event, &mut sink);
            sink.drain(key_tuples, |key| {
                partitions.insert(self.of(&key));
            });
        }
        partitions
    }

    fn of(&self, key: &KeyTuple) -> u32 {
        let column = |column: u16| key.values().get(usize::from(column)..=usize::from(column));
        let values = self.column.map_or(Some(key.values()), column).unwrap_or_default();
        let mut hash = Fnv::default();
        values.iter().for_each(|value| hash.value(value));
        // The remainder is below a `u32`.
        (hash.finish() % u64::from(self.count)) as u32
    }
}

/// 64-bit FNV-1a over values that are equal as keys, not over how they are stored.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn part(&mut self, kind: u8, bytes: &[u8]) {
        for &byte in [kind].iter().chain(&(bytes.len() as u64).to_le_bytes()).chain(bytes) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn value(&mut self, value: &KeyValue) {
        match (value.as_scalar(), value.elements()) {
            (Some(scalar), _) => self.scalar(&scalar),
            (None, elements) => {
                let elements = elements.unwrap_or_default();
                self.part(7, &(elements.len() as u64).to_le_bytes());
                elements.iter().filter_map(KeyValue::as_scalar).for_each(|scalar| self.scalar(&scalar));
            }
        }
    }

    fn scalar(&mut self, scalar: &Scalar<'_>) {
        match scalar {
            Scalar::Null => self.part(0, &[]),
            Scalar::Bool(value) => self.part(1, &[u8::from(*value)]),
            Scalar::Int(value) => self.part(2, &value.to_le_bytes()),
            Scalar::UInt(value) => self.part(3, &value.to_le_bytes()),
            Scalar::Float(value) => self.part(4, &value.to_bits().to_le_bytes()),
            Scalar::Str(value) => self.part(5, value.as_bytes()),
            Scalar::Ip(IpAddr::V4(value)) => self.part(6, &value.octets()),
            Scalar::Ip(IpAddr::V6(value)) => self.part(6, &value.octets()),
            Scalar::Time(value) => self.part(8, &value.as_nanos().to_le_bytes()),
        }
    }

    /// Spreads the low bits, of which a remainder takes the most.
    fn finish(&self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ (mixed >> 33)
    }
}

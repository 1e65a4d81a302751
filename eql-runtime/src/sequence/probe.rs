//! Whether an event meets a key that has state, found out without making the key: most events that could extend a match
//! find none of theirs, and the text of a key would be copied for nothing.

use super::key::{KeyMode, KeyTuple, KeyValue};
use super::machine::Machine;
use super::plan::PredicateSet;
use super::rule::SequenceRule;
use super::sink::KeySink;
use crate::value::Scalar;
use hashbrown::DefaultHashBuilder;
use std::hash::BuildHasher;

/// The hash of a key, as much of it as is kept beside the key: so much tells keys apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyHash(u32);

impl KeyHash {
    #[inline]
    const fn of_columns(joined: u64) -> Self {
        Self((joined ^ joined >> 32) as u32)
    }

    /// The same for a hash table, which looks at the lowest and at the highest bits.
    #[inline]
    pub(super) const fn spread(self) -> u64 {
        (self.0 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// The hash of a key.
#[inline]
pub(super) fn hash_of(hasher: &DefaultHashBuilder, key: &KeyTuple) -> KeyHash {
    KeyHash::of_columns(key.values().iter().fold(0, |tuple, value| joined(tuple, hasher.hash_one(value))))
}

#[inline]
fn joined(tuple: u64, column: u64) -> u64 {
    tuple.rotate_left(23) ^ column
}

/// Hashes the key of an event out of the values of its columns, as [`hash_of`] would the key that is made of them.
#[derive(Debug)]
pub(super) struct Probe {
    hasher: DefaultHashBuilder,
    tuple: u64,
    column: Column,
    /// The event has no key, or several.
    is_unsure: bool,
}

#[derive(Clone, Copy, Debug)]
enum Column {
    NotBegun,
    Empty { optional: bool },
    One(u64),
}

impl Probe {
    pub(super) const fn new(hasher: DefaultHashBuilder) -> Self {
        Self { hasher, tuple: 0, column: Column::NotBegun, is_unsure: false }
    }

    #[inline]
    pub(super) fn column(&mut self, optional: bool) {
        self.close_column();
        self.column = Column::Empty { optional };
    }

    /// Adds a value to the column begun last.
    #[inline]
    pub(super) fn scalar(&mut self, value: &Scalar<'_>) {
        match value {
            Scalar::Null => {}
            Scalar::Str(text) => self.hash(self.hasher.hash_one(&**text)),
            // Nothing else has to be copied.
            other => self.hash(self.hasher.hash_one(KeyValue::from(other.clone()))),
        }
    }

    pub(super) fn value(&mut self, value: &KeyValue) {
        if !value.is_null() {
            self.hash(self.hasher.hash_one(value));
        }
    }

    #[inline]
    fn hash(&mut self, hash: u64) {
        match self.column {
            Column::One(other) if other != hash => self.is_unsure = true,
            _ => self.column = Column::One(hash),
        }
    }

    #[inline]
    fn close_column(&mut self) {
        let hash = match self.column {
            Column::NotBegun => return,
            Column::Empty { optional: false } => {
                self.is_unsure = true;
                return;
            }
            Column::Empty { optional: true } => self.hasher.hash_one(KeyValue::NULL),
            Column::One(hash) => hash,
        };
        self.tuple = joined(self.tuple, hash);
    }

    /// The hash, if the event has one key.
    fn finish(mut self) -> Option<KeyHash> {
        self.close_column();
        (!self.is_unsure).then_some(KeyHash::of_columns(self.tuple))
    }
}

impl<Id: Clone> Machine<Id> {
    /// Whether it is sure that the event changes nothing: it begins no match, and its keys have no state.
    pub(super) fn is_stranger<E: ?Sized, R: SequenceRule<E> + ?Sized>(
        &self,
        rule: &R,
        event: &E,
        matched: &PredicateSet,
    ) -> bool {
        // Keys that are folded are hashed as they are folded, which makes them anyway.
        if self.mode.keys != KeyMode::STANDARD || matched.intersects(&self.shape.beginning) {
            return false;
        }
        self.shape.others.iter().filter(|(_, predicates)| matched.intersects(predicates)).all(|&(group, _)| {
            let mut sink = KeySink::probing(Probe::new(self.entries.hasher()));
            rule.keys(group, event, &mut sink);
            sink.into_probe().and_then(Probe::finish).is_some_and(|hash| !self.entries.may_have(hash))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    fn probed(hasher: DefaultHashBuilder, columns: &[(bool, &[Value<'_>])]) -> Option<KeyHash> {
        let mut sink = KeySink::probing(Probe::new(hasher));
        for (optional, values) in columns {
            sink.column(*optional);
            for (at, value) in values.iter().enumerate() {
                // Both ways in.
                if at % 2 == 0 { sink.offer((*value).into()) } else { sink.push(*value) }
            }
        }
        sink.into_probe().and_then(Probe::finish)
    }

    /// The hash of the key that a sink makes of the same values.
    fn made(hasher: &DefaultHashBuilder, columns: &[(bool, &[Value<'_>])]) -> Vec<KeyHash> {
        let mut sink = KeySink::new(KeyMode::STANDARD);
        for (optional, values) in columns {
            sink.column(*optional);
            values.iter().for_each(|value| sink.push(*value));
        }
        let mut hashes = Vec::new();
        sink.drain(9, |key| hashes.push(hash_of(hasher, &key)));
        hashes
    }

    #[test]
    fn a_probe_is_the_hash_of_the_key() {
        use Value::{Float, Int, Str, UInt};
        let hasher = DefaultHashBuilder::default();
        let one: [&[(bool, &[Value<'_>])]; 8] = [
            &[],
            &[(false, &[Str("a")])],
            &[(false, &[Str("a"), Str("a")])],
            &[(false, &[Float(2.0)])],
            &[(false, &[UInt(7), Int(7)])],
            &[(true, &[])],
            &[(false, &[Str("a")]), (true, &[]), (false, &[Int(1)])],
            &[(false, &[Str("a")]), (false, &[Str("a")])],
        ];
        for columns in one {
            let probe = probed(hasher.clone(), columns);
            assert_eq!(probe.into_iter().collect::<Vec<_>>(), made(&hasher, columns), "{columns:?}");
        }
        let unsure: [&[(bool, &[Value<'_>])]; 3] =
            [&[(false, &[])], &[(false, &[Str("a"), Str("b")])], &[(false, &[]), (false, &[Str("a")])]];
        for columns in unsure {
            assert_eq!(probed(hasher.clone(), columns), None, "{columns:?}");
        }
    }
}

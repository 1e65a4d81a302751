//! Which process ids are known at all.

use crate::sequence::KeyTuple;
use crate::value::Scalar;
use hashbrown::{DefaultHashBuilder, HashMap};
use std::hash::BuildHasher;

/// The texts in the last column of the keys of known processes, by their hashes: nearly all processes that events name are
/// unknown, and are told from the others before anything is allocated for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownIds {
    /// How many keys there are of each hash.
    counts: HashMap<u64, u32>,
    /// Which column is the last.
    column: usize,
    hasher: DefaultHashBuilder,
}

impl KnownIds {
    /// Whether a key with this value in that column may be among them.
    pub(crate) fn may_know(&self, column: usize, value: &Scalar<'_>) -> bool {
        match value {
            Scalar::Str(text) if column == self.column => self.counts.contains_key(&self.hasher.hash_one(&**text)),
            _ => true,
        }
    }

    pub(crate) fn add(&mut self, key: &KeyTuple) {
        self.column = key.values().len().saturating_sub(1);
        if let Some(hash) = self.hash(key) {
            *self.counts.entry(hash).or_insert(0) += 1;
        }
    }

    pub(super) fn remove(&mut self, key: &KeyTuple) {
        let Some(hash) = self.hash(key) else { return };
        if let Some(count) = self.counts.get_mut(&hash) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&hash);
            }
        }
    }

    fn hash(&self, key: &KeyTuple) -> Option<u64> {
        match key.values().last()?.as_scalar()? {
            Scalar::Str(text) => Some(self.hasher.hash_one(&*text)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;

    #[test]
    fn a_text_is_known_as_long_as_some_key_has_it() {
        let key = |host: &str| -> KeyTuple { [host, "p"].map(|text| Value::Str(text).into()).into_iter().collect() };
        let mut ids = KnownIds::default();
        let text = |text: &'static str| Scalar::Str(text.into());
        ids.add(&key("a"));
        ids.add(&key("b"));
        ids.remove(&key("a"));
        assert!(ids.may_know(1, &text("p")) && !ids.may_know(1, &text("q")));
        assert!(ids.may_know(0, &text("q")) && ids.may_know(1, &Scalar::Int(4)));
        ids.remove(&key("b"));
        assert!(!ids.may_know(1, &text("p")));
    }
}

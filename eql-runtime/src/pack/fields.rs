//! The fields that a pack reads, each once.

use crate::field::{Field, FieldBuf, FieldId};

/// Fields by index, and their indexes by id.
#[derive(Debug)]
pub struct FieldMap {
    fields: Box<[FieldBuf]>,
    /// Open addressing: ids are hashes already.
    slots: Box<[Option<(FieldId, u32)>]>,
    #[cfg(feature = "json")]
    digest: u64,
}

impl FieldMap {
    /// The map of the fields with these paths.
    #[must_use]
    pub fn new<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let fields: Box<[FieldBuf]> = paths.into_iter().map(FieldBuf::new).collect();
        let mut slots = vec![None; (fields.len() * 4).next_power_of_two()];
        for (index, field) in (0..).zip(&fields) {
            let id = field.as_field().id();
            let mut at = first_slot(id, slots.len());
            while slots.get(at).is_some_and(|slot| slot.is_some_and(|(other, _)| other != id)) {
                at = (at + 1) & (slots.len() - 1);
            }
            if let Some(slot @ None) = slots.get_mut(at) {
                *slot = Some((id, index));
            }
        }
        Self {
            #[cfg(feature = "json")]
            digest: fields.iter().fold(0, |digest: u64, field| digest.rotate_left(5) ^ field.as_field().id().0),
            fields,
            slots: slots.into(),
        }
    }

    /// A number that tells maps of different fields apart.
    #[cfg(feature = "json")]
    pub(crate) const fn digest(&self) -> u64 {
        self.digest
    }

    /// The fields with their indexes.
    pub fn iter(&self) -> impl Iterator<Item = (u32, Field<'_>)> {
        (0..).zip(self.fields.iter().map(FieldBuf::as_field))
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The index of a field, if it is one of them.
    #[must_use]
    #[inline]
    pub fn index(&self, id: FieldId) -> Option<u32> {
        let mut at = first_slot(id, self.slots.len());
        loop {
            match self.slots.get(at)? {
                Some((found, index)) if *found == id => return Some(*index),
                Some(_) => at = (at + 1) & (self.slots.len() - 1),
                None => return None,
            }
        }
    }
}

#[inline(always)]
const fn first_slot(id: FieldId, slots: usize) -> usize {
    (id.0 ^ id.0 >> 32) as usize & (slots - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_its_index() {
        let paths: Vec<String> = (0..500).map(|n| format!("a.b{n}.c")).collect();
        let map = FieldMap::new(paths.iter().map(String::as_str));
        for (index, path) in (0..).zip(&paths) {
            assert_eq!(map.index(FieldId::of(path)), Some(index));
        }
        assert_eq!(map.index(FieldId::of("a")), None);
        assert_eq!(FieldMap::new([]).index(FieldId::of("a")), None);
    }
}

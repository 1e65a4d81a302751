//! The values of one event, read once.

use super::fields::FieldMap;
use super::literals::{BOUNDARY, Bounded, TextOf};
use crate::datum::Datum;
use crate::event::{Element, Event, Has, Structured};
use crate::field::Field;
use crate::ops::text::with_canonical;
use crate::time::Timestamp;
use crate::value::Value;
use std::net::IpAddr;

/// The values of the fields of a pack in one event. Kept from event to event, so that nothing is allocated for most.
#[derive(Debug, Default)]
pub struct Slots {
    /// Where the first and the last value of each field stand, by its index; [`NONE`] if it has none.
    ends: Vec<(u32, u32)>,
    /// The fields that have values.
    present: Vec<u32>,
    values: Vec<Slot>,
    /// The texts, each between two boundaries, of which neighbours share one.
    texts: String,
}

/// No value, or no text.
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Slot {
    value: Stored,
    /// Where the text of the value starts and ends, without boundaries; it starts at [`NONE`] if it is not kept.
    text: (u32, u32),
    /// Where the next value of the same field stands, or [`NONE`].
    next: u32,
}

#[derive(Clone, Copy, Debug)]
enum Stored {
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text,
    Ip(IpAddr),
    Time(Timestamp),
}

impl Stored {
    /// The value itself, whose text is `text` if it is one.
    #[inline]
    const fn load(self, text: &str) -> Value<'_> {
        match self {
            Self::Bool(value) => Value::Bool(value),
            Self::Int(value) => Value::Int(value),
            Self::UInt(value) => Value::UInt(value),
            Self::Float(value) => Value::Float(value),
            Self::Text => Value::Str(text),
            Self::Ip(value) => Value::Ip(value),
            Self::Time(value) => Value::Time(value),
        }
    }
}

impl Slots {
    /// Empty slots for so many fields.
    #[must_use]
    pub fn new(fields: usize) -> Self {
        Self { ends: vec![(NONE, NONE); fields], ..Self::default() }
    }

    /// Forgets the values.
    pub fn clear(&mut self) {
        for field in self.present.drain(..) {
            if let Some(ends) = self.ends.get_mut(field as usize) {
                *ends = (NONE, NONE);
            }
        }
        self.values.clear();
        self.texts.clear();
    }

    /// Adds a value of the field with this index. Of a number or truth value the text is kept only if it `needs_text`.
    #[inline]
    pub fn push(&mut self, field: u32, value: Value<'_>, needs_text: bool) {
        let Some((first, last)) = self.ends.get_mut(field as usize) else { return };
        let at = self.values.len() as u32;
        if *first == NONE {
            *first = at;
            self.present.push(field);
        } else if let Some(last) = self.values.get_mut(*last as usize) {
            last.next = at;
        }
        *last = at;
        let (value, text) = match value {
            Value::Bool(value) => (Stored::Bool(value), None),
            Value::Int(value) => (Stored::Int(value), None),
            Value::UInt(value) => (Stored::UInt(value), None),
            Value::Float(value) => (Stored::Float(value), None),
            Value::Str(text) => (Stored::Text, Some(self.keep(text))),
            Value::Ip(value) => (Stored::Ip(value), None),
            Value::Time(value) => (Stored::Time(value), None),
        };
        let text = match text {
            None if needs_text || matches!(value, Stored::Ip(_) | Stored::Time(_)) => self.keep_formatted(value),
            None => (NONE, NONE),
            Some(text) => text,
        };
        self.values.push(Slot { value, text, next: NONE });
    }

    /// Keeps a text and says where it stands.
    #[inline]
    fn keep(&mut self, text: &str) -> (u32, u32) {
        self.texts.reserve(text.len() + 2 * BOUNDARY.len_utf8());
        if self.texts.is_empty() {
            self.texts.push(BOUNDARY);
        }
        let start = self.texts.len();
        self.texts.push_str(text);
        let end = self.texts.len();
        self.texts.push(BOUNDARY);
        (start as u32, end as u32)
    }

    #[inline(never)]
    fn keep_formatted(&mut self, value: Stored) -> (u32, u32) {
        with_canonical(value.load(""), |text| self.keep(text))
    }

    /// The fields that have values.
    pub(super) fn present(&self) -> &[u32] {
        &self.present
    }

    /// The texts of the values of a field that are kept.
    pub(super) fn texts(&self, field: u32) -> impl Iterator<Item = Bounded<'_>> {
        self.slots(field).filter_map(|slot| {
            let (start, end) = (slot.text.0 as usize, slot.text.1 as usize);
            let of = match slot.value {
                Stored::Text | Stored::Ip(_) | Stored::Time(_) => TextOf::Text,
                Stored::Int(_) | Stored::UInt(_) | Stored::Float(_) => TextOf::Number,
                Stored::Bool(_) => TextOf::Truth,
            };
            Some(Bounded { text: self.texts.get(start.saturating_sub(1)..end + 1)?, of })
        })
    }

    fn slots(&self, field: u32) -> impl Iterator<Item = &Slot> {
        let first = self.ends.get(field as usize).and_then(|(first, _)| self.values.get(*first as usize));
        std::iter::successors(first, |slot| self.values.get(slot.next as usize))
    }

    #[inline]
    fn value(&self, slot: &Slot) -> Value<'_> {
        let (start, end) = slot.text;
        slot.value.load(self.texts.get(start as usize..end as usize).unwrap_or_default())
    }
}

/// An event whose values have been read into [`Slots`]; what no pack reads and elements of arrays come from the event
/// itself.
#[derive(Clone, Copy)]
pub struct PackEvent<'e> {
    fields: &'e FieldMap,
    slots: &'e Slots,
    event: &'e dyn Element,
}

impl<'e> PackEvent<'e> {
    /// The event with the values that `slots` hold of it.
    #[must_use]
    pub fn new(fields: &'e FieldMap, slots: &'e Slots, event: &'e dyn Element) -> Self {
        Self { fields, slots, event }
    }
}

impl std::fmt::Debug for PackEvent<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PackEvent").field("slots", &self.slots).finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl Event for PackEvent<'_> {
    #[inline]
    fn visit(&self, field: &Field<'_>, mut visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        match self.fields.index(field.id()) {
            Some(index) => self.slots.slots(index).any(|slot| visitor(self.slots.value(slot))),
            None => self.event.visit_field(field, &mut visitor),
        }
    }

    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        self.event.visit_field_elements(field, visitor)
    }

    fn datum<'d>(&'d self, field: &Field<'_>) -> Datum<'d> {
        self.event.field_datum(field)
    }
}

#[diagnostic::do_not_recommend]
impl<Path> Has<Path> for PackEvent<'_> {}

/// As far as the event behind it is.
#[diagnostic::do_not_recommend]
impl Structured for PackEvent<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values that an event lists, by path.
    struct Listed(&'static [(&'static str, Value<'static>)]);

    impl Event for Listed {
        fn visit(&self, field: &Field<'_>, mut visitor: impl FnMut(Value<'_>) -> bool) -> bool {
            self.0.iter().any(|(path, value)| *path == field.path() && visitor(*value))
        }

        fn visit_elements(&self, _: &Field<'_>, _: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
            false
        }
    }

    #[test]
    fn slots_hold_what_the_event_does() {
        const EPOCH: Timestamp = Timestamp::from_nanos(0);
        let event = Listed(&[
            ("a", Value::Str("x")),
            ("b", Value::Int(4)),
            ("a", Value::Bool(true)),
            ("a", Value::Str("é")),
            ("b", Value::Time(EPOCH)),
            ("c", Value::Float(0.5)),
        ]);
        let map = FieldMap::new(["a", "b"]);
        let mut slots = Slots::new(map.len());
        for _ in 0..2 {
            slots.clear();
            for (path, value) in event.0 {
                if let Some(index) = map.index(Field::new(path, &[]).id()) {
                    slots.push(index, *value, path == &"a");
                }
            }
            let read = PackEvent::new(&map, &slots, &event);
            for path in ["a", "b", "c", "d"] {
                let values = |event: &dyn Element| {
                    let mut values = Vec::new();
                    event.visit_field(&Field::new(path, &[]), &mut |value| {
                        values.push(format!("{value:?}"));
                        false
                    });
                    values
                };
                assert_eq!(values(&read), values(&event), "{path}");
            }
            let texts: Vec<_> = slots.texts(0).map(|bounded| (bounded.text, bounded.of)).collect();
            assert_eq!(texts, [("\0x\0", TextOf::Text), ("\0true\0", TextOf::Truth), ("\0é\0", TextOf::Text)]);
            let texts: Vec<_> = slots.texts(1).map(|bounded| bounded.text).collect();
            assert_eq!(texts, ["\x001970-01-01T00:00:00.000Z\0"]);
        }
    }
}

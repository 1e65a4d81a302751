//! A line that has been read.

use super::paths::Paths;
use super::store::{Store, Stored};
use crate::datum::Datum;
use crate::event::{Element, Event, Has, Structured};
use crate::field::{Field, FieldBuf};
use crate::pack::FieldMap;
use crate::value::Value;
use serde_json::Value as Json;
use std::sync::OnceLock;

/// A line of JSON as an event: what [`Projection::read`](super::Projection::read) gives.
///
/// It answers like the `serde_json::Value` of the same line, for every field. Those of the projection are at hand; any
/// other is looked up in the whole document, which is parsed the first time that one is asked for.
#[derive(Debug)]
pub struct JsonEvent<'p> {
    pub(super) line: &'p str,
    pub(super) unescaped: &'p str,
    pub(super) paths: &'p Paths,
    pub(super) store: &'p Store,
    pub(super) document: OnceLock<Json>,
}

/// A field of a [`Projection`](super::Projection), by its place among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub u32);

impl<'p> JsonEvent<'p> {
    /// The line as it was read.
    #[must_use]
    pub fn line(&self) -> &'p str {
        self.line
    }

    /// The fields that have values, each once, in the order of the line.
    ///
    /// Where two keys of an object spell one field, or one key stands twice, a field may be among them whose value does not
    /// count after all.
    pub fn filled(&self) -> impl Iterator<Item = Slot> + use<'p> {
        self.store.filled().map(Slot)
    }

    /// [`Event::visit`] for a field by its slot.
    #[inline]
    pub fn visit_slot(&self, slot: Slot, mut visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        if self.store.conflict {
            let field = self.paths.fields().get(slot.0 as usize);
            return field.is_some_and(|field| self.document().visit(&FieldBuf::new(field).as_field(), visitor));
        }
        self.store.values(slot.0).any(|value| visitor(self.load(value)))
    }

    /// The value itself. Positions are those of whole strings in the two texts.
    #[inline(always)]
    fn load(&self, value: Stored) -> Value<'p> {
        let part = |text: &'p str, start: u32, end: u32| text.get(start as usize..end as usize).unwrap_or_default();
        match value {
            Stored::Line { start, end } => Value::Str(part(self.line, start, end)),
            Stored::Unescaped { start, end } => Value::Str(part(self.unescaped, start, end)),
            Stored::Bool(truth) => Value::Bool(truth),
            Stored::Int(number) => Value::Int(number),
            Stored::UInt(number) => Value::UInt(number),
            Stored::Float(number) => Value::Float(number),
        }
    }

    /// The whole line.
    #[cold]
    fn document(&self) -> &Json {
        self.document.get_or_init(|| parsed(self.line))
    }
}

/// What has been read before is JSON.
fn parsed(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_default()
}

impl Event for JsonEvent<'_> {
    #[inline]
    fn visit(&self, field: &Field<'_>, visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        match self.paths.slot(field.id()) {
            Some(slot) => self.visit_slot(Slot(slot), visitor),
            None => self.document().visit(field, visitor),
        }
    }

    fn visit_fields(&self, fields: &FieldMap, visitor: &mut dyn FnMut(u32, Value<'_>)) {
        let in_pack = self.paths.in_pack(fields);
        if self.store.conflict {
            for slot in self.filled() {
                let Some(index) = in_pack.index(slot.0) else { continue };
                self.visit_slot(slot, |value| {
                    visitor(index, value);
                    false
                });
            }
        } else {
            for (slot, value) in self.store.all_values() {
                if let Some(index) = in_pack.index(slot) {
                    visitor(index, self.load(value));
                }
            }
        }
        if in_pack.is_all {
            return;
        }
        for (index, field) in fields.iter().filter(|(_, field)| self.paths.slot(field.id()).is_none()) {
            self.visit(&field, |value| {
                visitor(index, value);
                false
            });
        }
    }

    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        let Some(slot) = self.paths.slot(field.id()).filter(|_| !self.store.conflict) else {
            return self.document().visit_elements(field, visitor);
        };
        self.store.containers.iter().filter(|container| container.slot == slot).any(|container| {
            let text = self.line.get(container.start as usize..container.end as usize).unwrap_or_default();
            let found = container.parsed.get_or_init(|| parsed(text));
            found.visit_elements(&Field::new("", &[]), visitor)
        })
    }

    /// From the whole document: slots hold values, and not whether a list stands on the way to them.
    fn datum<'e>(&'e self, field: &Field<'_>) -> Datum<'e> {
        self.document().datum(field)
    }
}

impl<Path> Has<Path> for JsonEvent<'_> {}

impl Structured for JsonEvent<'_> {}

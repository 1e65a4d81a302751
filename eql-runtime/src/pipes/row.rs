//! What pipes see of a result.

use crate::datum::Datum;
use crate::event::{Element, Event};
use crate::field::{Field, FieldId};
use crate::value::Value;

/// The fields that a pipe has made, by name, in the order in which they are shown.
pub type Record = Vec<(&'static str, Datum<'static>)>;

/// One result on its way through pipes.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<T> {
    /// The result; none where a pipe has made a record of several.
    pub result: Option<T>,
    /// What pipes read of it.
    pub facts: Facts,
    /// What pipes have made: `count`, `percent` and so on.
    pub record: Record,
}

impl<T> Row<T> {
    /// A result, and what pipes read of its events, in order.
    #[must_use]
    pub fn new(result: T, events: Vec<Snapshot>) -> Self {
        Self { result: Some(result), facts: Facts { events }, record: Record::new() }
    }

    /// A record that stands for several results.
    pub(super) fn of_record(record: Record) -> Self {
        let mut row = Self { result: None, facts: Facts::default(), record: Record::new() };
        row.add(record);
        row
    }

    /// Adds made fields; later pipes find them among the fields of the first event.
    pub(super) fn add(&mut self, record: Record) {
        if self.facts.events.is_empty() {
            self.facts.events.push(Snapshot::default());
        }
        for (name, value) in record {
            if let Some(first) = self.facts.events.first_mut() {
                first.set(FieldId::of(name), value.clone());
            }
            self.record.retain(|(known, _)| *known != name);
            self.record.push((name, value));
        }
    }
}

/// What pipes read of a result: some fields of each of its events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    events: Vec<Snapshot>,
}

static NOTHING: Snapshot = Snapshot { fields: Vec::new() };

impl Facts {
    /// The event at a place of the result; one without fields where there is none.
    #[must_use]
    pub fn event(&self, index: usize) -> &Snapshot {
        self.events.get(index).unwrap_or(&NOTHING)
    }
}

/// Some fields of an event, as they stood; readable like an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    fields: Vec<(FieldId, Datum<'static>)>,
}

impl Snapshot {
    /// These fields of an event.
    #[must_use]
    pub fn of<'f, E: Event>(event: &E, fields: impl IntoIterator<Item = Field<'f>>) -> Self {
        let mut snapshot = Self::default();
        for field in fields {
            let found = event.datum(&field);
            if !found.is_null() {
                snapshot.set(field.id(), found.into_owned());
            }
        }
        snapshot
    }

    fn set(&mut self, field: FieldId, value: Datum<'static>) {
        match self.fields.iter_mut().find(|(known, _)| *known == field) {
            Some((_, known)) => *known = value,
            None => self.fields.push((field, value)),
        }
    }

    fn get(&self, field: &Field<'_>) -> Option<&Datum<'static>> {
        self.fields.iter().find(|(known, _)| *known == field.id()).map(|(_, value)| value)
    }
}

impl Event for Snapshot {
    fn visit(&self, field: &Field<'_>, mut visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        match self.get(field) {
            Some(Datum::List(items)) => items.iter().filter_map(|item| item.plain().as_value()).any(visitor),
            Some(value) => value.plain().as_value().is_some_and(&mut visitor),
            None => false,
        }
    }

    fn visit_elements(&self, _: &Field<'_>, _: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        false
    }

    fn datum<'e>(&'e self, field: &Field<'_>) -> Datum<'e> {
        self.get(field).map_or(Datum::NULL, Datum::reborrow)
    }
}

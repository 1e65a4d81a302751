//! What a condition is evaluated on: an event, the array elements that searches have bound, and the events that earlier
//! stages have bound.

use eql_compiler::ir::{FieldRef, Fields, Source};
use eql_runtime::lineage::LineageSet;
use eql_runtime::{Datum, Element, Event, Field, FieldBuf, Value};

/// The fields of a rule in the form that events take, by index.
pub(super) type PreparedFields = Box<[FieldBuf]>;

/// Prepares the fields of a rule.
pub(super) fn prepare_fields(fields: &Fields) -> PreparedFields {
    fields.iter().map(|(_, field)| FieldBuf::new(&field.path)).collect()
}

/// The events of a sequence's earlier stages, as far as it has kept them.
pub(super) trait StageEvents {
    /// The kept fields of the event at this stage, if the stage has one.
    fn stage_event(&self, stage: u8) -> Option<&dyn Element>;
}

/// No earlier stages: event queries, samples, and conditions of single events.
#[derive(Debug)]
pub(super) struct NoStages;

impl StageEvents for NoStages {
    fn stage_event(&self, _: u8) -> Option<&dyn Element> {
        None
    }
}

/// An element that an array search has bound, and those bound around it.
#[derive(Clone, Copy)]
pub(super) struct BoundElement<'s> {
    pub(super) depth: u8,
    pub(super) element: &'s dyn Element,
    pub(super) outer: Option<&'s BoundElement<'s>>,
}

/// What a condition is evaluated on.
pub(super) struct Scope<'s, E> {
    pub(super) fields: &'s [FieldBuf],
    pub(super) event: &'s E,
    pub(super) element: Option<&'s BoundElement<'s>>,
    pub(super) stages: &'s dyn StageEvents,
    /// The lineages that the event stands in.
    pub(super) held: LineageSet,
}

impl<'s, E: Event> Scope<'s, E> {
    /// A scope of `event` alone, which stands in the lineages `held`.
    pub(super) fn of_event(fields: &'s [FieldBuf], event: &'s E, held: LineageSet) -> Self {
        Self { fields, event, element: None, stages: &NoStages, held }
    }

    /// The same scope with one more element bound.
    pub(super) fn with_element<'inner>(&self, element: &'inner BoundElement<'inner>) -> Scope<'inner, E>
    where
        's: 'inner,
    {
        Scope { fields: self.fields, event: self.event, element: Some(element), stages: self.stages, held: self.held }
    }

    /// What `field` is read of, and its name.
    pub(super) fn read<R>(&self, field: FieldRef, read: impl FnOnce(&Origin<'s, E>, &Field<'_>) -> R) -> Option<R> {
        let name = self.fields.get(field.field.0 as usize)?;
        let origin = match field.source {
            Source::Event => Origin::Event(self.event),
            Source::Element(depth) => Origin::Element(self.bound_element(depth)?),
            Source::Stage(stage) => Origin::Element(self.stages.stage_event(stage)?),
        };
        Some(read(&origin, &name.as_field()))
    }

    /// What stands at `field`; null where what it is read of is not there.
    pub(super) fn datum(&self, field: FieldRef) -> Datum<'_> {
        let Some(name) = self.fields.get(field.field.0 as usize) else { return Datum::NULL };
        let name = name.as_field();
        match field.source {
            Source::Event => self.event.datum(&name),
            Source::Element(depth) => self.bound_element(depth).map_or(Datum::NULL, |found| found.field_datum(&name)),
            Source::Stage(stage) => {
                self.stages.stage_event(stage).map_or(Datum::NULL, |found| found.field_datum(&name))
            }
        }
    }

    fn bound_element(&self, depth: u8) -> Option<&'s dyn Element> {
        let mut bound = self.element;
        while let Some(candidate) = bound {
            if candidate.depth == depth {
                return Some(candidate.element);
            }
            bound = candidate.outer;
        }
        None
    }
}

/// What a field is read of.
pub(super) enum Origin<'s, E> {
    /// The event in question.
    Event(&'s E),
    /// A bound element, or what is kept of the event of an earlier stage.
    Element(&'s dyn Element),
}

impl<E: Event> Event for Origin<'_, E> {
    fn visit(&self, field: &Field<'_>, mut visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        match self {
            Self::Event(event) => event.visit(field, visitor),
            Self::Element(element) => element.visit_field(field, &mut visitor),
        }
    }

    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        match self {
            Self::Event(event) => event.visit_elements(field, visitor),
            Self::Element(element) => element.visit_field_elements(field, visitor),
        }
    }
}

//! Fields of an event that outlive it, because a later stage reads them (`sequences.md` §13).

use crate::event::{Element, Event};
use crate::field::{Field, FieldId};
use crate::lineage::LineageSet;
#[cfg(feature = "snapshot")]
use crate::snapshot::WrittenCaptures;
use crate::value::{Scalar, Value};

/// Owned values of some fields of one event, readable like an event.
///
/// A stage's bound predicate is an ordinary predicate over these.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Captures {
    fields: Vec<(FieldId, Captured)>,
    held: LineageSet,
}

#[derive(Clone, Debug, PartialEq)]
enum Captured {
    Values(Vec<Scalar<'static>>),
    Elements(Vec<Captures>),
}

impl Captures {
    pub(super) const NONE: Self = Self { fields: Vec::new(), held: LineageSet::EMPTY };

    /// No field yet, of an event that stands in the lineages `held`.
    #[must_use]
    pub const fn of(held: LineageSet) -> Self {
        Self { fields: Vec::new(), held }
    }

    /// The lineages that the event stands in.
    #[must_use]
    pub const fn held(&self) -> LineageSet {
        self.held
    }

    /// Keeps the values of `field`; does nothing if they are kept already.
    pub fn field<E: Event>(&mut self, event: &E, field: &Field<'_>) {
        if self.values(field).is_some() {
            return;
        }
        let mut values = Vec::new();
        event.visit(field, |value| {
            values.push(owned(value));
            false
        });
        if !values.is_empty() {
            self.fields.push((field.id(), Captured::Values(values)));
        }
    }

    /// Keeps the elements of the array at `field`, of each what `capture` takes from it; does nothing if they are kept
    /// already.
    pub fn elements<E: Event>(
        &mut self,
        event: &E,
        field: &Field<'_>,
        mut capture: impl FnMut(&&dyn Element, &mut Captures),
    ) {
        if self.find(field, |captured| matches!(captured, Captured::Elements(_))).is_some() {
            return;
        }
        let mut elements = Vec::new();
        event.visit_elements(field, &mut |element| {
            let mut captures = Captures::default();
            capture(&element, &mut captures);
            elements.push(captures);
            false
        });
        if !elements.is_empty() {
            self.fields.push((field.id(), Captured::Elements(elements)));
        }
    }

    /// Says whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.held.is_empty()
    }

    #[cfg(feature = "snapshot")]
    pub(crate) fn to_written(&self) -> Option<WrittenCaptures> {
        let mut written = WrittenCaptures { held: self.held, values: Vec::new(), elements: Vec::new() };
        for (field, captured) in &self.fields {
            match captured {
                Captured::Values(values) => written.values.push((*field, values.clone())),
                Captured::Elements(elements) => {
                    let plain = |element: &Captures| {
                        let fields = element.fields.iter().map(|(field, captured)| match captured {
                            Captured::Values(values) => Some((*field, values.clone())),
                            Captured::Elements(_) => None,
                        });
                        fields.collect::<Option<Vec<_>>>()
                    };
                    written.elements.push((*field, elements.iter().map(plain).collect::<Option<_>>()?));
                }
            }
        }
        Some(written)
    }

    #[cfg(feature = "snapshot")]
    pub(crate) fn from_written(written: WrittenCaptures) -> Self {
        let plain = |values: Vec<(FieldId, Vec<Scalar<'static>>)>| {
            values.into_iter().map(|(field, values)| (field, Captured::Values(values)))
        };
        let elements = written.elements.into_iter().map(|(field, elements)| {
            let elements =
                elements.into_iter().map(|values| Self { fields: plain(values).collect(), held: LineageSet::EMPTY });
            (field, Captured::Elements(elements.collect()))
        });
        Self { fields: plain(written.values).chain(elements).collect(), held: written.held }
    }

    fn find(&self, field: &Field<'_>, wanted: impl Fn(&Captured) -> bool) -> Option<&Captured> {
        self.fields.iter().find(|(id, captured)| *id == field.id() && wanted(captured)).map(|(_, captured)| captured)
    }

    fn values(&self, field: &Field<'_>) -> Option<&[Scalar<'static>]> {
        match self.find(field, |captured| matches!(captured, Captured::Values(_))) {
            Some(Captured::Values(values)) => Some(values),
            _ => None,
        }
    }
}

#[diagnostic::do_not_recommend]
impl Event for Captures {
    fn visit(&self, field: &Field<'_>, visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        self.values(field).unwrap_or_default().iter().filter_map(borrowed).any(visitor)
    }

    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        match self.find(field, |captured| matches!(captured, Captured::Elements(_))) {
            Some(Captured::Elements(elements)) => elements.iter().any(|element| visitor(element)),
            _ => false,
        }
    }
}

/// The event of an earlier stage, which may be missing: then no field has a value.
#[diagnostic::do_not_recommend]
impl Event for Option<&Captures> {
    fn visit(&self, field: &Field<'_>, visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        self.is_some_and(|captures| captures.visit(field, visitor))
    }

    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        self.is_some_and(|captures| captures.visit_elements(field, visitor))
    }
}

fn owned(value: Value<'_>) -> Scalar<'static> {
    match value {
        Value::Bool(value) => Scalar::Bool(value),
        Value::Int(value) => Scalar::Int(value),
        Value::UInt(value) => Scalar::UInt(value),
        Value::Float(value) => Scalar::Float(value),
        Value::Str(value) => Scalar::Str(value.to_owned().into()),
        Value::Ip(value) => Scalar::Ip(value),
        Value::Time(value) => Scalar::Time(value),
    }
}

fn borrowed<'c>(value: &'c Scalar<'static>) -> Option<Value<'c>> {
    Some(match value {
        Scalar::Null => return None,
        Scalar::Bool(value) => Value::Bool(*value),
        Scalar::Int(value) => Value::Int(*value),
        Scalar::UInt(value) => Value::UInt(*value),
        Scalar::Float(value) => Value::Float(*value),
        Scalar::Str(value) => Value::Str(value),
        Scalar::Ip(value) => Value::Ip(*value),
        Scalar::Time(value) => Value::Time(*value),
    })
}

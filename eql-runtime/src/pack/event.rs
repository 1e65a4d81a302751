//! An event as the rules of a pack read it.

use crate::datum::Datum;
use crate::event::{Element, Event, Has, Structured};
use crate::field::Field;
use crate::value::Value;

/// An event of any type: the code of the predicates of a pack is written once for all of them.
#[derive(Clone, Copy)]
pub struct PackEvent<'e>(&'e dyn Element);

impl<'e> PackEvent<'e> {
    /// The event, whatever its type.
    #[must_use]
    pub fn new(event: &'e dyn Element) -> Self {
        Self(event)
    }
}

impl std::fmt::Debug for PackEvent<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PackEvent").finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl Event for PackEvent<'_> {
    #[inline]
    fn visit(&self, field: &Field<'_>, mut visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        self.0.visit_field(field, &mut visitor)
    }

    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        self.0.visit_field_elements(field, visitor)
    }

    fn datum<'d>(&'d self, field: &Field<'_>) -> Datum<'d> {
        self.0.field_datum(field)
    }
}

#[diagnostic::do_not_recommend]
impl<Path> Has<Path> for PackEvent<'_> {}

/// As far as the event behind it is.
#[diagnostic::do_not_recommend]
impl Structured for PackEvent<'_> {}

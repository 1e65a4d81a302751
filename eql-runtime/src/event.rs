//! Events: what a rule reads.

use crate::condition::Condition;
use crate::datum::Datum;
use crate::field::Field;
use crate::pack::FieldMap;
use crate::value::{Scalar, Value};

/// Something a rule can be asked about.
///
/// Implement it with `#[derive(Event)]` for a struct of your own; `serde_json::Value` implements it with the feature
/// `json`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no event",
    label = "rules cannot be asked about this type",
    note = "add `#[derive(Event)]` to a struct of your own"
)]
pub trait Event {
    /// Calls `visitor` with the values of `field`, in order, until it returns `true`; says whether it did.
    ///
    /// A field without a value (absent, null, an empty array, an array of nulls) calls it never. Arrays are flattened at
    /// every level and nulls inside them vanish (`language.md` §3.5). An object is not a value.
    fn visit(&self, field: &Field<'_>, visitor: impl FnMut(Value<'_>) -> bool) -> bool
    where
        Self: Sized;

    /// Calls `visitor` with the elements of the array at `field`, unflattened, until it returns `true`; says whether it
    /// did. A single object counts as an array of one (`language.md` §6.12).
    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool
    where
        Self: Sized;

    /// What stands at `field`, as it stands: one value or null, a list, or an object (Endgame, `language.md` §3.5).
    ///
    /// An event that keeps no lists answers with the values of [`visit`](Self::visit): several of them are a list.
    fn datum<'e>(&'e self, field: &Field<'_>) -> Datum<'e>
    where
        Self: Sized,
    {
        let mut values = Vec::new();
        self.visit(field, |value| {
            values.push(Scalar::from(value).into_owned());
            false
        });
        Datum::of_values(values)
    }

    /// Calls `visitor` with every value of every one of `fields`, and the field's index among them.
    ///
    /// An event that knows which fields it has need not look for all the others.
    fn visit_fields(&self, fields: &FieldMap, visitor: &mut dyn FnMut(u32, Value<'_>))
    where
        Self: Sized,
    {
        for (index, field) in fields.iter() {
            self.visit(&field, |value| {
                visitor(index, value);
                false
            });
        }
    }

    /// Whether the event satisfies a condition of several tests, which has `N` places.
    ///
    /// An event that searches for its fields can look up once what several tests read.
    #[inline(always)]
    fn decide<C: Condition, const N: usize>(&self, condition: &C) -> bool
    where
        Self: Sized,
    {
        condition.holds(self)
    }

    /// The first value of `field`.
    fn get<T>(&self, field: &Field<'_>, read: impl Fn(Value<'_>) -> T) -> Option<T>
    where
        Self: Sized,
    {
        let mut first = None;
        self.visit(field, |value| {
            first = Some(read(value));
            true
        });
        first
    }
}

/// Says that an event type has the field at `Path`; `#[derive(Event)]` implements it, and rules ask for it, so that a
/// missing field is a compile error.
///
/// A path is a list of [`Segment`]s: `process.name` is `(Segment<HASH>, (Segment<HASH>, ()))`, where each hash is the
/// [`FieldId`](crate::FieldId) of that segment alone. As a list it lets a struct answer for the structs nested in it.
pub trait Has<Path> {}

/// Says that an event type keeps lists and objects as they stand: that [`Event::datum`] gives every list as a list and every
/// object as an object. Rules of the Endgame dialect that look inside them ask for it (`a[0]`, `arraySearch`, …), so that an
/// event that can't answer is a compile error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not keep lists and objects as they stand, and this rule looks inside one",
    label = "array indexes and array functions need an event that keeps them",
    note = "JSON events do: `serde_json::Value`, and lines read by `eql::json::Projection`"
)]
pub trait Structured: Event {}

/// One segment of a field's path in [`Has`].
#[derive(Debug)]
pub struct Segment<const HASH: u64>;

/// One element of an array of objects: an event behind a reference.
///
/// The field with the empty path is the element itself, where that is a plain value.
pub trait Element {
    /// [`Event::visit`], behind a reference.
    fn visit_field(&self, field: &Field<'_>, visitor: &mut dyn FnMut(Value<'_>) -> bool) -> bool;

    /// [`Event::visit_elements`], behind a reference.
    fn visit_field_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool;

    /// [`Event::datum`], behind a reference.
    fn field_datum(&self, field: &Field<'_>) -> Datum<'_>;
}

impl<E: Event> Element for E {
    fn visit_field(&self, field: &Field<'_>, visitor: &mut dyn FnMut(Value<'_>) -> bool) -> bool {
        self.visit(field, visitor)
    }

    fn visit_field_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        self.visit_elements(field, visitor)
    }

    fn field_datum(&self, field: &Field<'_>) -> Datum<'_> {
        self.datum(field)
    }
}

#[diagnostic::do_not_recommend]
impl Event for &dyn Element {
    fn visit(&self, field: &Field<'_>, mut visitor: impl FnMut(Value<'_>) -> bool) -> bool {
        // `self.visit_field` would be that of the reference, which comes back here.
        (**self).visit_field(field, &mut visitor)
    }

    fn visit_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        (**self).visit_field_elements(field, visitor)
    }

    fn datum<'e>(&'e self, field: &Field<'_>) -> Datum<'e> {
        (**self).field_datum(field)
    }
}

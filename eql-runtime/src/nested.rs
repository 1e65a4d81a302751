//! Objects inside typed events: `#[eql(nested)]`.

use crate::datum::Datum;
use crate::event::{Element, Has};
use crate::field::Field;
use crate::value::Value;

/// What a field of a typed event may hold if its own fields are fields of the event: a struct with
/// `#[derive(Event)]`, or an option, a slice, a `Vec`, a box or a reference of such.
///
/// Several objects flatten (`language.md` §3.5): the values of a field are those of every object, in order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no event, and cannot be nested in one",
    label = "add `#[derive(Event)]` to it, or name a field of the event with `#[eql(\"its.path\")]`"
)]
pub trait Nested {
    /// The struct itself, without option, slice and reference.
    type Object: ?Sized;

    /// Calls `visitor` with the values of `field`, whose path begins inside the object, until it returns `true`; says
    /// whether it did.
    fn visit_nested(&self, field: &Field<'_>, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool;

    /// Calls `visitor` with the elements of the array at `field`, whose path begins inside the object; with the objects
    /// themselves if that path is empty.
    fn visit_nested_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool;
}

/// Says that the objects in a nested field have the field at `Path`; see [`Has`].
pub trait Holds<Path> {}

impl<Path, T: Nested + ?Sized> Holds<Path> for T where T::Object: Has<Path> {}

macro_rules! behind_deref {
    ($($type:ty),*) => {$(
        impl<T: Nested + ?Sized> Nested for $type {
            type Object = T::Object;

            #[inline(always)]
            fn visit_nested(&self, field: &Field<'_>, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
                (**self).visit_nested(field, visitor)
            }

            #[inline]
            fn visit_nested_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
                (**self).visit_nested_elements(field, visitor)
            }
        }
    )*};
}

behind_deref!(&T, Box<T>, std::rc::Rc<T>, std::sync::Arc<T>);

macro_rules! of_each {
    ($([$($parameters:tt)*] $type:ty),*) => {$(
        impl<$($parameters)*> Nested for $type {
            type Object = T::Object;

            #[inline]
            fn visit_nested(&self, field: &Field<'_>, visitor: &mut impl FnMut(Value<'_>) -> bool) -> bool {
                self.iter().any(|object| object.visit_nested(field, visitor))
            }

            #[inline]
            fn visit_nested_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
                self.iter().any(|object| object.visit_nested_elements(field, visitor))
            }
        }
    )*};
}

of_each!([T: Nested] Option<T>, [T: Nested] [T], [T: Nested] Vec<T>, [T: Nested, const N: usize] [T; N]);

/// A plain value as an element of an array: the field with the empty path.
#[derive(Clone, Copy, Debug)]
pub struct PlainElement<'a>(pub Value<'a>);

impl Element for PlainElement<'_> {
    fn visit_field(&self, field: &Field<'_>, visitor: &mut dyn FnMut(Value<'_>) -> bool) -> bool {
        field.path().is_empty() && visitor(self.0)
    }

    fn visit_field_elements(&self, field: &Field<'_>, visitor: &mut dyn FnMut(&dyn Element) -> bool) -> bool {
        field.path().is_empty() && visitor(self)
    }

    fn field_datum(&self, field: &Field<'_>) -> Datum<'_> {
        if field.path().is_empty() { self.0.into() } else { Datum::NULL }
    }
}

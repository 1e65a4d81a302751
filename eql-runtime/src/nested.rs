//! Objects inside typed events: `#[eql(nested)]`.

use crate::datum::Datum;
use crate::event::{Element, Has};
use crate::field::{Field, FieldId};
use crate::pack::FieldMap;
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

    /// Calls `visitor` with every value of those of `fields` that lie inside the object, and the field's index among them.
    ///
    /// An object that knows which fields it has need not look for all the others.
    fn visit_nested_fields(&self, within: &Within<'_>, fields: &FieldMap, visitor: &mut dyn FnMut(u32, Value<'_>)) {
        for (index, field) in fields.iter() {
            let Some(inner) = within.inside(&field) else { continue };
            self.visit_nested(&inner, &mut |value| {
                visitor(index, value);
                false
            });
        }
    }
}

/// Where in an event an object is nested: the way from the event to it.
#[derive(Clone, Copy, Debug)]
pub struct Within<'w> {
    /// Where the object around it is, and the name of this one in there; nothing for the event itself.
    way: Option<(&'w Self, &'w str)>,
    /// The id that the path to it has, with a dot behind it.
    start: FieldId,
}

impl Within<'_> {
    /// The event itself.
    pub const EVENT: Self = Self { way: None, start: FieldId::of("") };

    /// The object at `prefix` in this one.
    #[must_use]
    #[inline]
    pub const fn below<'w>(&'w self, prefix: &'w str) -> Within<'w> {
        Within { way: Some((self, prefix)), start: self.start.with(prefix).with(".") }
    }

    /// The id of the field at `path` in the object, whose own id is `own`.
    #[must_use]
    #[inline]
    pub const fn id(&self, own: FieldId, path: &str) -> FieldId {
        match self.way {
            None => own,
            Some(_) => self.start.with(path),
        }
    }

    /// A field of the event as the object names it, if it lies inside.
    fn inside<'f>(&self, field: &Field<'f>) -> Option<Field<'f>> {
        match self.way {
            None => Some(*field),
            Some((outer, prefix)) => outer.inside(field)?.inside(prefix),
        }
    }
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

            fn visit_nested_fields(
                &self,
                within: &Within<'_>,
                fields: &FieldMap,
                visitor: &mut dyn FnMut(u32, Value<'_>),
            ) {
                (**self).visit_nested_fields(within, fields, visitor);
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

            fn visit_nested_fields(
                &self,
                within: &Within<'_>,
                fields: &FieldMap,
                visitor: &mut dyn FnMut(u32, Value<'_>),
            ) {
                self.iter().for_each(|object| object.visit_nested_fields(within, fields, visitor));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_an_object_gives_the_ids_of_its_fields() {
        let process = Within::EVENT.below("process");
        let parent = process.below("parent");
        assert_eq!(parent.id(FieldId::of("name"), "name"), FieldId::of("process.parent.name"));
        assert_eq!(Within::EVENT.id(FieldId::of("name"), "name"), FieldId::of("name"));
        let field = Field::new("process.parent.name", &[7, 14]);
        assert_eq!(parent.inside(&field).map(|field| field.path()), Some("name"));
        assert!(parent.inside(&Field::new("process.name", &[7])).is_none());
    }
}

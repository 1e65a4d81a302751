//! Fields that a rule needs: how an event type without one becomes a compile error that names it.
//!
//! Generated code declares a type named after each field that its rule reads without `?`, and asks that this type be a
//! [`RequiredFieldOf`] the event. Both the question and its answer, an implementation over [`Has`], stand here rather than
//! in generated code because the attributes that word the error can't be named in a crate with `no_implicit_prelude`.

use crate::event::Has;

/// A field that a rule reads: implemented by the types that generated code names after fields.
pub trait FieldName {
    /// Its path, as [`Has`] takes it.
    type Path;
}

/// Events of type `E` have this field.
#[diagnostic::on_unimplemented(
    message = "event type `{E}` has no field `{Self}`, which this rule reads",
    label = "this event type lacks the field `{Self}`",
    note = "add a field with this path in `#[eql(\"…\")]` to the event struct, or write `?` before the field in the rule \
            if events may lack it",
    note = "the name above has `·` for `.`, and no `@`: `timestamp` is `@timestamp`"
)]
pub trait RequiredFieldOf<E: ?Sized> {}

#[diagnostic::do_not_recommend]
impl<E: Has<F::Path> + ?Sized, F: FieldName> RequiredFieldOf<E> for F {}

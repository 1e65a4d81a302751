//! Explanations, as they are shown and as programs read them.

mod inquest;
mod note;
mod pretty;
mod record;
mod words;

pub(crate) use inquest::{Explanation, Inquest};
pub(crate) use note::{Note, Place};
pub(crate) use pretty::pretty;
pub(crate) use record::records;

//! What compiled EQL rules run on: events and their values, the meaning of every operator and function
//! ([`ops`]), matchers over sets of texts and addresses, and the machine that follows sequences.
//!
//! This crate knows no grammar, no syntax tree and no rule text. Users reach it through the `eql` crate.

#![forbid(unsafe_code)]

mod aged_keys;
pub mod condition;
pub mod datum;
pub mod event;
pub mod field;
pub mod field_value;
pub mod join;
#[cfg(feature = "json")]
mod json;
pub mod leaf;
pub mod limits;
pub mod lineage;
pub mod matchers;
pub mod nested;
pub mod ops;
pub mod pack;
pub mod pipes;
#[cfg(feature = "json")]
pub mod projection;
pub mod reading;
pub mod required;
pub mod rule;
pub mod sample;
pub mod sequence;
#[cfg(feature = "snapshot")]
pub mod snapshot;
pub mod stream;
pub mod time;
pub mod value;

pub use datum::{Datum, Step};
pub use event::{Element, Event, Has, Segment, Structured};
pub use field::{Field, FieldBuf, FieldId};
pub use field_value::FieldValue;
pub use nested::{Holds, Nested, PlainElement, Within};
pub use reading::{Fold, Reading};
pub use required::{FieldName, RequiredFieldOf};
pub use rule::{BoxRule, Rule};
pub use time::Timestamp;
pub use value::{Scalar, Value};

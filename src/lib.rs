//! EQL detection rules compiled to Rust.
//!
//! [`eql!`](eql) parses a rule while your program compiles, reports what is wrong with it at the right token, and leaves
//! plain Rust behind; `#[derive(Event)]` lets it read a struct of your own without a look-up.

#![forbid(unsafe_code)]

// Generated code says `::eql`, in this crate too.
extern crate self as eql;

#[cfg(feature = "dynamic")]
pub mod dynamic;

#[cfg(feature = "macros")]
pub use eql_macros::Event;
pub use eql_runtime::{
    Element, Event, Field, FieldBuf, FieldId, FieldValue, Has, Holds, Nested, Scalar, Timestamp, Value,
};

/// What generated code names. No part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use eql_runtime::{
        Element, Event, Field, FieldId, FieldValue, Has, Holds, Nested, PlainElement, Segment, Value,
    };
}

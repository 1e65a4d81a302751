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
pub use eql_macros::{Event, eql};
pub use eql_runtime::{
    BoxRule, Element, Event, Field, FieldBuf, FieldId, FieldValue, Has, Holds, Nested, Rule, Scalar, Timestamp, Value,
    sequence,
};

/// What generated code names. No part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use core::fmt;
    pub use core::prelude::rust_2024::{Clone, Copy, Fn, None, Option, Sized, Some};
    pub use eql_runtime::join::{Join, JoinLimits, JoinPlan, Joiner};
    pub use eql_runtime::leaf::{
        after_first_char, exists, push_key, some_address, some_choice, some_element, some_instant, some_number,
        some_text, some_truth, tiebreaker, timestamp,
    };
    pub use eql_runtime::limits::{End, Window};
    pub use eql_runtime::matchers::{
        AddressRanges, Automaton, Glob, Side, Substring, TextSet, ends_with, equals, starts_with,
    };
    #[cfg(feature = "regex")]
    pub use eql_runtime::ops::LazyPattern;
    pub use eql_runtime::ops::arithmetic::{Arithmetic, Division};
    pub use eql_runtime::ops::scalar::Comparison;
    pub use eql_runtime::ops::strings::Units;
    pub use eql_runtime::ops::text::constant_text;
    pub use eql_runtime::ops::{self, Number};
    pub use eql_runtime::sample::{Filter, Sample, SampleLimits, SamplePlan, Sampler};
    pub use eql_runtime::sequence::{
        Captures, Detector, KeyMode, KeySink, PredicateSet, Sequence, SequenceMode, SequencePlan, StagePlan, Stages,
        Tiebreaker, UntilPlan,
    };
    pub use eql_runtime::{
        Element, Event, Field, FieldId, FieldName, FieldValue, Fold, Has, Holds, Nested, PlainElement, Reading,
        RequiredFieldOf, Rule, Scalar, Segment, Timestamp, Value,
    };
    pub use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
}

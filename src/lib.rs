//! EQL detection rules compiled to Rust.
//!
//! EQL is the language in which Elastic publishes detection rules: conditions on single events, and sequences of events
//! that belong together. `eql!` reads a rule while your program compiles, reports what is wrong with it at the token that
//! is wrong, and leaves plain Rust behind; `#[derive(Event)]` lets it read a struct of your own without a look-up. With the
//! feature `json`, `serde_json::Value` is an event as it is.
//!
//! ```
//! use eql::{Event, eql};
//!
//! #[derive(Event)]
//! struct Record<'a> {
//!     #[eql("@timestamp")]
//!     at: i64, // nanoseconds since the epoch
//!     #[eql("event.category")]
//!     category: &'a str,
//!     #[eql("process.entity_id")]
//!     entity: &'a str,
//!     #[eql("process.name")]
//!     name: Option<&'a str>,
//!     #[eql("destination.ip")]
//!     destination: Option<std::net::IpAddr>,
//! }
//!
//! // One rule about one event: a value without contents, and a plain `bool`.
//! let shell = eql! { process where process.name : ("cmd.exe", "powershell*") };
//! let event = Record { at: 0, category: "process", entity: "a", name: Some("tar"), destination: None };
//! assert!(!shell.matches(&event));
//!
//! // A rule about several events follows a stream: it owns the state of what has begun, which is bounded.
//! eql! {
//!     /// Packs data, then connects out.
//!     struct PackThenConnect;
//!     sequence by process.entity_id with maxspan=30s
//!       [process where process.name in ("gzip", "tar")]
//!       [network where not cidrMatch(destination.ip, "10.0.0.0/8", "::1")]
//! }
//! let mut detector = PackThenConnect.detector();
//! let connection = Record {
//!     at: 5_000_000_000,
//!     category: "network",
//!     destination: Some([203, 0, 113, 7].into()),
//!     ..event
//! };
//! assert!(detector.push(&event, "first").is_empty());
//! assert_eq!(detector.push(&connection, "second").len(), 1);
//! ```
//!
//! # Features
//!
//! | feature | gives | default |
//! |---|---|---|
//! | `macros` | `eql!`, `ruleset!` and `#[derive(Event)]` | yes |
//! | `json` | events from `serde_json::Value`, and from lines of JSON without a document tree ([`json`]) | yes |
//! | `regex` | the operators `regex` and `regex~` | yes |
//! | `dynamic` | rules that are compiled and run while the program runs | |
//! | `snapshot` | state as bytes, to go on after a restart | |

#![forbid(unsafe_code)]

// Generated code says `::eql`, in this crate too.
extern crate self as eql;

#[cfg(feature = "dynamic")]
pub mod dynamic;

#[cfg(feature = "json")]
pub mod json;

#[cfg(feature = "macros")]
pub use eql_macros::{Event, eql, ruleset};
#[cfg(feature = "snapshot")]
pub use eql_runtime::snapshot;
pub use eql_runtime::{
    BoxRule, Datum, Element, Event, Field, FieldBuf, FieldId, FieldValue, Has, Holds, Nested, Rule, Scalar, Structured,
    Timestamp, Value, join, limits, lineage, pipes, sample, sequence, stream,
};

/// Packs of rules: what `ruleset!` makes.
pub mod pack {
    pub use eql_runtime::pack::{Alert, CompiledPack, Engine, PackRules, RuleInfo, SkippedRule};
    #[cfg(feature = "json")]
    pub use eql_runtime::pack::{LineAlert, LineReader, ReadLine};
}

/// What generated code names. No part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use core::fmt;
    pub use core::prelude::rust_2024::{Clone, Copy, Fn, None, Option, Sized, Some};
    pub use eql_runtime::condition::{Condition, Place};
    pub use eql_runtime::join::{Join, JoinLimits, JoinPlan, Joiner};
    pub use eql_runtime::leaf::{
        after_first_char, apart, exists, push_key, some_address, some_choice, some_element, some_instant, some_number,
        some_text, some_truth, tiebreaker, timestamp,
    };
    pub use eql_runtime::limits::{End, Window};
    pub use eql_runtime::lineage::{Kin, LineageRule, LineageSet, Lineages, Relation, Tracked, Tracker};
    pub use eql_runtime::matchers::{
        AddressRanges, Automaton, Glob, Side, Substring, TextSet, Wildcards, between, ends_with, equals, starts_with,
    };
    #[cfg(feature = "regex")]
    pub use eql_runtime::ops::LazyPattern;
    pub use eql_runtime::ops::arithmetic::{Arithmetic, Division};
    pub use eql_runtime::ops::endgame::Operation;
    pub use eql_runtime::ops::scalar::Comparison;
    pub use eql_runtime::ops::strings::Units;
    pub use eql_runtime::ops::text::constant_text;
    pub use eql_runtime::ops::{self, Number};
    pub use eql_runtime::pack::{
        CompiledPack, CompiledQuery, Engine, FieldMap, PackEvent, PackIndex, RuleInfo, SkippedRule,
    };
    pub use eql_runtime::pipes::{Computed, HOST, Pipe, Pipeline};
    pub use eql_runtime::sample::{Filter, Sample, SampleLimits, SamplePlan, Sampler};
    pub use eql_runtime::sequence::{
        Captures, Detector, KeyMode, KeySink, Limits, PredicateSet, Sequence, SequenceMode, SequencePlan, StagePlan,
        Stages, Tiebreaker, UntilPlan,
    };
    pub use eql_runtime::{
        Datum, Element, Event, Field, FieldId, FieldName, FieldValue, Fold, Has, Holds, Nested, PlainElement, Reading,
        RequiredFieldOf, Rule, Scalar, Segment, Step, Structured, Timestamp, Value, Within,
    };
    pub use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
}

/// The examples of the README, as tests.
#[cfg(all(doctest, feature = "macros", feature = "json"))]
#[doc = include_str!("../README.md")]
pub struct Readme;

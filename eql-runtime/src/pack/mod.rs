//! Many rules at once: which of them an event can concern at all is looked up by the texts in it.
//!
//! A *unit* is what one rule asks of one event: the condition of an event rule, or one predicate of a rule over several
//! events. A unit that has a *witness*, literals of which one must stand in the event for it to hold, is only evaluated
//! if one does ([`PackIndex`]). The index only leaves out what can't hold; what it lets through is evaluated in full.
//!
//! Conditions are made of predicates, tests of a field that several units share. Most are decided by the literals in the event
//! (`lookup.rs`): one that compares a text with others holds if one of them is found, and no code is written for it. The rest
//! is asked at most once an event (`verdicts.rs`). What literals leave of the conditions is remembered for events with the same
//! literals (`memo/`).
//!
//! The lineages that rules ask for are followed for all of them together: one memory of processes, and each inner query
//! asked once an event (`kinship.rs`).
//!
//! The compiler writes the tables (`eql_compiler::pack`); generated code keeps them in statics, the interpreter builds them
//! when rules are loaded.

mod compiled;
mod engine;
mod event;
mod fields;
mod index;
mod kinship;
mod literals;
mod lookup;
mod matcher;
mod memo;
mod program;
#[cfg(feature = "json")]
mod reader;
mod residual;
mod survey;
mod table;
mod verdicts;

pub use compiled::{
    CompiledJoin, CompiledPack, CompiledQuery, CompiledSample, CompiledSequence, RuleInfo, SkippedRule,
};
#[cfg(feature = "json")]
pub use engine::LineAlert;
pub use engine::{Alert, Engine, PackQuery, PackRules};
pub use event::PackEvent;
pub use fields::FieldMap;
pub use index::{PackIndex, PackIndexBuf, PackParts, SharedLineages, Unit};
pub use kinship::Said;
pub use literals::{BOUNDARY, GRAM};
pub use lookup::{Among, Literal, Place};
pub use matcher::{Matched, Matcher, Predicates};
pub use program::{Instruction, Program};
#[cfg(feature = "json")]
pub use reader::{LineReader, ReadLine};

//! The conformance cases and sequences at random on generated code: what `eql!` expands to, compiled once into this crate.

#![forbid(unsafe_code)]

mod run;

use eql_conformance::{Case, Engine, Failure, Outcome};

/// Generated code as an engine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Generated;

impl Engine for Generated {
    fn name(&self) -> String {
        "generated code".to_owned()
    }

    fn run(&self, case: &Case) -> Result<Outcome, Failure> {
        cases::run(case)
    }
}

/// One module a case, written by `build.rs`.
#[allow(clippy::all, reason = "clippy leaves out what macros write, and this is what they write")]
mod cases {
    use eql_conformance::{Case, Failure, Outcome};

    include!(concat!(env!("OUT_DIR"), "/cases.rs"));
}

/// One module a sequence, written by `build.rs`.
#[allow(clippy::all, reason = "clippy leaves out what macros write, and this is what they write")]
mod plans {
    use eql_runtime::sequence::SequenceRule;
    use serde_json::Value;

    include!(concat!(env!("OUT_DIR"), "/plans.rs"));
}

pub use plans::plans;

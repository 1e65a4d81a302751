//! Comparison of outcomes, and the cases that cannot agree.

use crate::case::{Case, Expected};
use crate::engine::{Engine, Failure};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A case that does not agree, and why.
#[derive(Clone, Copy, Debug)]
pub struct Exception {
    /// The name of the case.
    pub case: &'static str,
    /// Why it cannot agree, or does not yet.
    pub reason: &'static str,
}

/// Runs the cases, and fails unless exactly the exceptions disagree.
///
/// # Panics
///
/// With the list of cases that disagree although no exception names them, and of exceptions that name a case that agrees
/// or that does not exist.
pub fn check(engine: &dyn Engine, cases: &[Case], exceptions: &[Exception]) {
    let mut problems = String::new();
    let mut agreeing = 0;
    for case in cases {
        let exception = exceptions.iter().find(|exception| exception.case == case.name);
        match (disagreement(engine, case), exception) {
            (None, None) => agreeing += 1,
            (Some(_), Some(_)) => {}
            (Some(what), None) => {
                let _ = writeln!(problems, "{}: {what}\n    {}", case.name, case.query.replace('\n', "\n    "));
            }
            (None, Some(exception)) => {
                let _ = writeln!(problems, "{}: agrees, but is an exception: {}", case.name, exception.reason);
            }
        }
    }
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    for exception in exceptions.iter().filter(|exception| !names.contains(exception.case)) {
        let _ = writeln!(problems, "{}: an exception without a case", exception.case);
    }
    assert!(problems.is_empty(), "{}: {agreeing} of {} cases agree\n{problems}", engine.name(), cases.len());
}

/// How the engine's answer differs from what the case expects.
fn disagreement(engine: &dyn Engine, case: &Case) -> Option<String> {
    match (engine.run(case), &case.expected) {
        (Err(Failure::Refused(_)), Expected::Refused) => None,
        (Ok(outcome), expected) if expected.accepts(&outcome) => None,
        (Ok(outcome), expected) => Some(format!("found {outcome:?}, expected {expected:?}")),
        (Err(failure), _) => Some(failure.to_string()),
    }
}

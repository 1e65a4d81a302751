//! What runs cases.

use crate::case::{Case, Outcome};
use eql_compiler::{Diagnostics, Severity};
use std::fmt;

/// A way to run a rule.
pub trait Engine {
    /// Its name in reports.
    fn name(&self) -> String;

    /// Runs a case.
    ///
    /// # Errors
    ///
    /// The query does not compile, or the engine does not have it.
    fn run(&self, case: &Case) -> Result<Outcome, Failure>;
}

/// Why an engine found nothing at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The query does not compile: the diagnostics.
    Refused(String),
    /// The language has what the query says, the compiler not yet.
    Unsupported(String),
    /// The engine was built without this case.
    Absent,
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Self {
        let unsupported = diagnostics.as_slice().iter().any(|found| found.severity == Severity::Unsupported);
        let text = diagnostics.to_string();
        if unsupported { Self::Unsupported(text) } else { Self::Refused(text) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => write!(f, "does not compile: {why}"),
            Self::Unsupported(why) => write!(f, "not supported yet: {why}"),
            Self::Absent => f.write_str("the engine was built without this case"),
        }
    }
}

//! How the program ends.

use std::fmt;
use std::io;
use std::path::Path;

/// How well a command went; the worst wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// Everything was as it should be.
    #[default]
    Clean,
    /// The command found what it was asked to object to.
    Findings,
    /// A rule does not compile; the others have run.
    RuleError,
    /// The command line or an input is wrong.
    UsageError,
    /// A signal has asked for the end.
    Interrupted,
}

impl Outcome {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::RuleError => 2,
            Self::UsageError => 3,
            Self::Interrupted => 130,
        }
    }

    pub(crate) fn worsen(&mut self, other: Self) {
        *self = (*self).max(other);
    }
}

/// Why a command can't go on.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody reads the output any more.
    ClosedPipe,
    /// Something that the user has to change.
    Usage { message: String, help: Option<String> },
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: None }
    }

    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        match self {
            Self::ClosedPipe => Self::ClosedPipe,
            Self::Usage { message, .. } => Self::Usage { message, help: Some(help.into()) },
        }
    }

    pub(crate) fn reading(path: &Path, error: &io::Error) -> Self {
        Self::usage(format!("can't read {}: {}", path.display(), reason(error)))
    }

    pub(crate) fn writing_file(path: &Path, error: &io::Error) -> Self {
        Self::usage(format!("can't write {}: {}", path.display(), reason(error)))
    }

    /// The failure of writing the output.
    pub(crate) fn writing(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ClosedPipe
        } else {
            Self::usage(format!("can't write the output: {}", reason(error)))
        }
    }
}

/// What an I/O error says, without the number that follows it.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClosedPipe => f.write_str("closed pipe"),
            Self::Usage { message, .. } => f.write_str(message),
        }
    }
}

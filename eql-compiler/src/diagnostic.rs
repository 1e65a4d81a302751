//! What the compiler says about a rule: a stable code, a range of its text, a reason, and a way out where there is one.

use std::fmt;
use std::ops::Range;

/// How many errors, and how many warnings, one stage collects about one text at most.
pub(crate) const MOST_FINDINGS: usize = 100;

/// A range of byte offsets into the rule's text.
pub type TextRange = Range<u32>;

/// A stable code, documented in `docs/diagnostics.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The rule compiles, and may not mean what its author wants.
    Warning,
    /// Legal EQL that this compiler does not compile yet.
    Unsupported,
    /// The rule is wrong.
    Error,
}

impl Severity {
    /// The word for it in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Unsupported => "unsupported",
            Self::Error => "error",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule of the language speaks.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: one terse phrase, no final dot.
    pub message: String,
    /// Where.
    pub range: TextRange,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error.
    #[must_use]
    pub fn error(code: Code, range: TextRange, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), range, help: None }
    }

    /// Legal, and not compiled yet.
    #[must_use]
    pub fn unsupported(code: Code, range: TextRange, message: impl Into<String>) -> Self {
        Self { severity: Severity::Unsupported, ..Self::error(code, range, message) }
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: Code, range: TextRange, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, range, message) }
    }

    /// The same finding with a way out.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity.name(), self.code, self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// Findings in the order of their ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let at = self.0.partition_point(|other| other.range.start <= diagnostic.range.start);
        self.0.insert(at, diagnostic);
    }

    /// Whether the rule can't be compiled.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity > Severity::Warning)
    }

    /// The findings, by range.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.0
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, diagnostic) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            diagnostic.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

//! Remarks on rules that compile: what is legal EQL and probably not what its author wants.
//!
//! One file a lint, one list of them ([`ALL`]). A lint that is unsure stays silent: every remark has to be worth reading.
//! [`Library`] is the one that compares rules with each other.

mod case_on_windows;
pub mod codes;
mod duplicate_members;
mod literal_lists;
mod matches_everything;
mod maxspan_window;
mod never_true;
mod no_maxspan;
mod subsumed;

pub use subsumed::Library;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, TextRange};
use crate::ir;
use crate::options::CompileOptions;
use crate::rule_file::Metadata;
use crate::sema;
use crate::syntax::{self, ast::Statement};

/// A remark, and what of the query's text can be taken away to answer it, where that is safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What is to be said.
    pub diagnostic: Diagnostic,
    /// Parts of the text that can be taken away, in ascending order; the rule means the same without them.
    pub fix: Vec<TextRange>,
}

impl From<Diagnostic> for Remark {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, fix: Vec::new() }
    }
}

/// What a lint looks at.
#[derive(Debug)]
struct Subject<'r> {
    text: &'r str,
    options: &'r CompileOptions,
    statement: &'r Statement,
    /// The intermediate form before passes: as written.
    rule: &'r ir::Rule,
    context: Context<'r>,
}

/// What is known of a rule besides its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'r> {
    /// What its file says about it.
    pub metadata: Option<&'r Metadata>,
    /// Whether it runs every few minutes over the events of a window (Kibana's detection rules), not on a stream.
    pub scheduled: bool,
}

/// One lint.
#[derive(Clone, Copy, Debug)]
pub struct Lint {
    /// Its code.
    pub code: Code,
    run: fn(&Subject<'_>) -> Vec<Remark>,
}

/// Every lint that looks at one rule alone.
pub const ALL: &[Lint] = &[
    no_maxspan::LINT,
    case_on_windows::LINT,
    never_true::LINT,
    matches_everything::LINT,
    duplicate_members::LINT,
    maxspan_window::LINT,
];

/// Remarks on one rule, in the order of its text.
///
/// ```
/// use eql_compiler::{CompileOptions, lint};
///
/// let remarks = lint::check("any where a : (\"x\", \"X\")", &CompileOptions::default(), lint::Context::default())?;
/// assert_eq!(remarks[0].diagnostic.code, lint::codes::DUPLICATE_MEMBER);
/// assert_eq!(remarks[0].fix, [18..23]);
/// # Ok::<(), eql_compiler::Diagnostics>(())
/// ```
///
/// # Errors
///
/// What the compiler says about a rule that does not compile.
pub fn check(text: &str, options: &CompileOptions, context: Context<'_>) -> Result<Vec<Remark>, Diagnostics> {
    let (statement, _) = syntax::parse(text, options.dialect)?;
    let (rule, _) = sema::check(&statement, options)?;
    let subject = Subject { text, options, statement: &statement, rule: &rule, context };
    let mut remarks: Vec<Remark> = ALL.iter().flat_map(|lint| (lint.run)(&subject)).collect();
    remarks.sort_by_key(|remark| remark.diagnostic.range.start);
    Ok(remarks)
}

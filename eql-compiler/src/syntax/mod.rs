//! Text to syntax tree (`language.md` §1, §2).
//!
//! `eql.pest` defines the syntax of all three dialects. Around it: `limits` before, so that no text is too much
//! for it; `stop` where it stops; `mistakes` and `dialect_check` behind, one flat walk over what was parsed that collects
//! every mistake and every piece of another dialect; then `parse` and `expression` build the tree.

pub mod ast;
pub mod codes;
mod dialect_check;
mod expression;
mod grammar;
mod limits;
mod literal;
mod mistakes;
mod parse;
pub mod print;
mod stop;

use pest::Parser;
use pest::iterators::{Pair, Pairs};

pub use self::limits::{MAX_FIELD_PARTS, MAX_NESTING, MAX_TEXT_BYTES};

use self::ast::{Expr, Statement};
use self::grammar::{Grammar, Rule};
use self::parse::{Builder, Built, missing};
use crate::diagnostic::{Diagnostic, Diagnostics, MOST_FINDINGS, Severity};
use crate::dialect::Dialect;

/// Parses a rule: the tree, and warnings about it.
///
/// # Errors
///
/// Where the grammar stops, one error about that place. Otherwise every mistake and every piece of another dialect, up to
/// a hundred. Codes are those of [`codes`].
///
/// ```
/// # use eql_compiler::{Dialect, syntax};
/// let (statement, warnings) = syntax::parse("process where pid == 4", Dialect::Elasticsearch)?;
/// # let _ = (statement, warnings);
/// let refused = syntax::parse("process where pid = 4", Dialect::Elasticsearch).unwrap_err();
/// assert_eq!(refused.as_slice()[0].range, 18..19);
/// # Ok::<(), eql_compiler::Diagnostics>(())
/// ```
pub fn parse(text: &str, dialect: Dialect) -> Result<(Statement, Diagnostics), Diagnostics> {
    read(text, dialect, Rule::statement, Builder::statement)
}

/// Parses an expression on its own, such as an expression of a test suite.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_expression(text: &str, dialect: Dialect) -> Result<(Expr, Diagnostics), Diagnostics> {
    read(text, dialect, Rule::expression, Builder::only_expression)
}

/// Nesting that fits any thread's stack (256 KiB), even where the compiler itself is not optimised. Nothing else guards the
/// stack: pest can, but asks what is left of it at every step, a third of the time of parsing.
const SHALLOW: usize = 16;

/// The stack for deeper text, in bytes; [`MAX_NESTING`] levels take a fraction of it.
const DEEP_STACK: usize = 32 << 20;

fn read<T: Send>(
    text: &str,
    dialect: Dialect,
    entry: Rule,
    build: impl FnOnce(&Builder, Pair<'_, Rule>) -> Built<T> + Send,
) -> Result<(T, Diagnostics), Diagnostics> {
    let source = limits::check(text, dialect).map_err(only)?;
    if source.depth <= SHALLOW {
        return read_within_limits(&source.text, dialect, entry, build);
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(DEEP_STACK);
        let reading = thread.spawn_scoped(scope, || read_within_limits(&source.text, dialect, entry, build));
        match reading.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(read)) => read,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Err(only(Diagnostic::error(
                codes::NESTED_TOO_DEEP,
                0..0,
                "the rule nests deep, and no thread can be started to read it",
            ))),
        }
    })
}

fn read_within_limits<T>(
    text: &str,
    dialect: Dialect,
    entry: Rule,
    build: impl FnOnce(&Builder, Pair<'_, Rule>) -> Built<T>,
) -> Result<(T, Diagnostics), Diagnostics> {
    let mut pairs = Grammar::parse(entry, text).map_err(|error| only(stop::explain(text, dialect, &error)))?;
    let findings = review(pairs.clone(), dialect);
    if findings.blocks() {
        return Err(findings);
    }
    let top = pairs.next().ok_or_else(|| only(missing(&(0..0))))?;
    match build(&Builder { dialect }, top) {
        Ok(tree) => Ok((tree, findings)),
        Err(error) => Err(only(error)),
    }
}

/// Every mistake and every piece of another dialect.
fn review(pairs: Pairs<'_, Rule>, dialect: Dialect) -> Diagnostics {
    let found = pairs
        .flatten()
        .filter(|pair| !is_plain(pair.as_rule()))
        .flat_map(|pair| [mistakes::check(&pair), dialect_check::check(&pair, dialect)])
        .flatten();
    let mut findings = Diagnostics::default();
    let mut warnings = Vec::new();
    let mut errors = 0;
    for diagnostic in found {
        if diagnostic.severity == Severity::Warning {
            warnings.push(diagnostic);
        } else {
            findings.push(diagnostic);
            errors += 1;
        }
        if errors == MOST_FINDINGS {
            break;
        }
    }
    findings.extend(warnings.into_iter().take(MOST_FINDINGS));
    findings
}

/// Whether a rule is none that the checks know. These make up most of a text, and nine tenths of the time of a review.
fn is_plain(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::expr
            | Rule::name
            | Rule::escaped_string
            | Rule::double_quoted_text
            | Rule::escape
            | Rule::plain_element
            | Rule::conjunction
            | Rule::disjunction
            | Rule::comparison
            | Rule::negation
            | Rule::predicate
            | Rule::membership
            | Rule::in_list
            | Rule::patterns
            | Rule::pattern_list
            | Rule::parentheses
            | Rule::call
            | Rule::function_name
            | Rule::arguments
    )
}

fn only(diagnostic: Diagnostic) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    diagnostics
}

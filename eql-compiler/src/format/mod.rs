//! Canonical layout: the same tokens with other blanks and line ends, comments kept.
//!
//! Conditions stand one a line, indented by two, behind the `and` or `or` that joins them; lists wrap; stages stand one a
//! line. What fits on a line stays on one. The text is laid out from its tokens, not from the syntax tree, so that every
//! literal keeps its spelling: `token` cuts it, `tree` groups it by brackets, `spacing` says where a blank belongs,
//! `layout` breaks lines and `writer` places comments.

mod layout;
mod spacing;
mod token;
mod tree;
mod writer;

use crate::diagnostic::Diagnostics;
use crate::dialect::Dialect;
use crate::syntax;

/// The columns that a line may have; a longer one is a test that has nothing to break.
pub const WIDTH: usize = 120;

/// A comment can move to the end of its line, and what it stood in then fit on one: the layout of the layout settles that.
const MOST_ROUNDS: usize = 4;

/// Lays out a rule's text. The result ends with a line end, and formatting it again gives it back.
///
/// ```
/// use eql_compiler::{Dialect, format::format};
///
/// let text = "process   where a=='x'and b  in (\"c\",\"d\") // why";
/// assert_eq!(format(text, Dialect::Endgame).unwrap(), "process where a == 'x' and b in (\"c\", \"d\") // why\n");
/// ```
///
/// # Errors
///
/// What the parser says about a text that is no rule.
pub fn format(text: &str, dialect: Dialect) -> Result<String, Diagnostics> {
    let (statement, _) = syntax::parse(text, dialect)?;
    let mut laid_out = layout::lay_out(text, &statement);
    for _ in 1..MOST_ROUNDS {
        let (statement, _) = syntax::parse(&laid_out, dialect)?;
        let again = layout::lay_out(&laid_out, &statement);
        if again == laid_out {
            break;
        }
        laid_out = again;
    }
    Ok(laid_out)
}

//! Where a blank belongs between two tokens of a line.

use super::token::{Kind, Token};

/// Words that a bracket does not belong to.
const KEYWORDS: [&str; 13] =
    ["and", "by", "const", "in", "like", "not", "of", "or", "regex", "sequence", "until", "where", "with"];

/// Words behind which a `-` or a `+` is a sign of what follows it.
const BEFORE_OPERAND: [&str; 6] = ["and", "by", "not", "or", "where", "with"];

/// Whether a blank stands before the token at `index`, which is not the first of its line.
pub(super) fn blank_before(tokens: &[Token<'_>], index: usize) -> bool {
    let back = |by: usize| index.checked_sub(by).and_then(|at| tokens.get(at));
    let (Some(token), Some(left)) = (tokens.get(index), back(1)) else { return false };
    let glued_to_right = left.kind == Kind::Open
        || [".", "$", "?"].iter().any(|sign| left.is(sign))
        || is_sign_of_operand(tokens, index - 1);
    let glued_to_left = token.kind == Kind::Close || [",", ".", "~"].iter().any(|sign| token.is(sign));
    if glued_to_right || glued_to_left || is_assignment(tokens, index) || is_assignment(tokens, index - 1) {
        return false;
    }
    if is_method_colon(tokens, index) || is_method_colon(tokens, index - 1) {
        return false;
    }
    if token.kind == Kind::Open {
        return !(if token.is("(") { is_call(tokens, index) } else { is_index(tokens, index) });
    }
    // `30s`
    let is_unit = token.is_word() && left.kind == Kind::Number && index >= 2 && is_assignment(tokens, index - 2);
    !is_unit
}

/// Whether the `(` at `index` holds arguments.
fn is_call(tokens: &[Token<'_>], index: usize) -> bool {
    let back = |by: usize| index.checked_sub(by).and_then(|at| tokens.get(at));
    let is_pipe = |by| back(by).is_some_and(|token| token.is("|"));
    let is_name =
        |by| back(by).is_some_and(|token| token.is_word() && !KEYWORDS.contains(&token.text)) && !is_pipe(by + 1);
    is_name(1) || back(1).is_some_and(|token| token.is("~")) && is_name(2)
}

/// Whether the `[` at `index` holds the position in an array.
fn is_index(tokens: &[Token<'_>], index: usize) -> bool {
    let at = |index: usize| tokens.get(index);
    let number = at(index + 1).is_some_and(|token| token.kind == Kind::Number);
    at(index).is_some_and(|token| token.is("[")) && number && at(index + 2).is_some_and(|token| token.is("]"))
}

/// Whether the `=` at `index` gives an option its value: `with maxspan=1m`, `fork=true`.
fn is_assignment(tokens: &[Token<'_>], index: usize) -> bool {
    let back = |by: usize| index.checked_sub(by).and_then(|at| tokens.get(at));
    let is_equals = tokens.get(index).is_some_and(|token| token.is("=") || token.is("=="));
    let of_with = back(2).is_some_and(|token| token.is("with"));
    let of_fork = back(1).is_some_and(|token| token.is("fork")) && back(2).is_some_and(|token| token.is("]"));
    is_equals && (of_with || of_fork)
}

/// Whether the `:` at `index` calls a method: `receiver:name(…)`.
fn is_method_colon(tokens: &[Token<'_>], index: usize) -> bool {
    let at = |index: usize| tokens.get(index);
    at(index).is_some_and(|token| token.is(":"))
        && at(index + 1).is_some_and(Token::is_word)
        && at(index + 2).is_some_and(|token| token.is("("))
}

/// Whether the `-` or `+` at `index` stands before its operand, not between two.
fn is_sign_of_operand(tokens: &[Token<'_>], index: usize) -> bool {
    let Some(token) = tokens.get(index) else { return false };
    if !(token.is("-") || token.is("+")) {
        return false;
    }
    let Some(left) = index.checked_sub(1).and_then(|at| tokens.get(at)) else { return true };
    match left.kind {
        Kind::Open => true,
        Kind::Sign => !left.is("~"),
        Kind::Word => BEFORE_OPERAND.contains(&left.text),
        Kind::Number | Kind::String | Kind::Close | Kind::End => false,
    }
}

//! Where the grammar stops: the word it stopped at, what is wrong with it, and what it could have been.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::codes;
use super::grammar::Rule;
use super::limits;
use super::mistakes::{keyword_case, lower_case};
use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::Dialect;
use crate::suggest::did_you_mean;

/// The words that can't be names.
const KEYWORDS: [&str; 19] = [
    "and", "any", "by", "false", "in", "join", "like", "maxspan", "not", "null", "of", "or", "regex", "sample",
    "sequence", "true", "until", "where", "with",
];

/// Why the grammar stopped, told from where it stopped and what it could have gone on with.
pub(super) fn explain(text: &str, dialect: Dialect, error: &Error<Rule>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        let message = "the rule nests too deep for the stack of this thread";
        return Diagnostic::error(codes::NESTED_TOO_DEEP, limits::range(at, at), message);
    };
    let found = Found::at(text, at);
    let before = previous_word(text, at);
    let expected = expectations(positives);
    if found.token.is_empty() && (expected.is_empty() || expected.contains(&"a query")) {
        return Diagnostic::error(codes::EMPTY, limits::range(0, 0), "there is no rule in the text")
            .with_help("write `any where true` to match every event");
    }
    wrong_keyword(&found, &before)
        .or_else(|| keyword_as_name(text, &found))
        .or_else(|| unknown_character(&found))
        .or_else(|| unbalanced(text, dialect, &found))
        .unwrap_or_else(|| unexpected(&found, &before, &expected))
}

/// The token that the grammar stopped at.
struct Found<'t> {
    at: usize,
    token: &'t str,
}

impl<'t> Found<'t> {
    fn at(text: &'t str, at: usize) -> Self {
        let rest = text.get(at..).unwrap_or_default();
        let word = rest.find(|character: char| !is_word(character)).unwrap_or(rest.len());
        let length = if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) };
        Self { at, token: rest.get(..length).unwrap_or_default() }
    }

    fn diagnostic(&self, code: Code, message: String) -> Diagnostic {
        Diagnostic::error(code, limits::range(self.at, self.at + self.token.len()), message)
    }

    fn is_word(&self) -> bool {
        self.token.starts_with(is_word)
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '@'
}

/// The word in front of a position, with blanks between.
fn previous_word(text: &str, at: usize) -> Found<'_> {
    let before = text.get(..at).unwrap_or_default().trim_end();
    let start = before
        .rfind(|character: char| !is_word(character))
        .map_or(0, |gap| gap + before.get(gap..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    Found { at: start, token: before.get(start..).unwrap_or_default() }
}

/// A keyword in capitals, here or just before.
fn wrong_keyword(found: &Found<'_>, before: &Found<'_>) -> Option<Diagnostic> {
    [found, before].into_iter().find_map(|word| {
        let keyword = KEYWORDS.into_iter().find(|keyword| word.token.eq_ignore_ascii_case(keyword))?;
        let capitals = keyword != word.token;
        capitals
            .then(|| word.diagnostic(codes::KEYWORD_CASE, keyword_case(word.token)).with_help(lower_case(word.token)))
    })
}

/// A keyword that is compared, or that is a part of a path.
fn keyword_as_name(text: &str, found: &Found<'_>) -> Option<Diagnostic> {
    let word = KEYWORDS.into_iter().find(|keyword| *keyword == found.token)?;
    let before = text.get(..found.at)?.trim_end();
    let behind = text.get(found.at + word.len()..)?.trim_start();
    let is_name = before.ends_with(['.', '?', '$']) || behind.starts_with(['=', '!', '<', '>', ':', '.']);
    // `with maxspan=…` is compared with nothing.
    if !is_name || word == "maxspan" {
        return None;
    }
    let diagnostic = found.diagnostic(codes::KEYWORD_AS_NAME, format!("`{word}` is a keyword, not a name"));
    Some(diagnostic.with_help(format!("put it in back-quotes: `` `{word}` ``")))
}

/// A bracket that nothing closes, or that closes nothing.
fn unbalanced(text: &str, dialect: Dialect, found: &Found<'_>) -> Option<Diagnostic> {
    let open = limits::open_bracket(text, dialect, found.at);
    let bracket = open.and_then(|at| text.get(at..=at)).unwrap_or_default();
    let closer = if bracket == "(" { ")" } else { "]" };
    match (open, found.token) {
        (Some(at), "") => {
            let found = Found { at, token: bracket };
            let diagnostic = found.diagnostic(codes::UNEXPECTED, format!("`{bracket}` is never closed"));
            Some(diagnostic.with_help(format!("put `{closer}` behind what it holds")))
        }
        (None, ")" | "]") => Some(
            found.diagnostic(codes::UNEXPECTED, format!("`{}` closes nothing", found.token)).with_help("remove it"),
        ),
        (Some(_), ")" | "]") if found.token != closer => {
            let message = format!("expected `{closer}`, found `{}`", found.token);
            Some(found.diagnostic(codes::UNEXPECTED, message).with_help(format!("`{bracket}` is still open")))
        }
        _ => None,
    }
}

fn unknown_character(found: &Found<'_>) -> Option<Diagnostic> {
    let character = found.token.chars().next()?;
    let message = format!("unknown character `{}`", character.escape_debug());
    let help = match character {
        '\u{a0}' | '\u{c}' | '\u{b}' | '\u{2003}' | '\u{2009}' | '\u{200b}' | '\u{3000}' | '\u{feff}' => {
            "blanks are spaces, tabs and line breaks"
        }
        '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}' => "strings stand in plain double quotes, `\"…\"`",
        '\u{2018}' | '\u{2019}' => "strings stand in double quotes, `\"…\"`",
        '#' => "a comment begins with `//`",
        ';' => "a rule ends where its text ends",
        '{' | '}' => "stages stand in square brackets",
        '~' => "it stands right behind `in`, `like`, `regex` or the name of a function",
        '^' | '\\' => "strings stand in double quotes, `\"…\"`",
        _ if character.is_ascii() => return None,
        _ => "put a name with such characters in back-quotes",
    };
    let range = limits::range(found.at, found.at + character.len_utf8());
    Some(Diagnostic::error(codes::UNKNOWN_CHARACTER, range, message).with_help(help))
}

fn unexpected(found: &Found<'_>, before: &Found<'_>, expected: &[&str]) -> Diagnostic {
    let what = if found.token.is_empty() { "the end of the rule".to_owned() } else { format!("`{}`", found.token) };
    let message = match expected.split_last() {
        None => format!("unexpected {what}"),
        Some((only, [])) => format!("expected {only}, found {what}"),
        Some((last, others)) => format!("expected {} or {last}, found {what}", others.join(", ")),
    };
    let diagnostic = found.diagnostic(codes::UNEXPECTED, message);
    match help(found, before) {
        Some(help) => diagnostic.with_help(help),
        None => diagnostic,
    }
}

fn help(found: &Found<'_>, before: &Found<'_>) -> Option<String> {
    let answer = match found.token {
        "not" => "`not` binds more loosely than comparisons: put it and its operand in parentheses",
        "maxspan" => "write `with maxspan=…` behind the keys",
        "&" | "|" | "and" | "or" => "one operand of it is missing",
        "'" | "\"" => "put an operator between the two",
        _ => return misspelt(found).or_else(|| misspelt(before)),
    };
    Some(answer.to_owned())
}

/// The keywords that a word is like; short words are like too many.
fn misspelt(word: &Found<'_>) -> Option<String> {
    let meant = word.is_word() && word.token.len() > 2 && !KEYWORDS.contains(&word.token);
    if meant { did_you_mean(word.token, KEYWORDS) } else { None }
}

/// What the grammar could have gone on with, each once.
fn expectations(rules: &[Rule]) -> Vec<&'static str> {
    let mut names: Vec<&str> = Vec::new();
    for name in rules.iter().filter_map(|rule| expectation(*rule)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.contains(&"an expression") {
        names.retain(|name| !["a name", "a literal", "a number", "a list in parentheses"].contains(name));
    }
    names
}

/// How a rule of the grammar is called in a list of what is expected.
fn expectation(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::expr
        | Rule::field
        | Rule::call
        | Rule::parentheses
        | Rule::variable
        | Rule::lineage
        | Rule::negation
        | Rule::implied_any => "an expression",
        Rule::event_query | Rule::sequence | Rule::sample | Rule::join => "a query",
        Rule::conjunction => "`and`",
        Rule::disjunction => "`or`",
        Rule::comparison | Rule::sum | Rule::product | Rule::predicate => "an operator",
        Rule::name | Rule::quoted_name | Rule::span_unit | Rule::function_name => "a name",
        Rule::integer | Rule::decimal | Rule::span_number => "a number",
        Rule::patterns | Rule::escaped_string | Rule::boolean => "a literal",
        Rule::in_list | Rule::pattern_list => "a list in parentheses",
        Rule::category => "an event category",
        Rule::kw_where => "`where`",
        Rule::kw_by | Rule::join_keys => "`by`",
        Rule::kw_maxspan => "`maxspan`",
        Rule::stage | Rule::missing_open => "a stage in brackets",
        Rule::pipe => "a pipe",
        Rule::trailing_comma => "`,`",
        Rule::EOI => "the end of the rule",
        _ => return None,
    })
}

//! From the tokens of a macro call back to the text that was written, and from ranges of that text back to tokens.
//!
//! A procedural macro gets tokens, EQL is text: comments, blanks and the exact spelling of `"""raw"""` strings are
//! gone by then. Three ways lead back, tried in this order and always checked against the tokens:
//!
//! 1. [`Tier::CallSite`]: the text of the whole call, where every token is found at its line and column;
//! 2. [`Tier::Layout`]: the tokens laid out by their positions (a wrapping `macro_rules!` moved them), comments lost;
//! 3. [`Tier::Join`]: the tokens joined by blanks, where positions say nothing (code that another macro made, editors).
//!
//! Nothing here depends on `proc_macro`: the macro crate collects the leaves and keeps their spans.

use crate::diagnostic::TextRange;
pub use crate::rule_file::Position;
use std::ops::Range;

/// What an editor reports when it knows no position.
const UNKNOWN: Position = Position { line: 1, column: 1 };

/// Where `text` ends if it begins at `start`.
fn end_of(text: &str, start: Position) -> Position {
    match text.rsplit_once('\n') {
        None => Position { line: start.line, column: start.column.saturating_add(count(text.chars())) },
        Some((lines, last)) => Position {
            line: start.line.saturating_add(count(lines.split('\n'))),
            column: count(last.chars()).saturating_add(1),
        },
    }
}

fn count(items: impl Iterator) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

/// A token that holds no others: a word, a literal, one punctuation character, or one delimiter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The token as its own text has it.
    pub text: String,
    /// Where it begins in the host file.
    pub start: Position,
    /// Whether it is punctuation that the next punctuation follows without a blank.
    pub joint: bool,
}

/// The text of a whole macro call, `eql! { … }`.
#[derive(Clone, Copy, Debug)]
pub struct CallSite<'a> {
    /// The text, comments included.
    pub text: &'a str,
    /// Where it begins in the host file.
    pub start: Position,
    /// Where the EQL in it begins, if something else stands before it.
    pub body: Option<Position>,
}

/// How the text was rebuilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Exactly as written.
    CallSite,
    /// As written, but for comments.
    Layout,
    /// The same tokens, with blanks of our own.
    Join,
}

/// A rule's text and the leaf tokens in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    text: String,
    /// Where each leaf stands: ascending, disjoint.
    leaves: Vec<Range<usize>>,
    tier: Tier,
    blind: bool,
}

impl Source {
    /// Rebuilds the text of `leaves`.
    #[must_use]
    pub fn new(leaves: &[Leaf], call_site: Option<CallSite<'_>>) -> Self {
        if let Some((text, ranges)) = call_site.and_then(|call_site| locate(leaves, call_site)) {
            return Self { text, leaves: ranges, tier: Tier::CallSite, blind: false };
        }
        let useless = positions_are_useless(leaves);
        let (text, ranges) = write(leaves, if useless { blank_by_rule } else { blank_by_position });
        let tier = if useless { Tier::Join } else { Tier::Layout };
        let blind = useless && call_site.is_none() && leaves.first().is_some_and(|leaf| leaf.start == UNKNOWN);
        Self { text, leaves: ranges, tier, blind }
    }

    /// The rule's text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How the text was rebuilt.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// Whether the text is a guess made without any position, as in editors: what would be reported about it may be
    /// about the guess, so it's better to report nothing. The compiler proper always knows positions.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        self.blind
    }

    /// The indices of the first and the last leaf that `range` touches; the nearest leaf where it touches none. `None`
    /// if there are no leaves.
    #[must_use]
    pub fn leaves_at(&self, range: &TextRange) -> Option<(usize, usize)> {
        let last = self.leaves.len().checked_sub(1)?;
        let (start, end) = (range.start as usize, range.end as usize);
        let from = self.leaves.partition_point(|leaf| leaf.end <= start).min(last);
        let to = self.leaves.partition_point(|leaf| leaf.start < end).saturating_sub(1);
        Some((from, to.max(from)))
    }

    /// The text of leaf `index`.
    #[must_use]
    pub fn leaf_text(&self, index: usize) -> Option<&str> {
        self.text.get(self.leaves.get(index)?.clone())
    }

    /// The part of leaf `index` that `range` covers, if it covers a proper part of that leaf alone. The range is
    /// relative to the leaf.
    #[must_use]
    pub fn part_of_leaf(&self, index: usize, range: &TextRange) -> Option<TextRange> {
        let leaf = self.leaves.get(index)?;
        let (start, end) = (range.start as usize, range.end as usize);
        let inside = leaf.start <= start && end <= leaf.end && (leaf.start < start || end < leaf.end);
        let offset = u32::try_from(leaf.start).ok()?;
        inside.then(|| range.start - offset..range.end - offset)
    }

    /// The first leaf at or behind text that is legal EQL and that Rust's lexer refuses: a back-quoted name, or a
    /// `"""raw"""` string with a backslash that Rust takes for an escape.
    #[must_use]
    pub fn first_foreign_leaf(&self) -> Option<usize> {
        let mut gap_start = 0;
        let mut empty_string_end = None;
        for (index, leaf) in self.leaves.iter().enumerate() {
            let gap = self.text.get(gap_start..leaf.start).unwrap_or_default();
            let text = self.text.get(leaf.clone()).unwrap_or_default();
            if has_back_quote(gap) || (empty_string_end == Some(leaf.start) && has_foreign_escape(text)) {
                return Some(index);
            }
            empty_string_end = (text == "\"\"").then_some(leaf.end);
            gap_start = leaf.end;
        }
        let tail = self.text.get(gap_start..).unwrap_or_default();
        has_back_quote(tail).then(|| self.leaves.len().saturating_sub(1))
    }
}

/// Places every leaf in the text of the call and compares; `None` if one isn't there.
fn locate(leaves: &[Leaf], call_site: CallSite<'_>) -> Option<(String, Vec<Range<usize>>)> {
    let lines = Lines::new(call_site.text, call_site.start);
    let body_start = match call_site.body {
        Some(position) => lines.offset(position)?,
        None => {
            let bang = call_site.text.find('!')?;
            bang + call_site.text.get(bang..)?.find(['(', '[', '{'])? + 1
        }
    };
    let body_end = call_site.text.rfind([')', ']', '}'])?;
    let body = call_site.text.get(body_start..body_end)?;
    let mut ranges = Vec::with_capacity(leaves.len());
    let mut previous_end = 0;
    for leaf in leaves {
        let start = lines.offset(leaf.start)?.checked_sub(body_start)?;
        let end = start + leaf.text.len();
        if start < previous_end || body.get(start..end) != Some(leaf.text.as_str()) {
            return None;
        }
        ranges.push(start..end);
        previous_end = end;
    }
    Some((body.to_owned(), ranges))
}

/// The lines of a text that begins at some position.
struct Lines<'a> {
    text: &'a str,
    first: Position,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, first: Position) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, first, starts }
    }

    /// The byte offset of a position.
    fn offset(&self, position: Position) -> Option<usize> {
        let line = position.line.checked_sub(self.first.line)?;
        let before = if line == 0 { self.first.column } else { 1 };
        let column = position.column.checked_sub(before)? as usize;
        let start = *self.starts.get(line as usize)?;
        let end = self.starts.get(line as usize + 1).map_or(self.text.len(), |next| next - 1);
        let line = self.text.get(start..end)?;
        let within = line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(column)?;
        Some(start + within)
    }
}

/// One position for all leaves tells nothing.
fn positions_are_useless(leaves: &[Leaf]) -> bool {
    match leaves {
        [] => false,
        [leaf] => leaf.start == UNKNOWN,
        [first, rest @ ..] => rest.iter().all(|leaf| leaf.start == first.start),
    }
}

type Blank = fn(&Leaf, &Leaf) -> &'static str;

/// Writes the leaves one after another with what `blank` puts between two of them.
fn write(leaves: &[Leaf], blank: Blank) -> (String, Vec<Range<usize>>) {
    let mut text = String::new();
    let mut ranges = Vec::with_capacity(leaves.len());
    let mut previous: Option<&Leaf> = None;
    for leaf in leaves {
        if let Some(previous) = previous {
            text.push_str(blank(previous, leaf));
        }
        let start = text.len();
        text.push_str(&leaf.text);
        ranges.push(start..text.len());
        previous = Some(leaf);
    }
    (text, ranges)
}

/// A blank where the positions leave room for one. Leaves that stand in the wrong order come from different places,
/// and the rule for leaves without a position decides.
fn blank_by_position(left: &Leaf, right: &Leaf) -> &'static str {
    let end = end_of(&left.text, left.start);
    if right.start < end {
        return blank_by_rule(left, right);
    }
    match (right.start.line == end.line, right.start.column == end.column) {
        (true, true) => "",
        (true, false) => " ",
        (false, _) => "\n",
    }
}

/// A blank unless EQL (and not Rust) reads the two as one token.
fn blank_by_rule(left: &Leaf, right: &Leaf) -> &'static str {
    let prefix = matches!(left.text.as_str(), "." | "?" | "@" | "$" | "!");
    let suffix = matches!(right.text.as_str(), "." | "~");
    let tilde_call = left.text == "~" && right.text == "(";
    let triple_quote = (left.text == "\"\"" && right.text.starts_with('"'))
        || (right.text == "\"\"" && left.text.starts_with('"') && left.text.len() > 1);
    if left.joint || prefix || suffix || tilde_call || triple_quote { "" } else { " " }
}

/// Whether a gap between leaves holds a back-quote outside comments.
fn has_back_quote(gap: &str) -> bool {
    let mut rest = gap;
    while let Some(at) = rest.find(['`', '/']) {
        let Some(found) = rest.get(at..) else { return false };
        if found.starts_with('`') {
            return true;
        }
        rest = if found.starts_with("//") {
            found.split_once('\n').map_or("", |(_, next)| next)
        } else if let Some(comment) = found.strip_prefix("/*") {
            after_block_comment(comment)
        } else {
            found.get(1..).unwrap_or_default()
        };
    }
    false
}

/// What follows a block comment whose `/*` was just read; comments nest.
fn after_block_comment(mut rest: &str) -> &str {
    let mut depth = 1_usize;
    while depth > 0 {
        let (open, close) = (rest.find("/*"), rest.find("*/"));
        let Some(close) = close else { return "" };
        let at = match open {
            Some(open) if open < close => {
                depth += 1;
                open
            }
            _ => {
                depth -= 1;
                close
            }
        };
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    rest
}

/// Whether a literal holds a backslash sequence that is no escape in Rust.
fn has_foreign_escape(literal: &str) -> bool {
    let mut characters = literal.chars();
    while let Some(character) = characters.next() {
        if character == '\\'
            && !matches!(characters.next(), Some('n' | 'r' | 't' | '\\' | '0' | 'x' | 'u' | '\'' | '"' | '\n'))
        {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The leaves of a text as Rust's lexer would cut it, near enough for EQL; it begins at `start`.
    fn leaves(text: &str, start: Position) -> Vec<Leaf> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let rest = &text[at..];
            let word = |c: char| c.is_alphanumeric() || c == '_';
            let length = if rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else if let Some(comment) = rest.strip_prefix("/*") {
                rest.len() - after_block_comment(comment).len()
            } else if first == '"' {
                let escaped = |end: usize| rest[..end].bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1;
                let end = rest.match_indices('"').find(|&(end, _)| end > 0 && !escaped(end));
                end.map_or(rest.len(), |(end, _)| end + 1)
            } else if word(first) {
                rest.find(|c| !word(c)).unwrap_or(rest.len())
            } else {
                first.len_utf8()
            };
            let comment = rest.starts_with("//") || rest.starts_with("/*");
            if !comment && !first.is_whitespace() && first != '`' {
                let next = rest[length..].chars().next();
                let joint = "!=<>".contains(first) && next == Some('=');
                found.push(Leaf { text: rest[..length].to_owned(), start: end_of(&text[..at], start), joint });
            }
            at += length;
        }
        found
    }

    const START: Position = Position { line: 7, column: 15 };

    /// The source of `eql! { body }` as a macro sees it.
    fn called(body: &str) -> Source {
        let text = format!("eql! {{{body}}}");
        let call_site = CallSite { text: &text, start: START, body: None };
        Source::new(&leaves(body, end_of("eql! {", START)), Some(call_site))
    }

    #[test]
    fn the_text_of_the_call_is_the_source() {
        for body in [
            "",
            "process where true",
            "\n  process where // a `comment`\n    user.name == \"ünï*\" /* and /* nested */ */ and ?x.y : \"a\\\\b\"\n",
            " process where command_line : \"\"\"C:\\Users\\\"\"\" ",
            " process where `odd name` == 1",
            " process where name in~ (\"a\", \"b\") and args[0] != \"c\" ",
        ] {
            let source = called(body);
            assert_eq!((source.tier(), source.text()), (Tier::CallSite, body));
        }
    }

    #[test]
    fn every_leaf_is_found_by_its_range() {
        let source = called(" process where cidrmach(a.ip) ");
        let at = |needle: &str| {
            let start = u32::try_from(source.text().find(needle).expect("the text holds it")).expect("short");
            start..start + u32::try_from(needle.len()).expect("short")
        };
        for (needle, expected) in [
            ("process", (0, 0)),
            ("cidrmach", (2, 2)),
            ("a.ip", (4, 6)),
            ("cidrmach(a.ip)", (2, 7)),
            (" where ", (1, 1)),
        ] {
            assert_eq!(source.leaves_at(&at(needle)), Some(expected), "{needle}");
        }
        assert_eq!(source.leaves_at(&(30..30)), Some((7, 7)), "at the end");
        assert_eq!(source.leaves_at(&(0..0)), Some((0, 0)), "at the start");
        assert_eq!(called("").leaves_at(&(0..0)), None);
        assert_eq!(source.part_of_leaf(2, &at("mach")), Some(4..8));
        assert_eq!(source.part_of_leaf(2, &at("cidrmach")), None);
        assert_eq!(source.part_of_leaf(2, &at("mach(a")), None);
    }

    #[test]
    fn a_header_stands_before_the_body() {
        let text = "eql! { pub struct Name; process where true }";
        let body = end_of("eql! { pub struct Name;", START);
        let leaves = leaves(" process where true", body);
        let source = Source::new(&leaves, Some(CallSite { text, start: START, body: Some(body) }));
        assert_eq!((source.tier(), source.text()), (Tier::CallSite, " process where true "));
    }

    #[test]
    fn a_wrapper_macro_keeps_the_layout() {
        let body = "process where // gone\n  a.b  ==\"x\" and c in~ (1)";
        let wrapper = "eql! { $($rule)* }";
        let call_site = CallSite { text: wrapper, start: Position { line: 2, column: 9 }, body: None };
        let source = Source::new(&leaves(body, START), Some(call_site));
        assert_eq!((source.tier(), source.text()), (Tier::Layout, "process where\na.b ==\"x\" and c in~ (1)"));
        assert!(!source.is_blind());
    }

    #[test]
    fn leaves_of_two_places_are_joined_where_they_meet() {
        let mut both = leaves("process where", START);
        both.extend(leaves("a.b == 1", Position { line: 2, column: 1 }));
        assert_eq!(Source::new(&both, None).text(), "process where a.b == 1");
    }

    #[test]
    fn without_positions_the_tokens_are_joined() {
        for (body, expected) in [
            ("process where ?a.b != \"x\"", "process where ?a.b != \"x\""),
            ("process where @timestamp <= 1", "process where @timestamp <= 1"),
            ("[a where b in~ (1)] ![c where true]", "[ a where b in~( 1 ) ] ![ c where true ]"),
            ("a where b : \"\"\"c d\"\"\"", "a where b : \"\"\"c d\"\"\""),
            ("a where length~(b)", "a where length~( b )"),
        ] {
            let mut leaves = leaves(body, START);
            leaves.iter_mut().for_each(|leaf| leaf.start = UNKNOWN);
            let source = Source::new(&leaves, None);
            assert_eq!((source.tier(), source.text()), (Tier::Join, expected));
            assert!(source.is_blind());
            leaves.iter_mut().for_each(|leaf| leaf.start = START);
            assert!(!Source::new(&leaves, None).is_blind(), "a macro made these, and the compiler proper asks");
        }
    }

    #[test]
    fn what_rust_cannot_lex_is_found() {
        for (body, expected) in [
            ("a where b == 1", None),
            ("a where /* ` */ b == 1 // `", None),
            ("a where `b` == 1", Some(2)),
            ("a where b.`c`", Some(4)),
            (r#"a where b : """\d+""""#, Some(5)),
            (r#"a where b : """c\\d""""#, None),
            (r#"a where b : "c\d""#, None),
        ] {
            assert_eq!(called(body).first_foreign_leaf(), expected, "{body}");
        }
    }

    #[test]
    fn positions_beyond_the_text_fall_back() {
        let mut leaves = leaves("a where b", START);
        leaves.iter_mut().for_each(|leaf| leaf.start.line += 1000);
        for text in ["", "!", "eql!", "eql! {", "eql! { a where b }"] {
            let source = Source::new(&leaves, Some(CallSite { text, start: START, body: None }));
            assert_eq!((source.tier(), source.text()), (Tier::Layout, "a where b"), "{text}");
        }
    }
}

//! Where the text of a query stands in its file.

use std::ops::Range;

/// How byte offsets of a query map to those of the file it was read from.
///
/// Exact for the text of plain files, for literal strings and for every escape that one character stands for; an offset
/// inside what one escape became maps to the start of that escape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// From each of these offsets on, query and file advance in step: ascending pairs of (query, file).
    steps: Vec<(usize, usize)>,
    /// The string that holds the query; none where it stands in its file as it is.
    pub(super) literal: Option<Literal>,
}

/// A string of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    /// Where it stands, with its quotes.
    pub(super) range: Range<usize>,
    pub(super) quoting: Quoting,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl Position {
    /// The place of a byte offset; one past the end is the end.
    ///
    /// ```
    /// use eql_compiler::rule_file::Position;
    /// assert_eq!(Position::of("a\nbé!", 5), Position { line: 2, column: 3 });
    /// ```
    #[must_use]
    pub fn of(text: &str, offset: usize) -> Self {
        let offset = offset.min(text.len());
        let before = text.as_bytes().get(..offset).unwrap_or_default();
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let newlines = before.iter().filter(|&&byte| byte == b'\n').count();
        // Continuation bytes of UTF-8 don't start a character.
        let columns = before.iter().skip(line_start).filter(|&&byte| byte & 0xc0 != 0x80).count();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX - 1) + 1;
        Self { line: count(newlines), column: count(columns) }
    }
}

/// How a string is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    /// TOML's literal strings: no escapes.
    Literal { multi_line: bool },
    /// TOML's basic strings; the multi-line kind also joins lines that end with a backslash.
    Basic { multi_line: bool },
    /// JSON.
    Json,
}

impl Origin {
    /// A query that stands in its file as it is, from this offset on.
    #[must_use]
    pub fn verbatim(start: usize) -> Self {
        Self { steps: vec![(0, start)], literal: None }
    }

    /// Follows a quoted string: `quoted` is the text between the quotes, which starts at `start` in the file, and `value`
    /// what it means. Where the two stop agreeing, the rest maps in step from there.
    pub(super) fn of_quoted(quoted: &str, start: usize, value: &str, literal: Literal) -> Self {
        let quoting = literal.quoting;
        let mut origin = Self { literal: Some(literal), ..Self::verbatim(start) };
        if quoted == value {
            return origin;
        }
        let (mut from, mut to) = (0, 0);
        while let (Some(rest), Some(meant)) = (quoted.get(from..), value.get(to..).and_then(|rest| rest.chars().next()))
        {
            let (taken, given) = match spelled(rest, quoting) {
                Spelling::Escape(length) => (length, meant.len_utf8()),
                Spelling::Nothing(length) => (length, 0),
                Spelling::Verbatim if rest.starts_with(meant) => (meant.len_utf8(), meant.len_utf8()),
                Spelling::Verbatim if rest.starts_with("\r\n") && meant == '\n' => (2, 1),
                Spelling::Verbatim => break,
            };
            from += taken;
            to += given;
            if taken != given {
                origin.step(to, start + from);
            }
        }
        origin
    }

    fn step(&mut self, query: usize, file: usize) {
        match self.steps.last_mut() {
            Some(last) if last.0 == query => last.1 = file,
            _ => self.steps.push((query, file)),
        }
    }

    /// The offset in the file of an offset in the query.
    #[must_use]
    pub fn file_offset(&self, query_offset: u32) -> usize {
        let query_offset = query_offset as usize;
        let next = self.steps.partition_point(|step| step.0 <= query_offset);
        let step = next.checked_sub(1).and_then(|at| self.steps.get(at));
        let offset = step.map_or(query_offset, |step| step.1 + (query_offset - step.0));
        // Inside what an escape became: never beyond the next step.
        self.steps.get(next).map_or(offset, |step| offset.min(step.1))
    }

    /// The place in the file, whose whole text is `file_text`, of an offset in the query.
    #[must_use]
    pub fn position(&self, file_text: &str, query_offset: u32) -> Position {
        Position::of(file_text, self.file_offset(query_offset))
    }
}

enum Spelling {
    /// The next character stands for itself.
    Verbatim,
    /// So many bytes spell one character.
    Escape(usize),
    /// So many bytes spell nothing.
    Nothing(usize),
}

fn spelled(rest: &str, quoting: Quoting) -> Spelling {
    if matches!(quoting, Quoting::Literal { .. }) || !rest.starts_with('\\') {
        return Spelling::Verbatim;
    }
    let after = rest.get(1..).unwrap_or_default();
    if quoting == (Quoting::Basic { multi_line: true }) {
        let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
        let joined = after.get(blanks..).unwrap_or_default();
        if joined.starts_with(['\n', '\r']) {
            return Spelling::Nothing(1 + after.len() - after.trim_start_matches([' ', '\t', '\r', '\n']).len());
        }
    }
    Spelling::Escape(match (after.chars().next(), quoting) {
        (Some('u'), Quoting::Json) if is_high_surrogate(after) => 12,
        (Some('u'), _) => 6,
        (Some('U'), _) => 10,
        (Some('x'), _) => 4,
        (Some(plain), _) => 1 + plain.len_utf8(),
        (None, _) => 1,
    })
}

/// Whether `uD83D…` starts a pair of surrogates, which spells one character.
fn is_high_surrogate(after_backslash: &str) -> bool {
    let digits = after_backslash.get(1..5).unwrap_or_default();
    u16::from_str_radix(digits, 16).is_ok_and(|unit| (0xd800..0xdc00).contains(&unit))
}

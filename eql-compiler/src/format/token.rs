//! Text to tokens, each with the comments around it. The text has been parsed before: here nothing is judged.

use std::ops::Range;

/// A token of a text that parses.
#[derive(Debug)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    pub(super) kind: Kind,
    /// Where it starts.
    pub(super) start: usize,
    /// Comments between the token before and this one that are not behind that one on its line.
    pub(super) before: Vec<Comment<'t>>,
    /// Comments behind it on its line.
    pub(super) behind: Vec<&'t str>,
    /// Whether a blank line precedes it and its comments.
    pub(super) after_blank_line: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword, or a part of a path.
    Word,
    Number,
    String,
    /// Operators, commas and whatever else.
    Sign,
    /// `(`, `[` or `![`.
    Open,
    /// `)` or `]`.
    Close,
    /// Nothing: it carries the comments at the end of the text.
    End,
}

#[derive(Debug)]
pub(super) struct Comment<'t> {
    pub(super) text: &'t str,
    /// Whether what follows it stands on a line of its own.
    pub(super) ends_line: bool,
}

impl Token<'_> {
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text && !matches!(self.kind, Kind::String | Kind::End)
    }

    /// The columns that the comments before it take on its own line.
    pub(super) fn columns_of_comments(&self) -> usize {
        let inline = self.before.iter().filter(|comment| !comment.ends_line);
        inline.map(|comment| comment.text.chars().count() + 1).sum()
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// Cuts a text into tokens; the last is [`Kind::End`].
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut at = 0;
    loop {
        let gap = Gap::read(text, &mut at);
        let (mut before, mut behind) = (Vec::new(), Vec::new());
        for (index, &(comment, lines_above, lines_below)) in gap.comments.iter().enumerate() {
            // Behind the token before: on its line, and with nothing else of the line behind it.
            let on_its_line =
                !tokens.is_empty() && gap.comments.iter().take(index + 1).all(|(_, above, _)| *above == 0);
            let line_ends = at == text.len() || gap.comments.iter().skip(index).any(|(_, _, below)| *below > 0);
            if on_its_line && line_ends {
                behind.push(comment);
            } else {
                let ends_line = lines_below > 0 || lines_above > 0 && comment.contains('\n');
                before.push(Comment { text: comment, ends_line });
            }
        }
        if let Some(last) = tokens.last_mut() {
            last.behind = behind;
        }
        let start = at;
        let kind = next(text, &mut at, tokens.last());
        let token = text.get(start..at).unwrap_or_default();
        tokens.push(Token { text: token, kind, start, before, behind: Vec::new(), after_blank_line: gap.blank_line });
        if kind == Kind::End {
            return tokens;
        }
    }
}

/// What stands between two tokens.
struct Gap<'t> {
    /// Comments, with the line ends above and below each.
    comments: Vec<(&'t str, usize, usize)>,
    blank_line: bool,
}

impl<'t> Gap<'t> {
    fn read(text: &'t str, at: &mut usize) -> Self {
        let mut gap = Self { comments: Vec::new(), blank_line: false };
        loop {
            let rest = text.get(*at..).unwrap_or_default();
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            let lines = rest.get(..blanks).unwrap_or_default().matches('\n').count();
            // Only the first stretch of blanks tells: later ones stand between comments and are theirs.
            gap.blank_line |= lines > 1 && gap.comments.is_empty();
            if let Some((_, _, below)) = gap.comments.last_mut() {
                *below = lines;
            }
            *at += blanks;
            let Some(comment) = comment(text.get(*at..).unwrap_or_default()) else { return gap };
            *at += comment.len();
            gap.comments.push((comment.trim_end(), lines, 0));
        }
    }
}

/// The comment at the start of a text.
fn comment(rest: &str) -> Option<&str> {
    if rest.starts_with("//") {
        return rest.split(['\r', '\n']).next();
    }
    let mut depth = 0_usize;
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(pair) = bytes.get(at..at + 2) {
        match pair {
            b"/*" => depth += 1,
            b"*/" => depth = depth.saturating_sub(1),
            _ if depth == 0 => return None,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return rest.get(..at);
        }
    }
    None
}

/// Moves `at` behind the next token.
fn next(text: &str, at: &mut usize, last: Option<&Token<'_>>) -> Kind {
    let rest = text.get(*at..).unwrap_or_default();
    let bytes = rest.as_bytes();
    let follows = |index: usize| bytes.get(index).copied().unwrap_or_default();
    let (kind, length) = match follows(0) {
        0 if rest.is_empty() => (Kind::End, 0),
        b'"' | b'\'' => (Kind::String, quoted(rest, true)),
        b'?' if matches!(follows(1), b'"' | b'\'') => {
            (Kind::String, 1 + quoted(rest.get(1..).unwrap_or_default(), false))
        }
        b'`' => (Kind::Word, back_quoted(rest)),
        b'.' if follows(1).is_ascii_digit() && !last.is_some_and(Token::is_word) => (Kind::Number, number(rest)),
        byte if byte.is_ascii_digit() => (Kind::Number, number(rest)),
        byte if is_word(byte) || byte == b'@' => {
            (Kind::Word, 1 + rest.bytes().skip(1).take_while(|&byte| is_word(byte)).count())
        }
        b'(' | b'[' => (Kind::Open, 1),
        b'!' if follows(1) == b'[' => (Kind::Open, 2),
        b')' | b']' => (Kind::Close, 1),
        b'=' | b'!' | b'<' | b'>' if follows(1) == b'=' => (Kind::Sign, 2),
        _ => (Kind::Sign, rest.chars().next().map_or(0, char::len_utf8)),
    };
    *at = (*at + length).min(text.len());
    kind
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The length of a quoted string. `escapes`: whether `"""` opens a raw one.
fn quoted(rest: &str, escapes: bool) -> usize {
    if let Some(body) = rest.strip_prefix("\"\"\"").filter(|_| escapes) {
        let Some(end) = body.find("\"\"\"") else { return rest.len() };
        // Up to two quotes before the closing three belong to the body.
        let more = body.bytes().skip(end + 3).take(2).take_while(|&byte| byte == b'"').count();
        return 3 + end + more + 3;
    }
    let quote = rest.bytes().next();
    let mut bytes = rest.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        if Some(byte) == quote {
            return at + 1;
        }
        if byte == b'\\' {
            bytes.next();
        }
    }
    rest.len()
}

/// The length of a name in back-quotes, in which two stand for one.
fn back_quoted(rest: &str) -> usize {
    let mut at = 1;
    while let Some(length) = rest.get(at..).and_then(|rest| rest.find('`')) {
        at += length + 1;
        if rest.as_bytes().get(at) != Some(&b'`') {
            return at;
        }
        at += 1;
    }
    rest.len()
}

fn number(rest: &str) -> usize {
    let digits = |from: usize| rest.bytes().skip(from).take_while(u8::is_ascii_digit).count();
    let mut length = digits(0);
    if rest.as_bytes().get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    let mut exponent: Range<usize> = length..length;
    if matches!(rest.as_bytes().get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(rest.as_bytes().get(length + 1), Some(b'+' | b'-')));
        let power = digits(length + 1 + sign);
        if power > 0 {
            exponent.end = length + 1 + sign + power;
        }
    }
    exponent.end
}

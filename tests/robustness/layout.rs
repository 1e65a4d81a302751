//! The same rule in another layout.

use eql_conformance::Random;

/// The tokens of a text that the compiler takes. What has to stay together is one token.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    const SIGNS: &[&str] = &["![", "==", "!=", "<=", ">="];
    let mut tokens: Vec<&str> = Vec::new();
    let mut rest = text;
    let mut previous = ' ';
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest = &rest[comment_line(rest)..];
            continue;
        } else if rest.starts_with("/*") {
            rest = &rest[comment(rest)..];
            continue;
        } else if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            previous = first;
            continue;
        } else if rest.starts_with("\"\"\"") {
            raw_string(rest)
        } else if first == '"' {
            string(rest)
        } else if first == '`' {
            quoted_name(rest)
        } else if first.is_ascii_digit() || !ends_a_name(previous) && starts_a_fraction(rest) {
            number(rest)
        } else if is_word(first) || first == '$' {
            let end = rest[1..].find(|c| !is_word(c)).map_or(rest.len(), |at| at + 1);
            end + usize::from(rest[end..].starts_with('~'))
        } else {
            SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len())
        };
        tokens.push(&rest[..length]);
        previous = rest[..length].chars().next_back().unwrap_or(' ');
        rest = &rest[length..];
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '@'
}

fn ends_a_name(c: char) -> bool {
    is_word(c) || c == '`'
}

/// `.5`
fn starts_a_fraction(text: &str) -> bool {
    text.starts_with('.') && text[1..].starts_with(|c: char| c.is_ascii_digit())
}

fn comment_line(text: &str) -> usize {
    text.find(['\n', '\r']).unwrap_or(text.len())
}

fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
}

fn raw_string(text: &str) -> usize {
    let close = 3 + text[3..].find("\"\"\"").map_or(0, |at| at + 3);
    close + text[close..].bytes().take(2).take_while(|byte| *byte == b'"').count()
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    let close = text[1..].find(|c| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    });
    close.map_or(text.len(), |at| at + 2)
}

fn quoted_name(text: &str) -> usize {
    1 + text[1..].find('`').map_or(0, |at| at + 1)
}

fn number(text: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(text);
    if text[end..].starts_with('.') {
        end += 1 + digits(&text[end + 1..]);
    }
    if text[end..].starts_with(['e', 'E']) {
        let sign = usize::from(text[end + 1..].starts_with(['+', '-']));
        let exponent = digits(&text[end + 1 + sign..]);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    end
}

/// The same tokens with other blanks and comments between them.
pub(crate) fn respaced(random: &mut Random, tokens: &[&str]) -> String {
    const BLANKS: &[&str] = &[
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "\r",
        " \n\t ",
        "/**/",
        "/* a */",
        " /* a /* b */ \" ' ` */ ",
        "// x \"\n",
        " //\r\n",
        "/* // */",
        "\n// é 😀 \"\"\" \n",
    ];
    let mut text = String::new();
    for token in tokens {
        // The two back-quotes of `a``b` are one.
        let glued = token.starts_with('`') && text.ends_with('`');
        let blank = random.pick(BLANKS);
        if text.ends_with('/') {
            // A slash in front of a comment would be part of it.
            text.push(' ');
        } else if !glued && !text.is_empty() {
            text.push_str(blank);
        }
        text.push_str(token);
    }
    text
}

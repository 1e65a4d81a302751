//! Ways to damage a rule's text.

use eql_conformance::Random;

/// Pieces that mean something to the compiler.
const PIECES: &[&str] = &[
    "\"",
    "\"\"\"",
    "'",
    "`",
    "(",
    ")",
    "[",
    "]",
    "![",
    "{",
    "}",
    "/*",
    "*/",
    "//",
    "\\",
    "\\u{",
    "\\u{41}",
    "\\u{d800}",
    "?",
    "$",
    ".",
    ",",
    ":",
    "=",
    "==",
    "!=",
    "!",
    "|",
    "~",
    "-",
    "+",
    "*",
    "%",
    "<",
    ">=",
    "\n",
    "\r\n",
    " ",
    " not ",
    " and ",
    " or ",
    " in ",
    " in~ ",
    " like ",
    " regex~ ",
    " where ",
    " by ",
    " of ",
    " as x ",
    " with runs=3 ",
    "any",
    "sequence ",
    "sample ",
    "join ",
    "until ",
    " with maxspan=1m ",
    "descendant of [",
    "child of [",
    "event of [",
    "null",
    "true",
    "length(",
    "concat(",
    "substring(",
    "between~(",
    "_arraysearch(a, $x, ",
    "cidrMatch(",
    "number(",
    "| head 1 ",
    "| tail 9 ",
    "| unique a ",
    "| sort a ",
    "| count ",
    "| filter ",
    "[0]",
    "macro M(x) ",
    "const C = ",
    "\"*\"",
    "\"?*\"",
    "\"[a-\"",
    "\"(((\"",
    "\"a{9,1}\"",
    "\"<1-99999>\"",
    "\"::1/129\"",
    "\"2020-13-01\"",
];

/// Characters that are no ASCII, or no character that anyone sees.
const ODD: &[char] = &[
    '\u{0}',
    '\u{7f}',
    '\u{a0}',
    '\u{85}',
    'é',
    'ß',
    'İ',
    'ſ',
    'K',
    '\u{301}',
    '\u{200d}',
    '\u{202e}',
    '\u{2028}',
    '\u{feff}',
    '\u{fffd}',
    '“',
    '–',
    '：',
    '日',
    '😀',
    '\u{e000}',
    '\u{10ffff}',
];

/// Numbers at and beyond what a type holds.
const NUMBERS: &[&str] = &[
    "0",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1e308",
    "1e309",
    "1e-400",
    "1e999999999999",
    "00000000000000000000001",
    "0.000000000000000000000000000001",
    ".5",
    "1.",
    "4294967296s",
    "99999999999999999999999d",
];

/// A text made of one of `texts` by a few damages, some of which bring in a part of another.
pub(crate) fn damaged(random: &mut Random, texts: &[String]) -> String {
    let mut text = texts[random.below(texts.len())].clone();
    for _ in 0..=random.below(4) {
        damage(random, &mut text, texts);
    }
    text
}

fn damage(random: &mut Random, text: &mut String, texts: &[String]) {
    let (from, to) = span(random, text);
    match random.below(12) {
        0 | 1 => text.insert_str(from, random.pick(PIECES)),
        2 => text.replace_range(from..to, random.pick(PIECES)),
        3 => text.replace_range(from..to, ""),
        4 => drop(remove_character(text, from)),
        5 => text.insert(from, random.pick(ODD)),
        6 => text.insert_str(from, random.pick(NUMBERS)),
        7 => swap_tokens(random, text),
        8 => repeat(random, text, from, to),
        9 => nest(random, text, from, to),
        10 => splice(random, text, from, texts),
        _ => change_case(text, from, to),
    }
}

/// A place in the text, which is a character boundary.
fn place(random: &mut Random, text: &str) -> usize {
    text.floor_char_boundary(random.below(text.len() + 1))
}

/// Two places, at most a line apart.
fn span(random: &mut Random, text: &str) -> (usize, usize) {
    let from = place(random, text);
    (from, text.ceil_char_boundary((from + random.below(60)).min(text.len())))
}

fn remove_character(text: &mut String, at: usize) -> Option<char> {
    (at < text.len()).then(|| text.remove(at))
}

/// Words and signs change places.
fn swap_tokens(random: &mut Random, text: &mut String) {
    let tokens = tokens(text);
    if tokens.len() < 2 {
        return;
    }
    let (one, other) = (random.below(tokens.len()), random.below(tokens.len()));
    let (first, second) = (tokens[one.min(other)].clone(), tokens[one.max(other)].clone());
    if first.end <= second.start {
        let swapped = format!("{}{}{}", &text[second.clone()], &text[first.end..second.start], &text[first.clone()]);
        text.replace_range(first.start..second.end, &swapped);
    }
}

fn tokens(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut tokens: Vec<std::ops::Range<usize>> = Vec::new();
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut last = None;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        match tokens.last_mut() {
            Some(token) if last.is_some_and(is_word) && is_word(character) => token.end = end,
            _ if character.is_whitespace() => {}
            _ => tokens.push(at..end),
        }
        last = Some(character);
    }
    tokens
}

/// The same once more, or very often.
fn repeat(random: &mut Random, text: &mut String, from: usize, to: usize) {
    let times = if random.chance(10) { 200 } else { 1 + random.below(4) };
    let repeated = text[from..to].repeat(times);
    text.insert_str(to, &repeated);
}

/// Brackets, operators or comments, one in another.
fn nest(random: &mut Random, text: &mut String, from: usize, to: usize) {
    const SHELLS: &[(&str, &str)] = &[
        ("(", ")"),
        ("not ", ""),
        ("-", ""),
        ("not (", ")"),
        ("length(", ")"),
        ("/*", "*/"),
        ("[", "]"),
        ("descendant of [any where ", "]"),
        ("_arraysearch(a, $e, ", ")"),
        ("1 + ", ""),
        ("(a or ", ")"),
    ];
    let depth = random.pick(&[1, 2, 5, 30, 100, 255, 256, 257, 2000]);
    let (open, close) = random.pick(SHELLS);
    text.insert_str(to, &close.repeat(depth));
    text.insert_str(from, &open.repeat(depth));
}

/// The end of another text.
fn splice(random: &mut Random, text: &mut String, at: usize, texts: &[String]) {
    let other = &texts[random.below(texts.len())];
    let from = place(random, other);
    text.truncate(at);
    text.push_str(&other[from..]);
}

fn change_case(text: &mut String, from: usize, to: usize) {
    let changed: String = text[from..to]
        .chars()
        .map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
        .collect();
    text.replace_range(from..to, &changed);
}

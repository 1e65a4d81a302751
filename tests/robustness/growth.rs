//! Texts that grow in one way: what takes more than linear time shows here.

/// A way to grow: its name, what stands before, what is repeated, and what stands behind.
type Family = (&'static str, &'static str, &'static str, &'static str);

const FAMILIES: &[Family] = &[
    ("a list of names", "any where a : (\"x\"", ", \"abc*#\"", ")"),
    ("a list of numbers", "any where a in (0", ", #", ")"),
    ("a list of prefixes", "any where a like (\"x\"", ", \"dir#*\"", ")"),
    ("a list of substrings", "any where a like~ (\"x\"", ", \"*sub#*\"", ")"),
    ("a list of globs", "any where a : (\"x\"", ", \"a*#?b\"", ")"),
    ("a list of expressions", "any where a regex (\"x\"", ", \"a#[0-9]+b\"", ")"),
    ("a list of blocks", "any where cidrMatch(source.ip, \"10.0.0.0/8\"", ", \"10.#.0.0/16\"", ")"),
    ("alternatives", "any where a == 0", " or a == #", ""),
    ("alternative fields", "any where a == 0", " or f# == 1", ""),
    ("conditions", "any where a == 0", " and a != #", ""),
    ("alternatives of conditions", "any where a == 0", " or (a : \"x#\" and not b : \"y#*\")", ""),
    ("exclusions", "any where a", " and not (p : \"x#\" and q : (\"a#*\", \"b#\"))", ""),
    ("functions", "any where a", " or length(f#) > 3", ""),
    ("stages", "sequence [any where a]", " [any where b == #]", ""),
    ("open brackets", "any where a", " (", ""),
    ("close brackets", "any where a", " )", ""),
    ("negations", "any where ", "not ", "a"),
    ("signs", "any where a == ", "- ", "1"),
    ("sums", "any where a == 1", " + #", ""),
    ("commas", "any where f(a", ",", ")"),
    ("dots", "any where a", ".b", " == 1"),
    ("blanks", "any where a", " ", ""),
    ("lines of comment", "any where a", " // (\"#\n", ""),
    ("comments", "any where a", " /* # */", ""),
    ("open comments", "any where a", " /*", ""),
    ("quotes", "any where a == ", "\"", ""),
    ("escapes", "any where a == \"", "\\n", "\""),
    ("wrong escapes", "any where a == \"", "\\w", "\""),
    ("a long string", "any where a == \"", "x", "\""),
    ("a long pattern", "any where a : \"", "*a?", "\""),
    ("a long expression", "any where a regex \"", "(a|b)*c", "\""),
    ("repeats", "any where a regex \"", "(", "\""),
    ("a long number", "any where a == ", "9", ""),
    ("a long name", "any where a", "b", " == 1"),
    ("misspelt words", "any where a", " an b", ""),
    ("unknown functions", "any where a", " and unknown#(b)", ""),
    ("wrong types", "any where a", " and 1 + \"a#\" == 2", ""),
    ("other words", "", "word# ", ""),
    ("pipes", "any where a", " | head #", ""),
    ("definitions", "", "const C# = # ", "any where a == C1"),
    ("indexes", "any where a", "[#]", " == 1"),
];

/// How many ways there are.
pub(crate) const COUNT: usize = FAMILIES.len();

/// The name of a way, and a text of about `bytes` that has grown in this way.
pub(crate) fn grown(way: usize, bytes: usize) -> (String, String) {
    let (name, before, repeated, behind) = FAMILIES[way];
    let mut text = before.to_owned();
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&repeated.replace('#', &(number % 100_000).to_string()));
    }
    text.push_str(behind);
    (format!("{name}, {bytes} bytes"), text)
}

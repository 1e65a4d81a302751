//! Random documents, and the same with bytes changed: both readers take the same lines, and say the same of them.

use crate::Reader;

const FIELDS: &[&str] = &[
    "a",
    "b",
    "a.b",
    "a.a",
    "b.a",
    "a.b.a",
    "a.b.b",
    "b.b.a.a",
    "key of many letters",
    "a.key of many letters",
    "é",
    "ab",
];

/// Keys that meet the fields in every spelling, and some that meet none.
const KEYS: &[&str] = &[
    "a",
    "b",
    "a",
    "b",
    "a",
    "b",
    "a.b",
    "b.a",
    "a.b.a",
    "b.b",
    "b.a.a",
    "key of many letters",
    "c",
    "",
    "a.",
    ".a",
    "ab",
    "é",
    "\\u0061",
    "\\u0062.a",
    "x\\\"y",
    "\\\\",
    "@timestamp",
];

const SCALARS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "7",
    "-12",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "-9223372036854775809",
    "1.5",
    "-2.25e-3",
    "1E5",
    "0.30000000000000004",
    "\"\"",
    "\"text\"",
    "\"C:\\\\Windows\\\\x.exe\"",
    "\"\\u00e9\\ud83d\\ude00\"",
    "\"é€\"",
    "\"\\n\\t\\/\"",
    "\"a rather long text that goes over the end of a block of sixty-four bytes, twice over: a rather long text that …\"",
    "\"\\\"\"",
    "[]",
    "{}",
];

/// What no reader takes.
const WRONG: &[&str] =
    &["1e400", "-1e400", "\"\\ud800\"", "\"\\udfff\"", "\"\\ud800\\ud800\"", "01", "tru", "\"\u{1}\""];

/// How many documents, each with several changes.
fn documents() -> u64 {
    let long = std::env::var_os("EQL_LONG").is_some_and(|long| long == "1");
    if long { 60_000 } else { 1_500 }
}

/// A generator that gives the same everywhere (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    fn one_of<'c>(&mut self, choices: &[&'c str]) -> &'c str {
        choices[self.below(choices.len())]
    }
}

fn space(dice: &mut Dice, out: &mut String) {
    if dice.below(8) == 0 {
        out.push_str(dice.one_of(&[" ", "\n", "\t ", "\r\n", "   "]));
    }
}

fn value(dice: &mut Dice, depth: usize, out: &mut String) {
    match dice.below(if depth > 4 { 1 } else { 4 }) {
        0 if dice.below(100) == 0 => out.push_str(dice.one_of(WRONG)),
        0 => out.push_str(dice.one_of(SCALARS)),
        1 => {
            out.push('[');
            for at in 0..dice.below(4) {
                out.push_str(if at > 0 { "," } else { "" });
                space(dice, out);
                value(dice, depth + 1, out);
                space(dice, out);
            }
            out.push(']');
        }
        _ => object(dice, depth, out),
    }
}

fn object(dice: &mut Dice, depth: usize, out: &mut String) {
    out.push('{');
    for at in 0..dice.below(5) {
        out.push_str(if at > 0 { "," } else { "" });
        space(dice, out);
        out.push('"');
        out.push_str(dice.one_of(KEYS));
        out.push('"');
        space(dice, out);
        out.push(':');
        space(dice, out);
        value(dice, depth + 1, out);
        space(dice, out);
    }
    out.push('}');
}

/// Changes a line in one place.
fn change(dice: &mut Dice, line: &mut Vec<u8>) {
    let at = dice.below(line.len().max(1));
    if at >= line.len() {
        return;
    }
    let bytes = b"\"\\{}[]:,0123456789-+.eEtrufalsn \n\t\0\x1f\x7f\x80\xbf\xc3\xe2\xf0\xff/bdxX";
    match dice.below(5) {
        0 => {
            line.remove(at);
        }
        1 => line.truncate(at),
        2 => line.insert(at, bytes[dice.below(bytes.len())]),
        3 => {
            let part: Vec<u8> = line[at..(at + 1 + dice.below(9)).min(line.len())].to_vec();
            let to = dice.below(line.len());
            line.splice(to..to, part);
        }
        _ => line[at] = bytes[dice.below(bytes.len())],
    }
}

#[test]
fn random_lines_are_read_like_document_trees() {
    let mut reader = Reader::new(FIELDS);
    let mut accepted = [0_u64; 2];
    for seed in 0..documents() {
        let mut dice = Dice(seed);
        let mut document = String::new();
        object(&mut dice, 0, &mut document);
        accepted[0] += u64::from(reader.check(document.as_bytes()));
        for _ in 0..4 {
            let mut line = document.clone().into_bytes();
            for _ in 0..=dice.below(4) / 2 {
                change(&mut dice, &mut line);
            }
            accepted[1] += u64::from(reader.check(&line));
        }
    }
    // Neither kind is so broken that nothing is compared.
    let [whole, changed] = accepted;
    assert!(whole > documents() / 2 && changed > documents() / 4, "{whole} and {changed} of {}", documents());
}

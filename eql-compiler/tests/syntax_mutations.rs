//! Damaged rules: whatever is done to a text, the parser answers, its ranges lie within the text, and what it accepts
//! prints and parses again. `EQL_CASES` says how many texts are tried.

#![allow(clippy::disallowed_methods, reason = "the number of cases comes from the environment")]

mod corpus;

use eql_compiler::Dialect;
use eql_compiler::syntax::{parse, print::print};

/// Rules of our own for where the corpora are absent.
const SAMPLES: [&str; 6] = [
    "process where process.name : (\"cmd.exe\", \"power*\") and not user.id == \"S-1-5-18\" /* a /* b */ */",
    "sequence by a.b, ?c with maxspan=30s [any where x like~ \"y\"] by d ![file where true] with runs=2 until [x where 1 < 2]",
    "any where `a b`.c regex \"\"\"\\d+\"\"\" and -1 * (2 + x) != null // end",
    "a where _arraysearch(b, $e, $e.c : \"d\") or descendant of [e where f] or g[0] in (1, 2.5, \"\\u{41}\")",
    "macro M(a) a == 'b' const C = 1 join by a [b where M(c)] [d where x:length() = C] | unique a b | count",
    "sample by host [a where f~(1, true)] [\"b c\" where g not in~ (\"h\")] | head 5",
];

/// Pieces that mean something to a parser.
const PIECES: [&str; 40] = [
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
    "/*",
    "*/",
    "//",
    "\\",
    "\\u{",
    "}",
    "?",
    "$",
    ".",
    ",",
    ":",
    "=",
    "==",
    "!",
    "|",
    "~",
    "-",
    "not ",
    "and ",
    "or ",
    "in ",
    "like ",
    "where ",
    "by ",
    "of ",
    "sequence ",
    "maxspan",
    "\n",
    "é",
    "9999999999999999999999",
];

/// A small seeded generator (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// A character boundary of the text.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn damage(&mut self, text: &mut String, others: &[&str]) {
        let (a, b) = (self.place(text), self.place(text));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 40));
        let to = (to..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(from);
        match self.below(5) {
            0 => text.insert_str(from, self.pick(&PIECES)),
            1 => text.replace_range(from..to, ""),
            2 => text.replace_range(from..to, self.pick(&PIECES)),
            3 => {
                let repeated = text[from..to].to_owned();
                text.insert_str(to, &repeated);
            }
            _ => {
                let other = self.pick(others);
                let start = self.place(other);
                text.truncate(from);
                text.push_str(&other[start..]);
            }
        }
    }
}

fn check(text: &str, dialect: Dialect) {
    let findings = match parse(text, dialect) {
        Ok((statement, warnings)) => {
            let printed = print(&statement, dialect);
            let (again, _) = parse(&printed, dialect).unwrap_or_else(|refused| panic!("{text}\n{printed}\n{refused}"));
            assert_eq!(print(&again, dialect), printed, "{text}");
            warnings
        }
        Err(findings) => findings,
    };
    for finding in findings.as_slice() {
        let (start, end) = (finding.range.start as usize, finding.range.end as usize);
        assert!(text.get(start..end).is_some(), "{text}\n{finding} at {start}..{end}");
    }
}

#[test]
fn damaged_rules() {
    let cases = std::env::var("EQL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(3000);
    let published: Vec<String> = corpus::shared().map_or_else(Vec::new, |shared| {
        corpus::rules(&shared).into_iter().map(|rule| rule.query).filter(|query| query.len() < 600).collect()
    });
    let texts: Vec<&str> = SAMPLES.into_iter().chain(published.iter().map(String::as_str)).collect();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for case in 0..cases {
        let mut text = if case % 2 == 0 { random.pick(&SAMPLES) } else { random.pick(&texts) }.to_owned();
        for _ in 0..=random.below(3) {
            random.damage(&mut text, &texts);
        }
        check(&text, Dialect::ALL[case % 3]);
    }
}

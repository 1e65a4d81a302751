//! Every pass keeps the verdict of every condition: random conditions on random events, with each pass on and off.

use eql::dynamic::Rule;
use eql_compiler::TextRange;
use eql_compiler::ir::{
    self, AddressTest, Bound, Comparison, Expr, FieldRef, Fields, Function, Literal, Number, NumberTest, Operand,
    Pattern, Predicate, Query, Script, Source, Test, TestKind, TextTest, TimeRange,
};
use eql_compiler::passes::{self, Pass};
use eql_runtime::{Fold, Reading};
use serde_json::{Value, json};

/// How many conditions are tried; `EQL_CASES` asks for more.
const CASES: u64 = 1_500;
const EVENTS_PER_CASE: u64 = 12;
/// How deep a random condition nests.
const DEPTH: u32 = 4;

const TEXTS: [&str; 9] = ["", "a", "b", "A", "ab", "aB", "abab", "é", "10.0.0.7"];
const PATTERNS: [&str; 10] = ["*", "a*", "*b", "*a*", "a*b", "?", "a?", "??*", "**", "ab*ab"];
const BLOCKS: [&str; 3] = ["10.0.0.0/8", "10.0.0.7", "::1"];

/// A generator of Lehmer's kind, so that a seed names a case.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn flip(&mut self) -> bool {
        self.below(2) == 0
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize].clone()
    }

    fn some<T>(&mut self, most: u64, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| make(self)).collect()
    }
}

fn condition(random: &mut Random, depth: u32, source: Source, fields: &mut Fields) -> Predicate {
    let mut inner = |random: &mut Random| condition(random, depth - 1, source, fields);
    match if depth == 0 { 9 } else { random.below(8) } {
        0 | 1 => Predicate::And(random.some(4, inner)),
        2 | 3 => Predicate::Or(random.some(4, inner)),
        4 => Predicate::Not(Box::new(inner(random))),
        5 if random.below(4) == 0 => Predicate::Const(random.flip()),
        6 if source == Source::Event => {
            let field = FieldRef { source, field: fields.intern("list", true) };
            let body = Box::new(condition(random, depth - 1, Source::Element(0), fields));
            test(TestKind::Elements { field, depth: 0, body })
        }
        _ => test(leaf(random, source, fields)),
    }
}

fn test(kind: TestKind) -> Predicate {
    Predicate::Test(Test { kind, range: TextRange::default() })
}

fn leaf(random: &mut Random, source: Source, fields: &mut Fields) -> TestKind {
    let field = FieldRef { source, field: fields.intern(random.pick(&["x", "y"]), true) };
    let reading = random.pick(&[Reading::Dynamic, Reading::Keyword]);
    match random.below(9) {
        0 => TestKind::Exists(field),
        1 => TestKind::Bool { field, reading: Reading::Dynamic, expected: random.flip() },
        2 => {
            let reading = random.pick(&[Reading::Dynamic, Reading::Integer, Reading::Float]);
            TestKind::Number { field, reading, test: number_test(random) }
        }
        3 => {
            TestKind::Address { field, test: AddressTest::Within(random.some(3, |random| random.pick(&BLOCKS).into())) }
        }
        4 => {
            let ranges = random.some(2, |random| TimeRange { from: instant(random), until: instant(random) });
            TestKind::Time { field, ranges }
        }
        5 => TestKind::Script(script(random, field)),
        _ => TestKind::Text { field, reading, test: text_test(random) },
    }
}

fn text_test(random: &mut Random) -> TextTest {
    let fold = random.pick(&[Fold::None, Fold::Ascii]);
    let folded = |text: &str| if fold == Fold::Ascii { text.to_ascii_lowercase() } else { text.to_owned() };
    let exact = random.some(3, |random| folded(random.pick(&TEXTS)));
    let patterns = random.some(3, |random| Pattern::General(folded(random.pick(&PATTERNS))));
    let regex = (random.below(8) == 0).then(|| "a.*".to_owned());
    TextTest { fold, exact, patterns, regex }
}

fn number_test(random: &mut Random) -> NumberTest {
    let number = |random: &mut Random| match random.below(3) {
        0 => Number::Float(random.below(8) as f64 / 2.0),
        _ => Number::Int(random.below(4) as i64),
    };
    let bound = |random: &mut Random| random.flip().then(|| Bound { at: number(random), inclusive: random.flip() });
    if random.flip() {
        return NumberTest::OneOf(random.some(3, number));
    }
    NumberTest::Between { low: bound(random), high: bound(random) }
}

fn instant(random: &mut Random) -> Option<i64> {
    random.flip().then(|| random.below(4) as i64 * 1_000_000)
}

/// `length(x) > n`, `x == text` and the like, true or false.
fn script(random: &mut Random, field: FieldRef) -> Script {
    let operand = || Box::new(Expr::Operand(0));
    let text = Literal::Text(random.pick(&TEXTS).to_owned());
    let comparison =
        random.pick(&[Comparison::Equal, Comparison::NotEqual, Comparison::Less, Comparison::GreaterOrEqual]);
    let literal = |literal| Box::new(Expr::Literal(literal));
    let expr = match random.below(4) {
        0 => Expr::IsNull(operand()),
        1 => Expr::Compare { comparison, left: operand(), right: literal(text) },
        2 => Expr::Text { value: operand(), test: text_test(random) },
        _ => {
            let length = Expr::Call { function: Function::Length, arguments: vec![*operand()] };
            let right = literal(Literal::Number(Number::Int(random.below(3) as i64)));
            Expr::Compare { comparison, left: Box::new(length), right }
        }
    };
    Script { operands: vec![Operand { field, reading: Reading::Dynamic }], expr, expect: random.flip() }
}

fn event(random: &mut Random) -> Value {
    let list: Vec<Value> = random.some(2, |random| json!({"x": value(random), "y": value(random)}));
    json!({"x": value(random), "y": value(random), "list": list})
}

fn value(random: &mut Random) -> Value {
    match random.below(7) {
        0 => Value::Null,
        1 => json!(random.flip()),
        2 => json!(random.below(5)),
        3 => json!(random.below(8) as f64 / 2.0),
        4 => json!(random.some(3, |random| random.pick(&TEXTS).to_owned())),
        _ => json!(random.pick(&TEXTS)),
    }
}

/// The rule after each of these selections of passes, with the selection's name.
fn variants(rule: &ir::Rule) -> Vec<(String, Rule)> {
    let after = |name: String, passes: Vec<&Pass>| {
        let mut rule = rule.clone();
        passes.iter().for_each(|pass| pass.run(&mut rule));
        (name, Rule::from_ir(rule))
    };
    let mut variants = vec![after("all".to_owned(), passes::ALL.iter().collect())];
    for pass in passes::ALL {
        variants.push(after(format!("only {}", pass.name), vec![pass]));
        let others = passes::ALL.iter().filter(|other| other.name != pass.name).collect();
        variants.push(after(format!("without {}", pass.name), others));
    }
    variants
}

#[test]
fn passes_keep_verdicts() {
    let cases = std::env::var("EQL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let mut verdicts = [0_u64; 2];
    for seed in 0..cases {
        let random = &mut Random::new(seed);
        let mut fields = Fields::default();
        let timestamp = fields.intern("@timestamp", false);
        let predicate = condition(random, DEPTH, Source::Event, &mut fields);
        let query = Query::Event(predicate);
        let written = ir::Rule { fields, timestamp, tiebreaker: None, query, lineages: None, pipes: Vec::new() };
        let plain = Rule::from_ir(written.clone());
        let variants = variants(&written);
        for _ in 0..EVENTS_PER_CASE {
            let event = event(random);
            let expected = plain.matches(&event);
            verdicts[usize::from(expected)] += 1;
            for (passes, rule) in &variants {
                let context = || format!("case {seed}, {passes}\n{event}\n{}\n{}", plain.ir(), rule.ir());
                assert_eq!(rule.matches(&event), expected, "{}", context());
            }
        }
    }
    // Conditions that nearly always give the same verdict would show nothing.
    assert!(verdicts.iter().all(|&count| count > cases * EVENTS_PER_CASE / 4), "{verdicts:?}");
}

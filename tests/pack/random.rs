//! Random events made of what rules ask for.

use eql::dynamic::Rule;
use eql_compiler::ir::{Number, NumberTest, Pattern, Source, TestKind, TextTest};
use eql_compiler::pack::{PackRule, Plan};
use eql_runtime::pack::Instruction;
use serde_json::{Map, Value, json};

/// Random events, the same in every run.
pub(crate) struct Events {
    plan: Plan,
    seed: u64,
}

impl Events {
    pub(crate) fn of(rules: &[Rule]) -> Self {
        Self { plan: Plan::build(rules.iter().map(|rule| PackRule { name: "", rule: rule.ir() })), seed: 1 }
    }

    /// An event that tends to satisfy one or two conditions, or to miss them by little.
    pub(crate) fn next(&mut self) -> Value {
        let mut event = Map::new();
        for _ in 0..=self.below(2) {
            let unit = self.below(self.plan.units.len() as u64) as usize;
            let condition = self.plan.units[unit].condition.clone();
            self.satisfy(&condition, false, &mut event);
        }
        Value::Object(event)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % bound.max(1)
    }

    fn satisfy(&mut self, condition: &Instruction, negated: bool, event: &mut Map<String, Value>) {
        match condition {
            Instruction::Const(_) | Instruction::Lineage(_) => {}
            Instruction::All(operands) => operands.iter().for_each(|operand| self.satisfy(operand, negated, event)),
            Instruction::Any(operands) => {
                if let Some(operand) = operands.get(self.below(operands.len() as u64) as usize) {
                    self.satisfy(operand, negated, event);
                }
            }
            Instruction::Not(operand) => self.satisfy(operand, !negated, event),
            Instruction::Predicate(index) => {
                // What must not hold sometimes does, and what must sometimes does not.
                if self.below(12) != u64::from(!negated) && !negated || self.below(12) == 0 {
                    self.hold(*index, event);
                }
            }
        }
    }

    fn hold(&mut self, predicate: u32, event: &mut Map<String, Value>) {
        let Some(kind) = self.plan.predicates.get(predicate as usize).cloned() else { return };
        let value = match &kind {
            TestKind::Exists(_) => json!("x"),
            TestKind::Text { test, .. } => match self.text(test) {
                Some(text) => Value::String(self.distort(text)),
                None => return,
            },
            TestKind::Number { test: NumberTest::OneOf(numbers), .. } => match numbers.first() {
                Some(Number::Int(number)) => json!(number),
                _ => json!(1.5),
            },
            TestKind::Number { test: NumberTest::Between { .. }, .. } => json!(self.below(70_000)),
            TestKind::Bool { expected, .. } => json!(expected),
            TestKind::Address { .. } => json!(format!("10.0.{}.7", self.below(256))),
            _ => return,
        };
        if let Some(field) = kind.tested_field().filter(|field| field.source == Source::Event) {
            let path = self.plan.fields.path(field.field).to_owned();
            self.put(&path, value, event);
        }
    }

    /// Nested or dotted, alone or beside what is there.
    fn put(&mut self, path: &str, value: Value, event: &mut Map<String, Value>) {
        match path.split_once('.') {
            Some((head, rest)) if self.below(4) != 0 => {
                let below = event.entry(head).or_insert_with(|| json!({}));
                match below.as_object_mut() {
                    Some(below) => self.put(rest, value, below),
                    None => *below = value,
                }
            }
            _ => {
                let known = event.entry(path).or_insert_with(|| json!([]));
                match known {
                    Value::Array(values) => values.push(value),
                    other => *other = value,
                }
            }
        }
    }

    fn text(&mut self, test: &TextTest) -> Option<String> {
        let at = self.below((test.exact.len() + test.patterns.len()) as u64) as usize;
        if let Some(exact) = test.exact.get(at) {
            return Some(exact.clone());
        }
        Some(match test.patterns.get(at - test.exact.len())? {
            Pattern::Any => "x".to_owned(),
            Pattern::Prefix(text) => format!("{text}x"),
            Pattern::Suffix(text) => format!("x{text}"),
            Pattern::Contains(text) => format!("x{text}x"),
            Pattern::Around { prefix, suffix } => format!("{prefix}é{suffix}"),
            Pattern::General(text) => text.replace('*', "x\\").replace('?', "C"),
        })
    }

    /// The text in another case, cut off, or as it is.
    fn distort(&mut self, text: String) -> String {
        match self.below(10) {
            0 => text.to_uppercase(),
            1 => text.chars().skip(1).collect(),
            2 => format!("{text}K\u{212A}"),
            _ => text,
        }
    }
}

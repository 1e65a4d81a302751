//! Conditions that no event can meet: a test beside another that excludes it, or a stage that folds to `false`.
//!
//! A field may have several values, and a test asks whether *some* value passes. So `f == "a" and f == "b"` is no
//! contradiction by itself; it is one for fields that never have more than one value, which are listed here. A test and a
//! negation that covers it contradict each other whatever the field.

use super::literal_lists::event_queries;
use super::{Lint, Remark, Subject, codes};
use crate::diagnostic::{Diagnostic, TextRange};
use crate::ir::{self, FieldRef, Number, NumberTest, Pattern, Predicate, Query, Test, TestKind, TextTest};
use crate::passes;
use eql_runtime::Fold;
use eql_runtime::matchers::Glob;

pub(super) const LINT: Lint = Lint { code: codes::NEVER_TRUE, run };

/// Fields of ECS that hold one value.
const SINGLE_VALUED: [&str; 26] = [
    "destination.port",
    "dll.name",
    "dll.path",
    "file.extension",
    "file.name",
    "file.path",
    "file.size",
    "host.os.type",
    "process.args_count",
    "process.code_signature.subject_name",
    "process.code_signature.trusted",
    "process.command_line",
    "process.executable",
    "process.name",
    "process.parent.args_count",
    "process.parent.command_line",
    "process.parent.executable",
    "process.parent.name",
    "process.parent.pid",
    "process.pid",
    "process.pe.original_file_name",
    "registry.data.type",
    "registry.key",
    "registry.path",
    "registry.value",
    "source.port",
];

/// So much of a condition is quoted.
const QUOTED: usize = 60;

fn run(subject: &Subject<'_>) -> Vec<Remark> {
    let mut folded = subject.rule.clone();
    passes::run_all(&mut folded);
    let mut search = Search { subject, facts: Vec::new(), remarks: Vec::new() };
    let queries = event_queries(&subject.statement.query);
    let written = predicates(subject.rule);
    for (at, (predicate, folded)) in written.into_iter().zip(predicates(&folded)).enumerate() {
        let found = search.remarks.len();
        search.visit(predicate);
        if *folded == Predicate::Const(false)
            && search.remarks.len() == found
            && let Some(query) = queries.get(at)
        {
            let diagnostic = Diagnostic::warning(LINT.code, query.condition.range.clone(), "this can never be true");
            search.remarks.push(diagnostic.into());
        }
    }
    search.remarks
}

/// The predicates of a rule in the order of its event queries.
fn predicates(rule: &ir::Rule) -> Vec<&Predicate> {
    match &rule.query {
        Query::Event(predicate) => vec![predicate],
        Query::Sequence(sequence) => {
            let stages = sequence.stages.iter().map(|stage| stage.predicate);
            let all = stages.chain(sequence.until.as_ref().map(|until| until.predicate));
            all.filter_map(|index| sequence.predicates.get(usize::from(index.0))).collect()
        }
        Query::Sample(sample) => {
            sample.filters.iter().filter_map(|(index, _)| sample.predicates.get(usize::from(index.0))).collect()
        }
        Query::Join(join) => {
            let cells = join.cells.iter().map(|(index, _)| *index);
            let all = cells.chain(join.until.as_ref().map(|until| until.predicate));
            all.filter_map(|index| join.predicates.get(usize::from(index.0))).collect()
        }
    }
}

/// What is known to hold where a condition stands.
#[derive(Clone, Copy)]
enum Fact<'p> {
    Holds(&'p Test),
    Fails(&'p Test),
}

impl<'p> Fact<'p> {
    fn of(predicate: &'p Predicate) -> Option<Self> {
        match predicate {
            Predicate::Test(test) => Some(Self::Holds(test)),
            Predicate::Not(inner) => match &**inner {
                Predicate::Test(test) => Some(Self::Fails(test)),
                _ => None,
            },
            _ => None,
        }
    }

    const fn range(self) -> &'p TextRange {
        let (Self::Holds(test) | Self::Fails(test)) = self;
        &test.range
    }
}

struct Search<'s, 'p> {
    subject: &'s Subject<'s>,
    facts: Vec<Fact<'p>>,
    remarks: Vec<Remark>,
}

impl<'p> Search<'_, 'p> {
    /// Looks for contradictions in a condition, given what is known around it.
    fn visit(&mut self, predicate: &'p Predicate) {
        match predicate {
            Predicate::Const(_) | Predicate::Test(_) => {}
            Predicate::Not(inner) => self.visit(inner),
            Predicate::Or(operands) => operands.iter().for_each(|operand| self.visit(operand)),
            Predicate::And(_) => {
                let known = self.facts.len();
                let mut others = Vec::new();
                self.learn(predicate, &mut others);
                others.into_iter().for_each(|other| self.visit(other));
                self.facts.truncate(known);
            }
        }
    }

    /// Takes the tests of a conjunction as facts, each if it does not contradict one before; the rest goes to `others`.
    fn learn(&mut self, predicate: &'p Predicate, others: &mut Vec<&'p Predicate>) {
        if let Predicate::And(operands) = predicate {
            operands.iter().for_each(|operand| self.learn(operand, others));
            return;
        }
        let Some(fact) = Fact::of(predicate) else { return others.push(predicate) };
        match self.facts.iter().find(|known| self.contradict(**known, fact)) {
            Some(known) => self.report(*known, fact),
            None => self.facts.push(fact),
        }
    }

    fn report(&mut self, known: Fact<'p>, fact: Fact<'p>) {
        let range = fact.range();
        let other = known.range();
        // One text can become several tests; they are no two conditions.
        if range.start < other.end && other.start < range.end {
            return;
        }
        let text = self.subject.text.get(other.start as usize..other.end as usize).unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        let words = words.join(" ");
        let mut quoted: String = words.chars().take(QUOTED).collect();
        if quoted.len() < words.len() {
            quoted.push('…');
        }
        // `!=` and `not in` are within the range of their test, a `not` in front of it is not.
        let says_not = text.contains("!=") || text.contains(" not in");
        if matches!(known, Fact::Fails(_)) && !says_not {
            quoted.insert_str(0, "not ");
        }
        let message = format!("this can never be true together with `{quoted}`");
        self.remarks.push(Diagnostic::warning(LINT.code, range.clone(), message).into());
    }

    fn contradict(&self, a: Fact<'p>, b: Fact<'p>) -> bool {
        match (a, b) {
            (Fact::Holds(holds), Fact::Fails(fails)) | (Fact::Fails(fails), Fact::Holds(holds)) => {
                implies(holds, fails)
            }
            (Fact::Holds(a), Fact::Holds(b)) => self.exclude(a, b),
            (Fact::Fails(_), Fact::Fails(_)) => false,
        }
    }

    /// Whether no single value passes both tests.
    fn exclude(&self, a: &Test, b: &Test) -> bool {
        let (Some(field), Some(other)) = (a.kind.tested_field(), b.kind.tested_field()) else { return false };
        if field != other || !self.is_single_valued(field) {
            return false;
        }
        match (&a.kind, &b.kind) {
            (TestKind::Text { test: a, .. }, TestKind::Text { test: b, .. }) => {
                texts_exclude(a, b) || texts_exclude(b, a)
            }
            (TestKind::Number { test: a, .. }, TestKind::Number { test: b, .. }) => {
                numbers_exclude(a, b) || numbers_exclude(b, a)
            }
            _ => false,
        }
    }

    fn is_single_valued(&self, field: FieldRef) -> bool {
        SINGLE_VALUED.contains(&self.subject.rule.fields.path(field.field))
    }
}

/// Whether an event that passes `a` passes `b`.
fn implies(a: &Test, b: &Test) -> bool {
    match (&a.kind, &b.kind) {
        (a, b) if a == b => true,
        (a, TestKind::Exists(field)) => a.tested_field() == Some(*field),
        (
            TestKind::Text { field: a_field, reading: a_reading, test: a },
            TestKind::Text { field: b_field, reading: b_reading, test: b },
        ) => {
            let comparable = a.fold == b.fold || a.fold == Fold::None;
            let all_exact = a.exact.iter().all(|text| accepts(b, b.fold, text));
            let all_patterns = a.patterns.iter().all(|pattern| a.fold == b.fold && b.patterns.contains(pattern));
            a_field == b_field && a_reading == b_reading && comparable && a.regex.is_none() && all_exact && all_patterns
        }
        _ => false,
    }
}

/// Whether `a` lists texts only, and `b` accepts none of them, however case is read.
fn texts_exclude(a: &TextTest, b: &TextTest) -> bool {
    let only_texts = a.patterns.is_empty() && a.regex.is_none() && !a.exact.is_empty();
    only_texts && b.regex.is_none() && !a.exact.iter().any(|text| accepts(b, Fold::Unicode, text))
}

/// Whether a test accepts a text, under this fold.
fn accepts(test: &TextTest, fold: Fold, text: &str) -> bool {
    let same = |literal: &str| fold.literal(literal) == fold.literal(text);
    test.exact.iter().any(|literal| same(literal))
        || test.patterns.iter().any(|pattern| pattern_accepts(pattern, fold, text))
}

fn pattern_accepts(pattern: &Pattern, fold: Fold, text: &str) -> bool {
    let text = fold.literal(text);
    let literal = |literal: &str| fold.literal(literal).into_owned();
    match pattern {
        Pattern::Any => true,
        Pattern::Prefix(prefix) => text.starts_with(&literal(prefix)),
        Pattern::Suffix(suffix) => text.ends_with(&literal(suffix)),
        Pattern::Contains(part) => text.contains(&literal(part)),
        Pattern::Around { prefix, suffix } => {
            let (prefix, suffix) = (literal(prefix), literal(suffix));
            text.len() >= prefix.len() + suffix.len() && text.starts_with(&prefix) && text.ends_with(&suffix)
        }
        Pattern::General(pattern) => Glob::new(&literal(pattern), fold).matches(&text),
    }
}

/// Whether no number that `a` accepts is accepted by `b`.
fn numbers_exclude(a: &NumberTest, b: &NumberTest) -> bool {
    match (a, b) {
        (NumberTest::OneOf(numbers), b) => {
            !numbers.is_empty() && !numbers.iter().any(|number| accepts_number(b, *number))
        }
        (NumberTest::Between { low: Some(low), .. }, NumberTest::Between { high: Some(high), .. }) => {
            let (low_at, high_at) = (as_f64(low.at), as_f64(high.at));
            low_at > high_at || low_at == high_at && !(low.inclusive && high.inclusive)
        }
        _ => false,
    }
}

fn accepts_number(test: &NumberTest, number: Number) -> bool {
    let number = as_f64(number);
    match test {
        NumberTest::OneOf(numbers) => numbers.iter().any(|other| as_f64(*other) == number),
        NumberTest::Between { low, high } => {
            let above = low.is_none_or(|low| number > as_f64(low.at) || low.inclusive && number == as_f64(low.at));
            let below = high.is_none_or(|high| number < as_f64(high.at) || high.inclusive && number == as_f64(high.at));
            above && below
        }
    }
}

/// Near enough: two numbers that only differ beyond 53 bits are taken for equal, and equal numbers exclude nothing.
const fn as_f64(number: Number) -> f64 {
    match number {
        Number::Int(number) => number as f64,
        Number::UInt(number) => number as f64,
        Number::Float(number) => number,
    }
}

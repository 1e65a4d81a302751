//! One test: what it came to, and why.

use super::form::{Form, Forms};
use super::reason::Reason;
use super::tree::{FieldValues, Leaf, Node, NodeKind};
use crate::dynamic::predicate::Condition;
use crate::dynamic::scope::Scope;
use crate::dynamic::text::TextMatcher;
use eql_compiler::TextRange;
use eql_compiler::ir::{FieldRef, Fields, Pattern, Predicate, Source, Test, TestKind, TextTest};
use eql_runtime::matchers::{Glob, Substring};
use eql_runtime::{Event, Fold, Reading, Scalar, Value, leaf, ops};

/// So many values of a field are kept.
const SHOWN_VALUES: usize = 16;
/// A shorter literal is part of too many values to be worth a remark.
const SHORTEST_PART: usize = 3;

/// A test as it was written. What it comes to is the interpreter's own verdict.
#[derive(Debug)]
pub(super) struct ExplainedLeaf {
    range: TextRange,
    form: Form,
    is_category: bool,
    /// The text says the opposite of `condition`.
    inverted: bool,
    condition: Condition,
    /// What `condition` was prepared from: one test, or the few that one operator became.
    probes: Vec<Probe>,
    /// The fields that it reads, by path.
    fields: Vec<(FieldRef, String)>,
}

/// What can be said about a test that does not hold.
#[derive(Debug)]
enum Probe {
    /// A test of text: what a value comes near to.
    Text { field: FieldRef, reading: Reading, test: TextTest, any_case: Option<Box<TextMatcher>> },
    /// A test of values of another type.
    Typed { field: FieldRef, ty: ValueType },
    /// Any value is enough.
    Exists,
    /// A computation.
    Script,
    /// A test with three truth values that asks for one of them.
    Formula { expect: bool },
    /// A search for one element.
    Elements(FieldRef),
    /// A question about the processes before.
    Lineage,
}

/// The type in which a test reads values.
#[derive(Clone, Copy, Debug)]
enum ValueType {
    Number(Reading),
    Bool(Reading),
    Address,
    Time,
    Version,
}

/// Why a test does not hold, and what it nearly matched.
type Finding = (Reason, Option<String>);

impl ExplainedLeaf {
    /// Prepares the tests that one place of the text became.
    pub(super) fn prepare(core: &Predicate, range: TextRange, fields: &Fields, forms: &Forms) -> Self {
        let form = forms.at(&range);
        let (mut probes, mut read) = (Vec::new(), Vec::new());
        collect(core, &mut probes, &mut read);
        // `f != null` is that a value exists, and `f == null` the negation; all else is negated by `!=`.
        let asks_existence = form.of_null && probes.iter().any(|probe| matches!(probe, Probe::Exists));
        Self {
            is_category: forms.is_category(&range),
            // A formula holds the negations that were written around it.
            inverted: !probes.iter().any(|probe| matches!(probe, Probe::Formula { .. }))
                && asks_existence != form.negative,
            condition: Condition::prepare(core),
            fields: read.into_iter().map(|field| (field, fields.path(field.field).to_owned())).collect(),
            range,
            form,
            probes,
        }
    }

    /// Whether the text says the opposite of what is evaluated.
    pub(super) const fn is_inverted(&self) -> bool {
        self.inverted
    }

    /// Whether it is the event category before `where`.
    pub(super) const fn is_category(&self) -> bool {
        self.is_category
    }

    /// What the text comes to.
    pub(super) fn holds<E: Event>(&self, scope: &Scope<'_, E>) -> bool {
        self.condition.holds(scope) != self.inverted
    }

    /// What it comes to, with the values and the reason.
    pub(super) fn explain<E: Event>(&self, scope: &Scope<'_, E>) -> Node {
        let holds = self.holds(scope);
        let fields: Vec<FieldValues> =
            self.fields.iter().map(|(field, path)| values_of(scope, *field, path.clone())).collect();
        let (reason, near) = match (holds, self.inverted) {
            (true, _) => (Reason::Holds, None),
            (false, true) if self.form.of_null => (Reason::ValuePresent, None),
            (false, true) => (Reason::Excluded, None),
            (false, false) if self.is_category => (Reason::Category, None),
            (false, false) => self.diagnose(scope, &fields),
        };
        let insensitive = (reason == Reason::Case).then_some(self.form.insensitive).flatten();
        let is_category = self.is_category;
        let negated = self.probes.iter().any(|probe| matches!(probe, Probe::Formula { expect: false }));
        let leaf = Leaf { range: self.range.clone(), negated, reason, is_category, fields, near, insensitive };
        Node { holds, kind: NodeKind::Leaf(leaf) }
    }

    /// The finding of the test that came nearest.
    fn diagnose<E: Event>(&self, scope: &Scope<'_, E>, fields: &[FieldValues]) -> Finding {
        let is_missing = |field: &FieldValues| field.values.is_empty();
        if let [Probe::Formula { expect }] = self.probes.as_slice() {
            return (self.diagnose_formula(*expect, fields), None);
        }
        if self.probes.iter().any(|probe| matches!(probe, Probe::Script)) && fields.iter().any(is_missing) {
            return (Reason::NullOperand, None);
        }
        let findings = self.probes.iter().map(|probe| probe.finding(scope));
        findings.min_by_key(|(reason, _)| remoteness(*reason)).unwrap_or((Reason::Value, None))
    }

    /// Why a test with three truth values does not come to `expect`.
    fn diagnose_formula(&self, expect: bool, fields: &[FieldValues]) -> Reason {
        let is_negation = self.form.negative == expect;
        match (self.form.of_null, is_negation, fields) {
            (true, true, _) => Reason::MissingField,
            (true, false, _) => Reason::ValuePresent,
            (false, _, [only]) if only.values.is_empty() => Reason::MissingField,
            (false, _, several) if several.iter().any(|field| field.values.is_empty()) => Reason::NullOperand,
            (false, true, _) => Reason::Excluded,
            (false, false, _) => Reason::Value,
        }
    }
}

/// Which of several findings says most.
const fn remoteness(reason: Reason) -> u8 {
    match reason {
        Reason::Case => 0,
        Reason::LiteralWildcard => 1,
        Reason::Part => 2,
        Reason::Value => 3,
        Reason::Element => 4,
        Reason::WrongType => 5,
        _ => 6,
    }
}

fn collect(core: &Predicate, probes: &mut Vec<Probe>, fields: &mut Vec<FieldRef>) {
    match core {
        Predicate::Const(_) => {}
        Predicate::And(operands) | Predicate::Or(operands) => {
            operands.iter().for_each(|operand| collect(operand, probes, fields));
        }
        Predicate::Not(operand) => collect(operand, probes, fields),
        Predicate::Test(test) => {
            probes.push(Probe::of(test));
            let read: Vec<FieldRef> = match &test.kind {
                TestKind::Script(script) => script.operands.iter().map(|operand| operand.field).collect(),
                TestKind::Formula { formula, .. } => {
                    let mut read = Vec::new();
                    formula.each_field(&mut |field| read.push(field));
                    read
                }
                kind => kind.tested_field().into_iter().collect(),
            };
            for field in read {
                if !fields.contains(&field) {
                    fields.push(field);
                }
            }
        }
    }
}

impl Probe {
    fn of(test: &Test) -> Self {
        match &test.kind {
            TestKind::Exists(_) => Self::Exists,
            TestKind::Text { field, reading, test } => {
                let any_case = (test.fold == Fold::None && test.regex.is_none()).then(|| Box::new(any_case(test)));
                Self::Text { field: *field, reading: *reading, test: test.clone(), any_case }
            }
            TestKind::Number { field, reading, .. } => Self::Typed { field: *field, ty: ValueType::Number(*reading) },
            TestKind::Bool { field, reading, .. } => Self::Typed { field: *field, ty: ValueType::Bool(*reading) },
            TestKind::Address { field, .. } => Self::Typed { field: *field, ty: ValueType::Address },
            TestKind::Time { field, .. } => Self::Typed { field: *field, ty: ValueType::Time },
            TestKind::Version { field, .. } => Self::Typed { field: *field, ty: ValueType::Version },
            TestKind::Script(_) => Self::Script,
            TestKind::Formula { expect, .. } => Self::Formula { expect: *expect },
            TestKind::Elements { field, .. } => Self::Elements(*field),
            TestKind::Lineage(_) => Self::Lineage,
        }
    }

    /// Why the test does not hold.
    fn finding<E: Event>(&self, scope: &Scope<'_, E>) -> Finding {
        match self {
            Self::Exists => (Reason::MissingField, None),
            Self::Script | Self::Formula { .. } => (Reason::Value, None),
            Self::Lineage => (Reason::Lineage, None),
            Self::Elements(field) => {
                let any = scope.read(*field, |of, name| leaf::some_element(of, name, |_| true));
                (if any == Some(true) { Reason::Element } else { Reason::MissingField }, None)
            }
            Self::Typed { field, ty } => {
                let is_readable = |value: Value<'_>| ty.reads(value);
                (reading_finding(scope, *field, is_readable).unwrap_or(Reason::Value), None)
            }
            Self::Text { field, reading, test, any_case } => {
                let is_readable = |value: Value<'_>| ops::with_text(value, *reading, |_| ()).is_some();
                if let Some(reason) = reading_finding(scope, *field, is_readable) {
                    return (reason, None);
                }
                let mut nearest: Finding = (Reason::Value, None);
                let _ = scope.read(*field, |of, name| {
                    leaf::some_text(of, name, *reading, |text| {
                        let finding = near_miss(text, test, any_case.as_deref());
                        if remoteness(finding.0) < remoteness(nearest.0) {
                            nearest = finding;
                        }
                        false
                    })
                });
                nearest
            }
        }
    }
}

impl ValueType {
    fn reads(self, value: Value<'_>) -> bool {
        match self {
            Self::Number(reading) => ops::read_number(value, reading).is_some(),
            Self::Bool(reading) => ops::read_boolean(value, reading).is_some(),
            Self::Address => ops::read_address(value).is_some(),
            Self::Time => ops::instant(value).is_some(),
            Self::Version => ops::with_text(value, Reading::Version, |_| ()).is_some(),
        }
    }
}

/// A field without a value, or without one of the right type.
fn reading_finding<E: Event>(
    scope: &Scope<'_, E>,
    field: FieldRef,
    mut is_readable: impl FnMut(Value<'_>) -> bool,
) -> Option<Reason> {
    let mut has_value = false;
    let readable = scope.read(field, |of, name| {
        of.visit(name, |value| {
            has_value = true;
            is_readable(value)
        })
    });
    match (readable, has_value) {
        (Some(true), _) => None,
        (_, true) => Some(Reason::WrongType),
        (_, false) => Some(Reason::MissingField),
    }
}

/// What a text comes near to, of what it is compared with.
fn near_miss(text: &str, test: &TextTest, any_case: Option<&TextMatcher>) -> Finding {
    if any_case.is_some_and(|matcher| matcher.matches(text)) {
        let literal = test.exact.iter().find(|literal| literal.eq_ignore_ascii_case(text)).cloned();
        let pattern = || {
            let matching = test.patterns.iter().filter_map(glob_of);
            matching.into_iter().find(|glob| Glob::new(&glob.to_ascii_lowercase(), Fold::Ascii).matches(text))
        };
        return (Reason::Case, literal.or_else(pattern));
    }
    let wild = test.exact.iter().filter(|literal| literal.contains(['*', '?']));
    if let Some(literal) =
        wild.into_iter().find(|literal| Glob::new(&literal.to_ascii_lowercase(), Fold::Ascii).matches(text))
    {
        return (Reason::LiteralWildcard, Some(literal.clone()));
    }
    let is_part =
        |part: &str| part.len() >= SHORTEST_PART && Substring::new(&part.to_ascii_lowercase(), Fold::Ascii).is_in(text);
    if let Some(part) = test.exact.iter().find(|literal| is_part(literal)) {
        return (Reason::Part, Some(part.clone()));
    }
    let widened = |glob: &String| {
        glob.len() > SHORTEST_PART && Glob::new(&format!("*{}*", glob.to_ascii_lowercase()), Fold::Ascii).matches(text)
    };
    match test.patterns.iter().filter_map(glob_of).find(widened) {
        Some(glob) => (Reason::Part, Some(glob)),
        None => (Reason::Value, None),
    }
}

/// A pattern as it is written with wildcards.
fn glob_of(pattern: &Pattern) -> Option<String> {
    match pattern {
        // Every text matches.
        Pattern::Any => None,
        Pattern::Prefix(text) => Some(format!("{text}*")),
        Pattern::Suffix(text) => Some(format!("*{text}")),
        Pattern::Contains(text) => Some(format!("*{text}*")),
        Pattern::Around { prefix, suffix } => Some(format!("{prefix}*{suffix}")),
        Pattern::General(glob) => Some(glob.clone()),
    }
}

/// The same test without regard to case.
fn any_case(test: &TextTest) -> TextMatcher {
    let lower = |text: &String| text.to_ascii_lowercase();
    let patterns = test.patterns.iter().map(|pattern| match pattern {
        Pattern::Any => Pattern::Any,
        Pattern::Prefix(text) => Pattern::Prefix(lower(text)),
        Pattern::Suffix(text) => Pattern::Suffix(lower(text)),
        Pattern::Contains(text) => Pattern::Contains(lower(text)),
        Pattern::Around { prefix, suffix } => Pattern::Around { prefix: lower(prefix), suffix: lower(suffix) },
        Pattern::General(glob) => Pattern::General(lower(glob)),
    });
    let exact = test.exact.iter().map(lower).collect();
    TextMatcher::prepare(&TextTest { fold: Fold::Ascii, exact, patterns: patterns.collect(), regex: None })
}

/// The values of a field; of one inside an array element, which is bound only while it is searched, none.
fn values_of<E: Event>(scope: &Scope<'_, E>, field: FieldRef, path: String) -> FieldValues {
    let mut found = FieldValues { path, values: Vec::new(), more: 0 };
    if matches!(field.source, Source::Element(_)) {
        return found;
    }
    let _ = scope.read(field, |of, name| {
        of.visit(name, |value| {
            if found.values.len() < SHOWN_VALUES {
                found.values.push(Scalar::from(value).into_owned());
            } else {
                found.more += 1;
            }
            false
        })
    });
    found
}

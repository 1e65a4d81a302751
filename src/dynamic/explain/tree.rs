//! What a condition came to on one event, as data: ranges of the rule's text, verdicts and values.

use super::reason::Reason;
use eql_compiler::TextRange;
use eql_runtime::Scalar;

/// A condition, or a part of one, on one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Whether it holds.
    pub holds: bool,
    /// What it is made of.
    pub kind: NodeKind,
}

/// What a condition is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// The same for every event; it stands nowhere in the text by itself.
    Constant,
    /// `and`.
    All(Vec<Node>),
    /// `or`.
    Any(Vec<Node>),
    /// `not`.
    Not(Box<Node>),
    /// One test, as it was written.
    Leaf(Leaf),
}

/// One test, as it was written: `process.name != "cmd.exe"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Where it stands in the rule's text; a `not` in front of it is not in it.
    pub range: TextRange,
    /// A `not` in front of it belongs to it: in a dialect with three truth values, where it asks for false.
    pub negated: bool,
    /// Why it came to this.
    pub reason: Reason,
    /// Whether it is the event category before `where`.
    pub is_category: bool,
    /// The fields that it reads, with their values.
    pub fields: Vec<FieldValues>,
    /// The literal or pattern that the value nearly satisfies.
    pub near: Option<String>,
    /// How the same test is written without regard to case.
    pub insensitive: Option<&'static str>,
}

/// The values of a field of one event.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldValues {
    /// The dotted path.
    pub path: String,
    /// The first values, in order; none where the field is missing.
    pub values: Vec<Scalar<'static>>,
    /// How many more there are.
    pub more: usize,
}

/// A test to which a verdict is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Blame {
    /// The test.
    pub leaf: Leaf,
    /// Why the condition around it does not hold: [`Reason::Excluded`] where the test holds and must not.
    pub reason: Reason,
}

impl Node {
    /// The tests that would have to come out otherwise for the condition to hold: of alternatives, those of the nearest.
    /// None where it does hold.
    ///
    /// How many there are says how near the event came.
    #[must_use]
    pub fn blames(&self) -> Vec<Blame> {
        let mut blames = Vec::new();
        if !self.holds {
            self.collect(true, &mut blames);
        }
        blames
    }

    /// Collects what keeps the condition from being `wanted`, which it is not.
    fn collect(&self, wanted: bool, out: &mut Vec<Blame>) {
        match &self.kind {
            NodeKind::Constant => {}
            NodeKind::Not(operand) => operand.collect(!wanted, out),
            NodeKind::Leaf(leaf) => {
                let is_missing = !leaf.fields.is_empty() && leaf.fields.iter().all(|field| field.values.is_empty());
                let reason = match (wanted, is_missing) {
                    (true, _) => leaf.reason,
                    // `not f == null`.
                    (false, true) => Reason::MissingField,
                    (false, false) => Reason::Excluded,
                };
                out.push(Blame { leaf: leaf.clone(), reason });
            }
            NodeKind::All(operands) if wanted => collect_all(operands, wanted, out),
            NodeKind::Any(operands) if !wanted => collect_all(operands, wanted, out),
            NodeKind::All(operands) | NodeKind::Any(operands) => {
                // Of alternatives that lack as much, the one of which more is there.
                let remoteness =
                    |operand: &&Self| (operand.distance(wanted), std::cmp::Reverse(operand.satisfied(wanted)));
                let nearest = operands.iter().min_by_key(remoteness);
                nearest.into_iter().for_each(|operand| operand.collect(wanted, out));
            }
        }
    }

    /// How many tests come out as the condition needs them to be `wanted`.
    fn satisfied(&self, wanted: bool) -> usize {
        match &self.kind {
            NodeKind::Constant => 0,
            NodeKind::Leaf(_) => usize::from(self.holds == wanted),
            NodeKind::Not(operand) => operand.satisfied(!wanted),
            NodeKind::All(operands) | NodeKind::Any(operands) => {
                operands.iter().map(|operand| operand.satisfied(wanted)).sum()
            }
        }
    }

    /// How many tests keep the condition from being `wanted`.
    fn distance(&self, wanted: bool) -> usize {
        if self.holds == wanted {
            return 0;
        }
        match &self.kind {
            NodeKind::Constant => usize::MAX / 2,
            NodeKind::Leaf(_) => 1,
            NodeKind::Not(operand) => operand.distance(!wanted),
            NodeKind::All(operands) if wanted => sum(operands, wanted),
            NodeKind::Any(operands) if !wanted => sum(operands, wanted),
            NodeKind::All(operands) | NodeKind::Any(operands) => {
                operands.iter().map(|operand| operand.distance(wanted)).min().unwrap_or(usize::MAX / 2)
            }
        }
    }
}

fn collect_all(operands: &[Node], wanted: bool, out: &mut Vec<Blame>) {
    operands.iter().filter(|operand| operand.holds != wanted).for_each(|operand| operand.collect(wanted, out));
}

fn sum(operands: &[Node], wanted: bool) -> usize {
    operands.iter().fold(0, |sum, operand| sum.saturating_add(operand.distance(wanted)))
}

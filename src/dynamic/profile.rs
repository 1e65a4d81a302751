//! The tests of a rule one by one, for measuring what each costs.

use super::Rule;
use super::leaf::Leaf;
use super::lineage::PreparedLineages;
use super::scope::{PreparedFields, Scope, prepare_fields};
use eql_compiler::TextRange;
use eql_compiler::ir::{Predicate, Query};
use eql_runtime::Event;
use eql_runtime::lineage::{LineageSet, Processes};

/// The tests of a rule, as they are interpreted: what passes have merged is one test.
///
/// ```
/// use eql::dynamic::profile::RuleTests;
/// use eql::dynamic::{CompileOptions, Rule};
/// use eql::lineage::LineageSet;
///
/// let rule = Rule::compile("process where a == 1 and b == 2", &CompileOptions::default())?;
/// let tests = RuleTests::of(&rule);
/// let event = serde_json::json!({"event": {"category": "process"}, "a": 1, "b": 3});
/// let mut reached = Vec::new();
/// assert!(!tests.walk(0, &event, LineageSet::default(), &mut |test, holds| reached.push((test, holds))));
/// // Numbers are cheap to compare, so the category comes last and is not reached.
/// assert_eq!(reached, [(0, true), (1, false)]);
/// # Ok::<(), eql::dynamic::Diagnostics>(())
/// ```
#[derive(Debug)]
pub struct RuleTests {
    fields: PreparedFields,
    conditions: Vec<Walk>,
    places: Vec<TestPlace>,
    leaves: Vec<Leaf>,
    lineages: Option<PreparedLineages>,
}

/// Where a test stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestPlace {
    /// The condition that it belongs to, among the distinct ones of the rule; 0 for event rules.
    pub condition: usize,
    /// Its place in the rule's text.
    pub range: TextRange,
}

#[derive(Debug)]
enum Walk {
    Const(bool),
    All(Vec<Walk>),
    Any(Vec<Walk>),
    Not(Box<Walk>),
    Test(usize),
}

impl RuleTests {
    /// Prepares the tests of a rule.
    #[must_use]
    pub fn of(rule: &Rule) -> Self {
        let ir = rule.ir();
        let conditions = match &ir.query {
            Query::Event(condition) => std::slice::from_ref(condition),
            Query::Sequence(sequence) => &sequence.predicates,
            Query::Sample(sample) => &sample.predicates,
            Query::Join(join) => &join.predicates,
        };
        let mut tests = Self {
            fields: prepare_fields(&ir.fields),
            conditions: Vec::new(),
            places: Vec::new(),
            leaves: Vec::new(),
            lineages: PreparedLineages::prepare(ir),
        };
        for (at, condition) in conditions.iter().enumerate() {
            let walk = tests.prepare(at, condition);
            tests.conditions.push(walk);
        }
        tests
    }

    fn prepare(&mut self, condition: usize, predicate: &Predicate) -> Walk {
        let mut all =
            |operands: &[Predicate]| operands.iter().map(|operand| self.prepare(condition, operand)).collect();
        match predicate {
            Predicate::Const(value) => Walk::Const(*value),
            Predicate::And(operands) => Walk::All(all(operands)),
            Predicate::Or(operands) => Walk::Any(all(operands)),
            Predicate::Not(operand) => Walk::Not(Box::new(self.prepare(condition, operand))),
            Predicate::Test(test) => {
                self.places.push(TestPlace { condition, range: test.range.clone() });
                self.leaves.push(Leaf::prepare(&test.kind));
                Walk::Test(self.leaves.len() - 1)
            }
        }
    }

    /// The tests, in the order in which they are evaluated.
    #[must_use]
    pub fn places(&self) -> &[TestPlace] {
        &self.places
    }

    /// How many distinct conditions the rule has.
    #[must_use]
    pub fn conditions(&self) -> usize {
        self.conditions.len()
    }

    /// Which of the rule's lineages an event stands in, by what the events before have told `processes`.
    pub fn observe<E: Event>(&self, processes: &mut Processes, event: &E) -> LineageSet {
        processes.observe(self.lineages.as_ref().map(|lineages| lineages as _), event)
    }

    /// Whether a test holds on an event that stands in the lineages `held`; not if there is none of this number.
    #[must_use]
    pub fn holds<E: Event>(&self, test: usize, event: &E, held: LineageSet) -> bool {
        let scope = Scope::of_event(&self.fields, event, held);
        self.leaves.get(test).is_some_and(|leaf| leaf.holds(&scope))
    }

    /// Evaluates a condition as the interpreter does, no further than it must, and gives every test that it reaches to
    /// `visit`.
    pub fn walk<E: Event>(
        &self,
        condition: usize,
        event: &E,
        held: LineageSet,
        visit: &mut dyn FnMut(usize, bool),
    ) -> bool {
        let scope = Scope::of_event(&self.fields, event, held);
        self.conditions.get(condition).is_some_and(|walk| self.step(walk, &scope, visit))
    }

    fn step<E: Event>(&self, walk: &Walk, scope: &Scope<'_, E>, visit: &mut dyn FnMut(usize, bool)) -> bool {
        match walk {
            Walk::Const(value) => *value,
            Walk::All(operands) => operands.iter().all(|operand| self.step(operand, scope, visit)),
            Walk::Any(operands) => operands.iter().any(|operand| self.step(operand, scope, visit)),
            Walk::Not(operand) => !self.step(operand, scope, visit),
            Walk::Test(test) => {
                let holds = self.leaves.get(*test).is_some_and(|leaf| leaf.holds(scope));
                visit(*test, holds);
                holds
            }
        }
    }
}

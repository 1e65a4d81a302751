//! Many rules evaluated together.

use super::Rule;
use super::leaf::Leaf;
use super::scope::{PreparedFields, Scope, prepare_fields};
use eql_compiler::pack::{PackRule, Plan};
use eql_runtime::Event;
use eql_runtime::pack::{FieldMap, Matched, Matcher, PackEvent, PackIndexBuf, Predicates};
use std::sync::Arc;

/// Rules that are evaluated together: what several of them ask of an event is asked once, and rules that nothing in the
/// event concerns are not asked at all. Clones share everything, also between threads.
///
/// ```
/// use eql::dynamic::{CompileOptions, Pack, Rule};
/// use serde_json::json;
///
/// let texts = ["process where process.name : \"cmd.exe\"", "process where process.name : \"tar\" and user.name == \"x\""];
/// let rules = texts.map(|text| Rule::compile(text, &CompileOptions::default()).expect("a rule"));
/// let mut matcher = Pack::new(rules).matcher();
/// let matched = matcher.run(&json!({"event.category": "process", "process.name": "CMD.exe"}));
/// assert_eq!(matched.iter().map(|matched| matched.rule).collect::<Vec<_>>(), [0]);
/// ```
#[derive(Clone, Debug)]
pub struct Pack(Arc<PreparedPack>);

#[derive(Debug)]
struct PreparedPack {
    rules: Box<[Rule]>,
    index: PackIndexBuf,
    predicates: PreparedPredicates,
    /// The paths of the fields that are read of every event.
    read: Box<[String]>,
}

/// The distinct predicates of the rules.
#[derive(Debug)]
struct PreparedPredicates {
    fields: PreparedFields,
    leaves: Box<[Leaf]>,
}

impl Pack {
    /// A pack of these rules, which matches name by their place.
    #[must_use]
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Self {
        let rules: Box<[Rule]> = rules.into_iter().collect();
        let plan = Plan::build(rules.iter().map(|rule| PackRule { name: "", rule: rule.ir() }));
        let predicates = PreparedPredicates {
            fields: prepare_fields(&plan.fields),
            leaves: plan.predicates.iter().map(Leaf::prepare).collect(),
        };
        let read = plan.read.iter().map(|(_, field)| field.path.clone()).collect();
        Self(Arc::new(PreparedPack { rules, index: plan.index(), predicates, read }))
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.0.rules
    }

    /// Evaluates the rules on one event after the other.
    #[must_use]
    pub fn matcher(&self) -> PackMatcher {
        PackMatcher { pack: self.clone(), matcher: Matcher::new(&self.0.index.as_index(), self.fields()) }
    }

    /// The same, with every rule evaluated on every event: to compare with.
    #[must_use]
    pub fn matcher_without_index(&self) -> PackMatcher {
        PackMatcher { pack: self.clone(), matcher: Matcher::without_index(&self.0.index.as_index(), self.fields()) }
    }

    fn fields(&self) -> FieldMap {
        FieldMap::new(self.0.read.iter().map(String::as_str))
    }
}

impl Predicates for PreparedPredicates {
    fn holds(&self, predicate: u32, event: &PackEvent<'_>) -> bool {
        let scope = Scope::of_event(&self.fields, event);
        self.leaves.get(predicate as usize).is_some_and(|leaf| leaf.holds(&scope))
    }
}

/// Evaluates the rules of a [`Pack`] on events. It keeps its memory from event to event, but nothing about them.
#[derive(Debug)]
pub struct PackMatcher {
    pack: Pack,
    matcher: Matcher,
}

impl PackMatcher {
    /// The rules of which the event satisfies a predicate, in their order.
    pub fn run<E: Event>(&mut self, event: &E) -> &[Matched] {
        let pack = &self.pack.0;
        self.matcher.run(&pack.index.as_index(), &pack.predicates, event)
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// How many conditions and how many distinct predicates were evaluated so far: what the index and the sharing of
    /// predicates save.
    #[must_use]
    pub const fn evaluated(&self) -> [u64; 2] {
        self.matcher.evaluated()
    }
}

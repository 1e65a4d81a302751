//! Many rules evaluated together.

use super::leaf::Leaf;
use super::lineage::PreparedKin;
use super::rule::PreparedQuery;
use super::scope::{PreparedFields, Scope, prepare_fields};
use super::unordered::{JoinRule, SampleRule};
use super::{LineageRule, Rule, SequenceRule};
use eql_compiler::pack::{PackRule, Plan};
use eql_runtime::Event;
use eql_runtime::lineage::{Kin, LineageSet, Processes, Relation};
use eql_runtime::pack::{
    self, FieldMap, Matched, Matcher, PackEvent, PackIndex, PackIndexBuf, PackQuery, PackRules, Predicates, Said,
};
use eql_runtime::sequence::{KeySink, Ordinal};
use std::collections::BTreeSet;
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
    /// How the plan of these rules was made.
    build: BuildPlan,
    index: PackIndexBuf,
    predicates: PreparedPredicates,
    /// The relations of the lineages that rules share, and a rule with the time by which they are followed.
    lineages: Option<(Vec<Relation>, u32)>,
    /// The rules that share lineages, and the places of theirs among those that are shared.
    sharing: Box<[(u32, Vec<u16>)]>,
    /// The rules that follow lineages of their own.
    following_alone: Box<[u32]>,
    /// The paths of the fields that are read of every event.
    read: Box<[String]>,
}

/// Makes the plan of a pack.
type BuildPlan = fn(&mut PlannedRules<'_>) -> Plan;

type PlannedRules<'r> = dyn Iterator<Item = PackRule<'r>> + 'r;

/// The distinct predicates of the rules that have to be asked.
#[derive(Debug)]
struct PreparedPredicates {
    fields: PreparedFields,
    asked: Box<[Leaf]>,
    kin: Option<PreparedKin>,
}

impl Pack {
    /// A pack of these rules, which matches name by their place.
    #[must_use]
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Self {
        Self::with_plan(rules, |rules| Plan::build(rules))
    }

    /// A pack of rules that each follow the lineages that they ask for by themselves, so that what is known of processes
    /// belongs to the rule. That costs more: each has to be shown every event.
    #[must_use]
    pub fn following_apart(rules: impl IntoIterator<Item = Rule>) -> Self {
        Self::with_plan(rules, |rules| Plan::following_apart(rules))
    }

    /// A pack of the same rules that asks every predicate and evaluates every condition on every event: to compare with.
    #[must_use]
    pub fn without_index(&self) -> Self {
        let build = self.0.build;
        Self::prepare(self.0.rules.clone(), build, |rules| build(rules).without_index())
    }

    fn with_plan(rules: impl IntoIterator<Item = Rule>, build: BuildPlan) -> Self {
        Self::prepare(rules.into_iter().collect(), build, build)
    }

    fn prepare(rules: Box<[Rule]>, build: BuildPlan, plan: impl FnOnce(&mut PlannedRules<'_>) -> Plan) -> Self {
        let plan = plan(&mut rules.iter().map(|rule| PackRule { name: "", rule: rule.ir() }));
        let predicates = PreparedPredicates {
            fields: prepare_fields(&plan.fields),
            asked: plan.asked.iter().map(Leaf::prepare).collect(),
            kin: plan.lineages.as_ref().map(|kin| PreparedKin::prepare(&kin.own, &kin.parent, &kin.ancestors)),
        };
        let read = plan.read.iter().map(|(_, field)| field.path.clone()).collect();
        let (index, sharing, following_alone) = (plan.index(), plan.sharing.into(), plan.following_alone.into());
        let lineages = plan.lineages.map(|lineages| (lineages.shared.relations, lineages.first_rule));
        Self(Arc::new(PreparedPack { rules, build, index, predicates, lineages, sharing, following_alone, read }))
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.0.rules
    }

    /// The relations of the lineages that rules share, and a rule that has the time by which they are to be followed;
    /// nothing if no rule asks for lineages.
    #[must_use]
    pub fn shared_lineages(&self) -> Option<(&[Relation], &Rule)> {
        let (relations, rule) = self.0.lineages.as_ref()?;
        Some((relations, self.rules().get(*rule as usize)?))
    }

    /// The places of a rule's lineages among those that rules share, in the order in which the rule has them; none of a rule
    /// that asks for no lineages, or follows its own.
    #[must_use]
    pub fn lineages_of(&self, rule: usize) -> &[u16] {
        let sharing = &self.0.sharing;
        let found =
            u32::try_from(rule).ok().and_then(|rule| sharing.binary_search_by_key(&rule, |(rule, _)| *rule).ok());
        found.and_then(|at| sharing.get(at)).map_or(&[], |(_, places)| places)
    }

    /// Whether a rule follows lineages of its own.
    #[must_use]
    pub fn follows_alone(&self, rule: usize) -> bool {
        u32::try_from(rule).is_ok_and(|rule| self.0.following_alone.contains(&rule))
    }

    /// Evaluates the rules on one event after the other.
    #[must_use]
    pub fn matcher(&self) -> PackMatcher {
        PackMatcher { pack: self.clone(), matcher: Matcher::new(&self.0.index.as_index(), self.fields()) }
    }
}

/// Follows the rules of a [`Pack`] through a stream of events. Alerts name rules by their place in the pack.
///
/// ```
/// use eql::dynamic::{CompileOptions, Engine, Pack, Rule};
/// use serde_json::json;
///
/// let texts = ["any where a == 2", "sequence by user [any where a == 1] [any where a == 2]"];
/// let rules = texts.map(|text| Rule::compile(text, &CompileOptions::default()).expect("a rule"));
/// let mut engine = Engine::new(Pack::new(rules));
/// assert!(engine.push(&json!({"@timestamp": 10, "user": "x", "a": 1}), "first").is_empty());
/// let alerts = engine.push(&json!({"@timestamp": 20, "user": "x", "a": 2}), "second");
/// assert_eq!(alerts.iter().map(|alert| alert.rule).collect::<Vec<_>>(), [0, 1]);
/// assert_eq!(*alerts[1].found.events, [Some("first"), Some("second")]);
/// ```
pub type Engine<Id> = pack::Engine<Pack, Id>;

/// A match of a rule of a [`Pack`].
pub type Alert<Id> = pack::Alert<usize, Id>;

impl Predicates for Pack {
    fn holds(&self, predicate: u32, event: &PackEvent<'_>) -> bool {
        self.0.predicates.holds(predicate, event)
    }

    fn processes(&self, kin: Kin, event: &PackEvent<'_>, out: &mut KeySink) {
        self.0.predicates.processes(kin, event, out);
    }
}

impl PackRules for Pack {
    type Lineage = LineageRule;
    type Sequence = SequenceRule;
    type Sample = SampleRule;
    type Join = JoinRule;
    type Label = usize;

    fn index(&self) -> PackIndex<'_> {
        self.0.index.as_index()
    }

    fn fields(&self) -> FieldMap {
        FieldMap::new(self.0.read.iter().map(String::as_str))
    }

    fn queries(&self) -> impl Iterator<Item = PackQuery<LineageRule, SequenceRule, SampleRule, JoinRule>> {
        (0..).zip(self.rules()).map(|(number, rule)| match rule.query() {
            PreparedQuery::Event(_) => PackQuery::Event,
            PreparedQuery::Lineage(rule) if self.0.following_alone.contains(&number) => {
                PackQuery::Lineage(rule.clone())
            }
            PreparedQuery::Lineage(_) => PackQuery::Event,
            PreparedQuery::Sequence(sequence) if self.0.following_alone.contains(&number) => {
                PackQuery::LineageSequence(sequence.clone())
            }
            PreparedQuery::Sequence(sequence) => PackQuery::Sequence(sequence.clone()),
            PreparedQuery::Sample(sample) => PackQuery::Sample(sample.clone()),
            PreparedQuery::Join(join) => PackQuery::Join(join.clone()),
        })
    }

    fn ordinal(&self, rule: u32, event: &PackEvent<'_>, arrival: u64) -> Option<Ordinal> {
        self.rules().get(rule as usize)?.ordinal(event, arrival)
    }

    fn event_fields(&self) -> impl Iterator<Item = &str> {
        // Some are fields of elements of arrays; to look for them too does no harm.
        let fields = self.rules().iter().flat_map(|rule| rule.ir().fields.iter());
        let paths: BTreeSet<&str> = fields.map(|(_, field)| field.path.as_str()).collect();
        paths.into_iter()
    }

    fn label(&self, rule: u32) -> usize {
        rule as usize
    }
}

impl Predicates for PreparedPredicates {
    fn holds(&self, predicate: u32, event: &PackEvent<'_>) -> bool {
        let scope = Scope::of_event(&self.fields, event, LineageSet::EMPTY);
        self.asked.get(predicate as usize).is_some_and(|leaf| leaf.holds(&scope))
    }

    fn processes(&self, kin: Kin, event: &PackEvent<'_>, out: &mut KeySink) {
        if let Some(named) = &self.kin {
            named.collect(kin, &Scope::of_event(&self.fields, event, LineageSet::EMPTY), out);
        }
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
    ///
    /// Of the rules that ask for lineages those are among them that may match, depending on the processes before; and always,
    /// with the index 0, those that follow lineages of their own, because they have to see every event. Whether they match
    /// is known to an [`Engine`](super::Engine), which follows all of them.
    pub fn run<E: Event>(&mut self, event: &E) -> &[Matched] {
        let pack = &self.pack.0;
        self.matcher.run(&pack.index.as_index(), &pack.predicates, event)
    }

    /// [`run`](Self::run), and what the event says about processes, for a [`KinLog`](eql_runtime::lineage::KinLog).
    pub fn run_noting<E: Event>(&mut self, event: &E) -> (&[Matched], Said) {
        let pack = &self.pack.0;
        self.matcher.run_noting(&pack.index.as_index(), &pack.predicates, event)
    }

    /// [`run`](Self::run) where the processes before are known, and the event tells about its own: exactly the rules that
    /// match. Has to be shown every event in the order of time.
    pub fn run_following<E: Event>(&mut self, processes: &mut Processes, event: &E) -> &[Matched] {
        let pack = &self.pack.0;
        self.matcher.run_following(&pack.index.as_index(), &pack.predicates, processes, event)
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// How many conditions were evaluated so far, and how many distinct predicates asked that no literal had decided: what the
    /// index and the sharing of predicates save.
    #[must_use]
    pub const fn evaluated(&self) -> [u64; 2] {
        self.matcher.evaluated()
    }
}

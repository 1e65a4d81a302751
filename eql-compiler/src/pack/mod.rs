//! Many rules to one plan: what they ask of an event, each question once, and what must stand in an event for a rule to
//! be worth asking at all.
//!
//! 1. Equal tests of equal fields become one predicate, whichever rules they are from. They are compared as a whole, so that
//!    rules of two dialects share one only where they mean the same.
//! 2. What a predicate compares texts with are *literals*: texts, pieces of texts, patterns with wildcards. They are looked for
//!    once an event, for all rules together (`lookup.rs`), and so is whether a field has a value (`presence.rs`). What that
//!    leaves open of a predicate is *asked*: a comparison of numbers, a regular expression, a piece of three bytes.
//! 3. Each condition (of an event rule, of each stage of a sequence …) is a *unit*. Its *witness* is a set of literals of
//!    which one must stand in the event for the condition to hold, chosen to be there as rarely as possible. A unit
//!    without one is evaluated on every event.
//! 4. Tests that many units make at their top (the category, the operating system) become *guards*: they are known before
//!    any unit is looked at, and a unit whose guards are not satisfied is not evaluated though its witness is there.
//!
//! Rules that ask for lineages share them (`lineages.rs`): the inner queries are units of their own, before all others. One
//! that can't share has to see every event and evaluates its conditions itself: its only unit always holds.
//!
//! **Invariant:** witness and guards only leave out units that can't hold; `tests/conformance` compares with evaluating
//! every rule.

mod guards;
mod intern;
mod lineages;
mod literals;
mod lookup;
mod order;
mod presence;
mod print;
mod witness;

use crate::ir::{Fields, Predicate, Query, Rule, TestKind};
use eql_runtime::pack::{Instruction, Literal, PackIndexBuf, PackParts, Unit};
use hashbrown::HashMap;
use intern::Interner;
use lineages::LineageInterner;
use literals::LiteralTable;
use lookup::{Lookup, Lookups};

pub use lineages::PackLineages;

/// A rule of a pack.
#[derive(Clone, Copy, Debug)]
pub struct PackRule<'r> {
    /// What it is called in the plan's print.
    pub name: &'r str,
    /// The rule, after the passes.
    pub rule: &'r Rule,
}

/// How a pack is evaluated.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The fields that [`predicates`](Self::predicates) read, of events and of the elements of arrays.
    pub fields: Fields,
    /// The fields whose values are read of every event; literals name them by their index here.
    pub read: Fields,
    /// The distinct predicates: first those that have to be asked.
    pub predicates: Vec<TestKind>,
    /// What those are asked: what of them no literal decides.
    pub asked: Vec<TestKind>,
    /// The units: first the inner queries of shared lineages, then those of the rules, in the order of rules and of their
    /// predicates.
    pub units: Vec<Unit>,
    /// The lineages that rules share.
    pub lineages: Option<PackLineages>,
    /// The rules that share lineages, and the places of theirs among those that are shared, in the rule's order.
    pub sharing: Vec<(u32, Vec<u16>)>,
    /// The rules that follow lineages of their own.
    pub following_alone: Vec<u32>,
    /// The literals that are looked for.
    pub literals: Vec<Literal>,
    /// The predicates that are guards, by the bit that stands for them.
    pub guards: Vec<u32>,
    names: Vec<String>,
    /// In how many places the predicates are used.
    uses: usize,
}

impl Plan {
    /// The plan of these rules. Equal rules in equal order give equal plans.
    ///
    /// ```
    /// use eql_compiler::pack::{PackRule, Plan};
    /// use eql_compiler::{CompileOptions, compile};
    ///
    /// let texts = [r#"process where process.name : "cmd.exe""#, r#"process where process.name : "cmd.exe" and user.id > 5"#];
    /// let rules = texts.map(|text| compile(text, &CompileOptions::default()).unwrap().0);
    /// let plan = Plan::build(rules.iter().map(|rule| PackRule { name: "a rule", rule }));
    /// // The category, the name, the id.
    /// assert_eq!(plan.predicates.len(), 3);
    /// assert!(plan.units.iter().all(|unit| !unit.always));
    /// ```
    #[must_use]
    pub fn build<'r>(rules: impl IntoIterator<Item = PackRule<'r>>) -> Self {
        Self::build_with(rules, &mut |number, rule, lineages, interner| lineages.share(number, rule, interner))
    }

    /// [`build`](Self::build) where every rule that asks for lineages follows its own: their state is then that of the rule.
    #[must_use]
    pub fn following_apart<'r>(rules: impl IntoIterator<Item = PackRule<'r>>) -> Self {
        Self::build_with(rules, &mut |_, _, _, _| None)
    }

    fn build_with<'r>(rules: impl IntoIterator<Item = PackRule<'r>>, share: &mut Share) -> Self {
        let (mut interner, mut lineages) = (Interner::default(), LineageInterner::default());
        let (mut names, mut units) = (Vec::new(), Vec::new());
        let (mut sharing, mut following_alone) = (Vec::new(), Vec::new());
        for (number, PackRule { name, rule }) in (0..).zip(rules) {
            names.push(name.to_owned());
            let shared = share(number, rule, &mut lineages, &mut interner);
            if rule.lineages.is_some() && shared.is_none() {
                let condition = Instruction::Const(true);
                units.push(Unit { rule: number, predicate: 0, guards: 0, always: true, condition });
                following_alone.push(number);
                continue;
            }
            for (predicate, condition) in (0..).zip(conditions(rule)) {
                let condition = interner.condition(condition, &rule.fields, shared.as_deref().unwrap_or_default());
                units.push(Unit { rule: number, predicate, guards: 0, always: false, condition });
            }
            sharing.extend(shared.map(|places| (number, places)));
        }
        let LineageInterner { found: mut lineages, sources } = lineages;
        units.splice(0..0, sources);
        let Interner { fields, read, mut predicates, uses, .. } = interner;
        let (lookups, of_predicates) = look_up(&mut predicates, &fields, &read, &mut |places| {
            let shared = lineages.iter_mut().map(|lineages| &mut lineages.shared);
            let ends = shared.flat_map(|shared| [&mut shared.ended, &mut shared.booted]);
            let conditions = units.iter_mut().map(|unit| &mut unit.condition).chain(ends);
            conditions.for_each(|condition| renumber(condition, places));
        });
        let mut literals = LiteralTable::new(lookups, &of_predicates, &units);
        let asked: Vec<TestKind> = of_predicates.iter().map_while(|lookup| lookup.rest.clone()).collect();
        let guards = guards::choose(&predicates, &mut units, &mut literals);
        witness::choose(&mut units, &mut literals);
        units.iter_mut().for_each(|unit| order::arrange(&mut unit.condition, asked.len() as u32, &literals));
        let literals = literals.into_used();
        Self {
            fields,
            read,
            predicates,
            asked,
            units,
            lineages,
            sharing,
            following_alone,
            literals,
            guards,
            names,
            uses,
        }
    }

    /// The same with every predicate asked and every unit evaluated on every event: what looking for literals must not differ
    /// from.
    #[must_use]
    pub fn without_index(mut self) -> Self {
        self.asked = self.predicates.clone();
        self.literals.clear();
        self.guards.clear();
        self.units.iter_mut().for_each(|unit| (unit.always, unit.guards) = (true, 0));
        self
    }

    /// The tables that events are looked up in.
    #[must_use]
    pub fn index(&self) -> PackIndexBuf {
        PackIndexBuf::build(&PackParts {
            fields: self.read.len(),
            predicates: self.predicates.len() as u32,
            asked: self.asked.len() as u32,
            literals: &self.literals,
            units: &self.units,
            lineages: self.lineages.as_ref().map(|lineages| &lineages.shared),
        })
    }

    /// The names of the rules of which some unit is evaluated on every event.
    pub fn always_evaluated(&self) -> impl Iterator<Item = &str> {
        let mut rules: Vec<u32> = self.units.iter().filter(|unit| unit.always).map(|unit| unit.rule).collect();
        rules.dedup();
        rules.into_iter().map(|rule| self.name(rule))
    }

    /// The name of a rule; the inner queries of lineages have that of none.
    fn name(&self, rule: u32) -> &str {
        self.names.get(rule as usize).map_or("lineage", String::as_str)
    }
}

/// Finds the places of a rule's lineages among those that are shared.
type Share = dyn FnMut(u32, &Rule, &mut LineageInterner, &mut Interner) -> Option<Vec<u16>>;

/// What a rule asks of one event, in the order of its predicates.
fn conditions(rule: &Rule) -> &[Predicate] {
    match &rule.query {
        Query::Event(condition) => std::slice::from_ref(condition),
        Query::Sequence(sequence) => &sequence.predicates,
        Query::Sample(sample) => &sample.predicates,
        Query::Join(join) => &join.predicates,
    }
}

/// What decides each predicate. Puts those that have to be asked first, and tells `renumber` the new place of each.
fn look_up(
    predicates: &mut Vec<TestKind>,
    fields: &Fields,
    read: &Fields,
    renumber: &mut dyn FnMut(&[u32]),
) -> (Lookups, Vec<Lookup>) {
    let slots: HashMap<&str, u32> = read.iter().map(|(index, field)| (field.path.as_str(), index.0)).collect();
    let mut lookups = Lookups::default();
    let of_predicates = predicates.iter().map(|kind| lookups.of(kind, fields, &slots));
    let mut all: Vec<_> = (0_u32..).zip(of_predicates).zip(predicates.iter().cloned()).collect();
    all.sort_by_key(|((_, lookup), _)| lookup.rest.is_none());
    let mut places = vec![0; all.len()];
    (0..).zip(&all).for_each(|(place, ((before, _), _))| places[*before as usize] = place);
    renumber(&places);
    let (of_predicates, kinds): (Vec<_>, Vec<_>) = all.into_iter().map(|((_, lookup), kind)| (lookup, kind)).unzip();
    *predicates = kinds;
    (lookups, of_predicates)
}

/// Writes the new places of predicates into a condition.
fn renumber(condition: &mut Instruction, places: &[u32]) {
    match condition {
        Instruction::Const(_) | Instruction::Lineage(_) => {}
        Instruction::Predicate(index) => *index = places.get(*index as usize).copied().unwrap_or(*index),
        Instruction::Not(operand) => renumber(operand, places),
        Instruction::All(operands) | Instruction::Any(operands) => {
            operands.iter_mut().for_each(|operand| renumber(operand, places));
        }
    }
}

/// The predicates of a condition at places where each must hold for the whole to hold.
fn required(condition: &Instruction) -> impl Iterator<Item = u32> {
    let operands = match condition {
        Instruction::All(operands) => operands.as_slice(),
        other => std::slice::from_ref(other),
    };
    operands.iter().filter_map(|operand| match operand {
        Instruction::Predicate(index) => Some(*index),
        _ => None,
    })
}

/// Calls `visit` with every predicate of a condition.
fn each_predicate(condition: &Instruction, visit: &mut impl FnMut(u32)) {
    match condition {
        Instruction::Const(_) | Instruction::Lineage(_) => {}
        Instruction::Predicate(index) => visit(*index),
        Instruction::All(operands) | Instruction::Any(operands) => {
            operands.iter().for_each(|operand| each_predicate(operand, visit));
        }
        Instruction::Not(operand) => each_predicate(operand, visit),
    }
}

//! Rewrites of the intermediate form that keep every verdict: one file each, in the order of [`ALL`].
//!
//! **Invariant:** a pass changes what a rule costs, never what it finds, on any events. Tests run every rule with
//! each pass left out.

mod ask_first;
mod classify_patterns;
mod flatten;
mod fold;
mod imply;
mod merge_sets;
mod order;

use crate::ir::{Lineages, Predicate, Query, Rule};

/// One rewrite.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Its name, by which tests and the command line leave it out.
    pub name: &'static str,
    run: Scope,
}

/// What a rewrite looks at.
#[derive(Clone, Copy, Debug)]
enum Scope {
    /// The whole rule.
    Rule(fn(&mut Rule)),
    /// One predicate after the other.
    Predicate(fn(&mut Predicate)),
}

impl Pass {
    /// Rewrites a rule.
    pub fn run(&self, rule: &mut Rule) {
        match self.run {
            Scope::Rule(run) => run(rule),
            Scope::Predicate(run) => each_predicate(rule, run),
        }
    }
}

fn each_predicate(rule: &mut Rule, run: fn(&mut Predicate)) {
    match &mut rule.query {
        Query::Event(predicate) => run(predicate),
        Query::Sequence(sequence) => {
            sequence.predicates.iter_mut().for_each(run);
            sequence.stages.iter_mut().filter_map(|stage| stage.bound.as_mut()).for_each(run);
        }
        Query::Sample(sample) => sample.predicates.iter_mut().for_each(run),
        Query::Join(join) => join.predicates.iter_mut().for_each(run),
    }
    rule.lineages.iter_mut().flat_map(Lineages::predicates_mut).for_each(run);
}

/// The passes, in the order in which they run.
pub const ALL: &[Pass] =
    &[ask_first::PASS, flatten::PASS, fold::PASS, classify_patterns::PASS, merge_sets::PASS, imply::PASS, order::PASS];

/// Runs all passes.
pub fn run_all(rule: &mut Rule) {
    ALL.iter().for_each(|pass| pass.run(rule));
}

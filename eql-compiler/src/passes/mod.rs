//! Rewrites of the intermediate form that keep every verdict: one file each, in the order of [`ALL`].
//!
//! **Invariant:** a pass changes what a predicate costs, never what it says, on any event. Tests run every rule with
//! each pass left out.

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
    run: fn(&mut Predicate),
}

impl Pass {
    /// Rewrites every predicate of a rule.
    pub fn run(&self, rule: &mut Rule) {
        match &mut rule.query {
            Query::Event(predicate) => (self.run)(predicate),
            Query::Sequence(sequence) => {
                sequence.predicates.iter_mut().for_each(self.run);
                sequence.stages.iter_mut().filter_map(|stage| stage.bound.as_mut()).for_each(self.run);
            }
            Query::Sample(sample) => sample.predicates.iter_mut().for_each(self.run),
            Query::Join(join) => join.predicates.iter_mut().for_each(self.run),
        }
        rule.lineages.iter_mut().flat_map(Lineages::predicates_mut).for_each(self.run);
    }
}

/// The passes, in the order in which they run.
pub const ALL: &[Pass] =
    &[flatten::PASS, fold::PASS, classify_patterns::PASS, merge_sets::PASS, imply::PASS, order::PASS];

/// Runs all passes.
pub fn run_all(rule: &mut Rule) {
    ALL.iter().for_each(|pass| pass.run(rule));
}

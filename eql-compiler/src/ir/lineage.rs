//! `descendant of`, `child of` and `event of`: what a rule must remember about processes (`language.md` §9.2, item 4).

use super::{KeyGroup, Predicate};
use crate::diagnostic::TextRange;

pub use eql_runtime::lineage::Relation;

/// Index into [`Lineages::list`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineageIndex(pub u16);

/// One `relation of [ … ]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Lineage {
    /// How an event's process must be related to one that satisfies the query.
    pub relation: Relation,
    /// What an event of the other process must satisfy.
    pub source: Predicate,
    /// The text it came from.
    pub range: TextRange,
}

/// The lineages of a rule, and how processes are told apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Lineages {
    /// The distinct lineages, each behind those that stand in its query.
    pub list: Vec<Lineage>,
    /// The process of an event: host and process.
    pub own: KeyGroup,
    /// Its parent, likewise.
    pub parent: KeyGroup,
    /// Its ancestors, as far as an event names them, likewise.
    pub ancestors: KeyGroup,
    /// Whether the process ends with the event.
    pub ended: Predicate,
    /// Whether the host has just started.
    pub booted: Predicate,
}

impl Lineages {
    /// Every predicate in it.
    pub fn predicates(&self) -> impl Iterator<Item = &Predicate> {
        self.list.iter().map(|lineage| &lineage.source).chain([&self.ended, &self.booted])
    }

    /// Every predicate in it.
    pub fn predicates_mut(&mut self) -> impl Iterator<Item = &mut Predicate> {
        self.list.iter_mut().map(|lineage| &mut lineage.source).chain([&mut self.ended, &mut self.booted])
    }
}

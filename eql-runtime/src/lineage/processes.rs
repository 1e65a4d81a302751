//! What is known about processes: which satisfied an inner query, and which descend from one that did.

use super::questions::{Asked, Named, Questions, Relations};
use super::{Kin, KnownIds, LineageSet, Lineages};
use crate::sequence::{KeyTuple, KeyValue, PredicateSet, Stages};
use hashbrown::HashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Caps on what is remembered about processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineageLimits {
    /// Processes that a rule remembers: those that satisfied an inner query, and their descendants. Beyond it, the
    /// process that no event has named for the longest time is forgotten.
    pub max_processes: usize,
}

impl LineageLimits {
    /// The limits that are used unless others are set.
    pub const DEFAULT: Self = Self { max_processes: 65_536 };
    /// Limits for a finite set of events: nothing is forgotten before memory ends.
    pub const FINITE: Self = Self { max_processes: usize::MAX };
}

impl Default for LineageLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The processes that matter to the lineages of one rule.
///
/// A process is known by its host and its entity id, so that equal ids of two hosts are two processes. It is remembered
/// from the event that makes it matter until its own end.
#[derive(Debug)]
pub struct Processes {
    known: HashMap<KeyTuple, Process>,
    /// Their ids.
    ids: Arc<KnownIds>,
    /// The processes by when an event last told of them.
    by_use: BTreeMap<u64, KeyTuple>,
    uses: u64,
    limits: LineageLimits,
    lost: u64,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Process {
    /// The lineages whose inner query one of its events satisfied.
    pub(super) sources: LineageSet,
    /// The lineages that it stands in through its ancestors.
    pub(super) heirs: LineageSet,
    used: u64,
}

impl Process {
    pub(super) const fn new(sources: LineageSet, heirs: LineageSet) -> Self {
        Self { sources, heirs, used: 0 }
    }
}

impl Default for Processes {
    fn default() -> Self {
        Self::new(LineageLimits::DEFAULT)
    }
}

impl Processes {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(limits: LineageLimits) -> Self {
        Self { known: HashMap::new(), ids: Arc::default(), by_use: BTreeMap::new(), uses: 0, limits, lost: 0 }
    }

    /// Takes the next event and returns those of the rule's `lineages` that it stands in.
    pub fn observe<E: ?Sized>(&mut self, lineages: Option<&dyn Lineages<E>>, event: &E) -> LineageSet {
        lineages.map_or(LineageSet::EMPTY, |lineages| self.observe_asking(&mut Asked { lineages, event }))
    }

    /// [`observe`](Self::observe) for whatever answers for the event.
    pub(crate) fn observe_asking(&mut self, event: &mut impl Questions) -> LineageSet {
        if !self.known.is_empty() && event.has_booted() {
            let own = event.named(Kin::Own, None, &mut self.lost);
            self.forget_host(&own);
        }
        let relations = event.relations();
        let (mut own, mut held) = (Named::new(), LineageSet::EMPTY);
        if !self.known.is_empty() {
            own = event.named(Kin::Own, Some(&self.ids), &mut self.lost);
            held = self.inherited(event, relations, &own);
        }
        let heirs = held;
        let earlier = own.iter().fold(LineageSet::EMPTY, |all, key| all.union(self.sources(key)));
        let mut sources = LineageSet::EMPTY;
        let possible = event.possible();
        for index in possible.union(relations.events).iter() {
            let is_source = possible.contains(index) && event.is_source(index, held);
            if is_source {
                sources.insert(index);
            }
            if relations.events.contains(index) && (is_source || earlier.contains(index)) {
                held.insert(index);
            }
        }
        if !sources.is_empty() || !heirs.is_empty() {
            own = event.named(Kin::Own, None, &mut self.lost);
        }
        self.learn(own, Process::new(sources, heirs), event);
        held
    }

    /// The lineages that an event stands in, and the predicates of `rule` that it satisfies; `known` are those that it
    /// satisfies where there are no lineages, if that is known already.
    pub(crate) fn matched<E: ?Sized, R: Stages<E> + ?Sized>(
        &mut self,
        rule: &R,
        event: &E,
        known: Option<PredicateSet>,
    ) -> (LineageSet, PredicateSet) {
        match (rule.lineages(), known) {
            (None, Some(known)) => (LineageSet::EMPTY, known),
            (lineages, _) => {
                let held = self.observe(lineages, event);
                (held, rule.matched(event, held))
            }
        }
    }

    /// How many processes are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether no process is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// How many processes were forgotten because of [`LineageLimits::max_processes`], or not read from an event that
    /// names more than 4,096 at once.
    #[must_use]
    pub const fn lost(&self) -> u64 {
        self.lost
    }

    /// Adds what is known elsewhere, of lineages that have another index there: of each pair, the first is the index there
    /// and the second the one here. So knowledge goes on when rules change that share it. What was lost there is lost here.
    pub fn absorb(&mut self, other: &Self, pairs: &[(u16, u16)]) {
        if !pairs.is_empty() {
            self.lost = self.lost.saturating_add(other.lost);
        }
        for (key, process) in other.by_use() {
            let learnt = Process::new(process.sources.renamed(pairs), process.heirs.renamed(pairs));
            if !learnt.sources.is_empty() || !learnt.heirs.is_empty() {
                self.remember(key.clone(), learnt);
            }
        }
    }

    #[cfg(feature = "snapshot")]
    pub(super) const fn limits(&self) -> LineageLimits {
        self.limits
    }

    /// The processes, the one that no event has named for the longest time first.
    pub(super) fn by_use(&self) -> impl Iterator<Item = (&KeyTuple, &Process)> {
        self.by_use.values().filter_map(|key| self.known.get_key_value(key))
    }

    #[cfg(feature = "snapshot")]
    pub(super) fn knows(&self, key: &KeyTuple) -> bool {
        self.known.contains_key(key)
    }

    #[cfg(feature = "snapshot")]
    pub(super) const fn set_lost(&mut self, lost: u64) {
        self.lost = lost;
    }

    /// The lineages that an event stands in through its process's ancestors.
    fn inherited(&mut self, event: &mut impl Questions, relations: Relations, own: &[KeyTuple]) -> LineageSet {
        let Relations { children, descendants, .. } = relations;
        let mut held = own.iter().fold(LineageSet::EMPTY, |held, key| held.union(self.heirs(key)));
        // An event that names its process as its own ancestor is malformed, and no process is its own descendant.
        let parents = event.named(Kin::Parent, Some(&self.ids), &mut self.lost);
        for parent in parents.iter().filter(|key| !own.contains(key)) {
            held = held.union(self.sources(parent).intersection(children));
            held = held.union(self.sources(parent).union(self.heirs(parent)).intersection(descendants));
        }
        let ancestors = event.named(Kin::Ancestors, Some(&self.ids), &mut self.lost);
        for ancestor in ancestors.iter().filter(|key| !own.contains(key)) {
            held = held.union(self.sources(ancestor).union(self.heirs(ancestor)).intersection(descendants));
        }
        held
    }

    fn sources(&self, key: &KeyTuple) -> LineageSet {
        self.known.get(key).map_or(LineageSet::EMPTY, |process| process.sources)
    }

    fn heirs(&self, key: &KeyTuple) -> LineageSet {
        self.known.get(key).map_or(LineageSet::EMPTY, |process| process.heirs)
    }

    fn learn(&mut self, own: Named, learnt: Process, event: &mut impl Questions) {
        let matters = !learnt.sources.is_empty() || !learnt.heirs.is_empty();
        for key in own {
            let is_known = self.known.contains_key(&key);
            if !matters && !is_known {
                continue;
            }
            if event.has_ended() {
                self.forget(&key);
            } else {
                self.remember(key, learnt);
            }
        }
    }

    pub(super) fn remember(&mut self, key: KeyTuple, learnt: Process) {
        self.uses += 1;
        let ids = &mut self.ids;
        let process = self.known.entry(key.clone()).or_insert_with_key(|key| {
            Arc::make_mut(ids).add(key);
            Process::default()
        });
        self.by_use.remove(&process.used);
        *process = Process {
            sources: process.sources.union(learnt.sources),
            heirs: process.heirs.union(learnt.heirs),
            used: self.uses,
        };
        self.by_use.insert(self.uses, key);
        while self.known.len() > self.limits.max_processes.max(1) {
            let Some((_, oldest)) = self.by_use.first_key_value() else { return };
            self.forget(&oldest.clone());
            self.lost += 1;
        }
    }

    fn forget(&mut self, key: &KeyTuple) {
        if let Some(process) = self.known.remove(key) {
            self.by_use.remove(&process.used);
            Arc::make_mut(&mut self.ids).remove(key);
        }
    }

    /// Forgets the processes of the hosts of `own`.
    fn forget_host(&mut self, own: &[KeyTuple]) {
        let hosts: Vec<Option<&KeyValue>> = own.iter().map(|key| key.values().first()).collect();
        let gone = self.known.keys().filter(|key| hosts.contains(&key.values().first()));
        let gone: Vec<KeyTuple> = gone.cloned().collect();
        gone.iter().for_each(|key| self.forget(key));
    }
}

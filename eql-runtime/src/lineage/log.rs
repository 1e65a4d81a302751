//! The events of a finite set that come in any order, as far as lineages depend on them.

use super::questions::{Named, Questions, Relations};
use super::{Kin, KnownIds, LineageSet, Processes, Relation};
use crate::sequence::{KeyTuple, Ordinal};
use hashbrown::HashMap;
use smallvec::SmallVec;
use std::sync::Arc;

/// What one event says about processes, to be heard when its place in the order of time is known.
#[derive(Clone, Debug)]
pub struct KinNote {
    own: Named,
    parents: Named,
    ancestors: Named,
    sources: LineageSet,
    has_ended: bool,
    has_booted: bool,
}

impl KinNote {
    /// What `event` says, which satisfies the inner queries `sources`; nothing if it names no process.
    pub(crate) fn of(event: &mut impl Questions, sources: LineageSet, lost: &mut u64) -> Option<Self> {
        let own = event.named(Kin::Own, None, lost);
        (!own.is_empty()).then(|| Self {
            own,
            parents: event.named(Kin::Parent, None, lost),
            ancestors: event.named(Kin::Ancestors, None, lost),
            sources,
            has_ended: event.has_ended(),
            has_booted: event.has_booted(),
        })
    }

    /// Tells `known` what the event says, for lineages of these `relations`. Notes have to be told in the order of time.
    pub fn tell(self, relations: &[Relation], known: &mut Processes) {
        known.observe_asking(&mut Told { relations, note: self });
    }
}

/// Answers for an event of which a note was taken.
struct Told<'l> {
    relations: &'l [Relation],
    note: KinNote,
}

impl Questions for Told<'_> {
    fn relations(&self) -> Relations {
        self.relations.iter().copied().collect()
    }

    fn possible(&self) -> LineageSet {
        self.note.sources
    }

    fn is_source(&mut self, lineage: u16, _: LineageSet) -> bool {
        self.note.sources.contains(lineage)
    }

    fn named(&mut self, kin: Kin, _: Option<&Arc<KnownIds>>, _: &mut u64) -> Named {
        match kin {
            Kin::Own => self.note.own.clone(),
            Kin::Parent => self.note.parents.clone(),
            Kin::Ancestors => self.note.ancestors.clone(),
        }
    }

    fn has_ended(&mut self) -> bool {
        self.note.has_ended
    }

    fn has_booted(&mut self) -> bool {
        self.note.has_booted
    }
}

/// Keeps what events say about processes until all are there, and then goes through them in the order of time. An event
/// whose verdict depends on what is known of processes by then is kept as a `T`, to be looked at again.
///
/// Processes are kept by number, so that an event takes a few dozen bytes.
#[derive(Debug)]
pub struct KinLog<T> {
    relations: Vec<Relation>,
    numbers: HashMap<KeyTuple, u32>,
    processes: Vec<KeyTuple>,
    entries: Vec<Entry<T>>,
}

#[derive(Debug)]
struct Entry<T> {
    ordinal: Option<Ordinal>,
    arrival: u64,
    said: Said<T>,
}

#[derive(Debug)]
enum Said<T> {
    Note { processes: [Numbers; 3], sources: LineageSet, has_ended: bool, has_booted: bool },
    Event(T),
}

type Numbers = SmallVec<[u32; 1]>;

/// An event to be looked at again, in its turn.
#[derive(Clone, Debug)]
pub struct Looked<T> {
    /// What was kept of it.
    pub event: T,
    /// Its place in the order of time.
    pub ordinal: Option<Ordinal>,
    /// Its number in the order of arrival.
    pub arrival: u64,
}

impl<T> KinLog<T> {
    /// Nothing is kept yet; `relations` are those of the lineages.
    pub fn new(relations: impl IntoIterator<Item = Relation>) -> Self {
        let relations = relations.into_iter().collect();
        Self { relations, numbers: HashMap::new(), processes: Vec::new(), entries: Vec::new() }
    }

    /// Keeps what an event says about processes.
    pub fn note(&mut self, ordinal: Option<Ordinal>, arrival: u64, note: KinNote) {
        let KinNote { own, parents, ancestors, sources, has_ended, has_booted } = note;
        let processes = [own, parents, ancestors].map(|named| named.into_iter().map(|key| self.number(key)).collect());
        self.entries.push(Entry { ordinal, arrival, said: Said::Note { processes, sources, has_ended, has_booted } });
    }

    /// Keeps an event that is to be looked at again.
    pub fn keep(&mut self, ordinal: Option<Ordinal>, arrival: u64, event: T) {
        self.entries.push(Entry { ordinal, arrival, said: Said::Event(event) });
    }

    /// Goes through the events in the order of time, those without one last, and gives those to be looked at again to
    /// `look`, with what is known of processes before them. `look` has to let the event tell about processes too.
    ///
    /// # Errors
    ///
    /// The first that `look` returns; the events behind it are not looked at.
    pub fn replay<F>(
        self,
        known: &mut Processes,
        mut look: impl FnMut(Looked<T>, &mut Processes) -> Result<(), F>,
    ) -> Result<(), F> {
        let Self { relations, processes, mut entries, .. } = self;
        entries.sort_by(|a, b| {
            let by_time = a.ordinal.is_none().cmp(&b.ordinal.is_none()).then_with(|| a.ordinal.cmp(&b.ordinal));
            by_time.then_with(|| a.arrival.cmp(&b.arrival))
        });
        let named = |numbers: Numbers| -> Named {
            numbers.iter().filter_map(|&number| processes.get(number as usize).cloned()).collect()
        };
        for Entry { ordinal, arrival, said } in entries {
            match said {
                Said::Event(event) => look(Looked { event, ordinal, arrival }, known)?,
                Said::Note { processes, sources, has_ended, has_booted } => {
                    let [own, parents, ancestors] = processes.map(named);
                    let note = KinNote { own, parents, ancestors, sources, has_ended, has_booted };
                    note.tell(&relations, known);
                }
            }
        }
        Ok(())
    }

    fn number(&mut self, process: KeyTuple) -> u32 {
        let next = u32::try_from(self.processes.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(process).or_insert_with_key(|process| {
            self.processes.push(process.clone());
            next
        })
    }
}

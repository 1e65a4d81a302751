//! The state of a machine as data (`sequences.md` §11.7), and back.
//!
//! Links are shared between matches in progress and stay shared. Timers and the hash table are not written: they follow
//! from the rest.

use super::absence::Waiting;
use super::bounds::Counters;
use super::capture::Captures;
use super::detector::Detector;
use super::entries::{EntryIndex, KeyAbsence};
use super::key::KeyTuple;
use super::machine::Machine;
use super::observer::Observer;
use super::ordinal::Ordinal;
use super::partial::{Chain, Link, Partial, Sightings};
use super::rule::Sequence;
use crate::lineage::ProcessesState;
use crate::snapshot::{SnapshotError, open, seal};
use crate::time::Timestamp;
use hashbrown::HashMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
struct MachineState<S> {
    watermark: i64,
    #[serde(deserialize_with = "crate::snapshot::count")]
    serial: u64,
    counters: Counters,
    captures: Vec<Captures>,
    /// Each after the one before it.
    links: Vec<LinkState<S>>,
    /// The key used least recently first.
    entries: Vec<EntryState>,
    waiting: Vec<WaitingState>,
}

#[derive(Serialize, Deserialize)]
struct LinkState<S> {
    ordinal: Ordinal,
    id: S,
    captures: Option<u32>,
    earlier: Option<u32>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct ChainState {
    newest: u32,
    length: u16,
}

#[derive(Serialize, Deserialize)]
struct PartialState {
    chain: ChainState,
    first: Timestamp,
    sightings: Option<Sightings>,
}

#[derive(Serialize, Deserialize)]
struct EntryState {
    key: KeyTuple,
    partials: Vec<PartialState>,
    stamps: [Option<i64>; 2],
}

#[derive(Serialize, Deserialize)]
struct WaitingState {
    deadline: i64,
    serial: u64,
    chain: ChainState,
    first: Timestamp,
    entry: u32,
}

#[derive(Serialize, Deserialize)]
struct DetectorState<S> {
    fingerprint: u64,
    #[serde(deserialize_with = "crate::snapshot::count")]
    arrivals: u64,
    #[serde(deserialize_with = "crate::snapshot::count")]
    no_timestamp: u64,
    /// None of a machine alone, which follows no processes.
    processes: Option<ProcessesState>,
    machine: MachineState<S>,
}

/// Numbers links and captures, each once however often it is shared.
struct Writer<'i, Id, S, F> {
    id: &'i mut F,
    links: Vec<LinkState<S>>,
    captures: Vec<Captures>,
    known_links: HashMap<*const Link<Id>, u32>,
    known_captures: HashMap<*const Captures, u32>,
}

impl<Id, S, F: FnMut(&Id) -> S> Writer<'_, Id, S, F> {
    fn chain(&mut self, chain: &Chain<Id>) -> ChainState {
        let mut unknown = Vec::new();
        let mut known = None;
        for link in chain.whole_list() {
            if let Some(&index) = self.known_links.get(&std::ptr::from_ref(link)) {
                known = Some(index);
                break;
            }
            unknown.push(link);
        }
        let newest = unknown.into_iter().rev().fold(known, |earlier, link| Some(self.link(link, earlier)));
        ChainState { newest: newest.unwrap_or(0), length: chain.length() }
    }

    fn link(&mut self, link: &Link<Id>, earlier: Option<u32>) -> u32 {
        let captures = link.captures.as_ref().map(|captures| {
            let next = number(self.captures.len());
            *self.known_captures.entry(Arc::as_ptr(captures)).or_insert_with(|| {
                self.captures.push((**captures).clone());
                next
            })
        });
        let index = number(self.links.len());
        self.links.push(LinkState { ordinal: link.ordinal.clone(), id: (self.id)(&link.id), captures, earlier });
        self.known_links.insert(std::ptr::from_ref(link), index);
        index
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<Id: Clone> Machine<Id> {
    fn state<S>(&self, id: &mut impl FnMut(&Id) -> S) -> MachineState<S> {
        MachineState { counters: self.counters, ..self.state_of(|_| true, id) }
    }

    /// The state of some keys; what happened so far is not theirs.
    fn state_of<S>(&self, mut chosen: impl FnMut(&KeyTuple) -> bool, id: &mut impl FnMut(&Id) -> S) -> MachineState<S> {
        let mut writer = Writer {
            id,
            links: Vec::new(),
            captures: Vec::new(),
            known_links: HashMap::new(),
            known_captures: HashMap::new(),
        };
        let mut places = HashMap::new();
        let mut entries = Vec::with_capacity(self.entries.len());
        for (index, entry) in self.entries.by_use().filter(|(_, entry)| chosen(&entry.key)) {
            places.insert(index, number(entries.len()));
            let partials = entry.partials.iter().map(|partial| PartialState {
                chain: writer.chain(&partial.chain),
                first: partial.first,
                sightings: partial.sightings.as_deref().copied(),
            });
            let partials = partials.collect();
            let stamps = entry.absence.as_ref().map_or([None; 2], |absence| absence.stamps);
            entries.push(EntryState { key: entry.key.clone(), partials, stamps });
        }
        let waiting = self.waiting.iter().filter_map(|((deadline, _, serial), waiting)| {
            let entry = *places.get(&waiting.entry)?;
            let (deadline, serial, first) = (*deadline, *serial, waiting.first);
            Some(WaitingState { deadline, serial, chain: writer.chain(&waiting.chain), first, entry })
        });
        let waiting = waiting.collect();
        let Writer { links, captures, .. } = writer;
        let (watermark, serial, counters) = (self.watermark, self.serial, Counters::default());
        MachineState { watermark, serial, counters, captures, links, entries, waiting }
    }

    /// The machine with the plan, limits and partition of this one, in that state.
    fn with_state<S>(
        &self,
        state: MachineState<S>,
        id: &mut impl FnMut(S) -> Option<Id>,
    ) -> Result<Self, SnapshotError> {
        let mut machine = self.empty();
        machine.watermark = state.watermark;
        machine.counters = state.counters;
        machine.take_keys(state, id)?;
        Ok(machine)
    }

    /// Takes the keys of a state, as far as they are of this machine's partition.
    fn take_keys<S>(
        &mut self,
        state: MachineState<S>,
        id: &mut impl FnMut(S) -> Option<Id>,
    ) -> Result<(), SnapshotError> {
        let links = Links::read(state.links, &state.captures, self.positions(), id)?;
        let serials = self.serial..self.serial.saturating_add(state.serial);
        self.serial = serials.end;
        let mut places = Vec::with_capacity(state.entries.len());
        for entry in state.entries {
            let owned = self.partition.is_none_or(|partition| partition.owns(&entry.key));
            places.push(if owned { Some(self.take_entry(entry, &links)?) } else { None });
        }
        for waiting in state.waiting {
            self.take_waiting(waiting, &serials, &places, &links)?;
        }
        for &index in places.iter().flatten() {
            if self.entries.get(index).is_empty() {
                return Err(SnapshotError::Invalid("a key without state"));
            }
            self.set_timer(index);
        }
        self.shrink();
        Ok(())
    }

    /// Takes the keys of a state beside those that are there; all of them, or none.
    fn merge<S>(
        &mut self,
        state: MachineState<S>,
        id: &mut impl FnMut(S) -> Option<Id>,
    ) -> Result<usize, SnapshotError> {
        let owned = |entry: &&EntryState| self.partition.is_none_or(|partition| partition.owns(&entry.key));
        let keys: Vec<KeyTuple> = state.entries.iter().filter(owned).map(|entry| entry.key.clone()).collect();
        if keys.iter().any(|key| self.entries.find(key, false).is_some()) {
            return Err(SnapshotError::Invalid("a key that is there already"));
        }
        let taken = self.take_keys(state, id);
        if taken.is_err() {
            for key in &keys {
                self.entries.find(key, false).map(|index| self.forget(index));
            }
        }
        taken.map(|()| keys.len())
    }

    fn take_entry(&mut self, state: EntryState, links: &Links<Id>) -> Result<EntryIndex, SnapshotError> {
        let before = self.entries.len();
        let index = self.entries.find(&state.key, true).filter(|_| self.entries.len() > before);
        let index = index.ok_or(SnapshotError::Invalid("a key twice"))?;
        let unfinished = self.positions().saturating_sub(1);
        let entry = self.entries.get_mut(index);
        for PartialState { chain, first, sightings } in state.partials {
            let chain = links.chain(chain, 1..=unfinished)?;
            entry.partials.insert(Partial { chain, first, sightings: sightings.map(Box::new) });
        }
        if state.stamps != [None; 2] {
            entry.absence = Some(Box::new(KeyAbsence { stamps: state.stamps, waiting: VecDeque::new() }));
        }
        Ok(index)
    }

    fn take_waiting(
        &mut self,
        state: WaitingState,
        serials: &Range<u64>,
        places: &[Option<EntryIndex>],
        links: &Links<Id>,
    ) -> Result<(), SnapshotError> {
        let WaitingState { deadline, serial, chain, first, entry } = state;
        let entry = places.get(entry as usize).ok_or(SnapshotError::Invalid("a waiting match without its key"))?;
        // That of another partition.
        let Some(entry) = entry else { return Ok(()) };
        let positions = self.positions();
        let chain = links.chain(chain, positions..=positions)?;
        let serial = serials.start.saturating_add(serial);
        if serial >= serials.end {
            return Err(SnapshotError::Invalid("a waiting match from the future"));
        }
        let deadline = (deadline, chain.newest().ordinal.clone(), serial);
        self.entries.get_mut(*entry).absence_mut().waiting.push_back(deadline.clone());
        if self.waiting.insert(deadline, Waiting { chain, first, entry: *entry }).is_some() {
            return Err(SnapshotError::Invalid("a waiting match twice"));
        }
        Ok(())
    }

    /// The state as bytes. `fingerprint` identifies the rule: [`Sequence::fingerprint`]; `id` says what to write for
    /// what stands for an event.
    ///
    /// # Errors
    ///
    /// What cannot be written.
    pub fn snapshot_with<S: Serialize>(
        &self,
        fingerprint: u64,
        mut id: impl FnMut(&Id) -> S,
    ) -> Result<Vec<u8>, SnapshotError> {
        let machine = self.state(&mut id);
        seal(&DetectorState { fingerprint, arrivals: 0, no_timestamp: 0, processes: None, machine })
    }

    /// Takes over the state that [`snapshot_with`](Self::snapshot_with) has written.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes, or that they are of another rule; the machine is as it was then. `id` may refuse
    /// what it is given.
    pub fn restore_with<S: DeserializeOwned>(
        &mut self,
        fingerprint: u64,
        bytes: &[u8],
        mut id: impl FnMut(S) -> Option<Id>,
    ) -> Result<(), SnapshotError> {
        let state: DetectorState<S> = open(bytes)?;
        same_rule(fingerprint, state.fingerprint)?;
        *self = self.with_state(state.machine, &mut id)?;
        Ok(())
    }
}

/// The links of a snapshot, made again.
struct Links<Id>(Vec<Arc<Link<Id>>>);

impl<Id> Links<Id> {
    fn read<S>(
        states: Vec<LinkState<S>>,
        captures: &[Captures],
        positions: usize,
        id: &mut impl FnMut(S) -> Option<Id>,
    ) -> Result<Self, SnapshotError> {
        let captures: Vec<Arc<Captures>> = captures.iter().cloned().map(Arc::new).collect();
        let mut links: Vec<Arc<Link<Id>>> = Vec::with_capacity(states.len());
        for LinkState { ordinal, id: written, captures: own, earlier } in states {
            let missing = SnapshotError::Invalid("an event that is not there");
            let at = |index: u32| links.get(index as usize).cloned().ok_or_else(|| missing.clone());
            let earlier = earlier.map(at).transpose()?;
            let own = own.map(|own| captures.get(own as usize).cloned().ok_or_else(|| missing.clone())).transpose()?;
            let id = id(written).ok_or_else(|| missing.clone())?;
            let link = Link::new(ordinal, id, own, earlier);
            // A list as long as the snapshot would be dropped recursively.
            if link.depth() as usize > positions.saturating_mul(2) {
                return Err(SnapshotError::Invalid("more events in a row than the rule has stages"));
            }
            links.push(Arc::new(link));
        }
        Ok(Self(links))
    }

    fn chain(&self, state: ChainState, lengths: std::ops::RangeInclusive<usize>) -> Result<Chain<Id>, SnapshotError> {
        let newest = self.0.get(state.newest as usize);
        let newest = newest.ok_or(SnapshotError::Invalid("a match without its events"))?;
        if !lengths.contains(&usize::from(state.length)) || u32::from(state.length) > newest.depth() {
            return Err(SnapshotError::Invalid("a match of another length than the rule allows"));
        }
        Ok(Chain::new(Arc::clone(newest), state.length))
    }
}

impl<R: Sequence, Id: Clone, O: Observer<Id>> Detector<R, Id, O> {
    /// The state as bytes: matches in progress, waiting ones, the place in the stream, counters.
    ///
    /// # Errors
    ///
    /// What cannot be written: the ids, by their own account.
    pub fn snapshot(&self) -> Result<Vec<u8>, SnapshotError>
    where
        Id: Serialize,
    {
        self.snapshot_with(Id::clone)
    }

    /// [`snapshot`](Self::snapshot) that writes something else for what stands for an event.
    ///
    /// # Errors
    ///
    /// What cannot be written.
    pub fn snapshot_with<S: Serialize>(&self, mut id: impl FnMut(&Id) -> S) -> Result<Vec<u8>, SnapshotError> {
        seal(&DetectorState {
            fingerprint: self.rule.fingerprint(),
            arrivals: self.arrivals,
            no_timestamp: self.no_timestamp,
            processes: Some(self.processes.state()),
            machine: self.machine.state(&mut id),
        })
    }

    /// Takes over the state that [`snapshot`](Self::snapshot) has written for the same rule. What follows is what
    /// would have followed there.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes, or that they are of another rule; the detector is as it was then.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), SnapshotError>
    where
        Id: DeserializeOwned,
    {
        self.restore_with(bytes, Some)
    }

    /// [`restore`](Self::restore) of what [`snapshot_with`](Self::snapshot_with) has written. `id` may refuse what it is
    /// given.
    ///
    /// # Errors
    ///
    /// As [`restore`](Self::restore).
    pub fn restore_with<S: DeserializeOwned>(
        &mut self,
        bytes: &[u8],
        mut id: impl FnMut(S) -> Option<Id>,
    ) -> Result<(), SnapshotError> {
        let state: DetectorState<S> = open(bytes)?;
        same_rule(self.rule.fingerprint(), state.fingerprint)?;
        let processes = state.processes.ok_or(SnapshotError::Invalid("the state of a machine alone"))?;
        let processes = self.processes.with_state(processes)?;
        self.machine = self.machine.with_state(state.machine, &mut id)?;
        self.processes = processes;
        (self.arrivals, self.no_timestamp) = (state.arrivals, state.no_timestamp);
        Ok(())
    }
}

impl<R: Sequence, Id: Clone, O: Observer<Id>> Detector<R, Id, O> {
    /// The state of some join keys as bytes, for [`merge`](Self::merge) in a detector of the same rule that will follow
    /// them from here on. It stays here as well, until [`forget_keys`](Self::forget_keys).
    ///
    /// # Errors
    ///
    /// What cannot be written; what a rule with `descendant of` and its like knows of processes is no key's, and refused.
    pub fn export_keys(&self, chosen: impl FnMut(&KeyTuple) -> bool) -> Result<Vec<u8>, SnapshotError>
    where
        Id: Serialize,
    {
        self.export_keys_with(chosen, Id::clone)
    }

    /// [`export_keys`](Self::export_keys) that writes something else for what stands for an event.
    ///
    /// # Errors
    ///
    /// As [`export_keys`](Self::export_keys).
    pub fn export_keys_with<S: Serialize>(
        &self,
        chosen: impl FnMut(&KeyTuple) -> bool,
        mut id: impl FnMut(&Id) -> S,
    ) -> Result<Vec<u8>, SnapshotError> {
        let processes = mergeable(self.processes.state())?;
        let (fingerprint, machine) = (self.rule.fingerprint(), self.machine.state_of(chosen, &mut id));
        seal(&DetectorState {
            fingerprint,
            arrivals: self.arrivals,
            no_timestamp: 0,
            processes: Some(processes),
            machine,
        })
    }

    /// Adds the keys of another detector of the same rule, as far as they are of this detector's partition: all of a
    /// [`snapshot`](Self::snapshot), or those of [`export_keys`](Self::export_keys). To make of some partitions fewer or
    /// more, each new one merges the snapshots of all old ones. Both should stand at the same place of the stream; time
    /// is that of the slower. Returns how many keys were added.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes, that they are of another rule, or that a key is there already; the detector is as it
    /// was then. What a rule with `descendant of` and its like knows of processes is not merged, but refused.
    pub fn merge(&mut self, bytes: &[u8]) -> Result<usize, SnapshotError>
    where
        Id: DeserializeOwned,
    {
        self.merge_with(bytes, Some)
    }

    /// [`merge`](Self::merge) of what [`export_keys_with`](Self::export_keys_with) or
    /// [`snapshot_with`](Self::snapshot_with) has written. `id` may refuse what it is given.
    ///
    /// # Errors
    ///
    /// As [`merge`](Self::merge).
    pub fn merge_with<S: DeserializeOwned>(
        &mut self,
        bytes: &[u8],
        mut id: impl FnMut(S) -> Option<Id>,
    ) -> Result<usize, SnapshotError> {
        let state: DetectorState<S> = open(bytes)?;
        same_rule(self.rule.fingerprint(), state.fingerprint)?;
        state.processes.map(mergeable).transpose()?;
        let untouched = self.arrivals == 0 && self.machine.keys() == 0;
        let watermark = state.machine.watermark;
        let added = self.machine.merge(state.machine, &mut id)?;
        self.machine.watermark = if untouched { watermark } else { self.machine.watermark.min(watermark) };
        self.arrivals = self.arrivals.max(state.arrivals).max(1);
        Ok(added)
    }

    /// Forgets the state of some join keys, which another detector follows now; returns how many there were. Nothing is
    /// counted as given up.
    pub fn forget_keys(&mut self, mut chosen: impl FnMut(&KeyTuple) -> bool) -> usize {
        let entries = self.machine.entries.by_use().filter(|(_, entry)| chosen(&entry.key));
        let entries: Vec<EntryIndex> = entries.map(|(index, _)| index).collect();
        entries.iter().for_each(|&index| _ = self.machine.forget(index));
        entries.len()
    }

    /// The join keys that have state, the one used least recently first.
    pub fn join_keys(&self) -> impl Iterator<Item = &KeyTuple> {
        self.machine.entries.by_use().map(|(_, entry)| &entry.key)
    }
}

/// Processes belong to no key and cannot be divided, nor put together.
fn mergeable(processes: ProcessesState) -> Result<ProcessesState, SnapshotError> {
    if processes.is_empty() { Ok(processes) } else { Err(SnapshotError::Unmergeable("what is known of processes")) }
}

/// Refuses the state of a rule that looks for something else.
pub(crate) fn same_rule(expected: u64, found: u64) -> Result<(), SnapshotError> {
    if expected == found { Ok(()) } else { Err(SnapshotError::OtherRule { expected, found }) }
}

/// What a hit shares with others, written each time.
pub(super) mod shared {
    use super::Captures;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::sync::Arc;

    pub(crate) fn serialize<S: Serializer>(captures: &Option<Arc<Captures>>, serializer: S) -> Result<S::Ok, S::Error> {
        captures.as_deref().serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<Captures>>, D::Error> {
        Ok(Option::<Captures>::deserialize(deserializer)?.map(Arc::new))
    }
}

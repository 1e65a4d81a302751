//! Events that take part in a rule over several events, or come near.

use super::tree::Blame;
use eql_runtime::sequence::{KeyTuple, KeyValue, Ordinal};
use eql_runtime::{Event, FieldBuf};
use std::collections::BTreeMap;

/// So many sightings are kept; the rest is counted.
const MOST_SIGHTINGS: usize = 262_144;
/// What says on which host an event was: the first of these that it has.
pub(super) const HOST_FIELDS: [&str; 3] = ["host.id", "agent.id", "host.name"];

/// An event of a category that some stage asks for.
#[derive(Debug)]
pub(super) struct Sighting<Id> {
    /// Its number in the stream.
    pub(super) arrival: u64,
    pub(super) ordinal: Option<Ordinal>,
    pub(super) id: Id,
    /// The host that it was on, if it says so.
    pub(super) host: Option<KeyValue>,
    pub(super) parts: Vec<Part>,
}

/// What an event is to one stage.
#[derive(Debug)]
pub(super) struct Part {
    /// The stage, as written.
    pub(super) stage: usize,
    pub(super) holds: bool,
    /// The tests that it fails.
    pub(super) blames: Vec<Blame>,
    /// Its keys at that stage.
    pub(super) keys: Vec<KeyTuple>,
}

impl<Id> Sighting<Id> {
    pub(super) fn new<E: Event>(event: &E, arrival: u64, ordinal: Option<Ordinal>, id: Id, parts: Vec<Part>) -> Self {
        let value = |path: &&str| event.get(&FieldBuf::new(path).as_field(), |value| KeyValue::from(value));
        Self { arrival, ordinal, id, host: HOST_FIELDS.iter().find_map(value), parts }
    }
}

/// All sightings, and those of each key and stage.
#[derive(Debug)]
pub(super) struct Sightings<Id> {
    all: Vec<Sighting<Id>>,
    by_key: BTreeMap<(usize, KeyTuple), Vec<usize>>,
    /// Those that satisfy a stage, by host.
    by_host: BTreeMap<(usize, Option<KeyValue>), Vec<usize>>,
    left_out: u64,
}

impl<Id> Default for Sightings<Id> {
    fn default() -> Self {
        Self { all: Vec::new(), by_key: BTreeMap::new(), by_host: BTreeMap::new(), left_out: 0 }
    }
}

impl<Id> Sightings<Id> {
    /// Adds one, if there is room.
    pub(super) fn add(&mut self, sighting: Sighting<Id>) {
        if self.all.len() >= MOST_SIGHTINGS {
            self.left_out += 1;
            return;
        }
        let at = self.all.len();
        for part in &sighting.parts {
            for key in &part.keys {
                self.by_key.entry((part.stage, key.clone())).or_default().push(at);
            }
            if part.holds {
                self.by_host.entry((part.stage, sighting.host.clone())).or_default().push(at);
            }
        }
        self.all.push(sighting);
    }

    /// How many there was no room for.
    pub(super) const fn left_out(&self) -> u64 {
        self.left_out
    }

    /// What events with this key are to a stage.
    pub(super) fn of_key(&self, stage: usize, key: &KeyTuple) -> impl Iterator<Item = (&Sighting<Id>, &Part)> {
        let found = self.by_key.get(&(stage, key.clone())).into_iter().flatten();
        self.parts(found, stage)
    }

    /// Puts the events of each host in the order of time.
    pub(super) fn sort(&mut self) {
        let all = &self.all;
        for found in self.by_host.values_mut() {
            found.sort_by(|&a, &b| {
                let ordinal = |at: usize| all.get(at).and_then(|sighting| sighting.ordinal.as_ref());
                ordinal(a).cmp(&ordinal(b))
            });
        }
    }

    /// The events behind `earlier` that satisfy a stage on the same host, in the order of time, whatever their key.
    pub(super) fn after(
        &self,
        earlier: &Ordinal,
        host: Option<&KeyValue>,
        stage: usize,
    ) -> impl Iterator<Item = (&Sighting<Id>, &Part)> {
        let found = self.by_host.get(&(stage, host.cloned())).map(Vec::as_slice).unwrap_or_default();
        let ordinal = |at: usize| self.all.get(at).and_then(|sighting| sighting.ordinal.as_ref());
        let start = found.partition_point(|&at| ordinal(at) <= Some(earlier));
        self.parts(found.get(start..).unwrap_or_default().iter(), stage)
    }

    /// The keys at which some event satisfies some stage.
    pub(super) fn keys(&self) -> std::collections::BTreeSet<&KeyTuple> {
        let parts = self.all.iter().flat_map(|sighting| &sighting.parts).filter(|part| part.holds);
        parts.flat_map(|part| &part.keys).collect()
    }

    fn parts<'s>(
        &'s self,
        found: impl Iterator<Item = &'s usize>,
        stage: usize,
    ) -> impl Iterator<Item = (&'s Sighting<Id>, &'s Part)> {
        found.filter_map(move |&at| {
            let sighting = self.all.get(at)?;
            Some((sighting, sighting.parts.iter().find(|part| part.stage == stage)?))
        })
    }

    /// The sighting of the event at this place of the stream.
    pub(super) fn at(&self, ordinal: &Ordinal) -> Option<&Sighting<Id>> {
        let found = self.all.binary_search_by_key(&ordinal.arrival, |sighting| sighting.arrival);
        found.ok().and_then(|at| self.all.get(at))
    }
}

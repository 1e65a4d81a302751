//! State by join key, for what has to give up the oldest first.

use crate::sequence::KeyTuple;
#[cfg(feature = "snapshot")]
use crate::snapshot::SnapshotError;
use hashbrown::HashMap;
use std::collections::VecDeque;

/// The state of one key, which knows by which event it got its place in the order of age.
pub(crate) trait Aged {
    /// The number of that event.
    fn since(&self) -> u64;
}

/// The state of every key, and the keys by age.
#[derive(Debug)]
pub(crate) struct AgedKeys<S> {
    states: HashMap<KeyTuple, S>,
    /// The oldest first. Places that a key has left, because it got another or is gone, may still be here.
    order: VecDeque<(KeyTuple, u64)>,
}

/// Below this many, places that were left are not looked for.
const MIN_SWEEP: usize = 64;

impl<S: Aged> AgedKeys<S> {
    pub(crate) fn new() -> Self {
        Self { states: HashMap::new(), order: VecDeque::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.states.len()
    }

    /// The state of a key, made if there is none.
    pub(crate) fn get_or_insert_with(&mut self, key: &KeyTuple, make: impl FnOnce() -> S) -> &mut S {
        self.states.entry_ref(key).or_insert_with(make)
    }

    /// Makes the key the youngest: its state says since which event.
    pub(crate) fn renew(&mut self, key: &KeyTuple, since: u64) {
        self.order.push_back((key.clone(), since));
    }

    pub(crate) fn remove(&mut self, key: &KeyTuple) -> Option<S> {
        self.states.remove(key)
    }

    /// Forgets the oldest keys, for as long as `gone` says so of the oldest one and how many there are.
    pub(crate) fn forget_while(&mut self, mut gone: impl FnMut(&S, usize) -> bool) {
        while let Some((key, since)) = self.order.front() {
            if let Some(state) = self.states.get(key).filter(|state| state.since() == *since) {
                if !gone(state, self.states.len()) {
                    break;
                }
                self.states.remove(key);
            }
            self.order.pop_front();
        }
        if self.order.len() > self.states.len().saturating_mul(2).saturating_add(MIN_SWEEP) {
            let states = &self.states;
            self.order.retain(|(key, since)| states.get(key).is_some_and(|state| state.since() == *since));
        }
    }

    /// The keys with their state, the oldest first.
    #[cfg(feature = "snapshot")]
    pub(crate) fn by_age(&self) -> impl Iterator<Item = (&KeyTuple, &S)> {
        self.order.iter().filter_map(|(key, since)| {
            self.states.get(key).filter(|state| state.since() == *since).map(|state| (key, state))
        })
    }

    /// Adds the next younger key of a snapshot.
    #[cfg(feature = "snapshot")]
    pub(crate) fn read(&mut self, key: KeyTuple, state: S) -> Result<(), SnapshotError> {
        self.order.push_back((key.clone(), state.since()));
        if self.states.insert(key, state).is_some() { Err(SnapshotError::Invalid("a key twice")) } else { Ok(()) }
    }
}

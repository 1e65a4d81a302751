//! The state of a join as bytes.

use super::{Cells, Join, Joiner};
use crate::lineage::ProcessesState;
use crate::sequence::{Counters, KeyTuple, Ordinal, same_rule};
use crate::snapshot::{SnapshotError, open, seal};
use crate::time::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct State<S> {
    fingerprint: u64,
    #[serde(deserialize_with = "crate::snapshot::count")]
    arrivals: u64,
    processes: ProcessesState,
    counters: Counters,
    /// The key whose first cell was filled the longest ago first.
    keys: Vec<KeyState<S>>,
}

#[derive(Serialize, Deserialize)]
struct KeyState<S> {
    key: KeyTuple,
    since: u64,
    first: Timestamp,
    cells: Vec<Option<(Ordinal, S)>>,
}

impl<R: Join, Id: Clone> Joiner<R, Id> {
    /// The state as bytes; `id` says what to write for what stands for an event.
    ///
    /// # Errors
    ///
    /// What cannot be written.
    pub fn snapshot_with<S: Serialize>(&self, mut id: impl FnMut(&Id) -> S) -> Result<Vec<u8>, SnapshotError> {
        let keys = self.keys.by_age().map(|(key, cells)| KeyState {
            key: key.clone(),
            since: cells.since,
            first: cells.first,
            cells: cells.cells.iter().map(|cell| cell.as_ref().map(|(at, own)| (at.clone(), id(own)))).collect(),
        });
        let keys = keys.collect();
        let (arrivals, counters, processes) = (self.arrivals, self.counters, self.processes.state());
        seal(&State { fingerprint: self.rule.fingerprint(), arrivals, processes, counters, keys })
    }

    /// Takes over the state that [`snapshot_with`](Self::snapshot_with) has written for the same rule.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes, or that they are of another rule; the state is as it was then.
    pub fn restore_with<S: DeserializeOwned>(
        &mut self,
        bytes: &[u8],
        mut id: impl FnMut(S) -> Option<Id>,
    ) -> Result<(), SnapshotError>
    where
        R: Clone,
    {
        let state: State<S> = open(bytes)?;
        same_rule(self.rule.fingerprint(), state.fingerprint)?;
        let mut restored = Self::new(self.rule.clone(), self.limits);
        restored.processes = self.processes.with_state(state.processes)?;
        (restored.arrivals, restored.counters) = (state.arrivals, state.counters);
        let count = self.rule.plan().cells.len();
        for KeyState { key, since, first, cells } in state.keys {
            if cells.len() != count {
                return Err(SnapshotError::Invalid("another number of cells than the rule has"));
            }
            let mut read = |cell: Option<(Ordinal, S)>| match cell {
                None => Some(None),
                Some((at, written)) => id(written).map(|own| Some((at, own))),
            };
            let cells: Option<Box<[_]>> = cells.into_iter().map(&mut read).collect();
            let cells = cells.ok_or(SnapshotError::Invalid("an event that is not there"))?;
            restored.keys.read(key, Cells { since, first, cells })?;
        }
        restored.evict();
        *self = restored;
        Ok(())
    }
}

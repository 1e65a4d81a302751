//! What is known of processes as data (`sequences.md` §11.7), and back.

use super::LineageSet;
use super::processes::{Process, Processes};
use super::tracker::{Tracked, Tracker};
use crate::sequence::{KeyTuple, same_rule};
use crate::snapshot::{SnapshotError, open, seal};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct ProcessesState {
    /// The process that no event has named for the longest time first.
    known: Vec<(KeyTuple, LineageSet, LineageSet)>,
    #[serde(deserialize_with = "crate::snapshot::count")]
    lost: u64,
}

#[derive(Serialize, Deserialize)]
struct TrackerState {
    fingerprint: u64,
    processes: ProcessesState,
}

impl ProcessesState {
    /// Whether nothing is known of any process.
    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

impl Processes {
    pub(crate) fn state(&self) -> ProcessesState {
        let known = self.by_use().map(|(key, process)| (key.clone(), process.sources, process.heirs));
        ProcessesState { known: known.collect(), lost: self.lost() }
    }

    /// The same limits with other knowledge.
    pub(crate) fn with_state(&self, state: ProcessesState) -> Result<Self, SnapshotError> {
        let mut processes = Self::new(self.limits());
        for (key, sources, heirs) in state.known {
            if processes.knows(&key) {
                return Err(SnapshotError::Invalid("a process twice"));
            }
            processes.remember(key, Process::new(sources, heirs));
        }
        processes.set_lost(state.lost.saturating_add(processes.lost()));
        Ok(processes)
    }
}

impl Processes {
    /// What is known as bytes; whose lineages it is about is not in them.
    ///
    /// # Errors
    ///
    /// None that is known; the encoding may have some.
    pub fn snapshot(&self) -> Result<Vec<u8>, SnapshotError> {
        seal(&self.state())
    }

    /// Takes over what [`snapshot`](Self::snapshot) has written, for the same lineages.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes; what was known is still known then.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), SnapshotError> {
        *self = self.with_state(open(bytes)?)?;
        Ok(())
    }
}

impl<R: Tracked> Tracker<R> {
    /// What is known of processes as bytes.
    ///
    /// # Errors
    ///
    /// None that is known; the encoding may have some.
    pub fn snapshot(&self) -> Result<Vec<u8>, SnapshotError> {
        seal(&TrackerState { fingerprint: self.rule().fingerprint(), processes: self.processes().state() })
    }

    /// Takes over what [`snapshot`](Self::snapshot) has written for the same rule.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes, or that they are of another rule; the tracker is as it was then.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), SnapshotError> {
        let state: TrackerState = open(bytes)?;
        same_rule(self.rule().fingerprint(), state.fingerprint)?;
        *self.processes_mut() = self.processes().with_state(state.processes)?;
        Ok(())
    }
}

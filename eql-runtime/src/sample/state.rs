//! The state of a stream of samples as bytes.

use super::Sample;
use super::stream::{Bucket, Candidate, SampleCounters, SampleStream};
use crate::lineage::ProcessesState;
use crate::sequence::{KeyTuple, same_rule};
use crate::snapshot::{SnapshotError, open, seal};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct State<S> {
    fingerprint: u64,
    #[serde(deserialize_with = "crate::snapshot::count")]
    documents: u64,
    processes: ProcessesState,
    counters: SampleCounters,
    /// The key used least recently first.
    keys: Vec<KeyState<S>>,
}

#[derive(Serialize, Deserialize)]
struct KeyState<S> {
    key: KeyTuple,
    lists: Vec<Vec<Candidate<S>>>,
    given: u64,
    used_at: i64,
    used_by: u64,
}

impl<R: Sample, Id: Clone> SampleStream<R, Id> {
    /// The state as bytes; `id` says what to write for what stands for an event.
    ///
    /// # Errors
    ///
    /// What cannot be written.
    pub fn snapshot_with<S: Serialize>(&self, mut id: impl FnMut(&Id) -> S) -> Result<Vec<u8>, SnapshotError> {
        let mut written = |candidate: &Candidate<Id>| Candidate {
            document: candidate.document,
            at: candidate.at,
            id: id(&candidate.id),
        };
        let keys = self.keys.by_age().map(|(key, bucket)| KeyState {
            key: key.clone(),
            lists: bucket.lists.iter().map(|list| list.iter().map(&mut written).collect()).collect(),
            given: bucket.given as u64,
            used_at: bucket.used_at,
            used_by: bucket.used_by,
        });
        let keys = keys.collect();
        let (documents, counters, processes) = (self.documents, self.counters, self.processes.state());
        seal(&State { fingerprint: self.rule.fingerprint(), documents, processes, counters, keys })
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
        (restored.documents, restored.counters) = (state.documents, state.counters);
        let filters = self.rule.plan().filters.len();
        let mut now = i64::MIN;
        for KeyState { key, lists, given, used_at, used_by } in state.keys {
            if lists.len() != filters {
                return Err(SnapshotError::Invalid("another number of filters than the rule has"));
            }
            let mut read = |Candidate { document, at, id: written }| Some(Candidate { document, at, id: id(written)? });
            let lists: Option<Vec<Vec<Candidate<Id>>>> =
                lists.into_iter().map(|list| list.into_iter().map(&mut read).collect()).collect();
            let lists = lists.ok_or(SnapshotError::Invalid("an event that is not there"))?;
            let given = usize::try_from(given).unwrap_or(usize::MAX);
            now = now.max(used_at);
            restored.keys.read(key, Bucket { lists, given, used_at, used_by })?;
        }
        restored.forget(now);
        *self = restored;
        Ok(())
    }
}

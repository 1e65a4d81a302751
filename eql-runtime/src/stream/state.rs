//! The state of a buffer as bytes.

use super::clock::{Reading, Source};
use super::reorder::{Held, Reorder, ReorderCounters};
use crate::sequence::Ordinal;
use crate::snapshot::{SnapshotError, open, seal};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct State<S> {
    sources: Vec<Source>,
    watermark: i64,
    #[serde(deserialize_with = "crate::snapshot::count")]
    arrivals: u64,
    forced: Option<Ordinal>,
    counters: ReorderCounters,
    held: Vec<HeldState<S>>,
}

#[derive(Serialize, Deserialize)]
struct HeldState<S> {
    ordinal: Ordinal,
    bytes: u64,
    ahead: bool,
    item: S,
}

impl<T> Reorder<T> {
    /// The state as bytes: the events held, the clock of every source, the watermark, the place in the stream.
    /// `item` says what to write for an event.
    ///
    /// # Errors
    ///
    /// What cannot be written.
    pub fn snapshot_with<S: Serialize>(&self, mut item: impl FnMut(&T) -> S) -> Result<Vec<u8>, SnapshotError> {
        let held = self.held.iter().map(|(ordinal, held)| HeldState {
            ordinal: ordinal.clone(),
            bytes: held.bytes as u64,
            ahead: held.reading == Reading::Ahead,
            item: item(&held.item),
        });
        seal(&State {
            sources: self.clocks.sources.clone(),
            watermark: self.clocks.watermark,
            arrivals: self.arrivals,
            forced: self.forced.clone(),
            counters: self.counters,
            held: held.collect(),
        })
    }

    /// Takes over the state that [`snapshot_with`](Self::snapshot_with) has written, its sources too; the options stay
    /// those of this buffer.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes; the buffer is as it was then. `item` may refuse what it is given.
    pub fn restore_with<S: DeserializeOwned>(
        &mut self,
        bytes: &[u8],
        mut item: impl FnMut(S) -> Option<T>,
    ) -> Result<(), SnapshotError> {
        let state: State<S> = open(bytes)?;
        let mut restored = Self::new(self.options);
        for HeldState { ordinal, bytes, ahead, item: written } in state.held {
            let item = item(written).ok_or(SnapshotError::Invalid("an event that is not there"))?;
            let reading = if ahead { Reading::Ahead } else { Reading::Plausible };
            if restored.held.contains_key(&ordinal) {
                return Err(SnapshotError::Invalid("two events at one place"));
            }
            restored.hold(ordinal, Held { item, bytes: usize::try_from(bytes).unwrap_or(usize::MAX), reading });
        }
        restored.clocks.restore(state.sources, state.watermark);
        (restored.arrivals, restored.forced, restored.counters) = (state.arrivals, state.forced, state.counters);
        *self = restored;
        Ok(())
    }
}

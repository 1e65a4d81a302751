//! What is known of processes, for the rules that share it; and how it goes on when other rules share it than before.

use super::rules::LiveRule;
use eql::lineage::Processes;
use serde::{Deserialize, Serialize};
use std::mem;

/// A rule that shares lineages, and where its own are among them: what a snapshot says beside what is known.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Sharing {
    pub(super) identity: String,
    pub(super) fingerprint: u64,
    pub(super) places: Vec<u16>,
}

/// What was known before, on its way to where its rules are now.
#[derive(Debug)]
pub(super) struct Handover {
    known: Processes,
    /// Places before, and now.
    pairs: Vec<(u16, u16)>,
}

impl Handover {
    pub(super) const fn of(known: Processes) -> Self {
        Self { known, pairs: Vec::new() }
    }

    /// Whether there is nothing to hand on.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// A rule that goes on, with its own state already; `before` are the places that its lineages had among those that were
    /// shared, none if it followed them by itself.
    pub(super) fn keep(&mut self, before: &[u16], rule: &mut LiveRule, shared: &mut Processes) {
        let places = rule.shared_lineages().to_vec();
        let own = rule.own_processes();
        match (before, &*places, own) {
            ([], [], _) => {}
            ([], places, Some(own)) => shared.absorb(&mem::take(own), &paired(0.., places)),
            (before, [], Some(own)) => {
                let pairs: Vec<_> = paired(0.., before).into_iter().map(|(here, there)| (there, here)).collect();
                own.absorb(&self.known, &pairs);
            }
            (before, places, _) => self.pairs.extend(paired(before.iter().copied(), places)),
        }
    }

    /// Hands on what rules that shared it still share.
    pub(super) fn end(mut self, shared: &mut Processes) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        shared.absorb(&self.known, &self.pairs);
    }
}

fn paired(firsts: impl IntoIterator<Item = u16>, seconds: &[u16]) -> Vec<(u16, u16)> {
    firsts.into_iter().zip(seconds.iter().copied()).collect()
}

//! What `sequences.md` §2, §5 and §7 say, written down for a finite stream without any thought of speed: for each key
//! and each stage in turn, look at all events; then look at all events again for those that must be missing.

use super::notation::{TraceEvent, TraceRule};
use eql_runtime::sequence::MILLISECOND;
use std::collections::BTreeSet;

/// One match: the numbers of its events, and its key.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The numbers of its events, with a place for each stage.
    pub events: Vec<Option<usize>>,
    /// Its key.
    pub key: Vec<Option<String>>,
}

/// All matches in the order of output. `events` are in the order of their ordinals.
#[must_use]
pub fn matches(rule: &TraceRule, events: &[TraceEvent]) -> Vec<Found> {
    let groups = 0..rule.groups.len();
    let keys: BTreeSet<_> = groups.flat_map(|group| events.iter().flat_map(move |e| tuples(rule, group, e))).collect();
    let mut found = Vec::new();
    for key in keys {
        let machine = OneKey { rule, events, key: &key };
        for chosen in machine.positive_sequences() {
            if machine.absences_hold(&chosen) {
                found.push((chosen[chosen.len() - 1], Found { events: machine.output(&chosen), key: key.clone() }));
            }
        }
    }
    let null_last = |key: &[Option<String>]| key.iter().map(|v| (v.is_none(), v.clone())).collect::<Vec<_>>();
    found.sort_by_key(|(last, found)| (*last, null_last(&found.key)));
    found.into_iter().map(|(_, found)| found).collect()
}

/// The key tuples of an event (§3.2, §3.4).
fn tuples(rule: &TraceRule, group: usize, event: &TraceEvent) -> Vec<Vec<Option<String>>> {
    let mut product = vec![Vec::new()];
    for (column, optional) in &rule.groups[group] {
        let values = event.keys.as_ref().map_or_else(|| vec!["shared".to_owned()], |keys| keys[*column].clone());
        let mut values: Vec<Option<String>> = values.into_iter().map(Some).collect();
        if values.is_empty() && *optional {
            values.push(None);
        }
        let longer =
            |tuple: &Vec<Option<String>>, value: &Option<String>| [tuple, std::slice::from_ref(value)].concat();
        product = product.iter().flat_map(|tuple| values.iter().map(move |value| longer(tuple, value))).collect();
    }
    product
}

struct OneKey<'o> {
    rule: &'o TraceRule,
    events: &'o [TraceEvent],
    key: &'o Vec<Option<String>>,
}

impl OneKey<'_> {
    /// The places of the events that satisfy a predicate and have the key.
    fn hits(&self, predicate: u16, group: u16) -> Vec<usize> {
        let letter = char::from(b'A' + predicate as u8);
        let matches = |event: &TraceEvent| {
            event.letters.contains(letter) && tuples(self.rule, usize::from(group), event).contains(self.key)
        };
        (0..self.events.len()).filter(|&at| matches(&self.events[at])).collect()
    }

    /// §2.1 and §2.3, stage by stage over the whole stream; §4 and §5.1 where an event wants to extend.
    fn positive_sequences(&self) -> Vec<Vec<usize>> {
        let plan = &self.rule.plan;
        let until = plan.until.map_or(Vec::new(), |until| self.hits(until.predicate, until.keys));
        let positive: Vec<_> = plan.stages.iter().filter(|stage| !stage.missing).collect();
        let mut pending: Vec<Vec<usize>> =
            self.hits(positive[0].predicate, positive[0].keys).into_iter().map(|event| vec![event]).collect();
        for stage in &positive[1..] {
            let mut extended = Vec::new();
            for event in self.hits(stage.predicate, stage.keys) {
                let Some(latest) = pending.iter().map(|p| p[p.len() - 1]).filter(|&last| last < event).max() else {
                    continue;
                };
                let taken = pending.iter().find(|p| p[p.len() - 1] == latest).cloned().unwrap_or_default();
                if !stage.fork {
                    pending.retain(|p| p[p.len() - 1] > latest);
                }
                let elapsed = self.nanos(event) - self.nanos(taken[0]);
                let in_time = plan.maxspan.is_none_or(|maxspan| elapsed <= maxspan);
                let ended = until.iter().any(|&marker| match plan.mode.until_first {
                    false => latest <= marker && marker < event,
                    true => latest < marker && marker <= event,
                });
                if in_time && !ended {
                    extended.push([&taken[..], &[event]].concat());
                }
            }
            pending = extended;
        }
        pending
    }

    /// §7.2: look up the events that must be missing, by time in milliseconds.
    fn absences_hold(&self, chosen: &[usize]) -> bool {
        let stages = &self.rule.plan.stages;
        let (mut latest_before, mut earliest_after) = (None, None);
        let (mut leads, mut trails) = (false, false);
        let mut filled = 0;
        for stage in stages {
            if !stage.missing {
                filled += 1;
                continue;
            }
            let times: Vec<i64> =
                self.hits(stage.predicate, stage.keys).into_iter().map(|event| self.millis(event)).collect();
            if filled == 0 {
                leads = true;
                let first = self.millis(chosen[0]);
                latest_before = latest_before.max(times.iter().copied().filter(|&time| time < first).max());
            } else if filled == chosen.len() {
                trails = true;
                let last = self.millis(chosen[filled - 1]);
                let after = times.iter().copied().filter(|&time| time > last).min();
                earliest_after = earliest_after.into_iter().chain(after).min();
            } else {
                let (from, to) = (self.millis(chosen[filled - 1]), self.millis(chosen[filled]));
                if times.iter().any(|&time| from < time && time < to) {
                    return false;
                }
            }
        }
        let longer_than_maxspan =
            |from: i64, to: i64| (to - from) * MILLISECOND > self.rule.plan.maxspan.unwrap_or(i64::MAX);
        let (first, last) = (self.millis(chosen[0]), self.millis(chosen[chosen.len() - 1]));
        match (leads, trails) {
            (false, false) => true,
            (true, false) => latest_before.is_none_or(|before| longer_than_maxspan(before, last)),
            (false, true) => earliest_after.is_none_or(|after| longer_than_maxspan(first, after)),
            (true, true) => match (latest_before, earliest_after) {
                (Some(before), Some(after)) => longer_than_maxspan(before, after),
                _ => true,
            },
        }
    }

    fn output(&self, chosen: &[usize]) -> Vec<Option<usize>> {
        let mut chosen = chosen.iter().map(|&at| self.events[at].number);
        self.rule.plan.stages.iter().map(|stage| if stage.missing { None } else { chosen.next() }).collect()
    }

    fn nanos(&self, event: usize) -> i64 {
        self.events[event].time.as_nanos()
    }

    fn millis(&self, event: usize) -> i64 {
        self.nanos(event).div_euclid(MILLISECOND)
    }
}

//! Results that agree in some values, counted.

use super::HOST;
use super::row::{Record, Row};
use crate::datum::Datum;
use crate::event::Event;
use crate::ops::text::string;
use crate::sequence::KeyValue;
use crate::value::Scalar;
use hashbrown::HashMap;
use std::collections::BTreeSet;

/// Results by their values, in the order in which each combination came first. Text is compared without case, as join
/// keys are.
#[derive(Debug, Default)]
pub(super) struct Groups {
    places: HashMap<Vec<KeyValue>, usize>,
    groups: Vec<Group>,
    total: u64,
}

/// The results of one combination of values.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The values, as the first result has them.
    pub(super) values: Vec<Datum<'static>>,
    /// How many there are.
    pub(super) count: u64,
    /// How many there are of all combinations; known at the end.
    total: u64,
    hosts: BTreeSet<String>,
}

impl Groups {
    /// Counts a result; says whether it is the first of its combination.
    pub(super) fn add<T>(&mut self, values: Vec<Datum<'static>>, row: &Row<T>) -> bool {
        let key: Vec<KeyValue> = values.iter().map(|value| KeyValue::from(value.reborrow()).fold()).collect();
        let place = *self.places.entry(key).or_insert(self.groups.len());
        let is_new = place == self.groups.len();
        if is_new {
            self.groups.push(Group { values, ..Group::default() });
        }
        self.total += 1;
        if let Some(group) = self.groups.get_mut(place) {
            group.count += 1;
            group.hosts.extend(host(row));
        }
        is_new
    }

    /// The combinations, in the order in which they came first.
    pub(super) fn finish(self) -> Vec<Group> {
        let total = self.total;
        self.groups.into_iter().map(|group| Group { total, ..group }).collect()
    }

    /// `count` without values: one record of all results, also where there are none.
    pub(super) fn totals(self) -> Record {
        let all = self.groups.into_iter().next().unwrap_or_default();
        let mut record = vec![("key", Datum::Plain(Scalar::Str("totals".into()))), ("count", count(all.count))];
        record.extend(all.hosts());
        record
    }
}

impl Group {
    /// `unique_count`: what the first result of the combination gets.
    pub(super) fn tally(&self) -> Record {
        let percent = Datum::Plain(Scalar::Float(self.count as f64 / self.total.max(1) as f64));
        let mut record = vec![("count", count(self.count)), ("percent", percent)];
        record.extend(self.hosts());
        record
    }

    /// `count`: the record of the combination.
    pub(super) fn record(mut self) -> Record {
        let tally = self.tally();
        let key = match self.values.len() {
            1 => self.values.pop().unwrap_or(Datum::NULL),
            _ => Datum::List(self.values),
        };
        std::iter::once(("key", key)).chain(tally).collect()
    }

    /// Where the results were seen, if events say so.
    fn hosts(&self) -> Record {
        if self.hosts.is_empty() {
            return Record::new();
        }
        let hosts = self.hosts.iter().map(|host| Datum::Plain(Scalar::Str(host.clone().into()))).collect();
        vec![("total_hosts", count(self.hosts.len() as u64)), ("hosts", Datum::List(hosts))]
    }
}

fn count(count: u64) -> Datum<'static> {
    Datum::Plain(i64::try_from(count).map_or(Scalar::UInt(count), Scalar::Int))
}

/// The host of a result: that of its first event.
fn host<T>(row: &Row<T>) -> Option<String> {
    match string(row.facts.event(0).datum(&HOST).plain()) {
        Scalar::Str(host) => Some(host.into_owned()),
        _ => None,
    }
}

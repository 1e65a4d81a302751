//! Which of the fields that rules need are in the events at all. A rule whose field never comes can't match, and its silence
//! means nothing: that is said.

use crate::console::Console;
use crate::report::RuleLabel;
use eql::{Event, FieldBuf};
use std::collections::BTreeSet;

/// Of longer inputs, so many events are looked at.
const WATCHED: u64 = 100_000;
/// So many fields are named, and so many rules of each.
const SHOWN: usize = 5;

/// The fields that have not come yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    missing: Vec<(String, FieldBuf)>,
    /// How many of the first events there were.
    events: u64,
}

impl Watch {
    pub(super) fn for_fields<'f>(fields: impl Iterator<Item = &'f String>) -> Self {
        let fields: BTreeSet<&String> = fields.collect();
        let missing = fields.into_iter().map(|path| (path.clone(), FieldBuf::new(path))).collect();
        Self { missing, events: 0 }
    }

    /// Looks at the event with this number.
    pub(super) fn see(&mut self, event: &impl Event, number: u64) {
        if number < WATCHED {
            self.events = self.events.max(number + 1);
            self.missing.retain(|(_, field)| event.get(&field.as_field(), |_| ()).is_none());
        }
    }

    /// Adds what another one has seen.
    pub(super) fn join(&mut self, other: Self) {
        self.events = self.events.max(other.events);
        self.missing.retain(|(path, _)| other.missing.iter().any(|(missing, _)| missing == path));
    }

    /// Warns of rules that could not match.
    pub(super) fn report(&self, rules: &[RuleLabel], console: &Console) {
        if self.events == 0 {
            return;
        }
        let names_of = |path: &String| {
            let needing = rules.iter().filter(|rule| rule.needs.contains(path));
            needing.map(|rule| rule.name.as_deref().unwrap_or(&rule.id)).collect::<Vec<&str>>()
        };
        let mut fields: Vec<(&String, Vec<&str>)> = self
            .missing
            .iter()
            .map(|(path, _)| (path, names_of(path)))
            .filter(|(_, names)| !names.is_empty())
            .collect();
        fields.sort_by(|(a, a_names), (b, b_names)| b_names.len().cmp(&a_names.len()).then(a.cmp(b)));
        let beginning =
            if self.events == WATCHED { format!("of the first {WATCHED} events, none") } else { "no event".to_owned() };
        for (path, names) in fields.iter().take(SHOWN) {
            let shown = names.get(..names.len().min(SHOWN)).unwrap_or_default().join(", ");
            let more = if names.len() > SHOWN { ", …" } else { "" };
            let count = if names.len() == 1 { "a rule".to_owned() } else { format!("{} rules", names.len()) };
            console.warning(&format!("{beginning} has `{path}`, without which {count} can't match: {shown}{more}"));
        }
        if fields.iter().any(|(path, _)| *path == "event.category") {
            console.help("events that are not in the Elastic Common Schema are read with --field-map");
        }
        if fields.len() > SHOWN {
            console.warning(&format!("{} more fields that rules need are in no event", fields.len() - SHOWN));
        }
    }
}

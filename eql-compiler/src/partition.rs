//! By what a stream can be split without losing matches of a rule (`sequences.md` §11.8).
//!
//! All events of one match have one join key, so that events which share no key never meet: the key, or one of its
//! columns, says where an event belongs. What no key holds together cannot be split.

use crate::ir::{FieldRef, Key, KeyField, KeyGroup, Query, Rule, Sequence};
use std::collections::BTreeSet;

/// By what a stream can be split for one rule.
///
/// ```
/// use eql_compiler::partition::{ByHost, Partitioning, partitioning};
/// use eql_compiler::{CompileOptions, compile};
///
/// let text = "sequence by host.id [process where true] by process.pid [network where true] by process.parent.pid";
/// let (rule, _) = compile(text, &CompileOptions::default()).unwrap();
/// let Partitioning::ByKey(columns) = partitioning(&rule) else { panic!() };
/// assert_eq!(columns[0].field(), Some("host.id"));
/// assert_eq!(columns[1].field(), None, "the second column is not the same field in all stages");
/// assert_eq!(partitioning(&rule).by_host(), ByHost::Sound);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Partitioning {
    /// By anything: every event decides alone.
    Any,
    /// By the join key, or by those of its columns that are one field in all stages.
    ByKey(Vec<Column>),
    /// Not at all: any two events can be part of one match.
    Never,
}

/// One column of the join key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What the stages read for it, each once: the dotted path of a field, several with ` | ` between them where the first
    /// that has a value counts, or `computed`.
    pub sources: Vec<String>,
}

/// Whether a stream of several hosts can be split by host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByHost {
    /// All events of a match come from one host.
    Sound,
    /// They do if the identifier that joins them is not used on two hosts.
    IfUnique,
    /// Events of several hosts can be part of one match.
    Unsound,
}

/// Fields that identify the host an event comes from.
const HOST_FIELDS: [&str; 6] =
    ["host.id", "host.name", "host.hostname", "agent.id", "agent.name", "winlog.computer_name"];
/// How fields end that identify something on all hosts.
const UNIQUE_SUFFIX: &str = "entity_id";

impl Column {
    /// The field by which alone a stream can be split: the only thing that stages read for the column.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self.sources.as_slice() {
            [only] if only != COMPUTED => Some(only),
            _ => None,
        }
    }
}

const COMPUTED: &str = "computed";

impl Partitioning {
    /// The fields by each of which alone a stream can be split.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let columns = match self {
            Self::ByKey(columns) => columns.as_slice(),
            Self::Any | Self::Never => &[],
        };
        columns.iter().filter_map(Column::field)
    }

    /// Whether a stream of several hosts can be split by host.
    #[must_use]
    pub fn by_host(&self) -> ByHost {
        let Self::ByKey(columns) = self else {
            return if *self == Self::Any { ByHost::Sound } else { ByHost::Unsound };
        };
        let first_choice = |field: &str| field.split(" | ").next().unwrap_or_default().to_owned();
        if self.fields().any(|field| HOST_FIELDS.contains(&first_choice(field).as_str())) {
            return ByHost::Sound;
        }
        let unique = |column: &Column| column.sources.iter().all(|source| source.ends_with(UNIQUE_SUFFIX));
        if columns.iter().any(unique) { ByHost::IfUnique } else { ByHost::Unsound }
    }
}

/// By what a stream can be split for `rule`.
///
/// Values decide as the rule compares them: numbers by value, addresses as addresses, text in the Endgame dialect without
/// regard to case. An event with several values of a field belongs wherever one of them does.
#[must_use]
pub fn partitioning(rule: &Rule) -> Partitioning {
    let host = rule.lineages.as_ref().and_then(|lineages| lineages.own.first()).map(|host| source(rule, host));
    let groups = match &rule.query {
        Query::Event(_) => {
            return host.map_or(Partitioning::Any, |host| Partitioning::ByKey(vec![Column { sources: vec![host] }]));
        }
        Query::Sequence(Sequence { key_groups, .. }) => key_groups,
        Query::Sample(sample) => &sample.key_groups,
        Query::Join(join) => &join.key_groups,
    };
    let width = groups.iter().map(KeyGroup::len).min().unwrap_or(0);
    if width == 0 {
        return Partitioning::Never;
    }
    let column = |at: usize| {
        let sources: BTreeSet<String> =
            groups.iter().filter_map(|group| group.get(at)).map(|key| source(rule, key)).collect();
        Column { sources: sources.into_iter().collect() }
    };
    let mut columns: Vec<Column> = (0..width).map(column).collect();
    // A process and its ancestors share a host, and no key.
    columns.retain(|column| host.as_ref().is_none_or(|host| column.sources == [host.as_str()]));
    if columns.is_empty() { Partitioning::Never } else { Partitioning::ByKey(columns) }
}

fn source(rule: &Rule, key: &Key) -> String {
    let path = |field: &FieldRef| rule.fields.path(field.field).to_owned();
    match &key.value {
        KeyField::Field(field) => path(field),
        KeyField::FirstOf(fields) => fields.iter().map(path).collect::<Vec<_>>().join(" | "),
        KeyField::Computed(_) | KeyField::Formula(_) => COMPUTED.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CompileOptions, Dialect, compile};

    /// Dialect, rule, columns, by host.
    const ROWS: &[(Dialect, &str, &str, ByHost)] = &[
        (Dialect::Elasticsearch, "process where true", "any", ByHost::Sound),
        (Dialect::Elasticsearch, "sequence [any where a == 1] [any where a == 2]", "never", ByHost::Unsound),
        (
            Dialect::Elasticsearch,
            "sequence by user.name [any where a == 1] [any where a == 2]",
            "user.name",
            ByHost::Unsound,
        ),
        (
            Dialect::Elasticsearch,
            "sequence by host.id, user.name [any where a == 1] [any where a == 2] until [any where a == 3]",
            "host.id, user.name",
            ByHost::Sound,
        ),
        (
            Dialect::Elasticsearch,
            "sequence [any where a == 1] by process.entity_id [any where a == 2] by process.parent.entity_id",
            "process.entity_id/process.parent.entity_id",
            ByHost::IfUnique,
        ),
        (
            Dialect::Elasticsearch,
            "sequence by user.name with maxspan=1m [any where a == 1] by host.id ![any where a == 2] by host.name",
            "user.name, host.id/host.name",
            ByHost::Unsound,
        ),
        (Dialect::Elasticsearch, "sample by ?host.id [any where a == 1] [any where a == 2]", "host.id", ByHost::Sound),
        (
            Dialect::Endpoint,
            "sequence by process.entity_id with maxspan=1m [process where true] [network where true]",
            "host.id | agent.id, process.entity_id",
            ByHost::Sound,
        ),
        (
            Dialect::Endpoint,
            "sequence by process.entity_id [process where descendant of [file where true]] [network where true]",
            "host.id | agent.id",
            ByHost::Sound,
        ),
        (Dialect::Endpoint, "process where child of [file where true]", "host.id | agent.id", ByHost::Sound),
    ];

    #[test]
    fn rows() {
        for (dialect, text, expected, by_host) in ROWS {
            let options = CompileOptions { dialect: *dialect, ..CompileOptions::default() };
            let (rule, _) = compile(text, &options).unwrap_or_else(|found| panic!("{text}: {found}"));
            let found = partitioning(&rule);
            let shown = match &found {
                Partitioning::Any => "any".to_owned(),
                Partitioning::Never => "never".to_owned(),
                Partitioning::ByKey(columns) => {
                    columns.iter().map(|column| column.sources.join("/")).collect::<Vec<_>>().join(", ")
                }
            };
            assert_eq!((shown.as_str(), found.by_host()), (*expected, *by_host), "{text}");
        }
    }
}

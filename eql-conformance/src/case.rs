//! Cases and their outcomes.

use crate::index::Index;
use std::sync::Arc;

/// A query, the documents it runs on and what it must find.
#[derive(Clone, Debug)]
pub struct Case {
    /// A name that is unique among all cases: `suite/name`.
    pub name: String,
    /// The text of the rule.
    pub query: String,
    /// The name of the dialect it is written in.
    pub dialect: String,
    /// The documents.
    pub index: Arc<Index>,
    /// What it must find.
    pub expected: Expected,
    /// The most hits that the request asks for.
    pub size: u64,
    /// The most samples of one key.
    pub max_samples_per_key: usize,
}

/// What a case must find.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// The query does not compile.
    Refused,
    /// Hits.
    Hits {
        /// The acceptable outcomes: the ids of the events of all hits in a row; [`ABSENT`] stands for an absent event.
        ids: Vec<Vec<i64>>,
        /// The join keys of all hits in a row, as text; `None` where they are not checked.
        join_keys: Option<Vec<String>>,
        /// What pipes have made of all hits in a row, as JSON; `None` where it is not checked.
        records: Option<Vec<String>>,
    },
}

/// Stands for an event that must not exist, among the ids of a hit.
pub const ABSENT: i64 = -1;

/// What an engine found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The ids of the events of all hits in a row.
    pub ids: Vec<i64>,
    /// The join keys of all hits in a row, as text.
    pub join_keys: Vec<String>,
    /// What pipes have made of each hit, as JSON; none of a hit of which they have made nothing.
    pub records: Vec<String>,
}

impl Expected {
    /// Exactly these hits, whose join keys do not matter.
    #[must_use]
    pub fn ids(ids: Vec<i64>) -> Self {
        Self::Hits { ids: vec![ids], join_keys: None, records: None }
    }

    /// Whether an outcome is acceptable.
    #[must_use]
    pub fn accepts(&self, outcome: &Outcome) -> bool {
        match self {
            Self::Refused => false,
            Self::Hits { ids, join_keys, records } => {
                ids.contains(&outcome.ids)
                    && join_keys.as_ref().is_none_or(|keys| *keys == outcome.join_keys)
                    && records.as_ref().is_none_or(|records| *records == outcome.records)
            }
        }
    }
}

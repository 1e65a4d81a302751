//! One case file, every engine.
//!
//! A [`Case`] is a query, the documents it runs on and what it must find. Cases come from the specification
//! (`tests/spec/*.toml` of the workspace) and from Elasticsearch's own suites, which are read in place: see [`shared`].
//! An [`Engine`] runs them; [`check`] compares, and keeps the list of cases that cannot agree honest.

#![expect(clippy::disallowed_methods, reason = "reading case files is what this crate is for")]

pub mod case;
pub mod elasticsearch;
pub mod engine;
pub mod exceptions;
pub mod fold;
pub mod index;
pub mod options;
pub mod random;
pub mod record;
pub mod report;
pub mod sequences;
pub mod series;
pub mod shared;
pub mod spec;
pub mod trace;

pub use case::{Case, Expected, Outcome};
pub use engine::{Engine, Failure};
pub use index::Index;
pub use options::with_options;
pub use random::Random;
pub use record::record_text;
pub use report::{Exception, check};

/// Every case there is; those of the shared data only where it is.
#[must_use]
pub fn all_cases() -> Vec<Case> {
    let mut cases = spec::cases(&shared::spec_cases());
    if let Some(folder) = shared::elasticsearch_suites() {
        cases.extend(elasticsearch::SUITES.iter().flat_map(|suite| suite.cases(&folder)));
        cases.extend(series::cases(&folder));
        cases.extend(fold::cases(&folder));
    }
    cases
}

#[cfg(test)]
mod tests {
    use super::*;

    /// README of the suites, §1 and §8; `sequences.md` §2.2; our own files.
    #[test]
    fn every_case_is_read() {
        assert!(spec::cases(&shared::spec_cases()).len() > 200);
        let Some(folder) = shared::elasticsearch_suites() else {
            return;
        };
        let counts: Vec<(&str, usize)> =
            elasticsearch::SUITES.iter().map(|suite| (suite.file, suite.cases(&folder).len())).collect();
        let expected = [
            ("test_queries", 133),
            ("additional_test_queries", 68),
            ("test_queries_date", 4),
            ("test_queries_date_nanos", 3),
            ("test_extra", 40),
            ("test_missing_events", 26),
            ("test_sample", 25),
            ("test_sample_multi", 9),
        ];
        assert_eq!(counts, expected);
        assert_eq!(series::cases(&folder).len(), 25);
        // Elasticsearch runs 152. To these come 10 of the case-sensitive group, whose text it leaves out by accident, and
        // what it does not load: 48 from loops, 4 of which are the same, 2 beside `fold`, 6 that must be refused.
        assert_eq!(fold::cases(&folder).len(), 152 + 10 + 44 + 2 + 6);
    }
}

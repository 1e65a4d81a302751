//! What commands report.

mod diagnostics;
mod matches;
mod pretty;
mod sarif;
mod tally;

pub(crate) use diagnostics::{Finding, FindingRecord, render};
pub(crate) use matches::{MatchRecord, RuleLabel, json_of_key};
pub(crate) use pretty::pretty_match;
pub(crate) use sarif::sarif;
pub(crate) use tally::Tally;

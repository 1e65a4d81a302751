//! The same queries on the interpreter.

use crate::reference::Outcome;
use eql::dynamic::{CompileOptions, Dialect, Rule, Search, SearchOptions, Severity};
use serde_json::Value;

/// What became of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// As the reference says it.
    Settled(Outcome),
    /// Legal, and not compiled yet.
    Unsupported(String),
}

/// How the reference reads its events.
fn options() -> CompileOptions {
    let mut options = CompileOptions::default();
    options.dialect = Dialect::Endgame;
    options.event_category_field = "event_type".to_owned();
    options
}

/// Runs a query over events that are in order.
pub(crate) fn run(query: &str, events: &[Value]) -> Verdict {
    match Rule::compile(query, &options()) {
        Ok(rule) => {
            let mut search = Search::new(&rule, SearchOptions::default());
            events.iter().enumerate().for_each(|(position, event)| search.push(event, position));
            let found = search.finish().into_iter().map(|found| found.events.iter().flatten().copied().collect());
            Verdict::Settled(Outcome::Found(found.collect()))
        }
        Err(findings) if findings.as_slice().iter().all(|finding| finding.severity != Severity::Error) => {
            Verdict::Unsupported(findings.to_string())
        }
        Err(findings) => Verdict::Settled(Outcome::Refused(findings.to_string())),
    }
}

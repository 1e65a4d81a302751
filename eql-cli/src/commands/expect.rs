//! `--expect FILE`: how often each rule may match, for backtests.

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::report::RuleLabel;
use crate::rules::is_named;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The bounds of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expectations {
    #[serde(default)]
    expect: Vec<Expectation>,
}

/// The bounds of one rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    /// Its id or name.
    rule: String,
    min: Option<u64>,
    max: Option<u64>,
}

impl Expectations {
    pub(super) fn read(path: &Path, rules: &[RuleLabel]) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| Failure::reading(path, &error))?;
        let expectations: Self = toml::from_str(&text)
            .map_err(|error| Failure::usage(format!("{}: {}", path.display(), error.to_string().trim_end())))?;
        let unknown =
            expectations.expect.iter().find(|expected| !rules.iter().any(|rule| is_named(rule, &expected.rule)));
        match unknown {
            Some(Expectation { rule, .. }) => {
                let failure =
                    Failure::usage(format!("{}: no rule that runs has the id or name `{rule}`", path.display()));
                Err(failure.with_help("load it with -r, or take it out of the file"))
            }
            None => Ok(expectations),
        }
    }

    /// Lists the rules that did not keep to their bounds.
    pub(super) fn report(
        &self,
        rules: &[RuleLabel],
        found: &BTreeMap<(&str, &str), u64>,
        console: &Console,
    ) -> Outcome {
        let mut misses = Vec::new();
        for Expectation { rule, min, max } in &self.expect {
            let named = rules.iter().filter(|label| is_named(label, rule));
            let count: u64 = named.filter_map(|label| found.get(&(label.path.as_str(), label.id.as_str()))).sum();
            if min.is_some_and(|min| count < min) || max.is_some_and(|max| count > max) {
                misses.push((rule, count, bounds(*min, *max)));
            }
        }
        if misses.is_empty() {
            console.counts(&format!("{} expectations met", self.expect.len()));
            return Outcome::Clean;
        }
        let width = misses.iter().map(|(rule, ..)| rule.chars().count()).max().unwrap_or_default().max("rule".len());
        console.line(&format!("{} of {} expectations missed:", misses.len(), self.expect.len()));
        console.line(&format!("  {:width$}  {:>8}  expected", "rule", "matches"));
        for (rule, count, bounds) in misses {
            console.line(&format!("  {rule:width$}  {count:>8}  {bounds}"));
        }
        Outcome::Findings
    }
}

fn bounds(min: Option<u64>, max: Option<u64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) if min == max => format!("exactly {min}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "anything".to_owned(),
    }
}

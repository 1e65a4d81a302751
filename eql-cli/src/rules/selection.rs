//! Which of the loaded rules are to run.

use crate::arguments::Severity;
use crate::engine::Plan;
use crate::failure::Failure;
use crate::report::RuleLabel;
use clap::ValueEnum;
use eql_compiler::suggest::did_you_mean;

/// What the command line says about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection<'a> {
    /// Ids or names; none for all.
    pub(crate) only: &'a [String],
    /// The least severity. A rule that names none has none.
    pub(crate) min_severity: Option<Severity>,
}

impl Selection<'_> {
    /// Those of the rules that are selected. A name that no rule has is an error: the user expects it to run.
    pub(crate) fn of<'r>(&self, mut rules: Vec<(RuleLabel, Plan<'r>)>) -> Result<Vec<(RuleLabel, Plan<'r>)>, Failure> {
        for wanted in self.only {
            if !rules.iter().any(|(label, _)| is_named(label, wanted)) {
                let names = rules.iter().flat_map(|(label, _)| [Some(label.id.as_str()), label.name.as_deref()]);
                let failure = Failure::usage(format!("no rule has the id or name `{wanted}`"));
                return Err(match did_you_mean(wanted, names.flatten()) {
                    Some(question) => failure.with_help(question),
                    None => failure.with_help("`eqlc check -q PATH` lists the rules with their ids"),
                });
            }
        }
        rules.retain(|(label, _)| {
            let named = self.only.is_empty() || self.only.iter().any(|wanted| is_named(label, wanted));
            named && self.min_severity.is_none_or(|least| severity(label).is_some_and(|severity| severity >= least))
        });
        Ok(rules)
    }
}

/// Whether a word on the command line or in a file means this rule.
pub(crate) fn is_named(label: &RuleLabel, wanted: &str) -> bool {
    label.id == wanted || label.name.as_deref() == Some(wanted)
}

fn severity(label: &RuleLabel) -> Option<Severity> {
    label.severity.as_deref().and_then(|severity| Severity::from_str(severity, true).ok())
}

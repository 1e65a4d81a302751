//! tau-engine: a rule at a time over `serde_json::Value`, with all of its optimisations.

use crate::translate::{Condition, tau};
use serde_json::Value;
use tau_engine::{Optimisations, Rule};

/// A rule that it has loaded.
pub struct TauRule(Rule);

impl TauRule {
    /// Carries a condition over; the error says what it has no word for.
    pub fn load(condition: &Condition) -> Result<Self, String> {
        let rule = Rule::from_str(&tau::rule(condition)?).map_err(|error| format!("refused: {error}"))?;
        Ok(Self(rule.optimise(Optimisations::default())))
    }

    /// Its verdict.
    pub fn matches(&self, event: &Value) -> bool {
        self.0.matches(event)
    }
}

//! rsigma-eval: one rule by `evaluate_rule`, many by its indexed engine, over `serde_json::Value`.

use crate::translate::{Condition, sigma};
use rsigma_eval::{CompiledRule, Engine, JsonEvent, compile_rule, evaluate_rule};
use rsigma_parser::parse_sigma_yaml;
use serde_json::Value;

/// A rule that it has compiled.
pub struct SigmaRule(CompiledRule);

impl SigmaRule {
    /// Carries a condition over; `id` is what matches are called.
    pub fn load(id: &str, condition: &Condition) -> Result<Self, String> {
        let collection = parse_sigma_yaml(&sigma::rule(id, condition)).map_err(|error| format!("refused: {error}"))?;
        let rule = collection.rules.first().ok_or_else(|| format!("refused: {:?}", collection.errors))?;
        compile_rule(rule).map(Self).map_err(|error| format!("refused: {error}"))
    }

    /// Its verdict.
    pub fn matches(&self, event: &Value) -> bool {
        evaluate_rule(&self.0, &JsonEvent::borrow(event)).is_some()
    }
}

/// Many rules with its index over them.
pub struct SigmaPack(Engine);

impl SigmaPack {
    /// An engine of these rules.
    pub fn new(rules: impl IntoIterator<Item = SigmaRule>) -> Self {
        let mut engine = Engine::new();
        engine.extend_compiled_rules(rules.into_iter().map(|rule| rule.0));
        Self(engine)
    }

    /// How many rules match.
    pub fn matches(&self, event: &Value) -> usize {
        self.0.evaluate(&JsonEvent::borrow(event)).len()
    }
}

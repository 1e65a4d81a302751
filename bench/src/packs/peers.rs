//! Event rules in the hands of other engines: what each can be given, what it says, and whether that is right.

use crate::corpus::SharedRule;
use crate::peers::rsigma::{SigmaPack, SigmaRule};
use crate::peers::tau::TauRule;
use crate::translate::{self, Condition, Unsupported};
use eql::dynamic::{Kind, Rule};
use serde_json::Value;
use std::collections::BTreeMap;

/// The rules that an engine takes.
pub struct Taken<R> {
    /// The rules, with their numbers.
    pub rules: Vec<(usize, R)>,
    /// Why the others are not among them, and which they are.
    pub left_out: BTreeMap<Unsupported, Vec<String>>,
}

/// Shared rules, translated and compiled.
pub struct Translated<'r> {
    all: &'r [SharedRule],
    /// For each rule its condition, or why there is none.
    conditions: Vec<Result<Condition, Unsupported>>,
    /// The rules for the interpreter.
    interpreted: Vec<Option<Rule>>,
}

impl<'r> Translated<'r> {
    /// All that can be.
    pub fn new(all: &'r [SharedRule]) -> Self {
        let conditions = all.iter().map(|rule| translate::event_rule(&rule.query, rule.dialect)).collect();
        Self { all, conditions, interpreted: all.iter().map(SharedRule::compile).collect() }
    }

    /// The rules that tau-engine takes and answers rightly on these events.
    pub fn tau(&self, chosen: &[usize], events: &[Value]) -> Taken<TauRule> {
        let verdict = |rule: &TauRule, event: &Value| rule.matches(event);
        self.take(chosen, events, |_, condition| TauRule::load(condition), verdict)
    }

    /// The same for rsigma-eval.
    pub fn rsigma(&self, chosen: &[usize], events: &[Value]) -> Taken<SigmaRule> {
        let verdict = |rule: &SigmaRule, event: &Value| rule.matches(event);
        self.take(chosen, events, |at, condition| SigmaRule::load(&at.to_string(), condition), verdict)
    }

    fn take<R>(
        &self,
        chosen: &[usize],
        events: &[Value],
        load: impl Fn(usize, &Condition) -> Result<R, Unsupported>,
        verdict: impl Fn(&R, &Value) -> bool,
    ) -> Taken<R> {
        let mut taken = Taken { rules: Vec::new(), left_out: BTreeMap::new() };
        for &at in chosen {
            let loaded = match (&self.conditions[at], &self.interpreted[at]) {
                (Err(reason), _) => Err(reason.clone()),
                (Ok(_), None) => Err("it does not compile".to_owned()),
                (Ok(_), Some(rule)) if rule.kind() != Kind::Event => Err("more than one event".to_owned()),
                (Ok(condition), Some(rule)) => load(at, condition).and_then(|loaded| {
                    let agrees = events.iter().all(|event| verdict(&loaded, event) == rule.matches(event));
                    if agrees { Ok(loaded) } else { Err("another verdict on some event".to_owned()) }
                }),
            };
            match loaded {
                Ok(rule) => taken.rules.push((at, rule)),
                Err(reason) => taken.left_out.entry(reason).or_default().push(self.all[at].name()),
            }
        }
        taken
    }
}

impl<R> Taken<R> {
    /// The reasons with how many rules there are for each, the most frequent first.
    pub fn reasons(&self) -> String {
        let mut reasons: Vec<(usize, &str)> =
            self.left_out.iter().map(|(reason, rules)| (rules.len(), reason.as_str())).collect();
        reasons.sort_by_key(|&(count, _)| std::cmp::Reverse(count));
        reasons.iter().map(|(count, reason)| format!("{reason} {count}")).collect::<Vec<_>>().join(", ")
    }

    /// The rules that give another verdict than ours.
    pub fn disagreeing(&self) -> &[String] {
        self.left_out.get("another verdict on some event").map_or(&[], Vec::as_slice)
    }
}

/// rsigma's indexed engine over these rules, if it says of every event what the rules say alone.
pub fn indexed(taken: Taken<SigmaRule>, events: &[Value]) -> Result<SigmaPack, String> {
    let expected: Vec<usize> =
        events.iter().map(|event| taken.rules.iter().filter(|(_, rule)| rule.matches(event)).count()).collect();
    let pack = SigmaPack::new(taken.rules.into_iter().map(|(_, rule)| rule));
    match events.iter().zip(&expected).position(|(event, expected)| pack.matches(event) != *expected) {
        Some(at) => Err(format!("rsigma's engine and its rules differ on event {at}")),
        None => Ok(pack),
    }
}

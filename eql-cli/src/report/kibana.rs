//! Matches as the alert documents of Kibana's detection engine: one alert for a match of one event; for a sequence a
//! building block an event, and a shell alert that refers to them and holds what they have in common.

use super::facts::time;
use super::matches::{MatchRecord, RuleLabel};
use eql_compiler::rule_file::{AttackEntry, Threat};
use serde_json::{Map, Value, json};

/// The documents of a match, building blocks first.
pub(crate) fn kibana_alerts(record: &MatchRecord<'_>) -> Vec<String> {
    let group = record.id();
    let events: Vec<Value> =
        record.events.iter().flatten().filter_map(|text| serde_json::from_str(text).ok()).collect();
    let is_sequence = record.events.len() > 1;
    let mut alerts: Vec<Map<String, Value>> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let id = if is_sequence { format!("{group}-{at}") } else { group.clone() };
        let mut alert = alert_of_event(record, event, &id);
        if is_sequence {
            alert.insert("kibana.alert.building_block_type".into(), "default".into());
            alert.insert("kibana.alert.group.id".into(), group.as_str().into());
            alert.insert("kibana.alert.group.index".into(), at.into());
        }
        alerts.push(alert);
    }
    if is_sequence {
        alerts.push(shell(record, &events, &alerts, &group));
    }
    alerts.into_iter().map(|alert| Value::Object(alert).to_string()).collect()
}

/// The alert that stands for a whole sequence.
fn shell(record: &MatchRecord<'_>, events: &[Value], blocks: &[Map<String, Value>], group: &str) -> Map<String, Value> {
    let shared = events.iter().cloned().reduce(|a, b| common(&a, &b)).unwrap_or_default();
    let mut alert = shared.as_object().cloned().unwrap_or_default();
    describe(&mut alert, record, group);
    let rule = record.rule.map_or("", |rule| rule.id.as_str());
    let block = |block: &Map<String, Value>| json!({"id": block.get("kibana.alert.uuid"), "type": "signal", "index": "", "depth": 1, "rule": rule});
    let origins = blocks.iter().filter_map(|block| block.get("kibana.alert.ancestors")?.as_array()).flatten();
    let ancestors: Vec<Value> = blocks.iter().map(block).chain(origins.cloned()).collect();
    alert.insert("kibana.alert.ancestors".into(), ancestors.into());
    alert.insert("kibana.alert.depth".into(), 2.into());
    alert.insert("kibana.alert.group.id".into(), group.into());
    alert
}

fn alert_of_event(record: &MatchRecord<'_>, event: &Value, id: &str) -> Map<String, Value> {
    let mut alert = event.as_object().cloned().unwrap_or_default();
    // What the alert overwrites is kept beside it, as Kibana does.
    if let Some(Value::Object(original)) = event.get("event") {
        for (key, value) in original {
            alert.insert(format!("kibana.alert.original_event.{key}"), value.clone());
        }
    }
    let field = record.rule.and_then(|rule| rule.metadata.timestamp_field.as_deref()).unwrap_or("@timestamp");
    if let Some(time) = time(event, field) {
        alert.insert("kibana.alert.original_time".into(), time.to_string().into());
    }
    describe(&mut alert, record, id);
    let origin = event.get("_id").cloned().unwrap_or_else(|| "".into());
    let index = event.get("_index").cloned().unwrap_or_else(|| "".into());
    let ancestor = json!({"id": origin, "type": "event", "index": index, "depth": 0});
    alert.insert("kibana.alert.ancestors".into(), Value::Array(vec![ancestor]));
    alert.insert("kibana.alert.depth".into(), 1.into());
    alert
}

/// What every alert says of itself and of its rule.
fn describe(alert: &mut Map<String, Value>, record: &MatchRecord<'_>, id: &str) {
    let mut event = alert.get("event").and_then(Value::as_object).cloned().unwrap_or_default();
    event.insert("kind".into(), "signal".into());
    alert.insert("event".into(), Value::Object(event));
    // There is no scheduler that could have run later than the event.
    if let Some(last) = record.last {
        alert.insert("@timestamp".into(), last.to_string().into());
    }
    let mut set = |key: &str, value: Value| {
        if !value.is_null() {
            alert.insert(format!("kibana.alert.{key}"), value);
        }
    };
    set("uuid", id.into());
    set("status", "active".into());
    set("workflow_status", "open".into());
    set("start", record.first.map(|time| time.to_string()).into());
    let Some(rule) = record.rule else { return };
    let name = rule.name.as_deref().unwrap_or(&rule.id);
    set("severity", rule.severity.as_deref().into());
    set("risk_score", rule.risk_score.into());
    set("reason", reason(record, rule, name).into());
    set("rule.name", name.into());
    set("rule.rule_id", rule.id.as_str().into());
    set("rule.uuid", rule.id.as_str().into());
    set("rule.category", "Event Correlation Rule".into());
    set("rule.rule_type_id", "siem.eqlRule".into());
    set("rule.type", "eql".into());
    set("rule.producer", "siem".into());
    set("rule.consumer", "siem".into());
    set("rule.description", rule.metadata.description.as_deref().into());
    set("rule.severity", rule.severity.as_deref().into());
    set("rule.risk_score", rule.risk_score.into());
    set("rule.from", rule.metadata.from.as_deref().into());
    set("rule.interval", rule.metadata.interval.as_deref().into());
    set("rule.tags", rule.metadata.tags.clone().into());
    set("rule.threat", rule.metadata.threat.iter().map(threat).collect());
    let parameters = json!({
        "type": "eql", "language": "eql", "query": rule.query, "rule_id": rule.id, "index": rule.metadata.index,
        "severity": rule.severity, "risk_score": rule.risk_score,
    });
    set("rule.parameters", parameters);
}

fn reason(record: &MatchRecord<'_>, rule: &RuleLabel, name: &str) -> String {
    let severity = rule.severity.as_deref().unwrap_or("unrated");
    match record.events.len() {
        1 => format!("event created {severity} alert {name}."),
        count => format!("sequence of {count} events created {severity} alert {name}."),
    }
}

fn threat(threat: &Threat) -> Value {
    let techniques: Vec<Value> = threat
        .techniques
        .iter()
        .map(|technique| {
            let mut entry = attack(&technique.entry);
            let subtechniques: Vec<Value> = technique.subtechniques.iter().map(attack).collect();
            if let Value::Object(entry) = &mut entry {
                entry.insert("subtechnique".into(), subtechniques.into());
            }
            entry
        })
        .collect();
    json!({
        "framework": threat.framework.as_deref().unwrap_or("MITRE ATT&CK"),
        "tactic": threat.tactic.as_ref().map(attack),
        "technique": techniques,
    })
}

fn attack(entry: &AttackEntry) -> Value {
    json!({"id": entry.id, "name": entry.name})
}

/// What two documents have in common: the same values in the same places.
fn common(a: &Value, b: &Value) -> Value {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let mut shared = Map::new();
            for (key, value) in a {
                let Some(other) = b.get(key) else { continue };
                let value = common(value, other);
                if !value.is_null() && value != Value::Object(Map::new()) {
                    shared.insert(key.clone(), value);
                }
            }
            Value::Object(shared)
        }
        (a, b) if a == b => a.clone(),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::common;
    use serde_json::json;

    #[test]
    fn a_shell_alert_holds_what_all_events_say() {
        let a = json!({"host": {"name": "h", "ip": ["1"]}, "process": {"pid": 1}, "x": 1});
        let b = json!({"host": {"name": "h", "ip": ["2"]}, "process": {"pid": 2}, "y": 1});
        assert_eq!(common(&a, &b), json!({"host": {"name": "h"}}));
    }
}

//! The same rule as an expert writes it by hand for documents: objects that several tests read are looked up once. It knows
//! the nested spelling of each field alone, and no lists in lists; `eql!` finds dotted spellings as well.

use super::hand_written::{
    is_installed, is_model_service, is_runtime_publisher, is_unusual_name, is_user_writable, is_vendor,
};
use serde_json::Value;

/// Whether the rule matches.
pub fn matches(document: &Value) -> bool {
    let at = |object: &str, field: &str| document.get(object)?.get(field);
    if !some(at("event", "category"), |category| category == "network")
        || !some(at("host", "os").and_then(|os| os.get("type")), |os| os == "windows")
    {
        return false;
    }
    if !some(at("dns", "question").and_then(|question| question.get("name")), is_model_service) {
        return false;
    }
    let Some(process) = document.get("process") else { return false };
    let executable = process.get("executable");
    let signature = process.get("code_signature");
    let subject = signature.and_then(|signature| signature.get("subject_name"));
    let is_trusted = signature.and_then(|signature| signature.get("trusted")).is_some_and(is_true);
    let is_unusual = some(process.get("name"), is_unusual_name)
        || some(subject, is_runtime_publisher)
        || (!is_trusted && some(executable, is_user_writable));
    is_unusual && !some(executable, |path| is_installed(Some(path))) && !(is_trusted && some(subject, is_vendor))
}

/// Whether the text, or one of the texts, passes.
fn some(value: Option<&Value>, passes: impl Fn(&str) -> bool) -> bool {
    match value {
        Some(Value::String(text)) => passes(text),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).any(passes),
        _ => false,
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.contains(&Value::Bool(true)),
        value => *value == Value::Bool(true),
    }
}

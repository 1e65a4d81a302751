//! One alert: its rule, the way it took through time, its events.

use super::time::{duration, instant};
use super::timeline::{Stage, timeline};
use super::{Rules, Text, chart::Chart, name, severity};
use crate::report::facts::{attack_tags, facts, first_text, headline, plain, time};
use crate::report::matches::{MatchRecord, RuleLabel};
use eql::Timestamp;
use serde_json::Value as Json;
use std::fmt::Write;

pub(super) fn alert(html: &mut String, record: &MatchRecord<'_>, rules: &Rules<'_>, chart: &Chart, open: bool) {
    let severity = severity(record);
    let stages = stages(record);
    // Writing to a string can't fail.
    let _ = writeln!(
        html,
        "<article class=\"alert {severity}\" id=\"m{id}\" data-rule=\"{number}\" data-severity=\"{severity}\" data-column=\"{column}\">\n\
         <details{open}>",
        id = record.id(),
        number = rules.number(record).map_or_else(String::new, |number| number.to_string()),
        column = chart.column(record).map_or_else(String::new, |column| column.to_string()),
        open = if open { " open" } else { "" },
    );
    summary(html, record, &stages, severity);
    html.push_str("<div class=\"body\">\n");
    if let Some(rule) = record.rule {
        about(html, rule);
        keys(html, record, rule);
    }
    for (field, value) in &record.made {
        let _ = writeln!(html, "<p class=\"keys\"><span><b>{}</b> {}</span></p>", Text(field), Text(&plain(value)));
    }
    if stages.len() > 1 {
        timeline(html, record, &stages);
    }
    events(html, &stages);
    html.push_str("</div>\n</details>\n</article>\n");
}

/// The line that stays when an alert is closed.
fn summary(html: &mut String, record: &MatchRecord<'_>, stages: &[Stage], severity: &str) {
    let title = record.rule.map_or("match", name);
    let score = record.rule.and_then(|rule| rule.risk_score).map_or_else(String::new, |score| format!(" {score}"));
    let _ = write!(html, "<summary>");
    if let Some(time) = record.last {
        let _ = write!(html, "<time datetime=\"{time}\">{}</time>", instant(time));
    }
    let _ = write!(html, "<h2><span class=\"severity {severity}\">{severity}{score}</span> {}</h2>", Text(title));
    if let Some(event) = stages.iter().find_map(|stage| stage.event.as_ref()) {
        let fields = ["host.name", "user.name", "process.name"];
        let words: Vec<String> = fields.iter().filter_map(|field| first_text(event, field)).collect();
        let _ = write!(html, "<span class=\"glance\">{}</span>", Text(&words.join(" · ")));
    }
    html.push_str("</summary>\n");
}

fn about(html: &mut String, rule: &RuleLabel) {
    if let Some(description) = &rule.metadata.description {
        let _ = writeln!(html, "<p class=\"description\">{}</p>", Text(description.trim()));
    }
    let tags = attack_tags(&rule.metadata.threat);
    if !tags.is_empty() {
        html.push_str("<ul class=\"tags\" aria-label=\"ATT&amp;CK\">");
        for tag in tags {
            let (id, name) = tag.split_once(' ').unwrap_or((&tag, ""));
            let _ = write!(html, "<li><b>{}</b> {}</li>", Text(id), Text(name));
        }
        html.push_str("</ul>\n");
    }
    let _ = writeln!(html, "<p class=\"path\">{}</p>", Text(&rule.path));
    let query = rule.query.trim();
    let _ = writeln!(html, "<details class=\"query\"><summary>Query</summary><pre>{}</pre></details>", Text(query));
}

fn keys(html: &mut String, record: &MatchRecord<'_>, rule: &RuleLabel) {
    if record.join_keys.is_empty() {
        return;
    }
    html.push_str("<p class=\"keys\">joined by ");
    for (at, key) in record.join_keys.iter().enumerate() {
        let name = rule.key_names.get(at).map_or("key", String::as_str);
        let _ = write!(html, "<span><b>{}</b> {}</span> ", Text(name), Text(&plain(key)));
    }
    html.push_str("</p>\n");
}

fn stages(record: &MatchRecord<'_>) -> Vec<Stage> {
    let field = record.rule.and_then(|rule| rule.metadata.timestamp_field.as_deref()).unwrap_or("@timestamp");
    let stage = |event: &Option<std::sync::Arc<str>>| {
        let event: Option<Json> = event.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let time = event.as_ref().and_then(|event| time(event, field));
        let name = event.as_ref().map_or_else(|| "no such event".to_owned(), short_name);
        Stage { event, time, name }
    };
    record.events.iter().map(stage).collect()
}

/// What an event was in a word: what it acts on, else what acts.
fn short_name(event: &Json) -> String {
    let fields = |category: &str| match category {
        "network" => ["dns.question.name", "destination.ip", "process.name"],
        "file" => ["file.name", "file.path", "process.name"],
        "registry" => ["registry.value", "registry.path", "process.name"],
        "library" | "driver" => ["dll.name", "dll.path", "process.name"],
        _ => ["process.name", "event.action", "event.category"],
    };
    let category = first_text(event, "event.category").unwrap_or_default();
    let (field, value) = fields(&category)
        .into_iter()
        .find_map(|field| Some((field, first_text(event, field)?)))
        .unwrap_or(("event.category", category));
    let last = if field.ends_with(".path") { value.rsplit(['\\', '/']).next() } else { None };
    last.map_or_else(|| value.clone(), str::to_owned)
}

/// The events: one, or one for each stage.
fn events(html: &mut String, stages: &[Stage]) {
    let is_sequence = stages.len() > 1;
    let _ = writeln!(html, "<ol class=\"{}\">", if is_sequence { "stages" } else { "event" });
    let mut before: Option<Timestamp> = None;
    for stage in stages {
        html.push_str("<li>");
        match &stage.event {
            None => html.push_str("<p class=\"absent\">no such event</p>"),
            Some(event) => {
                self::event(html, event, stage.time, before);
                before = stage.time.or(before);
            }
        }
        html.push_str("</li>\n");
    }
    html.push_str("</ol>\n");
}

fn event(html: &mut String, event: &Json, time: Option<Timestamp>, before: Option<Timestamp>) {
    let _ = write!(html, "<p class=\"when\"><b>{}</b> ", Text(&headline(event)));
    match time {
        Some(time) => {
            let _ = write!(html, "<time datetime=\"{time}\">{}</time>", instant(time));
        }
        None => html.push_str("no time"),
    }
    if let (Some(time), Some(before)) = (time, before)
        && time >= before
    {
        let _ = write!(
            html,
            " <span class=\"later\">+{}</span>",
            duration(time.as_nanos().saturating_sub(before.as_nanos()))
        );
    }
    html.push_str("</p>\n<dl>");
    for (label, value) in facts(event) {
        let _ = write!(html, "<dt>{label}</dt><dd>{}</dd>", Text(&value));
    }
    let document = serde_json::to_string_pretty(event).unwrap_or_default();
    let _ = write!(
        html,
        "</dl>\n<details class=\"document\"><summary>Document</summary><pre>{}</pre></details>",
        Text(&document)
    );
}

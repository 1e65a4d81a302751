//! Matches as one page that needs nothing beside it: a chart over time, and each alert with its rule and its events.
//!
//! Events are hostile input. Every text goes through [`Text`], styles take numbers only, and the page's own policy forbids
//! scripts and loads that are not its own.

mod chart;

use super::facts::{attack_tags, facts, headline, plain, time};
use super::matches::{MatchRecord, RuleLabel};
use chart::Chart;
use eql::Timestamp;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Write};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// From bad to harmless.
const SEVERITIES: [&str; 5] = ["critical", "high", "medium", "low", "unrated"];

/// Text as it can stand between tags and in quoted attributes.
struct Text<'t>(&'t str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for char in self.0.chars() {
            match char {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // A control character is no character of HTML, and a mark of direction could turn the line round.
                control if control.is_control() && control != '\n' && control != '\t' => f.write_char('\u{fffd}')?,
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => f.write_char('\u{fffd}')?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// The page.
pub(crate) fn page(records: &[MatchRecord<'_>]) -> String {
    let chart = Chart::of(records);
    let nonce = nonce(records);
    let rules = rules(records);
    let mut html = String::new();
    // Writing to a string can't fail.
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>eqlc: {alerts}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header class=\"page\">\n\
         <h1>{alerts} of {rules}</h1>\n",
        alerts = counted(records.len(), "alert"),
        rules = counted(rules.len(), "rule"),
    );
    let _ = write!(html, "{chart}");
    filters(&mut html, records, &rules);
    html.push_str("</header>\n<main>\n");
    for record in records {
        alert(&mut html, record, &rules, &chart);
    }
    if records.is_empty() {
        html.push_str("<p class=\"none\">Nothing was found.</p>\n");
    }
    let _ = write!(html, "</main>\n<script nonce=\"{nonce}\">\n{SCRIPT}</script>\n</body>\n</html>\n");
    html
}

/// `1 alert`, `2 alerts`.
fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}

/// A word that no event can know beforehand, and that is the same for the same page.
fn nonce(records: &[MatchRecord<'_>]) -> String {
    let all = MatchRecord {
        rule: None,
        join_keys: records.iter().map(|record| record.id().into()).collect(),
        events: Vec::new(),
        first: None,
        last: None,
        made: serde_json::Map::new(),
    };
    all.id()
}

/// The rules that matched, by id, numbered in order of their names.
fn rules<'r>(records: &[MatchRecord<'r>]) -> BTreeMap<(&'r str, &'r str), usize> {
    let mut rules = BTreeMap::new();
    for rule in records.iter().filter_map(|record| record.rule) {
        rules.insert((name(rule), rule.id.as_str()), 0);
    }
    for (number, place) in rules.values_mut().enumerate() {
        *place = number;
    }
    rules
}

fn name(rule: &RuleLabel) -> &str {
    rule.name.as_deref().unwrap_or(&rule.id)
}

fn severity(record: &MatchRecord<'_>) -> &'static str {
    let severity = record.rule.and_then(|rule| rule.severity.as_deref());
    SEVERITIES.into_iter().find(|known| Some(*known) == severity).unwrap_or("unrated")
}

fn filters(html: &mut String, records: &[MatchRecord<'_>], rules: &BTreeMap<(&str, &str), usize>) {
    html.push_str("<form class=\"filters\">\n<label>Rule <select id=\"rule\"><option value=\"\">all</option>\n");
    for ((name, _), number) in rules {
        let _ = writeln!(html, "<option value=\"{number}\">{}</option>", Text(name));
    }
    html.push_str("</select></label>\n<fieldset><legend>Severity</legend>\n");
    for severity in SEVERITIES {
        let count = records.iter().filter(|record| self::severity(record) == severity).count();
        if count > 0 {
            let _ = writeln!(
                html,
                "<label><input type=\"checkbox\" name=\"severity\" value=\"{severity}\" checked> \
                 <span class=\"severity {severity}\">{severity}</span> {count}</label>"
            );
        }
    }
    let _ = writeln!(
        html,
        "</fieldset>\n<p id=\"shown\" role=\"status\" aria-live=\"polite\">{count} of {count} alerts shown</p>\n</form>",
        count = records.len()
    );
}

fn alert(html: &mut String, record: &MatchRecord<'_>, rules: &BTreeMap<(&str, &str), usize>, chart: &Chart) {
    let severity = severity(record);
    let number = record.rule.and_then(|rule| rules.get(&(name(rule), rule.id.as_str())));
    let _ = writeln!(
        html,
        "<article class=\"alert {severity}\" id=\"m{id}\" data-rule=\"{number}\" data-severity=\"{severity}\" data-bin=\"{bin}\">",
        id = record.id(),
        number = number.map_or_else(String::new, usize::to_string),
        bin = chart.bin(record).map_or_else(String::new, |bin| bin.to_string()),
    );
    let title = record.rule.map_or("match", name);
    let score = record.rule.and_then(|rule| rule.risk_score).map_or_else(String::new, |score| format!(" {score}"));
    let _ = writeln!(html, "<h2><span class=\"severity {severity}\">{severity}{score}</span> {}</h2>", Text(title));
    if let Some(rule) = record.rule {
        let _ = writeln!(html, "<p class=\"path\">{}</p>", Text(&rule.path));
        tags(html, rule);
        keys(html, record, rule);
        if let Some(description) = &rule.metadata.description {
            let _ = writeln!(html, "<p class=\"description\">{}</p>", Text(description));
        }
    }
    events(html, record);
    html.push_str("</article>\n");
}

fn tags(html: &mut String, rule: &RuleLabel) {
    let tags = attack_tags(&rule.metadata.threat);
    if !tags.is_empty() {
        html.push_str("<ul class=\"tags\" aria-label=\"ATT&amp;CK\">");
        for tag in tags {
            let _ = write!(html, "<li>{}</li>", Text(&tag));
        }
        html.push_str("</ul>\n");
    }
}

fn keys(html: &mut String, record: &MatchRecord<'_>, rule: &RuleLabel) {
    if record.join_keys.is_empty() {
        return;
    }
    html.push_str("<p class=\"keys\">");
    for (at, key) in record.join_keys.iter().enumerate() {
        let name = rule.key_names.get(at).map_or("key", String::as_str);
        let _ = write!(html, "<span><b>{}</b> {}</span> ", Text(name), Text(&plain(key)));
    }
    html.push_str("</p>\n");
}

/// The events: one, or the stages of a sequence on a line of time.
fn events(html: &mut String, record: &MatchRecord<'_>) {
    let field = record.rule.and_then(|rule| rule.metadata.timestamp_field.as_deref()).unwrap_or("@timestamp");
    let events: Vec<Option<Json>> =
        record.events.iter().map(|event| serde_json::from_str(event.as_deref()?).ok()).collect();
    let times: Vec<Option<Timestamp>> = events.iter().map(|event| time(event.as_ref()?, field)).collect();
    let is_sequence = events.len() > 1;
    if is_sequence {
        track(html, record, &times);
    }
    let _ = writeln!(html, "<ol class=\"{}\">", if is_sequence { "stages" } else { "event" });
    let mut before: Option<Timestamp> = None;
    for (event, time) in events.iter().zip(&times) {
        html.push_str("<li>");
        match event {
            None => html.push_str("<p class=\"absent\">no such event</p>"),
            Some(event) => {
                self::event(html, event, *time, before);
                before = time.or(before);
            }
        }
        html.push_str("</li>\n");
    }
    html.push_str("</ol>\n");
}

/// Dots at the places of the stages between the first and the last.
fn track(html: &mut String, record: &MatchRecord<'_>, times: &[Option<Timestamp>]) {
    let (Some(first), Some(last)) = (record.first, record.last) else { return };
    let length = (last.as_nanos() - first.as_nanos()).max(1) as f64;
    let took = duration(last.as_nanos() - first.as_nanos());
    let _ = write!(html, "<div class=\"track\" role=\"img\" aria-label=\"{} stages in {took}\">", times.len());
    for (at, time) in times.iter().enumerate() {
        if let Some(time) = time {
            let place = ((time.as_nanos() - first.as_nanos()) as f64 / length * 100.0).clamp(0.0, 100.0);
            let _ = write!(html, "<i style=\"left:{place:.1}%\">{}</i>", at + 1);
        }
    }
    let _ = writeln!(html, "<b>{took}</b></div>");
}

fn event(html: &mut String, event: &Json, time: Option<Timestamp>, before: Option<Timestamp>) {
    html.push_str("<p class=\"when\">");
    match time {
        Some(time) => {
            let _ = write!(html, "<time datetime=\"{time}\">{time}</time>");
        }
        None => html.push_str("no time"),
    }
    if let (Some(time), Some(before)) = (time, before) {
        let _ = write!(html, " <span class=\"gap\">+{}</span>", duration(time.as_nanos() - before.as_nanos()));
    }
    let _ = write!(html, " {}</p>\n<dl>", Text(&headline(event)));
    for (label, value) in facts(event) {
        let _ = write!(html, "<dt>{label}</dt><dd>{}</dd>", Text(&value));
    }
    let document = serde_json::to_string_pretty(event).unwrap_or_default();
    let _ = write!(html, "</dl>\n<details><summary>Document</summary><pre>{}</pre></details>", Text(&document));
}

/// A length of time in at most two units.
fn duration(nanos: i64) -> String {
    let seconds = nanos as f64 / 1e9;
    let whole = nanos / 1_000_000_000;
    match whole {
        ..60 => format!("{} s", (seconds * 1000.0).round() / 1000.0),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        3600..86_400 => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
        _ => format!("{} d {} h", whole / 86_400, whole % 86_400 / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::{Text, duration};

    #[test]
    fn texts_are_harmless() {
        let rows = [
            ("<script>alert('1')</script>", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"),
            ("\" onclick=\"x", "&quot; onclick=&quot;x"),
            ("a & b &lt;", "a &amp; b &amp;lt;"),
            ("\0\u{1b}\u{202e}x\ty", "\u{fffd}\u{fffd}\u{fffd}x\ty"),
        ];
        for (text, expected) in rows {
            assert_eq!(Text(text).to_string(), expected);
        }
    }

    #[test]
    fn durations() {
        let rows = [
            (0, "0 s"),
            (1_500_000, "0.002 s"),
            (11_000_000_000, "11 s"),
            (61_000_000_000, "1 min 1 s"),
            (3_660_000_000_000, "1 h 1 min"),
            (90_000_000_000_000, "1 d 1 h"),
        ];
        for (nanos, expected) in rows {
            assert_eq!(duration(nanos), expected);
        }
    }
}

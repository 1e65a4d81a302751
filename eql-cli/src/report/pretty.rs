//! Matches for people: what happened, when and where, in lines that fit a narrow terminal.

use super::facts::{facts, first_text, headline, plain};
use super::matches::MatchRecord;
use super::page::Page;
use serde_json::Value as Json;

const LABEL_WIDTH: usize = 10;
const FACT_INDENT: usize = 5;

/// A match in a few lines.
pub(crate) fn pretty_match(record: &MatchRecord<'_>, width: usize, color: bool) -> String {
    let mut page = MatchPage(Page::new(width, color));
    if let Some(rule) = record.rule {
        page.title(rule.severity.as_deref(), rule.risk_score, rule.name.as_deref().unwrap_or(&rule.id));
        page.dim(&rule.path);
    } else {
        page.title(None, None, "match");
    }
    if !record.join_keys.is_empty() {
        let names = record.rule.map(|rule| rule.key_names.as_slice()).unwrap_or_default();
        let keys = record.join_keys.iter().enumerate().map(|(at, key)| match names.get(at) {
            Some(name) => format!("{name} {}", plain(key)),
            None => plain(key),
        });
        page.fact("key", &keys.collect::<Vec<_>>().join(", "));
    }
    for (name, value) in &record.made {
        page.fact(name, &plain(value));
    }
    let count = record.events.len();
    for (at, event) in record.events.iter().enumerate() {
        let number = if count > 1 { format!("{}. ", at + 1) } else { String::new() };
        match event.as_deref().map(serde_json::from_str::<Json>) {
            Some(Ok(event)) => page.event(&number, &event),
            Some(Err(_)) | None => page.dim(&format!("{number}no such event")),
        }
    }
    if let (Some(first), Some(last)) = (record.first, record.last)
        && first != last
    {
        let seconds = (last.as_nanos() - first.as_nanos()) as f64 / 1e9;
        page.fact("took", &format!("{seconds} s"));
    }
    page.0.into_text()
}

struct MatchPage(Page);

impl MatchPage {
    fn title(&mut self, severity: Option<&str>, risk_score: Option<u8>, name: &str) {
        let score = risk_score.map(|score| format!(" {score}")).unwrap_or_default();
        let badge = severity.map(|severity| format!("{}{score}  ", severity.to_uppercase())).unwrap_or_default();
        let color = match severity {
            Some("critical" | "high") => "1;31",
            Some("medium") => "1;33",
            _ => "1;36",
        };
        self.0.styled(color, 0, &format!("{badge}{name}"));
    }

    fn dim(&mut self, text: &str) {
        self.0.styled("2", 2, text);
    }

    fn event(&mut self, number: &str, event: &Json) {
        let time = first_text(event, "@timestamp").unwrap_or_else(|| "no time".to_owned());
        self.0.styled("0", 2, format!("{number}{time}  {}", headline(event)).trim_end());
        for (label, value) in facts(event) {
            self.fact(label, &value);
        }
    }

    fn fact(&mut self, label: &str, value: &str) {
        let value = self.0.cut(value, FACT_INDENT + LABEL_WIDTH);
        self.0.styled("0", FACT_INDENT, &format!("{label:LABEL_WIDTH$}{value}"));
    }
}

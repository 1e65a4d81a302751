//! Matches as one page that needs nothing beside it: a chart over time, and each alert with its rule and its events.
//!
//! Events are hostile input. Every text goes through [`Text`], styles take numbers only, and the page's own policy forbids
//! scripts and loads that are not its own.

mod alert;
mod chart;
mod filters;
mod time;
mod timeline;

use super::matches::{MatchRecord, RuleLabel};
use chart::Chart;
use eql::Timestamp;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::{self, Display, Write};
use time::{duration, instant};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// From bad to harmless.
const SEVERITIES: [&str; 5] = ["critical", "high", "medium", "low", "unrated"];
/// So few alerts stand open on the page; of more, each is a line that opens.
const OPEN: usize = 12;
/// A browser takes a minute for some ten thousand alerts, so that a page has no more than these.
const LISTED: usize = 5_000;

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

/// A rule that matched.
struct Rule<'r> {
    number: usize,
    name: &'r str,
    severity: &'static str,
    count: usize,
}

/// The rules that matched, numbered in the order of their first match.
struct Rules<'r>(BTreeMap<(&'r str, &'r str), Rule<'r>>);

impl<'r> Rules<'r> {
    fn of(records: &[MatchRecord<'r>]) -> Self {
        let mut rules = BTreeMap::new();
        for record in records {
            let Some(rule) = record.rule else { continue };
            let number = rules.len();
            match rules.entry((rule.path.as_str(), rule.id.as_str())) {
                Entry::Occupied(mut known) => {
                    let known: &mut Rule<'_> = known.get_mut();
                    known.count += 1;
                }
                Entry::Vacant(place) => {
                    place.insert(Rule { number, name: name(rule), severity: severity(record), count: 1 });
                }
            }
        }
        Self(rules)
    }

    fn number(&self, record: &MatchRecord<'_>) -> Option<usize> {
        let rule = record.rule?;
        self.0.get(&(rule.path.as_str(), rule.id.as_str())).map(|rule| rule.number)
    }

    fn list(&self) -> impl Iterator<Item = &Rule<'r>> {
        self.0.values()
    }
}

/// The page, and how many alerts it leaves out: the least severe, of those the last.
pub(crate) fn page(mut records: Vec<MatchRecord<'_>>) -> (String, usize) {
    let left_out = records.len().saturating_sub(LISTED);
    if left_out > 0 {
        records.sort_by_key(|record| (rank(record), record.last));
        records.truncate(LISTED);
    }
    records.sort_by_key(|record| record.last);
    (page_of(&records, left_out), left_out)
}

fn page_of(records: &[MatchRecord<'_>], left_out: usize) -> String {
    let chart = Chart::of(records);
    let nonce = nonce(records);
    let rules = Rules::of(records);
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
        rules = counted(rules.0.len(), "rule"),
    );
    if let Some(period) = period(records) {
        let _ = writeln!(html, "<p class=\"period\">{period}</p>");
    }
    if left_out > 0 {
        let _ = writeln!(
            html,
            "<p class=\"left-out\">{} more, the least severe, are not on this page; <code>--format ndjson</code> has all.</p>",
            counted(left_out, "alert")
        );
    }
    let _ = write!(html, "{chart}</header>\n<div class=\"columns\">\n");
    filters::filters(&mut html, records, &rules);
    let few = records.len() <= OPEN;
    html.push_str(if few { "<main>\n" } else { "<main class=\"many\">\n" });
    if records.is_empty() {
        html.push_str("<p class=\"none\">Nothing was found.</p>\n");
    } else {
        bar(&mut html, records.len());
    }
    for record in records {
        alert::alert(&mut html, record, &rules, &chart, few);
    }
    let _ = write!(html, "</main>\n</div>\n<script nonce=\"{nonce}\">\n{SCRIPT}</script>\n</body>\n</html>\n");
    html
}

/// What stands above the alerts: how many are shown, and what opens them.
fn bar(html: &mut String, count: usize) {
    let _ = writeln!(
        html,
        "<div class=\"bar\"><p id=\"shown\" role=\"status\">{count} of {count} alerts shown</p>\n\
         <p class=\"hints\"><kbd>j</kbd> <kbd>k</kbd> next and previous, <kbd>Enter</kbd> opens, <kbd>/</kbd> searches</p>\n\
         <button type=\"button\" id=\"open\">Open all</button> <button type=\"button\" id=\"close\">Close all</button></div>"
    );
}

/// From the first event of a match to the last.
fn period(records: &[MatchRecord<'_>]) -> Option<String> {
    let first = records.iter().filter_map(|record| record.first).min()?;
    let last = records.iter().filter_map(|record| record.last).max()?;
    let second = |time: Timestamp| instant(time).get(..19).unwrap_or_default().to_owned();
    let length = duration(last.as_nanos().saturating_sub(first.as_nanos())).replace(' ', "\u{a0}");
    Some(format!("{} to {} UTC · {length}", second(first), second(last)))
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

fn name(rule: &RuleLabel) -> &str {
    rule.name.as_deref().unwrap_or(&rule.id)
}

/// How bad it is: the lower, the worse.
fn rank(record: &MatchRecord<'_>) -> usize {
    let severity = severity(record);
    SEVERITIES.iter().position(|known| *known == severity).unwrap_or(SEVERITIES.len())
}

fn severity(record: &MatchRecord<'_>) -> &'static str {
    let severity = record.rule.and_then(|rule| rule.severity.as_deref());
    SEVERITIES.into_iter().find(|known| Some(*known) == severity).unwrap_or("unrated")
}

#[cfg(test)]
mod tests {
    use super::Text;

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
}

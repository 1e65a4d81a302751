//! A sequence as a line of time: its stages, and between them the gaps, as long as they are to each other.

use super::time::{duration, instant};
use super::{Text, counted};
use crate::report::MatchRecord;
use eql::Timestamp;
use std::fmt::Write;

/// One stage of a match.
pub(super) struct Stage {
    /// None for an absence.
    pub(super) event: Option<serde_json::Value>,
    pub(super) time: Option<Timestamp>,
    /// What it was, in a word or two.
    pub(super) name: String,
}

/// Nothing for matches that are no sequence in time, as those of samples.
pub(super) fn timeline(html: &mut String, record: &MatchRecord<'_>, stages: &[Stage]) {
    let times: Vec<i64> = stages.iter().filter_map(|stage| stage.time).map(Timestamp::as_nanos).collect();
    let timed = stages.iter().all(|stage| stage.event.is_none() || stage.time.is_some());
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return };
    if !timed || !times.is_sorted() {
        return;
    }
    let took = last.saturating_sub(*first);
    let limit = record.rule.and_then(|rule| rule.maxspan);
    let within = limit.map_or_else(String::new, |limit| format!(" of {}", duration(limit)));
    // Writing to a string can't fail.
    let _ = writeln!(
        html,
        "<div class=\"course\">\n<ol class=\"timeline\" aria-label=\"{} in {}{within}\">",
        counted(stages.len(), "stage"),
        duration(took)
    );
    let mut before: Option<i64> = None;
    for (at, stage) in stages.iter().enumerate() {
        let next = stage.time.map(Timestamp::as_nanos);
        if at > 0 {
            gap(html, before, next, took);
        }
        let absent = if stage.event.is_none() { " class=\"absence\"" } else { "" };
        let _ = write!(html, "<li{absent}><i>{}</i><span>{}</span>", at + 1, Text(&stage.name));
        if let Some(time) = stage.time {
            let text = instant(time);
            let _ = write!(html, "<time datetime=\"{time}\">{}</time>", text.get(11..).unwrap_or(&text));
        }
        html.push_str("</li>\n");
        before = next.or(before);
    }
    html.push_str("</ol>\n");
    if let Some(limit) = limit.filter(|limit| *limit > 0) {
        let part = (took as f64 / limit as f64 * 100.0).clamp(0.5, 100.0);
        let _ = writeln!(
            html,
            "<p class=\"limit\"><span class=\"bar\" aria-hidden=\"true\"><i style=\"width:{part:.1}%\"></i></span> \
             took {} of the {} that <code>maxspan</code> allows</p>",
            duration(took),
            duration(limit)
        );
    } else if took > 0 {
        let _ = writeln!(html, "<p class=\"limit\">took {}</p>", duration(took));
    }
    html.push_str("</div>\n");
}

/// The way from one stage to the next; dashed where one of the two has no time, because it is an absence.
fn gap(html: &mut String, before: Option<i64>, next: Option<i64>, took: i64) {
    let _ = match (before, next) {
        (Some(before), Some(next)) => {
            let length = next.saturating_sub(before);
            let part = (length as f64 / took.max(1) as f64).clamp(0.0, 1.0);
            writeln!(html, "<li class=\"gap\" style=\"flex-grow:{part:.3}\"><span>+{}</span></li>", duration(length))
        }
        _ => writeln!(html, "<li class=\"gap open\" style=\"flex-grow:0.1\"></li>"),
    };
}

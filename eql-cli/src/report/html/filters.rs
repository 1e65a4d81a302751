//! What the page can be narrowed to: words, severities, rules.

use super::{Rules, SEVERITIES, Text, severity};
use crate::report::MatchRecord;
use std::fmt::Write;

pub(super) fn filters(html: &mut String, records: &[MatchRecord<'_>], rules: &Rules<'_>) {
    html.push_str(
        "<form class=\"filters\" aria-label=\"Filters\">\n\
         <label class=\"search\"><span>Search</span> \
         <input type=\"search\" id=\"search\" placeholder=\"host, user, process, T1059…\" autocomplete=\"off\"></label>\n\
         <fieldset><legend>Severity</legend>\n",
    );
    for severity in SEVERITIES {
        let count = records.iter().filter(|record| self::severity(record) == severity).count();
        if count > 0 {
            let label = format!("<span class=\"severity {severity}\">{severity}</span>");
            choice(html, "severity", severity, &label, count);
        }
    }
    html.push_str("</fieldset>\n<fieldset class=\"rules\"><legend>Rule</legend>\n");
    let mut listed: Vec<_> = rules.list().collect();
    // The worst first, then the most frequent.
    listed.sort_by_key(|rule| (SEVERITIES.iter().position(|known| *known == rule.severity), usize::MAX - rule.count));
    for rule in listed {
        let label = format!("<i class=\"mark {}\"></i><span>{}</span>", rule.severity, Text(rule.name));
        choice(html, "rule", &rule.number.to_string(), &label, rule.count);
    }
    html.push_str("</fieldset>\n<button type=\"reset\" id=\"reset\">Show all</button>\n</form>\n");
}

fn choice(html: &mut String, name: &str, value: &str, label: &str, count: usize) {
    // Writing to a string can't fail.
    let _ = writeln!(
        html,
        "<label class=\"choice\"><input type=\"checkbox\" name=\"{name}\" value=\"{value}\">{label}<b>{count}</b></label>"
    );
}

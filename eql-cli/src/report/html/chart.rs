//! The alerts over time, as bars of an SVG: one column for each of some equal spans, one part for each severity.

use super::time::{duration, instant};
use super::{SEVERITIES, counted, severity};
use crate::report::MatchRecord;
use eql::Timestamp;
use std::fmt::{self, Display, Write};

/// No more columns than these.
const MOST_COLUMNS: i64 = 72;
/// Fewer columns than these look like blocks, not like a course of time.
const FEWEST_COLUMNS: i64 = 36;
/// Columns of the longest labels that fit beside each other.
const LABELS: usize = 6;
const COLUMN_WIDTH: usize = 15;
const HEIGHT: usize = 100;

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Lengths of a column that begin and end at times people name.
const SPANS: [i64; 23] = [
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    90 * DAY,
];

/// How many alerts fall into which span.
pub(super) struct Chart {
    start: i64,
    span: i64,
    columns: Vec<[usize; SEVERITIES.len()]>,
}

impl Chart {
    pub(super) fn of(records: &[MatchRecord<'_>]) -> Self {
        let times = || records.iter().filter_map(|record| record.last).map(Timestamp::as_nanos);
        let (Some(first), Some(last)) = (times().min(), times().max()) else {
            return Self { start: 0, span: 1, columns: Vec::new() };
        };
        let count = |span: i64| last.div_euclid(span).saturating_sub(first.div_euclid(span)).saturating_add(1);
        let years = || (1..).map(|years: i64| 365 * DAY * years).find(|span| count(*span) <= MOST_COLUMNS);
        let known = SPANS.into_iter().find(|span| count(*span) <= MOST_COLUMNS);
        let span = known.or_else(years).unwrap_or(i64::MAX);
        let columns = count(span);
        let padding = (FEWEST_COLUMNS - columns).max(0);
        let start = (first.div_euclid(span) - padding / 2).saturating_mul(span);
        let columns = usize::try_from(columns + padding).unwrap_or_default();
        let mut chart = Self { start, span, columns: vec![[0; SEVERITIES.len()]; columns] };
        for record in records {
            let part = SEVERITIES.iter().position(|known| *known == severity(record));
            if let (Some(column), Some(part)) = (chart.column(record), part)
                && let Some(count) = chart.columns.get_mut(column).and_then(|parts| parts.get_mut(part))
            {
                *count += 1;
            }
        }
        chart
    }

    /// The column of an alert; none without a time.
    pub(super) fn column(&self, record: &MatchRecord<'_>) -> Option<usize> {
        let place = record.last?.as_nanos().saturating_sub(self.start).div_euclid(self.span);
        usize::try_from(place).ok()
    }

    fn start_of(&self, column: usize) -> Timestamp {
        let offset = i64::try_from(column).unwrap_or(i64::MAX).saturating_mul(self.span);
        Timestamp::from_nanos(self.start.saturating_add(offset))
    }

    /// A time as it is written below the chart: as much of it as differs between columns.
    fn label(&self, column: usize) -> String {
        let text = instant(self.start_of(column));
        let total = self.span.saturating_mul(i64::try_from(self.columns.len()).unwrap_or(i64::MAX));
        let part = match self.span {
            DAY.. => text.get(..10),
            MINUTE.. if total > DAY => text.get(5..16),
            MINUTE.. => text.get(11..16),
            _ => text.get(11..19),
        };
        part.unwrap_or(&text).to_owned()
    }

    /// The bars of one column, from the bottom up, behind a place to point at.
    fn column_svg(&self, f: &mut fmt::Formatter<'_>, column: usize, parts: &[usize], most: usize) -> fmt::Result {
        let x = column * COLUMN_WIDTH;
        let total: usize = parts.iter().sum();
        if total == 0 {
            return Ok(());
        }
        let mut title = format!("{} from {}: ", duration(self.span), instant(self.start_of(column)));
        let rated = SEVERITIES.iter().zip(parts).filter(|(_, count)| **count > 0);
        let words: Vec<String> = rated.map(|(severity, count)| format!("{count} {severity}")).collect();
        let _ = write!(title, "{} ({})", counted(total, "alert"), words.join(", "));
        writeln!(f, "<g data-column=\"{column}\" data-title=\"{title}\"><title>{title}</title>")?;
        writeln!(f, "<rect class=\"back\" x=\"{x}\" y=\"0\" width=\"{COLUMN_WIDTH}\" height=\"{HEIGHT}\"/>")?;
        let mut top = HEIGHT as f64;
        for (severity, count) in SEVERITIES.iter().zip(parts).rev().filter(|(_, count)| **count > 0) {
            let height = *count as f64 / most as f64 * HEIGHT as f64;
            top -= height;
            writeln!(
                f,
                "<rect class=\"{severity}\" data-severity=\"{severity}\" x=\"{}\" y=\"{top:.1}\" width=\"{}\" height=\"{height:.1}\"/>",
                x + 1,
                COLUMN_WIDTH - 2
            )?;
        }
        writeln!(f, "</g>")
    }
}

impl Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = self.columns.iter().map(|parts| parts.iter().sum::<usize>()).max().unwrap_or_default();
        if most == 0 {
            return Ok(());
        }
        let width = self.columns.len() * COLUMN_WIDTH;
        writeln!(
            f,
            "<figure>\n<div class=\"plot\"><span id=\"most\">{most}</span>\n\
             <svg id=\"chart\" viewBox=\"0 0 {width} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"group\" tabindex=\"0\" \
             aria-label=\"Alerts over time, at most {} in {}; arrow keys choose a time\" data-height=\"{HEIGHT}\">",
            counted(most, "alert"),
            duration(self.span)
        )?;
        for (column, parts) in self.columns.iter().enumerate() {
            self.column_svg(f, column, parts, most)?;
        }
        writeln!(f, "</svg></div>\n<div class=\"axis\" aria-hidden=\"true\">")?;
        let step = self.columns.len().div_ceil(LABELS).max(1);
        for column in (0..self.columns.len()).step_by(step) {
            let left = column as f64 / self.columns.len() as f64 * 100.0;
            writeln!(f, "<span style=\"left:{left:.2}%\">{}</span>", self.label(column))?;
        }
        writeln!(f, "</div>\n<figcaption>Alerts in each {}; times are UTC</figcaption>\n</figure>", duration(self.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(times: &[i64]) -> Vec<MatchRecord<'static>> {
        let record = |time: &i64| MatchRecord {
            rule: None,
            join_keys: Vec::new(),
            events: Vec::new(),
            first: None,
            last: Some(Timestamp::from_nanos(*time)),
            made: serde_json::Map::new(),
        };
        times.iter().map(record).collect()
    }

    #[test]
    fn columns_begin_at_round_times() {
        let rows: &[(&[i64], i64)] = &[
            (&[0], SECOND),
            (&[0, 10 * MINUTE], 10 * SECOND),
            (&[-DAY, 5 * DAY], 3 * HOUR),
            (&[0, 60 * DAY], DAY),
            (&[0, 365 * 40 * DAY], 365 * DAY),
            (&[i64::MIN, i64::MAX], 365 * DAY * 9),
        ];
        for (times, span) in rows {
            let records = records(times);
            let chart = Chart::of(&records);
            assert_eq!(chart.span, *span, "{times:?}");
            assert!(chart.columns.len() as i64 >= FEWEST_COLUMNS && chart.columns.len() as i64 <= MOST_COLUMNS);
            let counted: usize = chart.columns.iter().flatten().sum();
            assert_eq!(counted, times.len(), "{times:?}");
        }
        assert_eq!(Chart::of(&[]).to_string(), "");
    }

    #[test]
    fn labels_say_what_differs() {
        let label = |times: &[i64]| Chart::of(&records(times)).label(20);
        assert_eq!(label(&[0, 10 * MINUTE]), "00:03:20");
        assert_eq!(label(&[0, 12 * HOUR]), "05:00");
        assert_eq!(label(&[0, 5 * DAY]), "01-02 16:00");
        assert_eq!(label(&[0, 60 * DAY]), "1970-01-21");
    }
}

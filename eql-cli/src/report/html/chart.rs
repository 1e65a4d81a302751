//! The alerts over time, as bars of an SVG: one column for each of some equal spans, one part for each severity.

use super::{SEVERITIES, severity};
use crate::report::MatchRecord;
use eql::Timestamp;
use std::fmt::{self, Display};

const BINS: usize = 60;
const BIN_WIDTH: usize = 15;
const HEIGHT: usize = 90;

/// How many alerts fall into which span.
pub(super) struct Chart {
    first: i64,
    last: i64,
    counts: [[usize; SEVERITIES.len()]; BINS],
}

impl Chart {
    pub(super) fn of(records: &[MatchRecord<'_>]) -> Self {
        let times = || records.iter().filter_map(|record| record.last).map(Timestamp::as_nanos);
        let (first, last) = (times().min().unwrap_or_default(), times().max().unwrap_or_default());
        let mut chart = Self { first, last, counts: [[0; SEVERITIES.len()]; BINS] };
        for record in records {
            let part = SEVERITIES.iter().position(|known| *known == severity(record));
            if let (Some(bin), Some(part)) = (chart.bin(record), part)
                && let Some(count) = chart.counts.get_mut(bin).and_then(|parts| parts.get_mut(part))
            {
                *count += 1;
            }
        }
        chart
    }

    /// The column of an alert; none without a time.
    pub(super) fn bin(&self, record: &MatchRecord<'_>) -> Option<usize> {
        let place = i128::from(record.last?.as_nanos() - self.first) * BINS as i128;
        let bin = place / i128::from(self.last - self.first + 1);
        usize::try_from(bin).ok().map(|bin| bin.min(BINS - 1))
    }
}

impl Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = self.counts.iter().map(|parts| parts.iter().sum::<usize>()).max().unwrap_or_default();
        if most == 0 {
            return Ok(());
        }
        let (first, last) = (Timestamp::from_nanos(self.first), Timestamp::from_nanos(self.last));
        writeln!(
            f,
            "<figure><svg id=\"chart\" viewBox=\"0 0 {} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" \
             aria-label=\"Alerts over time, at most {most} in one of {BINS} spans\" data-most=\"{most}\" data-height=\"{HEIGHT}\">",
            BINS * BIN_WIDTH
        )?;
        for (bin, parts) in self.counts.iter().enumerate() {
            let mut top = HEIGHT as f64;
            for (severity, count) in SEVERITIES.iter().zip(parts).rev() {
                if *count == 0 {
                    continue;
                }
                let height = *count as f64 / most as f64 * HEIGHT as f64;
                top -= height;
                writeln!(
                    f,
                    "<rect class=\"{severity}\" data-bin=\"{bin}\" data-severity=\"{severity}\" x=\"{}\" y=\"{top:.1}\" \
                     width=\"{}\" height=\"{height:.1}\"/>",
                    bin * BIN_WIDTH,
                    BIN_WIDTH - 2
                )?;
            }
        }
        writeln!(f, "</svg>\n<figcaption><time>{first}</time><time>{last}</time></figcaption></figure>")
    }
}

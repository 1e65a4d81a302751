//! Matches in the layout that was asked for.

use super::csv::{csv_header, csv_match};
use super::html::page;
use super::kibana::kibana_alerts;
use super::matches::MatchRecord;
use super::pretty::pretty_match;
use crate::console::{Console, Output};
use crate::failure::Failure;

/// What a run writes its matches as.
#[derive(Debug)]
pub(crate) enum Layout<'r> {
    Pretty,
    Ndjson,
    Csv {
        begun: bool,
    },
    Kibana,
    /// A page is written when everything is known.
    Html(Vec<MatchRecord<'r>>),
}

impl<'r> Layout<'r> {
    pub(crate) fn write(
        &mut self,
        record: MatchRecord<'r>,
        console: &Console,
        output: &mut Output,
    ) -> Result<(), Failure> {
        match self {
            Self::Pretty => output.record(&pretty_match(&record, console.width(), console.color_out())),
            Self::Ndjson => output.record(&record.ndjson()),
            Self::Csv { begun } => {
                if !std::mem::replace(begun, true) {
                    output.record(&csv_header()?)?;
                }
                output.record(&csv_match(&record)?)
            }
            Self::Kibana => kibana_alerts(&record).iter().try_for_each(|alert| output.record(alert)),
            Self::Html(records) => {
                records.push(record);
                Ok(())
            }
        }
    }

    /// Writes what has to be there even without matches.
    pub(crate) fn finish(self, console: &Console, output: &mut Output) -> Result<(), Failure> {
        match self {
            Self::Csv { begun: false } => output.record(&csv_header()?),
            Self::Html(records) => {
                let (page, left_out) = page(records);
                if left_out > 0 {
                    console.warning(&format!("the page leaves out the {left_out} least severe alerts"));
                }
                output.write(&page)
            }
            Self::Pretty | Self::Ndjson | Self::Csv { .. } | Self::Kibana => Ok(()),
        }
    }
}

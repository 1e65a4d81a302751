//! A detection rule is run every `interval` over the events since `from`. Events of a match that are further apart than
//! the overlap of two runs can be split between them, so that neither run sees the match.

use super::{Lint, Remark, Subject, codes};
use crate::diagnostic::Diagnostic;
use crate::ir;
use crate::syntax::ast;

pub(super) const LINT: Lint = Lint { code: codes::MAXSPAN_BEYOND_WINDOW, run };

/// What Kibana takes where a rule says nothing.
const DEFAULT_FROM: &str = "now-6m";
const DEFAULT_INTERVAL: &str = "5m";

fn run(subject: &Subject<'_>) -> Vec<Remark> {
    let (Some(metadata), true) = (subject.context.metadata, subject.context.scheduled) else { return Vec::new() };
    let (ast::Query::Sequence(written), ir::Query::Sequence(sequence)) =
        (&subject.statement.query, &subject.rule.query)
    else {
        return Vec::new();
    };
    let (Some(span), Some(maxspan)) = (&written.maxspan, sequence.maxspan) else { return Vec::new() };
    let from = metadata.from.as_deref().unwrap_or(DEFAULT_FROM);
    let interval = metadata.interval.as_deref().unwrap_or(DEFAULT_INTERVAL);
    let (Some(lookback), Some(every)) = (from.strip_prefix("now-").and_then(seconds), seconds(interval)) else {
        return Vec::new();
    };
    let overlap = lookback - every;
    if i128::from(maxspan) <= i128::from(overlap) * 1_000_000_000 {
        return Vec::new();
    }
    let needed = (i128::from(maxspan) + 999_999_999) / 1_000_000_000 + i128::from(every);
    let message = format!(
        "`maxspan` is longer than what two runs of the rule have in common: {overlap} s (`from` {from}, `interval` {interval})"
    );
    let help = format!("set `from` to `now-{needed}s` or earlier, or `maxspan` to {overlap} s or less");
    vec![Diagnostic::warning(LINT.code, span.range.clone(), message).with_help(help).into()]
}

/// A duration such as `9m`, in seconds.
fn seconds(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.find(|char: char| !char.is_ascii_digit())?)?;
    let scale = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(scale)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations() {
        let rows =
            [("9m", Some(540)), ("119s", Some(119)), ("1d", Some(86_400)), ("9", None), ("m", None), ("1M", None)];
        for (text, expected) in rows {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}

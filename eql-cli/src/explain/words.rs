//! Reasons in words.

use crate::report::one_line;
use eql::Scalar;
use eql::dynamic::explain::{Blame, FieldValues, Leaf, Reason};

/// Why a test does not hold.
pub(super) fn of_test(reason: Reason, leaf: &Leaf) -> String {
    let near = leaf.near.as_deref().unwrap_or_default();
    match reason {
        Reason::Holds => "holds".to_owned(),
        Reason::Category => "another category".to_owned(),
        Reason::MissingField => "no value".to_owned(),
        Reason::Case => {
            let instead = leaf.insensitive.map(|other| format!("; did you mean `{other}`?")).unwrap_or_default();
            if near.is_empty() {
                format!("differs only in case{instead}")
            } else {
                format!("differs only in case from {near:?}{instead}")
            }
        }
        Reason::WrongType => "no value of the type that it is compared with".to_owned(),
        Reason::NullOperand => "an operand has no value".to_owned(),
        Reason::LiteralWildcard => {
            format!("the wildcards of {near:?} are plain characters here; did you mean `:` or `like`?")
        }
        Reason::Part => format!("only contains {near:?}; a wildcard on that side would match"),
        Reason::Excluded => "excluded by the rule".to_owned(),
        Reason::ValuePresent => "has a value".to_owned(),
        Reason::Element => "no single element satisfies all of it".to_owned(),
        Reason::Lineage => "not among the processes seen before".to_owned(),
        _ => "another value".to_owned(),
    }
}

/// What became of a match in progress.
pub(super) fn of_story(reason: Reason, excess: Option<i64>) -> String {
    match reason {
        Reason::Match => "matched".to_owned(),
        Reason::Condition => "the nearest event with this key fails a test".to_owned(),
        Reason::Maxspan => {
            format!("the next event came {} after the time limit", excess.map_or_else(|| "long".to_owned(), duration))
        }
        Reason::Order => "the event that should follow came before".to_owned(),
        Reason::Key => "an event on the same host would do, but has another key".to_owned(),
        Reason::MissingKey => "no value in a field of the key".to_owned(),
        Reason::Until => "`until` ended it".to_owned(),
        Reason::Override => "a newer event took its place".to_owned(),
        Reason::Absence => "an event was there that must be absent".to_owned(),
        Reason::Alias => "the part of the condition that reads earlier stages does not hold".to_owned(),
        Reason::Limit => "a limit of the state was reached".to_owned(),
        Reason::NoEvent => "no event of the right category with this key".to_owned(),
        Reason::NoTimestamp => "no time".to_owned(),
        other => other.code().to_owned(),
    }
}

/// A length of time in nanoseconds.
pub(super) fn duration(nanos: i64) -> String {
    let seconds = nanos as f64 / 1e9;
    match nanos.unsigned_abs() {
        0..1_000 => format!("{nanos} ns"),
        1_000..1_000_000 => format!("{} µs", nanos as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{} ms", nanos as f64 / 1e6),
        1_000_000_000..120_000_000_000 => format!("{seconds} s"),
        120_000_000_000..7_200_000_000_000 => format!("{:.1} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}

/// `process.name = "CMD.EXE"`, for each field that a test reads.
pub(super) fn values(fields: &[FieldValues]) -> String {
    let field = |field: &FieldValues| {
        let values: Vec<String> = field.values.iter().map(value).collect();
        let more = if field.more > 0 { format!(" and {} more", field.more) } else { String::new() };
        match values.as_slice() {
            [] => format!("{} is missing", field.path),
            [one] => format!("{} = {one}", field.path),
            several => format!("{} = [{}]{more}", field.path, several.join(", ")),
        }
    };
    fields.iter().map(field).collect::<Vec<_>>().join(", ")
}

fn value(value: &Scalar<'static>) -> String {
    match value {
        Scalar::Str(text) => format!("{text:?}"),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::UInt(value) => value.to_string(),
        Scalar::Float(value) => value.to_string(),
        Scalar::Ip(value) => value.to_string(),
        Scalar::Time(value) => value.to_string(),
        _ => "null".to_owned(),
    }
}

/// A test to blame, as one line.
pub(super) fn blame(query: &str, blame: &Blame) -> String {
    let is_excluded = blame.reason == Reason::Excluded && blame.leaf.reason == Reason::Holds;
    let not = if is_excluded || blame.leaf.negated { "not " } else { "" };
    format!("{not}{}", one_line(query, &blame.leaf.range))
}

//! The Elastic Common Schema: names and types of its fields.
//!
//! `ecs.txt` has one field a line, path and type, in the order of the paths' bytes. It is searched as it is, so that the
//! table costs nothing before its first use and a few hundred nanoseconds a question.

use super::FieldType;

static ECS: &str = include_str!("ecs.txt");

/// The type of a field in the Elastic Common Schema.
///
/// ```
/// use eql_compiler::sema::schema::{FieldType, ecs_type};
///
/// assert_eq!(ecs_type("destination.ip"), Some(&FieldType::Ip));
/// assert_eq!(ecs_type("labels.team"), Some(&FieldType::Keyword));
/// assert_eq!(ecs_type("process.Ext.token"), None);
/// ```
#[must_use]
pub fn ecs_type(path: &str) -> Option<&'static FieldType> {
    match find(path) {
        Ok(name) => Some(named(name)),
        Err(next) if is_below(next, path) => Some(&FieldType::Object),
        Err(_) => {
            // `labels.*`: any key of the object has this type.
            let (object, _) = path.rsplit_once('.')?;
            find(&format!("{object}.*")).ok().map(named)
        }
    }
}

/// The fields and the names of their types, in order.
pub(super) fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    ECS.lines().filter_map(|line| line.split_once(' '))
}

/// The paths below a root object such as `process`, in order.
pub(crate) fn ecs_paths_below(root: &str) -> impl Iterator<Item = &'static str> {
    let first = find(&format!("{root}.")).err().unwrap_or_default();
    let paths = first.lines().filter_map(|line| line.split_once(' ')).map(|(path, _)| path);
    paths.take_while(move |path| path.strip_prefix(root).is_some_and(|rest| rest.starts_with('.')))
}

/// The name of the type of `path`; else what follows the place where it would stand.
fn find(path: &str) -> Result<&'static str, &'static str> {
    let tail = |at: usize| ECS.get(at..).unwrap_or_default();
    let (mut low, mut high) = (0, ECS.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = ECS.get(low..middle).and_then(|lines| lines.rfind('\n')).map_or(low, |at| low + at + 1);
        let line = tail(start).lines().next().unwrap_or_default();
        let (name, field_type) = line.split_once(' ').unwrap_or((line, ""));
        match name.cmp(path) {
            std::cmp::Ordering::Equal => return Ok(field_type),
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    Err(tail(low))
}

fn is_below(line: &str, path: &str) -> bool {
    line.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
}

fn named(name: &str) -> &'static FieldType {
    match name {
        "keyword" => &FieldType::Keyword,
        "constant_keyword" => &FieldType::ConstantKeyword,
        "wildcard" => &FieldType::Wildcard,
        "match_only_text" => &FieldType::Text { exact: None },
        "integer" => &FieldType::Integer,
        "long" => &FieldType::Long,
        "float" => &FieldType::Float,
        "double" => &FieldType::Double,
        "scaled_float" => &FieldType::ScaledFloat { factor: 1000.0 },
        "boolean" => &FieldType::Boolean,
        "ip" => &FieldType::Ip,
        "date" => &FieldType::Date,
        "nested" => &FieldType::Nested,
        "geo_point" => &FieldType::Geo,
        "flattened" => &FieldType::Flattened,
        _ => &FieldType::Object,
    }
}

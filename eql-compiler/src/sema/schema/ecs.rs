//! The Elastic Common Schema: names and types of its fields.
//!
//! `ecs.txt` has one field a line, path and type, in the order of the paths' bytes. It is cut into lines at the first
//! question, so that a program without rules pays nothing and a rule with many fields little.

use std::sync::LazyLock;

use super::FieldType;

/// The fields and the names of their types, in order.
static ECS: LazyLock<Vec<Entry>> =
    LazyLock::new(|| include_str!("ecs.txt").lines().filter_map(|line| line.split_once(' ')).collect());

type Entry = (&'static str, &'static str);

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
        Err(next) if next.first().is_some_and(|(name, _)| is_below(name, path)) => Some(&FieldType::Object),
        Err(_) => {
            // `labels.*`: any key of the object has this type.
            let (object, _) = path.rsplit_once('.')?;
            find(&format!("{object}.*")).ok().map(named)
        }
    }
}

/// The fields and the names of their types, in order.
pub(super) fn entries() -> impl Iterator<Item = Entry> {
    ECS.iter().copied()
}

/// The paths below a root object such as `process`, in order.
pub(crate) fn ecs_paths_below(root: &str) -> impl Iterator<Item = &'static str> {
    let first = find(&format!("{root}.")).err().unwrap_or_default();
    let paths = first.iter().map(|(path, _)| *path);
    paths.take_while(move |path| is_below(path, root))
}

/// The name of the type of `path`; else what follows the place where it would stand.
fn find(path: &str) -> Result<&'static str, &'static [Entry]> {
    match ECS.binary_search_by(|(name, _)| (*name).cmp(path)) {
        Ok(at) => Ok(ECS.get(at).map_or("", |(_, field_type)| field_type)),
        Err(at) => Err(ECS.get(at..).unwrap_or_default()),
    }
}

fn is_below(path: &str, object: &str) -> bool {
    path.strip_prefix(object).is_some_and(|rest| rest.starts_with('.'))
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

//! Elasticsearch mappings as JSON.

use super::{Definition, FieldType};
use eql_runtime::Scalar;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// A text that is no mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    /// What is wrong: one terse phrase, no final dot.
    pub message: String,
    /// Line and column, both from 1, where the text is not JSON.
    pub position: Option<(usize, usize)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl SchemaError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), position: None, help: None }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.position {
            write!(f, "{line}:{column}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SchemaError {}

type Fields = BTreeMap<String, Definition>;
type Object = Map<String, Value>;

pub(super) fn read(text: &str) -> Result<Fields, SchemaError> {
    let root: Value = serde_json::from_str(text).map_err(|error| SchemaError {
        position: Some((error.line(), error.column())),
        ..SchemaError::new(format!("invalid JSON: {}", error.to_string().split(" at line ").next().unwrap_or_default()))
    })?;
    let no_mapping = || SchemaError {
        help: Some("pass `{\"mappings\": {\"properties\": …}}` or the answer of `GET index/_mapping`".to_owned()),
        ..SchemaError::new("not an Elasticsearch mapping")
    };
    let root = root.as_object().ok_or_else(no_mapping)?;
    let mut fields = Fields::new();
    if is_mapping(root) {
        fields = fields_of(root)?;
    } else if let Some(mapping) = object(root, "mappings") {
        fields = fields_of(mapping)?;
    } else {
        // `GET index/_mapping`: one entry an index.
        for index in root.values() {
            let mapping = index.as_object().and_then(|index| object(index, "mappings")).ok_or_else(no_mapping)?;
            unite(&mut fields, fields_of(mapping)?);
        }
        if root.is_empty() {
            return Err(no_mapping());
        }
    }
    check_aliases(&fields)?;
    Ok(fields)
}

fn object<'v>(object: &'v Object, key: &str) -> Option<&'v Object> {
    object.get(key).and_then(Value::as_object)
}

fn is_mapping(object: &Object) -> bool {
    self::object(object, "properties").is_some() || self::object(object, "runtime").is_some()
}

fn fields_of(mapping: &Object) -> Result<Fields, SchemaError> {
    let mut fields = Fields::new();
    // Mappings of old clusters hold the properties one level deeper, under the name of the document type.
    let mapping = match (is_mapping(mapping), mapping.values().next()) {
        (false, Some(Value::Object(document_type))) if mapping.len() == 1 && is_mapping(document_type) => document_type,
        _ => mapping,
    };
    for key in ["properties", "runtime"] {
        if let Some(properties) = object(mapping, key) {
            add_properties(&mut fields, "", properties)?;
        }
    }
    Ok(fields)
}

fn add_properties(fields: &mut Fields, prefix: &str, properties: &Object) -> Result<(), SchemaError> {
    for (name, property) in properties {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let property = property
            .as_object()
            .ok_or_else(|| SchemaError::new(format!("the mapping of `{path}` is not an object")))?;
        add_property(fields, path, property)?;
    }
    Ok(())
}

fn add_property(fields: &mut Fields, path: String, property: &Object) -> Result<(), SchemaError> {
    let children = object(property, "properties");
    if let Some(children) = children {
        add_properties(fields, &path, children)?;
    }
    let mut field_type = match property.get("type") {
        Some(Value::String(name)) => field_type(name, property, &path)?,
        None if children.is_some() => FieldType::Object,
        None if property.is_empty() || property.contains_key("dynamic") => FieldType::Object,
        _ => return Err(SchemaError::new(format!("the mapping of `{path}` has no type"))),
    };
    if let Some(sub_fields) = object(property, "fields") {
        add_properties(fields, &path, sub_fields)?;
        if let FieldType::Text { exact } = &mut field_type {
            let mut names = sub_fields.keys().map(|name| format!("{path}.{name}"));
            *exact = names.find(|sub_field| fields.get(sub_field).is_some_and(|found| is_exact(&found.field_type)));
        }
    }
    // `{"a.b": …}` makes the object `a` too.
    for parent in super::ancestors(&path) {
        let parent_type = Definition { field_type: FieldType::Object, null_value: None };
        fields.entry(parent.to_owned()).or_insert(parent_type);
    }
    let null_value = property.get("null_value").and_then(scalar);
    fields.insert(path, Definition { field_type, null_value });
    Ok(())
}

const fn is_exact(field_type: &FieldType) -> bool {
    matches!(field_type, FieldType::Keyword | FieldType::ConstantKeyword | FieldType::Wildcard)
}

fn field_type(name: &str, property: &Object, path: &str) -> Result<FieldType, SchemaError> {
    Ok(match name {
        "keyword" if property.contains_key("normalizer") => FieldType::NormalizedKeyword,
        "keyword" => FieldType::Keyword,
        "constant_keyword" => FieldType::ConstantKeyword,
        "wildcard" => FieldType::Wildcard,
        "text" | "match_only_text" | "search_as_you_type" | "annotated_text" => FieldType::Text { exact: None },
        "byte" => FieldType::Byte,
        "short" => FieldType::Short,
        "integer" => FieldType::Integer,
        "long" => FieldType::Long,
        "unsigned_long" => FieldType::UnsignedLong,
        "half_float" => FieldType::HalfFloat,
        "float" => FieldType::Float,
        "double" => FieldType::Double,
        "scaled_float" => {
            FieldType::ScaledFloat { factor: property.get("scaling_factor").and_then(Value::as_f64).unwrap_or(1.0) }
        }
        "boolean" => FieldType::Boolean,
        "ip" => FieldType::Ip,
        "date" => FieldType::Date,
        "date_nanos" => FieldType::DateNanos,
        "version" => FieldType::Version,
        "object" | "passthrough" => FieldType::Object,
        "nested" => FieldType::Nested,
        "alias" => match property.get("path") {
            Some(Value::String(target)) => FieldType::Alias(target.clone()),
            _ => return Err(SchemaError::new(format!("the alias `{path}` has no `path`"))),
        },
        "geo_point" | "geo_shape" | "point" | "shape" => FieldType::Geo,
        "integer_range" | "float_range" | "long_range" | "double_range" | "date_range" | "ip_range" => FieldType::Range,
        "flattened" => FieldType::Flattened,
        _ => FieldType::Unsupported(name.to_owned()),
    })
}

fn scalar(value: &Value) -> Option<Scalar<'static>> {
    match value {
        Value::Bool(flag) => Some(Scalar::Bool(*flag)),
        Value::Number(number) => number
            .as_i64()
            .map(Scalar::Int)
            .or_else(|| number.as_u64().map(Scalar::UInt))
            .or_else(|| number.as_f64().map(Scalar::Float)),
        Value::String(text) => Some(Scalar::Str(Cow::Owned(text.clone()))),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Unites the fields of two indices.
fn unite(fields: &mut Fields, other: Fields) {
    for (path, definition) in other {
        match fields.entry(path) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(definition);
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                if known.field_type != definition.field_type {
                    known.field_type = common(&known.field_type, definition.field_type);
                }
            }
        }
    }
}

/// The type of a field that has these two in two indices. Keywords of all kinds are one family to a search, as are texts.
fn common(known: &FieldType, other: FieldType) -> FieldType {
    match (known, other) {
        (known, other) if is_exact(known) && is_exact(&other) => FieldType::Keyword,
        (FieldType::Text { exact: Some(known) }, FieldType::Text { exact: Some(other) }) if *known == other => {
            FieldType::Text { exact: Some(other) }
        }
        (FieldType::Text { .. }, FieldType::Text { .. }) => FieldType::Text { exact: None },
        (FieldType::Conflict(names), other) => conflict(names.clone(), other.name()),
        (known, other) => conflict(vec![known.name().to_owned()], other.name()),
    }
}

fn conflict(mut names: Vec<String>, other: &str) -> FieldType {
    if let Err(at) = names.binary_search_by(|name| name.as_str().cmp(other)) {
        names.insert(at, other.to_owned());
    }
    FieldType::Conflict(names)
}

fn check_aliases(fields: &Fields) -> Result<(), SchemaError> {
    for (path, definition) in fields {
        let FieldType::Alias(target) = &definition.field_type else { continue };
        match fields.get(target).map(|target| &target.field_type) {
            None => {
                return Err(SchemaError::new(format!("the alias `{path}` points to `{target}`, which is no field")));
            }
            Some(FieldType::Alias(_)) => {
                return Err(SchemaError::new(format!("the alias `{path}` points to `{target}`, another alias")));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

//! What is known of an index's fields before any event is read: their types.
//!
//! A schema comes from an Elasticsearch mapping, or is the built-in Elastic Common Schema. With a schema, a field that it
//! does not have is an error; without one, the types of ECS are only hints, and everything else is read as it comes.

mod ecs;
mod mapping;

pub(crate) use ecs::ecs_paths_below;
pub use ecs::ecs_type;
pub use mapping::SchemaError;

use crate::suggest::did_you_mean_where;
use eql_runtime::Scalar;
use std::collections::BTreeMap;
use std::fmt;

/// The type of a field (`language.md` §3.5).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FieldType {
    /// Text compared as a whole.
    Keyword,
    /// A keyword whose text is rewritten when it is indexed: queries can't compare it exactly.
    NormalizedKeyword,
    /// A keyword that is the same in all documents of an index.
    ConstantKeyword,
    /// A keyword indexed for wildcards.
    Wildcard,
    /// Analysed text, of use only through a sub-field with the exact text.
    Text {
        /// The path of the sub-field that holds the exact text.
        exact: Option<String>,
    },
    /// A signed integer of 8 bits.
    Byte,
    /// A signed integer of 16 bits.
    Short,
    /// A signed integer of 32 bits.
    Integer,
    /// A signed integer of 64 bits.
    Long,
    /// An unsigned integer of 64 bits.
    UnsignedLong,
    /// A number with a fraction, of 16 bits.
    HalfFloat,
    /// A number with a fraction, of 32 bits.
    Float,
    /// A number with a fraction, of 64 bits.
    Double,
    /// A number kept as a multiple of a fixed fraction.
    ScaledFloat {
        /// What a value is multiplied with before it is rounded to an integer.
        factor: f64,
    },
    /// A truth value.
    Boolean,
    /// An address.
    Ip,
    /// An instant in milliseconds.
    Date,
    /// An instant in nanoseconds.
    DateNanos,
    /// A version, ordered as semantic versions are.
    Version,
    /// An object: not a value, its sub-fields are.
    Object,
    /// An array of objects that queries can't look into, or a field of one.
    Nested,
    /// Another name of the field with this path.
    Alias(String),
    /// A point or shape.
    Geo,
    /// A range of numbers, addresses or dates.
    Range,
    /// A whole object in one field, or a key of one.
    Flattened,
    /// A type that queries can't use, by its name.
    Unsupported(String),
    /// Different types in different indices, by their names.
    Conflict(Vec<String>),
}

impl FieldType {
    /// Whether queries can compare values of this type; text counts where it has an exact sub-field.
    #[must_use]
    pub const fn is_comparable(&self) -> bool {
        match self {
            Self::Keyword
            | Self::ConstantKeyword
            | Self::Wildcard
            | Self::Text { exact: Some(_) }
            | Self::Byte
            | Self::Short
            | Self::Integer
            | Self::Long
            | Self::UnsignedLong
            | Self::HalfFloat
            | Self::Float
            | Self::Double
            | Self::ScaledFloat { .. }
            | Self::Boolean
            | Self::Ip
            | Self::Date
            | Self::DateNanos
            | Self::Version => true,
            Self::NormalizedKeyword
            | Self::Text { exact: None }
            | Self::Object
            | Self::Nested
            | Self::Alias(_)
            | Self::Geo
            | Self::Range
            | Self::Flattened
            | Self::Unsupported(_)
            | Self::Conflict(_) => false,
        }
    }

    /// Its name in a mapping.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Keyword | Self::NormalizedKeyword => "keyword",
            Self::ConstantKeyword => "constant_keyword",
            Self::Wildcard => "wildcard",
            Self::Text { .. } => "text",
            Self::Byte => "byte",
            Self::Short => "short",
            Self::Integer => "integer",
            Self::Long => "long",
            Self::UnsignedLong => "unsigned_long",
            Self::HalfFloat => "half_float",
            Self::Float => "float",
            Self::Double => "double",
            Self::ScaledFloat { .. } => "scaled_float",
            Self::Boolean => "boolean",
            Self::Ip => "ip",
            Self::Date => "date",
            Self::DateNanos => "date_nanos",
            Self::Version => "version",
            Self::Object => "object",
            Self::Nested => "nested",
            Self::Alias(_) => "alias",
            Self::Geo => "geo",
            Self::Range => "range",
            Self::Flattened => "flattened",
            Self::Unsupported(name) => name,
            Self::Conflict(_) => "conflicting types",
        }
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(names) => write!(f, "conflicting types ({})", names.join(", ")),
            _ => f.write_str(self.name()),
        }
    }
}

/// The fields of an index and their types.
///
/// ```
/// use eql_compiler::sema::schema::{FieldType, Schema};
///
/// let mapping = r#"{"properties": {"process": {"properties": {"pid": {"type": "long"}}}}}"#;
/// let schema = Schema::from_mapping_json(mapping).unwrap();
/// assert_eq!(schema.get("process.pid"), Some(&FieldType::Long));
/// assert_eq!(Schema::ecs().get("process.name"), Some(&FieldType::Keyword));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Schema(Source);

#[derive(Clone, Debug, PartialEq)]
enum Source {
    Ecs,
    Mapping(BTreeMap<String, Definition>),
}

/// A field of a mapping.
#[derive(Clone, Debug, PartialEq)]
struct Definition {
    field_type: FieldType,
    null_value: Option<Scalar<'static>>,
}

impl Schema {
    /// The Elastic Common Schema; costs nothing to make.
    #[must_use]
    pub const fn ecs() -> Self {
        Self(Source::Ecs)
    }

    /// The schema of an Elasticsearch mapping: `{"mappings": {"properties": …}}`, `{"properties": …}`, or what
    /// `GET index/_mapping` answers. Several indices unite; a field whose types differ is a [`FieldType::Conflict`].
    ///
    /// # Errors
    ///
    /// Text that is not JSON or not a mapping, and aliases of fields that do not exist.
    pub fn from_mapping_json(text: &str) -> Result<Self, SchemaError> {
        mapping::read(text).map(|fields| Self(Source::Mapping(fields)))
    }

    /// The type of the field with this path, if there is such a field. An alias answers for itself: see
    /// [`resolve`](Self::resolve).
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&FieldType> {
        let above = ancestors(path).find_map(|ancestor| match self.lookup(ancestor)? {
            opaque @ (FieldType::Nested | FieldType::Flattened) => Some(opaque),
            _ => None,
        });
        above.or_else(|| self.lookup(path))
    }

    fn lookup(&self, path: &str) -> Option<&FieldType> {
        match &self.0 {
            Source::Ecs => ecs_type(path),
            Source::Mapping(fields) => fields.get(path).map(|definition| &definition.field_type),
        }
    }

    /// The path and type of the field that `path` names, itself or as an alias.
    #[must_use]
    pub fn resolve<'s>(&'s self, path: &'s str) -> Option<(&'s str, &'s FieldType)> {
        match self.get(path)? {
            FieldType::Alias(target) => Some((target, self.get(target)?)),
            field_type => Some((path, field_type)),
        }
    }

    /// What stands for an explicit null in the field with this path (`null_value` of its mapping).
    #[must_use]
    pub fn null_value(&self, path: &str) -> Option<&Scalar<'static>> {
        match &self.0 {
            Source::Ecs => None,
            Source::Mapping(fields) => fields.get(path)?.null_value.as_ref(),
        }
    }

    /// The paths of the fields that queries can compare, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.all_paths().filter(|path| self.is_comparable(path))
    }

    /// The paths of the fields that queries can compare and that `path` may be a misspelling of, as a question.
    pub(crate) fn did_you_mean(&self, path: &str) -> Option<String> {
        did_you_mean_where(path, self.all_paths(), |candidate| self.is_comparable(candidate))
    }

    fn is_comparable(&self, path: &str) -> bool {
        self.resolve(path).is_some_and(|(_, found)| found.is_comparable())
    }

    fn all_paths(&self) -> impl Iterator<Item = &str> {
        let (ecs, mapping) = match &self.0 {
            Source::Ecs => (Some(ecs::entries()), None),
            Source::Mapping(fields) => (None, Some(fields.keys().map(String::as_str))),
        };
        let paths = ecs.into_iter().flatten().map(|(path, _)| path).chain(mapping.into_iter().flatten());
        paths.filter(|path| !path.ends_with('*'))
    }
}

/// The paths of the objects that the field with this path is part of, outermost first.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('.').filter_map(|(dot, _)| path.get(..dot))
}

#[cfg(test)]
mod tests;

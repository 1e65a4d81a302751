//! What the user may choose about a rule besides its text.

use crate::dialect::Dialect;
use crate::sema::schema::Schema;
use std::sync::Arc;

/// Options of one compilation; `Default` is what Elasticsearch's EQL search does.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CompileOptions {
    /// The dialect of the text.
    pub dialect: Dialect,
    /// The fields that events have. Without one, ECS's types are hints, and an unknown field is no error.
    pub schema: Option<Arc<Schema>>,
    /// The field that holds an event's time.
    pub timestamp_field: String,
    /// The field that `category where …` tests.
    pub event_category_field: String,
    /// The field that orders events of one instant.
    pub tiebreaker_field: Option<String>,
}

impl Default for CompileOptions {
    fn default() -> Self {
        Self {
            dialect: Dialect::default(),
            schema: None,
            timestamp_field: "@timestamp".to_owned(),
            event_category_field: "event.category".to_owned(),
            tiebreaker_field: None,
        }
    }
}

//! Events from lines of JSON, of which only the fields that rules read are looked at (feature `json`).
//!
//! A [`Projection`] knows the fields. It passes over a line once: the values of those fields go into slots, texts without
//! escapes as parts of the line itself; all else is checked and forgotten. What it accepts and refuses, and what the
//! [`JsonEvent`] then answers, is what `serde_json::Value` would.
//!
//! `marks.rs` finds the bytes that matter, `walk.rs` goes over them, `paths.rs` knows which keys lead to which field,
//! `habit.rs` which keys came in which order before, and `store.rs` keeps the values.

mod error;
mod event;
mod habit;
mod marks;
mod numbers;
mod paths;
mod store;
mod strings;
mod walk;

pub use error::{JsonError, JsonFault};
pub use event::{JsonEvent, Slot};

use crate::field::FieldId;
use marks::MarkBuffer;
use paths::Paths;
use std::sync::{Arc, OnceLock};
use store::Store;
use walk::Walk;

/// Reads lines of JSON as events, for a set of fields.
///
/// It keeps its memory from line to line, so that reading one allocates nothing once the longest has been seen. Clones
/// share the fields: one for each thread.
///
/// ```
/// use eql_runtime::Event;
/// use eql_runtime::field::Field;
/// use eql_runtime::projection::Projection;
///
/// let mut projection = Projection::new(["process.name", "process.pid"]);
/// let event = projection.read(br#"{"process": {"name": "cmd.exe", "args": ["/c"]}, "process.pid": 4}"#)?;
/// let name = Field::new("process.name", &[7]);
/// assert_eq!(event.get(&name, |value| format!("{value:?}")).as_deref(), Some("Str(\"cmd.exe\")"));
///
/// let error = projection.read(br#"{"process": }"#).unwrap_err();
/// assert_eq!((error.offset, error.to_string().as_str()), (12, "invalid JSON: expected value (byte 12)"));
/// # Ok::<(), eql_runtime::projection::JsonError>(())
/// ```
#[derive(Debug)]
pub struct Projection {
    paths: Arc<Paths>,
    store: Store,
    marks: MarkBuffer,
}

impl Projection {
    /// A projection on these fields. Each gets a slot, in the order of first mention.
    pub fn new<F: AsRef<str>>(fields: impl IntoIterator<Item = F>) -> Self {
        let fields: Vec<F> = fields.into_iter().collect();
        Self::with_paths(Arc::new(Paths::new(fields.iter().map(AsRef::as_ref))))
    }

    fn with_paths(paths: Arc<Paths>) -> Self {
        Self { store: Store::new(&paths), paths, marks: MarkBuffer::new() }
    }

    /// The paths of the fields, in the order of their slots.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &str> {
        self.paths.fields().iter().map(|field| &**field)
    }

    /// The slot of a field.
    #[must_use]
    pub fn slot(&self, path: &str) -> Option<Slot> {
        self.paths.slot(FieldId::of(path)).map(Slot)
    }

    /// Reads a line, which must hold one object. The event borrows the line and the projection.
    ///
    /// # Errors
    ///
    /// If the line is no JSON, or no object. The projection is ready for the next line.
    pub fn read<'p>(&'p mut self, line: &'p [u8]) -> Result<JsonEvent<'p>, JsonError> {
        match simdutf8::basic::from_utf8(line) {
            Ok(line) => self.read_text(line),
            Err(_) => Err(JsonFault::InvalidUtf8.at(valid_up_to(line))),
        }
    }

    /// [`read`](Self::read) for a line that is known to be UTF-8.
    ///
    /// # Errors
    ///
    /// If the line is no JSON, or no object.
    pub fn read_text<'p>(&'p mut self, line: &'p str) -> Result<JsonEvent<'p>, JsonError> {
        let Self { paths, store, marks } = self;
        store.clear();
        // Positions are kept in 32 bits.
        if u32::try_from(line.len()).is_err() {
            return Err(JsonFault::TooLong.at(u32::MAX as usize));
        }
        Walk::new(line.as_bytes(), marks.mark(line.as_bytes()), paths).document(store)?;
        // Parts of a valid text, and characters.
        let unescaped = std::str::from_utf8(&store.unescaped).unwrap_or_default();
        Ok(JsonEvent { line, unescaped, paths, store, document: OnceLock::new() })
    }
}

/// How much of a line is UTF-8.
#[cold]
fn valid_up_to(line: &[u8]) -> usize {
    std::str::from_utf8(line).map_or_else(|error| error.valid_up_to(), str::len)
}

impl Clone for Projection {
    /// A projection on the same fields, which has read nothing.
    fn clone(&self) -> Self {
        Self::with_paths(Arc::clone(&self.paths))
    }
}

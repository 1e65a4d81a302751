//! Lines of JSON as events, without a document tree.
//!
//! A [`Projection`] passes over a line once and takes out the fields that rules read; what it gives is an event like any
//! other, for compiled and for interpreted rules. It accepts, refuses and answers as `serde_json::Value` does.
//!
//! ```
//! use eql::json::Projection;
//! # #[cfg(feature = "macros")] {
//! use eql::eql;
//!
//! let shell = eql! { process where process.name : ("cmd.exe", "powershell*") and process.pid > 4 };
//! let mut projection = Projection::new(["event.category", "process.name", "process.pid"]);
//!
//! let stream = "{\"event\": {\"category\": [\"process\"]}, \"process\": {\"name\": \"CMD.EXE\", \"pid\": 8}}
//!               {\"event\": {\"category\": \"process\"}, \"process.name\": \"cmd.exe\"}
//!               {\"event\":";
//! let (mut matches, mut malformed) = (0, 0);
//! for line in stream.lines() {
//!     match projection.read(line.as_bytes()) {
//!         Ok(event) => matches += u32::from(shell.matches(&event)),
//!         Err(_) => malformed += 1,
//!     }
//! }
//! assert_eq!((matches, malformed), (1, 1));
//! # }
//! ```

pub use eql_runtime::projection::{JsonError, JsonEvent, JsonFault, Projection, Slot};

//! Lines read by a projection against the same lines as `serde_json::Value`: what is accepted, and what every field then
//! is.

#![forbid(unsafe_code)]
#![expect(clippy::disallowed_methods, reason = "tests read files and the environment")]

mod corpora;
mod odd;
mod random;
mod reader;

pub(crate) use reader::Reader;

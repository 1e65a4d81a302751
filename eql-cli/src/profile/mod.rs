//! What rules cost, measured.

mod clock;
mod measure;
mod table;

pub(crate) use clock::Clock;
pub(crate) use measure::{measure, sort_by_time};
pub(crate) use table::{record, table};

//! `eqlc run`: rules over a stream that goes on, for months, over restarts, with rules that change.

mod document;
mod feed;
mod kin;
mod metrics;
mod rules;
mod sink;
mod state;
mod stream;
mod tail;
mod watch;

pub(crate) use stream::{Stop, follow};

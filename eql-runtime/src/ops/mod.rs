//! The meaning of every operator and function. Generated code and the interpreter call these and have none of their
//! own.
//!
//! [`Value`](crate::Value)s are read under a [`Reading`](crate::Reading) that the compiler decided (a number as text,
//! text as a number); expressions work on [`Scalar`](crate::Scalar)s with three-valued logic (`language.md` §3.4).

pub mod address;
pub mod arithmetic;
pub mod boolean;
pub mod endgame;
pub mod logic;
pub mod number;
#[cfg(feature = "regex")]
pub mod regex;
pub mod scalar;
pub mod strings;
pub mod text;
pub mod time;
pub mod version;

pub use address::{compare_addresses, read_address};
pub use boolean::read_boolean;
pub use number::{Number, read_number};
#[cfg(feature = "regex")]
pub use regex::{LazyPattern, Pattern, PatternError};
pub use text::with_text;
pub use time::{instant, read_instant};

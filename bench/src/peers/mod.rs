//! Other engines, each behind the little that is asked of it here.

pub mod flink;
pub mod python;
pub mod rsigma;
pub mod tau;

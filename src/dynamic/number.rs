//! Tests of one number.

use super::convert::number;
use eql_compiler::ir;
use eql_runtime::ops::Number;

/// What a number is compared with.
#[derive(Debug)]
pub(super) enum NumberMatcher {
    /// It is one of these.
    OneOf(Box<[Number]>),
    /// It lies between these.
    Between {
        /// The lower end, and whether it belongs to the interval.
        low: Option<(Number, bool)>,
        /// The upper end, and whether it belongs to the interval.
        high: Option<(Number, bool)>,
    },
}

impl NumberMatcher {
    /// The matcher of a test.
    pub(super) fn prepare(test: &ir::NumberTest) -> Self {
        let end = |bound: &ir::Bound| (number(bound.at), bound.inclusive);
        match test {
            ir::NumberTest::OneOf(numbers) => Self::OneOf(numbers.iter().copied().map(number).collect()),
            ir::NumberTest::Between { low, high } => {
                Self::Between { low: low.as_ref().map(end), high: high.as_ref().map(end) }
            }
        }
    }

    /// Whether a number passes.
    pub(super) fn matches(&self, value: Number) -> bool {
        match self {
            Self::OneOf(numbers) => numbers.contains(&value),
            Self::Between { low, high } => {
                low.is_none_or(|(end, inclusive)| value > end || inclusive && value == end)
                    && high.is_none_or(|(end, inclusive)| value < end || inclusive && value == end)
            }
        }
    }
}

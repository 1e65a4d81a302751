//! Three-valued logic (`language.md` §3.4): null is "unknown".
//!
//! It lives only inside a leaf such as `null == (a > 1)`, and in the Endgame dialect; between leaves verdicts are plain
//! truth values.

use crate::value::Scalar;

/// A truth value, or nothing for null and for what is no truth value.
#[must_use]
#[inline]
pub const fn truth(scalar: &Scalar<'_>) -> Option<bool> {
    match scalar {
        Scalar::Bool(truth) => Some(*truth),
        _ => None,
    }
}

/// A truth value as a scalar, nothing as null.
#[must_use]
#[inline]
pub fn from_truth(truth: Option<bool>) -> Scalar<'static> {
    truth.map_or(Scalar::Null, Scalar::Bool)
}

/// Whether a filter lets the event through: only true does.
#[must_use]
#[inline]
pub const fn is_true(scalar: &Scalar<'_>) -> bool {
    matches!(scalar, Scalar::Bool(true))
}

/// Whether it is false; the negations of three-valued dialects count only that.
#[must_use]
#[inline]
pub const fn is_false(scalar: &Scalar<'_>) -> bool {
    matches!(scalar, Scalar::Bool(false))
}

/// `x == null`, which is never null itself.
#[must_use]
#[inline]
pub const fn is_null(scalar: &Scalar<'_>) -> bool {
    matches!(scalar, Scalar::Null)
}

/// `and`: false if either side is, else null if either side is.
#[must_use]
#[inline]
pub fn and(left: &Scalar<'_>, right: &Scalar<'_>) -> Scalar<'static> {
    from_truth(match (truth(left), truth(right)) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    })
}

/// `or`: true if either side is, else null if either side is.
#[must_use]
#[inline]
pub fn or(left: &Scalar<'_>, right: &Scalar<'_>) -> Scalar<'static> {
    from_truth(match (truth(left), truth(right)) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    })
}

/// `not`, which keeps null.
#[must_use]
#[inline]
pub fn not(operand: &Scalar<'_>) -> Scalar<'static> {
    from_truth(truth(operand).map(|truth| !truth))
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Scalar<'_> = Scalar::Bool(true);
    const F: Scalar<'_> = Scalar::Bool(false);
    const N: Scalar<'_> = Scalar::Null;

    /// The three tables of `language.md` §3.4.
    #[test]
    fn the_tables_of_the_language() {
        let rows = [
            (T, T, T, T),
            (T, F, F, T),
            (T, N, N, T),
            (F, T, F, T),
            (F, F, F, F),
            (F, N, F, N),
            (N, T, N, T),
            (N, F, F, N),
            (N, N, N, N),
        ];
        for (left, right, both, either) in rows {
            assert_eq!(and(&left, &right), both, "{left:?} and {right:?}");
            assert_eq!(or(&left, &right), either, "{left:?} or {right:?}");
        }
        assert_eq!([not(&T), not(&F), not(&N)], [F, T, N]);
        assert_eq!([is_true(&T), is_true(&F), is_true(&N)], [true, false, false]);
        assert_eq!([is_null(&T), is_null(&F), is_null(&N)], [false, false, true]);
    }
}

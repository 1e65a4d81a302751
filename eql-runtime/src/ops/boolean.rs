//! Values read as truth values.

use crate::reading::Reading;
use crate::value::Value;

/// The truth value that `value` is under this reading (`language.md` §3.5). For a boolean field `"true"`, `"false"` and
/// `""` (false) are read too; under any other reading only truth values are truth values.
#[must_use]
#[inline]
pub fn read_boolean(value: Value<'_>, reading: Reading) -> Option<bool> {
    match (value, reading) {
        (Value::Bool(truth), _) => Some(truth),
        (Value::Str("true"), Reading::Boolean) => Some(true),
        (Value::Str("false" | ""), Reading::Boolean) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The row `boolean` of `language.md` §3.5.
    #[test]
    fn readings() {
        let rows = [
            (Value::Bool(true), Some(true), Some(true)),
            (Value::Str("true"), None, Some(true)),
            (Value::Str("false"), None, Some(false)),
            (Value::Str(""), None, Some(false)),
            (Value::Str("True"), None, None),
            (Value::Int(1), None, None),
        ];
        for (value, dynamic, boolean) in rows {
            assert_eq!(read_boolean(value, Reading::Dynamic), dynamic, "{value:?}");
            assert_eq!(read_boolean(value, Reading::Boolean), boolean, "{value:?}");
        }
    }
}

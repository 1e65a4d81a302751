//! Functions as the Endgame dialect has them, where they differ (`language.md` §6, LEG).

use crate::ops::strings::{find, slice};
use crate::ops::text::as_text;
use crate::reading::Fold;
use crate::value::Scalar;

/// `between(source, left, right, greedy)` (§6.2): null where one is not there; an empty `left` stands at the start.
#[must_use]
pub fn between<'a>(source: Scalar<'a>, left: &Scalar<'_>, right: &Scalar<'_>, greedy: bool) -> Scalar<'a> {
    let (Scalar::Str(source), Some(left), Some(right)) = (source, as_text(left), as_text(right)) else {
        return Scalar::Null;
    };
    let found = find(&source, left, 0, Fold::Unicode).and_then(|(_, from)| {
        let mut last = find(&source, right, from, Fold::Unicode)?.0;
        while greedy && let Some(next) = source.get(last..).and_then(|rest| rest.chars().next()) {
            match find(&source, right, last + next.len_utf8(), Fold::Unicode) {
                Some((at, _)) => last = at,
                None => break,
            }
        }
        Some((from, last))
    });
    match found {
        Some((from, to)) => Scalar::Str(slice(source, from, to)),
        None => Scalar::Null,
    }
}

/// `stringContains(source, part)` (§6.5): an empty part is in every text, and what is no text contains nothing.
#[must_use]
pub fn string_contains(source: &Scalar<'_>, part: &Scalar<'_>) -> Scalar<'static> {
    let found =
        as_text(source).zip(as_text(part)).is_some_and(|(source, part)| find(source, part, 0, Fold::Unicode).is_some());
    Scalar::Bool(found)
}

/// `cidrMatch(address, …)` (§6.3): what is no address in text is in no block, and so is null.
#[must_use]
#[inline]
pub fn cidr_match(source: &Scalar<'_>, test: impl FnOnce(std::net::IpAddr) -> bool) -> Scalar<'static> {
    match crate::ops::scalar::test_address(source, test) {
        Scalar::Null => Scalar::Bool(false),
        verdict => verdict,
    }
}

/// What `and`, `or` and `not` make of an operand (§3.4): Python's truth of it, null for null.
#[must_use]
pub fn truthiness(operand: &Scalar<'_>) -> Scalar<'static> {
    Scalar::Bool(match operand {
        Scalar::Null => return Scalar::Null,
        Scalar::Bool(truth) => *truth,
        Scalar::Int(number) => *number != 0,
        Scalar::UInt(number) => *number != 0,
        Scalar::Float(number) => *number != 0.0,
        Scalar::Str(text) => !text.is_empty(),
        Scalar::Ip(_) | Scalar::Time(_) => true,
    })
}

/// `substring(source, start, end)` (§6.10): a null start is 0.
#[must_use]
pub fn substring<'a>(source: Scalar<'a>, start: &Scalar<'_>, end: &Scalar<'_>) -> Scalar<'a> {
    let start = match start {
        Scalar::Null => &Scalar::Int(0),
        start => start,
    };
    crate::ops::strings::substring(source, start, end, crate::ops::strings::Units::CodePoints)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Scalar<'_> {
        Scalar::Str(text.into())
    }

    /// The LEG column of `language.md` §6.2.
    #[test]
    fn between_as_in_python() {
        let rows = [
            ("welcome to event query language", " ", " ", false, Some("to")),
            ("welcome to event query language", " ", " ", true, Some("to event query")),
            ("System Idle Process", "s", "e", false, Some("yst")),
            ("abc", "x", "c", false, None),
            ("abc", "", "c", false, Some("ab")),
            ("aXbxb", "a", "B", true, Some("Xbx")),
        ];
        for (source, left, right, greedy, expected) in rows {
            let found = between(text(source), &text(left), &text(right), greedy);
            assert_eq!(found, expected.map_or(Scalar::Null, text), "between({source}, {left}, {right}, {greedy})");
        }
    }

    /// `language.md` §6.5, §6.3, §3.4.
    #[test]
    fn where_the_dialect_differs() {
        assert_eq!(string_contains(&text("abc"), &text("")), Scalar::Bool(true));
        assert_eq!(string_contains(&text("abc"), &text("BC")), Scalar::Bool(true));
        assert_eq!(string_contains(&Scalar::Null, &text("b")), Scalar::Bool(false));
        assert_eq!(cidr_match(&Scalar::Null, |_| true), Scalar::Bool(false));
        assert_eq!(truthiness(&text("")), Scalar::Bool(false));
        assert_eq!(truthiness(&Scalar::Null), Scalar::Null);
        assert_eq!(substring(text("abc"), &Scalar::Null, &Scalar::Int(2)), text("ab"));
    }
}

//! Functions of texts (`language.md` §6, LEG).

use crate::ops::strings::{Units, find, slice};
use crate::ops::text::as_text;
use crate::reading::Fold;
use crate::value::Scalar;

/// `between(source, left, right, greedy)` (§6.2): null where one is not there; an empty `left` stands at the start.
pub(super) fn between<'a>(source: Scalar<'a>, left: &Scalar<'_>, right: &Scalar<'_>, greedy: bool) -> Scalar<'a> {
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
pub(super) fn string_contains(source: &Scalar<'_>, part: &Scalar<'_>) -> Scalar<'static> {
    let found =
        as_text(source).zip(as_text(part)).is_some_and(|(source, part)| find(source, part, 0, Fold::Unicode).is_some());
    Scalar::Bool(found)
}

/// `indexOf(source, part, start)` (§6.6): a negative start counts from the end; null where the part is not there.
pub(super) fn index_of(source: &Scalar<'_>, part: &Scalar<'_>, start: &Scalar<'_>) -> Scalar<'static> {
    let (Some(source), Some(part)) = (as_text(source), as_text(part)) else { return Scalar::Null };
    let length = Units::CodePoints.count(source) as i64;
    let start = match position(start) {
        Scalar::Null => 0,
        Scalar::Int(start) if start < 0 => length.saturating_add(start).max(0),
        Scalar::Int(start) if start <= length => start,
        _ => return Scalar::Null,
    };
    let from = source.char_indices().nth(start as usize).map_or(source.len(), |(at, _)| at);
    let before = find(source, part, from, Fold::Unicode).and_then(|(at, _)| source.get(..at));
    before.map_or(Scalar::Null, |before| Scalar::Int(Units::CodePoints.count(before) as i64))
}

/// `substring(source, start, end)` (§6.10): a null start is 0.
pub(super) fn substring<'a>(source: Scalar<'a>, start: &Scalar<'_>, end: &Scalar<'_>) -> Scalar<'a> {
    let start = match position(start) {
        Scalar::Null => Scalar::Int(0),
        start => start,
    };
    crate::ops::strings::substring(source, &start, &position(end), Units::CodePoints)
}

/// A truth value counts as 0 or 1 where a position is asked for.
fn position(argument: &Scalar<'_>) -> Scalar<'static> {
    match argument {
        Scalar::Bool(truth) => Scalar::Int(i64::from(*truth)),
        argument => argument.reborrow().into_owned(),
    }
}

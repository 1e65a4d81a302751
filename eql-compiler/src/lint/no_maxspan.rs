//! A sequence without `maxspan` joins events that are days apart, and has to keep every first event until then.

use super::{Lint, Remark, Subject, codes};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::Query;

pub(super) const LINT: Lint = Lint { code: codes::NO_MAXSPAN, run };

fn run(subject: &Subject<'_>) -> Vec<Remark> {
    let Query::Sequence(sequence) = &subject.statement.query else { return Vec::new() };
    if sequence.maxspan.is_some() {
        return Vec::new();
    }
    let start = sequence.range.start;
    let word = start..start + u32::try_from("sequence".len()).unwrap_or_default();
    let diagnostic = Diagnostic::warning(LINT.code, word, "a sequence without `maxspan`")
        .with_help("say how far apart the events may be: `with maxspan=5m`");
    vec![diagnostic.into()]
}

//! A member of a list that is there already, also in other letters where case does not count.

use super::literal_lists::{LiteralList, Relation, literal_lists, text_of};
use super::{Lint, Remark, Subject, codes};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Expr, ExprKind};
use std::collections::BTreeMap;

pub(super) const LINT: Lint = Lint { code: codes::DUPLICATE_MEMBER, run };

fn run(subject: &Subject<'_>) -> Vec<Remark> {
    let lists = literal_lists(subject.statement, subject.options.dialect);
    lists.iter().flat_map(|list| duplicates(list, subject.text)).collect()
}

fn duplicates(list: &LiteralList<'_>, text: &str) -> Vec<Remark> {
    let mut known: BTreeMap<String, &Expr> = BTreeMap::new();
    let mut remarks = Vec::new();
    for (at, member) in list.members.iter().enumerate() {
        let Some(identity) = identity(member, list.relation) else { continue };
        let Some(first) = known.get(&identity) else {
            known.insert(identity, member);
            continue;
        };
        let same_spelling = text_of(first) == text_of(member);
        let message = if same_spelling {
            format!("{} is in the list already", source(member, text))
        } else {
            format!(
                "{} differs from {} only in case, which does not count here",
                source(member, text),
                source(first, text)
            )
        };
        let diagnostic = Diagnostic::warning(LINT.code, member.range.clone(), message).with_help("remove it");
        // Never the first of a list, so that there is one before it.
        let before = at.checked_sub(1).and_then(|before| list.members.get(before));
        let fix = before.and_then(|before| removal(before, member, text));
        remarks.push(Remark { diagnostic, fix: fix.into_iter().collect() });
    }
    remarks
}

/// The literal in a form that is equal for members that match the same values.
fn identity(member: &Expr, relation: Relation) -> Option<String> {
    match (&member.kind, text_of(member)) {
        // What folds in a regular expression is not for a lint to know.
        (_, Some(text)) if matches!(relation, Relation::Regex { .. }) => Some(format!("\"{text}")),
        (_, Some(text)) if relation.insensitive() => Some(format!("\"{}", text.to_ascii_lowercase())),
        (_, Some(text)) => Some(format!("\"{text}")),
        (ExprKind::Literal(literal), None) => Some(format!("{literal:?}")),
        _ => None,
    }
}

fn source<'t>(member: &Expr, text: &'t str) -> &'t str {
    text.get(member.range.start as usize..member.range.end as usize).unwrap_or_default()
}

/// Takes the member away with the comma before it, unless a comment would go too.
fn removal(before: &Expr, member: &Expr, text: &str) -> Option<crate::TextRange> {
    let between = text.get(before.range.end as usize..member.range.start as usize)?;
    let is_plain = between.trim().chars().eq([',']);
    is_plain.then_some(before.range.end..member.range.end)
}

//! Windows does not tell `CMD.EXE` from `cmd.exe`; `==` and `in` do. A name in mixed case then matches what one way of
//! starting a program writes, and not what another does.

use super::literal_lists::{Relation, event_queries, for_each_expression, literal_lists, text_of};
use super::{Lint, Remark, Subject, codes};
use crate::diagnostic::{Diagnostic, TextRange};
use crate::dialect::Dialect;
use crate::syntax::ast::{BinaryOperator, Expr, ExprKind, LogicalOperator, PathPart};

pub(super) const LINT: Lint = Lint { code: codes::CASE_ON_WINDOWS, run };

/// Last parts of fields that hold what Windows looks up without regard to case.
const NAMES: [&str; 8] =
    ["name", "executable", "path", "directory", "key", "value", "command_line", "working_directory"];
/// First parts of fields whose names are those of files, libraries or registry values.
const HOLDERS: [&str; 5] = ["process", "file", "dll", "registry", "driver"];
/// Parts of paths behind which a name is no file's: a signer, a user, a rule.
const OTHER_NAMES: [&str; 7] = ["code_signature", "user", "group", "api", "pe", "entry_meta", "thread"];

fn run(subject: &Subject<'_>) -> Vec<Remark> {
    // Endgame's comparisons fold case.
    if subject.options.dialect == Dialect::Endgame {
        return Vec::new();
    }
    let windows: Vec<TextRange> = event_queries(&subject.statement.query)
        .into_iter()
        .filter(|query| asks_for_windows(&query.condition) || only_windows(subject))
        .map(|query| query.range.clone())
        .collect();
    let is_inside =
        |range: &TextRange| windows.iter().any(|query| query.start <= range.start && range.end <= query.end);
    let mut found: Vec<(&Expr, &str)> = Vec::new();
    for list in literal_lists(subject.statement, subject.options.dialect) {
        if list.relation == (Relation::Equal { insensitive: false }) && is_case_blind(list.operand) {
            found.extend(list.members.iter().filter_map(|member| Some((member, text_of(member)?))));
        }
    }
    for_each_expression(subject.statement, &mut |expression| {
        if let ExprKind::Binary { operator: BinaryOperator::Equal | BinaryOperator::NotEqual, left, right, .. } =
            &expression.kind
            && is_case_blind(left)
            && let Some(text) = text_of(right)
        {
            found.push((right.as_ref(), text));
        }
    });
    let is_mixed = |text: &str| text.bytes().any(|byte| byte.is_ascii_uppercase());
    found.retain(|(literal, text)| is_mixed(text) && is_inside(&literal.range));
    found.into_iter().map(|(literal, _)| remark(literal)).collect()
}

fn remark(literal: &Expr) -> Remark {
    let message = "this is compared with regard to case, in a field for which Windows has none";
    let help = "use `:` or `in~`";
    Diagnostic::warning(LINT.code, literal.range.clone(), message).with_help(help).into()
}

/// Whether a condition holds for events of Windows alone.
fn asks_for_windows(condition: &Expr) -> bool {
    match &condition.kind {
        ExprKind::Logical { operator: LogicalOperator::And, operands } => operands.iter().any(asks_for_windows),
        ExprKind::Binary { operator: BinaryOperator::Equal, left, right, .. } => {
            is_os_type(left) && text_of(right) == Some("windows")
        }
        ExprKind::Predicate(predicate) if !predicate.negated && is_os_type(&predicate.operand) => {
            predicate.list.iter().all(|member| text_of(member) == Some("windows"))
        }
        _ => false,
    }
}

fn is_os_type(expression: &Expr) -> bool {
    names(expression).is_some_and(|names| names.ends_with(&["os", "type"]) || names == ["host", "os", "family"])
}

fn only_windows(subject: &Subject<'_>) -> bool {
    let metadata = subject.context.metadata;
    metadata.is_some_and(|metadata| matches!(metadata.os_list.as_slice(), [os] if os == "windows"))
}

/// Whether this is a field of names for which Windows knows no case.
fn is_case_blind(expression: &Expr) -> bool {
    let Some(names) = names(expression) else { return false };
    let last = names.last().is_some_and(|last| NAMES.contains(last));
    let holder = names.iter().any(|name| HOLDERS.contains(name));
    last && holder && !names.iter().any(|name| OTHER_NAMES.contains(name))
}

/// The parts of a field's path.
fn names(expression: &Expr) -> Option<Vec<&str>> {
    let ExprKind::Field(path) = &expression.kind else { return None };
    let names = path.parts.iter().map(|part| match part {
        PathPart::Name { text, .. } => Some(text.as_str()),
        PathPart::Index { .. } => None,
    });
    names.collect()
}

//! A wildcard that matches every text makes the rest of its list useless. Alone, `field : "*"` is the usual way to ask
//! whether the field has a value, and no mistake.

use super::literal_lists::{Relation, literal_lists, text_of};
use super::{Lint, Remark, Subject, codes};
use crate::diagnostic::Diagnostic;

pub(super) const LINT: Lint = Lint { code: codes::MATCHES_EVERYTHING, run };

fn run(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for list in literal_lists(subject.statement, subject.options.dialect) {
        if list.members.len() < 2 {
            continue;
        }
        for member in list.members {
            let everything = text_of(member).is_some_and(|text| match list.relation {
                Relation::Wildcard { .. } => !text.is_empty() && text.bytes().all(|byte| byte == b'*'),
                Relation::Regex { .. } => text == ".*",
                Relation::Other { .. } => text == "0.0.0.0/0",
                Relation::Equal { .. } => false,
            });
            if everything {
                let message = "this matches every value, so that the rest of the list does nothing";
                let help = "take it out, or the rest; `field != null` asks whether there is a value";
                remarks.push(Diagnostic::warning(LINT.code, member.range.clone(), message).with_help(help).into());
            }
        }
    }
    remarks
}

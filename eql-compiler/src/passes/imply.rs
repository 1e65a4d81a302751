//! `imply`: `exists f and test f` is `test f`, and `exists f or test f` is `exists f`, because a leaf that is true has found
//! a value. Rules often ask both; reading the field once is enough.

use super::{Pass, Scope};
use crate::ir::{FieldRef, Predicate, Test, TestKind};

pub(super) const PASS: Pass = Pass { name: "imply", run: Scope::Predicate(imply) };

fn imply(predicate: &mut Predicate) {
    predicate.children_mut().for_each(imply);
    match predicate {
        Predicate::And(operands) => {
            let tested: Vec<FieldRef> = operands.iter().filter_map(tested_field).collect();
            operands.retain(|operand| existing_field(operand).is_none_or(|field| !tested.contains(&field)));
        }
        Predicate::Or(operands) => {
            let existing: Vec<FieldRef> = operands.iter().filter_map(existing_field).collect();
            operands.retain(|operand| tested_field(operand).is_none_or(|field| !existing.contains(&field)));
        }
        Predicate::Const(_) | Predicate::Not(_) | Predicate::Test(_) => {}
    }
    predicate.unwrap_single();
}

/// The field of which the predicate says only that it has a value.
const fn existing_field(predicate: &Predicate) -> Option<FieldRef> {
    match predicate {
        Predicate::Test(Test { kind: TestKind::Exists(field), .. }) => Some(*field),
        _ => None,
    }
}

/// The field of which some value passes a test. A script may be true without one, and an element need not be a value.
const fn tested_field(predicate: &Predicate) -> Option<FieldRef> {
    match predicate {
        Predicate::Test(Test { kind: TestKind::Exists(_), .. }) => None,
        Predicate::Test(test) => test.kind.tested_field(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::{CompileOptions, compile};

    fn check(rule: &str, keeps: bool) {
        let (rule_form, _) = compile(rule, &CompileOptions::default()).expect(rule);
        assert_eq!(rule_form.to_string().contains("exists a"), keeps, "{rule}\n{rule_form}");
    }

    #[test]
    fn a_field_that_is_tested_exists() {
        check(r#"any where a != null and a : "x*""#, false);
        check("any where a != null and a > 4", false);
        check(r#"any where b == "y" and (a != null and (c == "z" and a == true))"#, false);
        // Other fields, negations and expressions say nothing.
        check(r#"any where a != null and b == "x""#, true);
        check(r#"any where a != null and not a == "x""#, true);
        check("any where a != null and length(a) > 4", true);
    }

    #[test]
    fn a_field_that_exists_need_not_be_tested() {
        let (rule, _) = compile(r#"any where a != null or a == "x""#, &CompileOptions::default()).expect("a rule");
        assert_eq!(rule.to_string(), "event\n  exists a\n");
    }
}

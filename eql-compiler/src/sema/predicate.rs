//! `:`, `like`, `regex` and `in` (`language.md` §5).

use super::checked::{Checked, Kind};
use super::codes;
use super::scope::Scope;
use super::types::{Type, Wanted};
use crate::diagnostic::TextRange;
use crate::dialect::Dialect;
use crate::ir::Literal;
use crate::syntax::ast::{self, PredicateOperator};
use crate::tables::lucene;

impl Scope<'_> {
    pub(crate) fn predicate(&mut self, predicate: &ast::Predicate, range: &TextRange) -> Checked {
        let value = self.expr(&predicate.operand);
        let checked = match predicate.operator {
            PredicateOperator::In { insensitive } => self.membership(value, predicate, insensitive, range),
            operator => self.text_predicate(value, operator, predicate, range),
        };
        if !predicate.negated {
            return checked;
        }
        Checked::new(Kind::Not(Box::new(checked)), Type::Boolean, range.clone())
    }

    fn membership(
        &mut self,
        value: Checked,
        predicate: &ast::Predicate,
        insensitive: bool,
        range: &TextRange,
    ) -> Checked {
        if insensitive && !self.require(&value, Wanted::Text, "the left side of `in~`") {
            return Checked::new(Kind::Wrong, Type::Boolean, range.clone());
        }
        let list =
            predicate.list.iter().enumerate().map(|(at, element)| self.element(&value, element, at, insensitive));
        let list: Vec<Checked> = list.collect();
        if !self.has_no_search(list.iter().chain([&value])) {
            return Checked::new(Kind::Wrong, Type::Boolean, range.clone());
        }
        Checked::new(Kind::In { value: Box::new(value), list, insensitive }, Type::Boolean, range.clone())
    }

    fn element(&mut self, value: &Checked, element: &ast::Expr, at: usize, insensitive: bool) -> Checked {
        let element = self.expr(element);
        if self.dialect() == Dialect::Elasticsearch && !element.is_constant() && !matches!(element.kind, Kind::Wrong) {
            self.error_with_help(
                codes::NOT_CONSTANT,
                &element.range,
                format!("element {} of the list is not constant", at + 1),
                "write `a == x or b == x` for a test against several fields",
            );
            return Checked::wrong(element.range);
        }
        if insensitive && !element.ty.fits(Wanted::Text) {
            let message = format!("element {} of an `in~` list must be a string, found {}", at + 1, element.ty);
            self.error(codes::WRONG_TYPE, &element.range, message);
            return Checked::wrong(element.range);
        }
        match value.kind {
            Kind::Field(_) => self.element_for_field(value, element, at),
            _ => element,
        }
    }

    fn text_predicate(
        &mut self,
        value: Checked,
        operator: PredicateOperator,
        predicate: &ast::Predicate,
        range: &TextRange,
    ) -> Checked {
        let symbol = symbol(operator);
        let mut is_right = value.ty.fits(Wanted::Text);
        if !is_right {
            let message = format!("`{symbol}` compares strings, found a value of type {}", value.ty);
            let help = match value.ty {
                Type::Address => "use `==`, `in` or `cidrMatch` on an ip field",
                _ => "use `==`",
            };
            self.error_with_help(codes::WRONG_TYPE, &value.range, message, help);
        }
        let mut texts = Vec::with_capacity(predicate.list.len());
        for element in &predicate.list {
            let checked = self.expr(element);
            match checked.as_literal() {
                Some(Literal::Text(text)) => texts.push(text.clone()),
                _ => {
                    let message = format!("`{symbol}` compares with string literals, found {}", checked.ty);
                    self.error_with_help(codes::WRONG_TYPE, &element.range, message, "use `==` for other types");
                    is_right = false;
                }
            }
        }
        if let PredicateOperator::Regex { insensitive } = operator {
            is_right &= self.check_regexes(&predicate.list, &texts, insensitive);
        }
        if !is_right {
            return Checked::new(Kind::Wrong, Type::Boolean, range.clone());
        }
        Checked::new(Kind::Text { value: Box::new(value), operator, texts }, Type::Boolean, range.clone())
    }

    /// Reports each pattern that is no regular expression by itself.
    fn check_regexes(&mut self, list: &[ast::Expr], texts: &[String], insensitive: bool) -> bool {
        let mut all_right = true;
        for (element, text) in list.iter().zip(texts) {
            if let Err(error) = lucene::translate(&[text], insensitive) {
                self.error(codes::BAD_REGEX, &element.range, format!("bad regular expression: {error}"));
                all_right = false;
            }
        }
        all_right
    }
}

const fn symbol(operator: PredicateOperator) -> &'static str {
    match operator {
        PredicateOperator::Matches => ":",
        PredicateOperator::Like { insensitive: false } => "like",
        PredicateOperator::Like { insensitive: true } => "like~",
        PredicateOperator::Regex { insensitive: false } => "regex",
        PredicateOperator::Regex { insensitive: true } => "regex~",
        PredicateOperator::In { insensitive: false } => "in",
        PredicateOperator::In { insensitive: true } => "in~",
    }
}

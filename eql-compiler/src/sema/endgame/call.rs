//! Calls of functions (`language.md` §6).

use super::Typed;
use super::regex::translate;
use crate::diagnostic::TextRange;
use crate::ir::{Formula, Function, Literal, Operation};
use crate::sema::codes;
use crate::sema::compare::is_block;
use crate::sema::functions::{EndgameFunction, Meaning, Signature};
use crate::sema::scope::Scope;
use crate::sema::types::Wanted;
use crate::syntax::ast::{Call, Expr, ExprKind, PathPart};
use eql_runtime::Fold;

impl Scope<'_> {
    /// `name(…)` or `receiver:name(…)`.
    pub(super) fn endgame_call(&mut self, call: &Call, range: &TextRange) -> Typed {
        let Some(signature) = self.signature(call) else {
            // The arguments may hold faults of their own.
            for argument in &call.arguments {
                self.endgame_value(argument);
            }
            return Typed::wrong(range);
        };
        let formula = match signature.meaning {
            Meaning::Endgame(EndgameFunction::ArraySearch) => self.endgame_elements(call, false),
            Meaning::Endgame(EndgameFunction::ArrayCount) => self.endgame_elements(call, true),
            _ => self.endgame_function(signature, call, range),
        };
        match formula {
            Some(formula) => Typed::new(formula, signature.result, range),
            None => Typed { ty: signature.result, ..Typed::wrong(range) },
        }
    }

    fn endgame_function(&mut self, signature: &Signature, call: &Call, range: &TextRange) -> Option<Formula> {
        let mut arguments: Vec<Typed> = call.arguments.iter().map(|argument| self.endgame_value(argument)).collect();
        let is_match = matches!(signature.meaning, Meaning::Endgame(EndgameFunction::Match));
        // `match("regex", field)` is how some rules write it.
        if let (true, [first, second]) = (is_match, arguments.as_mut_slice())
            && first.as_literal().is_some()
            && second.as_literal().is_none()
        {
            std::mem::swap(first, second);
        }
        for (at, argument) in arguments.iter().enumerate() {
            let wanted = match signature.parameter(at) {
                Wanted::Address => Wanted::Text,
                // A fraction is null when the rule runs.
                Wanted::Integer => Wanted::Number,
                wanted => wanted,
            };
            self.endgame_require(argument, wanted, &format!("argument {} of `{}`", at + 1, signature.name));
        }
        match signature.meaning {
            Meaning::Runtime(function) => Some(Formula::apply(operation(function(false)), formulas(arguments))),
            Meaning::Arithmetic(operator) => {
                let [left, right] = <[Typed; 2]>::try_from(arguments).ok()?;
                Some(self.endgame_arithmetic(operator, left, right, range).formula)
            }
            Meaning::CidrMatch => self.endgame_cidr_match(arguments),
            Meaning::Endgame(EndgameFunction::ArrayContains) => {
                Some(Formula::apply(Operation::ArrayContains, formulas(arguments)))
            }
            // What the reference engine stops at is null here, so there is nothing to be safe from.
            Meaning::Endgame(EndgameFunction::Safe) => arguments.pop().map(|argument| argument.formula),
            Meaning::Endgame(EndgameFunction::Wildcard) => self.endgame_wildcard(arguments, signature),
            Meaning::Endgame(EndgameFunction::Match) => self.endgame_match(arguments, signature),
            Meaning::Endgame(EndgameFunction::ArraySearch | EndgameFunction::ArrayCount) | Meaning::ArraySearch => None,
        }
    }

    /// The literal texts behind a function's first argument, with where they stand.
    fn endgame_texts(&mut self, arguments: &[Typed], signature: &Signature) -> Option<Vec<(String, TextRange)>> {
        let mut texts = Vec::new();
        for argument in arguments {
            match argument.as_literal() {
                Some(Literal::Text(text)) => texts.push((text.clone(), argument.range.clone())),
                // A literal of another type has been reported.
                Some(_) if !argument.is_null_literal() => {}
                _ => {
                    let message = format!("the patterns of `{}` must be string literals", signature.name);
                    self.error(codes::NOT_CONSTANT, &argument.range, message);
                }
            }
        }
        (texts.len() == arguments.len()).then_some(texts)
    }

    fn endgame_wildcard(&mut self, mut arguments: Vec<Typed>, signature: &Signature) -> Option<Formula> {
        let texts = self.endgame_texts(arguments.get(1..)?, signature)?;
        let patterns = texts.iter().map(|(text, _)| Fold::Unicode.literal(text).into_owned()).collect();
        Some(Formula::Wildcard { value: Box::new(arguments.swap_remove(0).formula), patterns })
    }

    fn endgame_match(&mut self, mut arguments: Vec<Typed>, signature: &Signature) -> Option<Formula> {
        let texts = self.endgame_texts(arguments.get(1..)?, signature)?;
        let mut alternatives = Vec::new();
        for (text, range) in &texts {
            match translate(text) {
                Ok(pattern) => alternatives.push(format!("(?:{pattern})")),
                Err(error) => self.error(codes::BAD_REGEX, range, format!("bad regular expression: {error}")),
            }
        }
        let pattern = alternatives.join("|");
        Some(Formula::Regex { value: Box::new(arguments.swap_remove(0).formula), pattern })
    }

    fn endgame_cidr_match(&mut self, mut arguments: Vec<Typed>) -> Option<Formula> {
        let mut blocks = Vec::new();
        for block in arguments.get(1..)? {
            match block.as_literal() {
                Some(Literal::Text(text)) if text.contains('/') && is_block(text) => blocks.push(text.clone()),
                Some(Literal::Text(text)) => {
                    let message = format!("`{text}` is not an address block");
                    let help = "write `10.0.0.0/8` or `fe80::/10`";
                    self.error_with_help(codes::BAD_BLOCK, &block.range, message, help);
                }
                _ => self.error(codes::NOT_CONSTANT, &block.range, "an address block must be a string literal"),
            }
        }
        Some(Formula::Within { value: Box::new(arguments.swap_remove(0).formula), blocks })
    }

    /// `arraySearch(list, name, condition)` and `arrayCount`: the name stands for one element, inside the condition.
    fn endgame_elements(&mut self, call: &Call, counts: bool) -> Option<Formula> {
        let [list, variable, body] = call.arguments.as_slice() else { return None };
        let list = self.endgame_value(list);
        if !list.is_null_literal() && list.as_literal().is_some() {
            let message = format!("the first argument of `{}` must be a list", call.name.text);
            self.error(codes::WRONG_TYPE, &list.range, message);
        }
        let Some(name) = bare_name(variable) else {
            let message = format!("the second argument of `{}` must be a name for one element", call.name.text);
            let help = format!("write `{}(list, item, item == \"x\")`", call.name.text);
            self.error_with_help(codes::UNKNOWN_VARIABLE, &variable.range, message, help);
            return None;
        };
        let depth = u8::try_from(self.variables.len()).unwrap_or(u8::MAX);
        self.variables.push(name.to_owned());
        let body = Box::new(self.endgame_truth(body).formula);
        self.variables.pop();
        let list = Box::new(list.formula);
        Some(if counts { Formula::Count { list, depth, body } } else { Formula::Search { list, depth, body } })
    }
}

fn bare_name(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Field(path) => match path.parts.as_slice() {
            [PathPart::Name { text, .. }] => Some(text),
            _ => None,
        },
        _ => None,
    }
}

fn formulas(arguments: Vec<Typed>) -> Vec<Formula> {
    arguments.into_iter().map(|argument| argument.formula).collect()
}

/// The operation that the dialect has for a function of all dialects.
const fn operation(function: Function) -> Operation {
    match function {
        Function::Between { .. } => Operation::Between,
        Function::Concat => Operation::Concat,
        Function::EndsWith { .. } => Operation::EndsWith,
        Function::IndexOf { .. } => Operation::IndexOf,
        Function::Length => Operation::Length,
        Function::Number => Operation::Number,
        Function::StartsWith { .. } => Operation::StartsWith,
        Function::String => Operation::String,
        Function::StringContains { .. } => Operation::StringContains,
        Function::Substring => Operation::Substring,
    }
}

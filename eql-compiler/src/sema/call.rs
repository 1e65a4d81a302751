//! Calls: which function, how many arguments, of which types.

use super::checked::{Checked, Kind};
use super::codes;
use super::compare::is_block;
use super::functions::{self, FUNCTIONS, Meaning, Signature};
use super::scope::{Scope, path_names};
use super::types::{Type, Wanted};
use crate::diagnostic::TextRange;
use crate::ir::Literal;
use crate::suggest;
use crate::syntax::ast::{self, ExprKind};

impl Scope<'_> {
    pub(crate) fn call(&mut self, call: &ast::Call, range: &TextRange) -> Checked {
        let Some(signature) = self.signature(call) else {
            // The arguments may hold faults of their own.
            for argument in &call.arguments {
                if !matches!(argument.kind, ExprKind::Variable(_)) {
                    self.expr(argument);
                }
            }
            return Checked::wrong(range.clone());
        };
        if let Meaning::ArraySearch = signature.meaning {
            return self.array_search(call, range);
        }
        let arguments: Vec<Checked> = call.arguments.iter().map(|argument| self.expr(argument)).collect();
        if !self.check_arguments(signature, &arguments) {
            return Checked::new(Kind::Wrong, signature.result, range.clone());
        }
        self.build(signature, call, arguments, range)
    }

    pub(crate) fn signature(&mut self, call: &ast::Call) -> Option<&'static Signature> {
        let name = &call.name;
        let dialect = self.dialect();
        let Some(signature) = functions::find(&name.text, dialect) else {
            if self.is_full() {
                return None;
            }
            let message = format!("unknown function `{}`", name.text);
            let known = FUNCTIONS.iter().filter(|known| known.dialects.contains(&dialect)).map(|known| known.name);
            match suggest::did_you_mean(&name.text, known) {
                Some(help) => self.error_with_help(codes::UNKNOWN_FUNCTION, &name.range, message, help),
                None => self.error(codes::UNKNOWN_FUNCTION, &name.range, message),
            }
            return None;
        };
        if !signature.dialects.contains(&dialect) {
            let owners: Vec<&str> = signature.dialects.iter().map(|dialect| dialect.name()).collect();
            let message = format!("function `{}` does not exist in dialect `{dialect}`", signature.name);
            let help = format!("it belongs to {}", owners.join(" and "));
            self.error_with_help(codes::FUNCTION_OF_OTHER_DIALECT, &name.range, message, help);
            return None;
        }
        if call.insensitive && !signature.insensitive {
            let message = format!("function `{}` has no case-insensitive form", signature.name);
            self.error_with_help(codes::NO_INSENSITIVE_FORM, &name.range, message, "leave out the `~`");
            return None;
        }
        if !signature.takes(call.arguments.len()) {
            let message =
                format!("function `{}` takes {}, found {}", signature.name, signature.arity(), call.arguments.len());
            self.error(codes::ARITY, &name.range, message);
            return None;
        }
        Some(signature)
    }

    fn check_arguments(&mut self, signature: &Signature, arguments: &[Checked]) -> bool {
        let mut all_fit = self.has_no_search(arguments);
        for (at, argument) in arguments.iter().enumerate() {
            let wanted = signature.parameter(at);
            // An address may be written as text.
            let is_text_address =
                wanted == Wanted::Address && argument.as_literal().is_some() && argument.ty == Type::Text;
            let what = format!("argument {} of `{}`", at + 1, signature.name);
            all_fit &= is_text_address || self.require(argument, wanted, &what);
        }
        all_fit
    }

    /// Reports array searches and lineages among operands whose value is needed, not their truth: three-valued expressions
    /// choose one value a field, a search has elements of its own, and a lineage is about other events.
    pub(crate) fn has_no_search<'c>(&mut self, operands: impl IntoIterator<Item = &'c Checked>) -> bool {
        let mut has_none = true;
        for operand in operands {
            if operand.has_search() || operand.has_lineage() {
                let what = if operand.has_search() { "an array search" } else { "a lineage" };
                self.not_yet(&operand.range, format_args!("{what} inside an expression"));
                has_none = false;
            }
        }
        has_none
    }

    fn build(
        &mut self,
        signature: &Signature,
        call: &ast::Call,
        arguments: Vec<Checked>,
        range: &TextRange,
    ) -> Checked {
        match signature.meaning {
            Meaning::Runtime(function) => {
                let function = function(call.insensitive);
                Checked::new(Kind::Call { function, arguments }, signature.result, range.clone())
            }
            Meaning::Arithmetic(operator) => match <[Checked; 2]>::try_from(arguments) {
                Ok([left, right]) => self.arithmetic(operator, left, right, range),
                Err(_) => Checked::wrong(range.clone()),
            },
            Meaning::CidrMatch => self.cidr_match(arguments, range),
            // `_arraysearch` is built before its arguments are checked, and no other dialect has Endgame's functions.
            Meaning::ArraySearch | Meaning::Endgame(_) => Checked::new(Kind::Wrong, signature.result, range.clone()),
        }
    }

    fn cidr_match(&mut self, arguments: Vec<Checked>, range: &TextRange) -> Checked {
        let mut arguments = arguments.into_iter();
        let Some(value) = arguments.next() else { return Checked::wrong(range.clone()) };
        let mut blocks = Vec::new();
        let mut is_right = true;
        for block in arguments {
            match block.as_literal() {
                Some(Literal::Text(text)) if is_block(text) => blocks.push(text.clone()),
                Some(Literal::Text(text)) => {
                    let message = format!("`{text}` is not an address block");
                    self.error_with_help(
                        codes::BAD_BLOCK,
                        &block.range,
                        message,
                        "write an address, `10.0.0.0/8` or `fe80::/10`",
                    );
                    is_right = false;
                }
                _ => {
                    self.error(codes::NOT_CONSTANT, &block.range, "an address block must be a string literal");
                    is_right = false;
                }
            }
        }
        let kind = if is_right { Kind::CidrMatch { value: Box::new(value), blocks } } else { Kind::Wrong };
        Checked::new(kind, Type::Boolean, range.clone())
    }

    /// `_arraysearch(path, $name, condition)` (`language.md` §6.12).
    fn array_search(&mut self, call: &ast::Call, range: &TextRange) -> Checked {
        let wrong = Checked::new(Kind::Wrong, Type::Boolean, range.clone());
        let [array, variable, body] = call.arguments.as_slice() else { return wrong };
        let array = self.expr(array);
        let Kind::Field(field) = array.kind else {
            if !matches!(array.kind, Kind::Wrong) {
                self.error(codes::WRONG_TYPE, &array.range, "the first argument of `_arraysearch` must be a field");
            }
            return wrong;
        };
        let name = match &variable.kind {
            ExprKind::Variable(path) => path_names(path),
            _ => Vec::new(),
        };
        let [name] = name.as_slice() else {
            self.error_with_help(
                codes::UNKNOWN_VARIABLE,
                &variable.range,
                "the second argument of `_arraysearch` must be a variable",
                "write `$entry`, and `$entry.name` in the condition",
            );
            return wrong;
        };
        let depth = u8::try_from(self.variables.len()).unwrap_or(u8::MAX);
        self.variables.push((*name).to_owned());
        let body = Box::new(self.condition(body));
        self.variables.pop();
        Checked::new(Kind::Search { field, depth, body }, Type::Boolean, range.clone())
    }
}

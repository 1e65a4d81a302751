//! Pipes (`language.md` §7).

use super::codes;
use super::expr::literal;
use super::scope::Scope;
use crate::dialect::Dialect;
use crate::ir::{self, Literal, Number};
use crate::suggest;
use crate::syntax::ast::{Expr, ExprKind, Pipe, Query};

const KNOWN: [&str; 7] = ["count", "filter", "head", "sort", "tail", "unique", "unique_count"];

impl Scope<'_> {
    /// The pipes behind a query.
    pub(crate) fn pipes(&mut self, pipes: &[Pipe], query: &Query) -> Vec<ir::Pipe> {
        if self.dialect() == Dialect::Endgame {
            return self.endgame_pipes(pipes, query);
        }
        pipes.iter().filter_map(|pipe| self.pipe(pipe, query)).collect()
    }

    fn pipe(&mut self, pipe: &Pipe, query: &Query) -> Option<ir::Pipe> {
        let name = pipe.name.text.as_str();
        if self.dialect() == Dialect::Endpoint {
            let message = "pipes do not exist in dialect `endpoint`";
            self.error_with_help(
                codes::PIPE,
                &pipe.range,
                message,
                "a rule that alerts on every match has no use for them",
            );
            return None;
        }
        let limit: fn(u64) -> ir::Pipe = match name {
            "head" => ir::Pipe::Head,
            "tail" => ir::Pipe::Tail,
            _ if KNOWN.contains(&name) => {
                let message = format!("pipe `{name}` is not supported");
                self.error_with_help(
                    codes::PIPE,
                    &pipe.name.range,
                    message,
                    "Elasticsearch supports `head` and `tail`",
                );
                return None;
            }
            _ => {
                let message = format!("unknown pipe `{name}`");
                let help = suggest::did_you_mean(name, KNOWN).unwrap_or_else(|| "use `head` or `tail`".to_owned());
                self.error_with_help(codes::PIPE, &pipe.name.range, message, help);
                return None;
            }
        };
        if matches!(query, Query::Sample(_)) {
            self.error(codes::PIPE, &pipe.range, "a sample takes no pipes");
            return None;
        }
        match pipe.arguments.as_slice() {
            [argument] => self.count(argument).map(limit),
            arguments => {
                let message = format!("pipe `{name}` takes exactly one argument, found {}", arguments.len());
                self.error_with_help(codes::PIPE_ARGUMENT, &pipe.range, message, format!("write `{name} 10`"));
                None
            }
        }
    }

    fn count(&mut self, argument: &Expr) -> Option<u64> {
        let value = match &argument.kind {
            ExprKind::Literal(value) => literal(value),
            _ => Literal::Null,
        };
        match value {
            Literal::Number(Number::Int(count)) if count >= 0 => Some(count.unsigned_abs()),
            Literal::Number(Number::UInt(count)) => Some(count),
            _ => {
                self.error(codes::PIPE_ARGUMENT, &argument.range, "the argument must be a whole number, 0 or more");
                None
            }
        }
    }
}

//! `macro` and `const`: definitions are written into the query before it is checked (`language.md` §2.4).

use crate::diagnostic::{Diagnostic, Diagnostics, TextRange};
use crate::sema::codes;
use crate::syntax::ast::{Definition, EventQuery, Expr, ExprKind, FieldPath, Name, PathPart, Query, Stage, Statement};
use std::collections::BTreeMap;

/// The most nodes that definitions may become: each may use those before it twice, and so double their length.
const MOST_NODES: usize = 100_000;
/// How deep an expression may nest once definitions are written out, as in a text.
const MOST_LEVELS: usize = 512;

/// The statement with its definitions written out.
///
/// A definition is known behind itself only, so there is no recursion, and it may use those before it.
pub(crate) fn expand(statement: &Statement, diagnostics: &mut Diagnostics) -> Statement {
    let mut expansion = Expansion { constants: BTreeMap::new(), macros: BTreeMap::new(), nodes: 0, diagnostics };
    for definition in &statement.definitions {
        expansion.define(definition);
    }
    let mut expanded = Statement { definitions: Vec::new(), ..statement.clone() };
    expansion.query(&mut expanded.query);
    for argument in expanded.pipes.iter_mut().flat_map(|pipe| &mut pipe.arguments) {
        expansion.expr(argument);
    }
    expanded
}

struct Macro {
    parameters: Vec<String>,
    body: Expr,
}

struct Expansion<'d> {
    constants: BTreeMap<String, Expr>,
    macros: BTreeMap<String, Macro>,
    /// How many nodes have been written out.
    nodes: usize,
    diagnostics: &'d mut Diagnostics,
}

impl Expansion<'_> {
    fn define(&mut self, definition: &Definition) {
        match definition {
            Definition::Const { name, value, .. } => {
                if self.constants.contains_key(&name.text) {
                    self.error(&name.range, format!("constant `{}` is already defined", name.text));
                }
                self.constants.insert(name.text.clone(), value.clone());
            }
            Definition::Macro { name, parameters, body, .. } => {
                if self.macros.contains_key(&name.text) {
                    self.error(&name.range, format!("macro `{}` is already defined", name.text));
                }
                self.check_parameters(parameters);
                let mut body = body.clone();
                self.expr(&mut body);
                let parameters = parameters.iter().map(|parameter| parameter.text.clone()).collect();
                self.macros.insert(name.text.clone(), Macro { parameters, body });
            }
        }
    }

    fn check_parameters(&mut self, parameters: &[Name]) {
        for (at, parameter) in parameters.iter().enumerate() {
            if parameters[..at].iter().any(|earlier| earlier.text == parameter.text) {
                self.error(&parameter.range, format!("parameter `{}` stands here twice", parameter.text));
            }
        }
    }

    fn error(&mut self, range: &TextRange, message: String) {
        self.diagnostics.push(Diagnostic::error(codes::DEFINITION, range.clone(), message));
    }

    fn query(&mut self, query: &mut Query) {
        let (keys, stages, until): (&mut [Expr], &mut [Stage], Option<&mut Stage>) = match query {
            Query::Event(event) => return self.event_query(event),
            Query::Sequence(sequence) => (&mut sequence.keys, &mut sequence.stages, sequence.until.as_mut()),
            Query::Sample(sample) => (&mut sample.keys, &mut sample.stages, None),
            Query::Join(join) => (&mut join.keys, &mut join.stages, join.until.as_mut()),
        };
        keys.iter_mut().for_each(|key| self.expr(key));
        for stage in stages.iter_mut().chain(until) {
            stage.keys.iter_mut().for_each(|key| self.expr(key));
            self.event_query(&mut stage.query);
        }
    }

    fn event_query(&mut self, query: &mut EventQuery) {
        self.expr(&mut query.condition);
    }

    /// Writes out what an expression uses, innermost first.
    fn expr(&mut self, expr: &mut Expr) {
        if let ExprKind::Lineage { query, .. } = &mut expr.kind {
            self.event_query(query);
        }
        expr.children_mut().into_iter().for_each(|child| self.expr(child));
        let written_out = match &expr.kind {
            ExprKind::Field(path) => bare(path).and_then(|name| self.constants.get(name)).cloned(),
            ExprKind::Call(call) => self.call(&call.name, &call.arguments),
            _ => None,
        };
        if let Some(written_out) = written_out {
            *expr = Expr { range: expr.range.clone(), parenthesised: true, ..written_out };
        }
    }

    /// What a call of a macro becomes; nothing for a call of a function.
    fn call(&mut self, name: &Name, arguments: &[Expr]) -> Option<Expr> {
        let called = self.macros.get(&name.text)?;
        if called.parameters.len() != arguments.len() {
            let (wanted, found) = (called.parameters.len(), arguments.len());
            let message = format!("macro `{}` takes {wanted} arguments, found {found}", name.text);
            self.diagnostics.push(Diagnostic::error(codes::ARITY, name.range.clone(), message));
            return None;
        }
        let mut substitution = Substitution {
            parameters: &called.parameters,
            arguments,
            nodes: self.nodes,
            misused: None,
            too_much: false,
        };
        let mut body = called.body.clone();
        substitution.expr(&mut body, 0);
        let Substitution { nodes, misused, too_much, .. } = substitution;
        self.nodes = nodes;
        if let Some(parameter) = misused {
            let message = format!("`{parameter}` stands for an expression here, which has no fields");
            self.error(&name.range, message);
        }
        if too_much {
            self.error(&name.range, format!("macro `{}` becomes too long when it is written out", name.text));
            // Nothing is left to write out, so that this is said once and costs nothing more.
            self.macros.clear();
            return None;
        }
        Some(body)
    }
}

/// Puts arguments in the place of parameters.
struct Substitution<'a> {
    parameters: &'a [String],
    arguments: &'a [Expr],
    nodes: usize,
    /// A parameter with a sub-path whose argument is no field.
    misused: Option<String>,
    too_much: bool,
}

impl<'a> Substitution<'a> {
    fn expr(&mut self, expr: &mut Expr, level: usize) {
        self.nodes += 1;
        if self.nodes > MOST_NODES || level > MOST_LEVELS {
            self.too_much = true;
            return;
        }
        if let ExprKind::Field(path) = &expr.kind
            && let Some(argument) = self.argument(path)
        {
            self.nodes += size(argument);
            let kind = self.inside(argument, path);
            *expr = Expr { kind, range: argument.range.clone(), parenthesised: true };
            if level + depth(expr) > MOST_LEVELS {
                self.too_much = true;
            }
            return;
        }
        if let ExprKind::Lineage { query, .. } = &mut expr.kind {
            self.expr(&mut query.condition, level + 1);
        }
        expr.children_mut().into_iter().for_each(|child| self.expr(child, level + 1));
    }

    fn argument(&self, path: &FieldPath) -> Option<&'a Expr> {
        let Some(PathPart::Name { text, .. }) = path.parts.first() else { return None };
        let at = self.parameters.iter().position(|parameter| parameter == text)?;
        self.arguments.get(at)
    }

    /// The argument, or what the parameter's path names inside it.
    fn inside(&mut self, argument: &Expr, path: &FieldPath) -> ExprKind {
        let rest = path.parts.get(1..).unwrap_or_default();
        match &argument.kind {
            ExprKind::Field(outer) if !rest.is_empty() => {
                let parts = outer.parts.iter().chain(rest).cloned().collect();
                ExprKind::Field(FieldPath { optional: outer.optional, parts })
            }
            kind => {
                if !rest.is_empty() {
                    self.misused = bare_or_base(path).map(str::to_owned);
                }
                kind.clone()
            }
        }
    }
}

/// The name of a path that is no more than a name.
fn bare(path: &FieldPath) -> Option<&str> {
    if path.parts.len() == 1 { bare_or_base(path) } else { None }
}

fn bare_or_base(path: &FieldPath) -> Option<&str> {
    match path.parts.first() {
        Some(PathPart::Name { text, .. }) => Some(text),
        _ => None,
    }
}

fn size(expr: &Expr) -> usize {
    1 + expr.children().iter().map(|child| size(child)).sum::<usize>()
}

fn depth(expr: &Expr) -> usize {
    1 + expr.children().iter().map(|child| depth(child)).max().unwrap_or_default()
}

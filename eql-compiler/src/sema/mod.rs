//! Meaning: from the syntax tree to the intermediate form.
//!
//! Types, functions, the dialect's rules and the schema are checked here, every fault is reported and not only the
//! first, and what passes is lowered. Nothing behind this stage knows the dialect.

mod call;
mod checked;
pub mod codes;
mod compare;
mod endgame;
mod expr;
mod functions;
mod keys;
mod lineage;
mod lower;
mod pipes;
mod predicate;
pub mod schema;
mod scope;
mod sequence;
mod stages;
mod types;

use crate::diagnostic::Diagnostics;
use crate::ir;
use crate::options::CompileOptions;
use crate::syntax::ast::{Query, Statement};
use scope::Scope;

/// Checks a rule and lowers it.
///
/// # Errors
///
/// Everything that is wrong with the rule, or not supported yet, with the warnings. With `Ok` come the warnings alone.
pub fn check(statement: &Statement, options: &CompileOptions) -> Result<(ir::Rule, Diagnostics), Diagnostics> {
    let mut scope = Scope::new(options);
    let expanded;
    let statement = if statement.definitions.is_empty() {
        statement
    } else {
        expanded = endgame::expand(statement, &mut scope.diagnostics);
        &expanded
    };
    let query = scope.query(&statement.query);
    let pipes = scope.pipes(&statement.pipes, &statement.query);
    let timestamp = scope.configured_field(&options.timestamp_field, !matches!(query, Some(ir::Query::Sequence(_))));
    let tiebreaker = options.tiebreaker_field.as_ref().map(|field| scope.configured_field(field, true));
    let lineages = scope.take_lineages();
    let Scope { diagnostics, fields, .. } = scope;
    match query {
        Some(query) if !diagnostics.blocks() => {
            Ok((ir::Rule { fields, timestamp, tiebreaker, query, lineages, pipes }, diagnostics))
        }
        _ => Err(diagnostics),
    }
}

impl Scope<'_> {
    /// Any query; `None` where a fault leaves nothing to lower.
    fn query(&mut self, query: &Query) -> Option<ir::Query> {
        match query {
            Query::Event(event) => self.event_query(event).map(ir::Query::Event),
            Query::Sequence(sequence) => self.sequence(sequence).map(ir::Query::Sequence),
            Query::Sample(sample) => self.sample(sample).map(ir::Query::Sample),
            Query::Join(join) => self.join(join).map(ir::Query::Join),
        }
    }
}

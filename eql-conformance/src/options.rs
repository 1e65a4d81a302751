//! How cases are compiled.

use crate::case::Case;
use crate::index::Index;
use eql_compiler::sema::schema::Schema;
use eql_compiler::{CompileOptions, Dialect};
use std::sync::Arc;

/// The cases with their options: dialect, tiebreaker, and the schema of their documents, which is read once.
///
/// # Panics
///
/// If a case names no dialect, or its mapping is none.
pub fn with_options(cases: &[Case]) -> impl Iterator<Item = (&Case, CompileOptions)> {
    let mut last: Option<(*const Index, Option<Arc<Schema>>)> = None;
    cases.iter().map(move |case| {
        let index = Arc::as_ptr(&case.index);
        if last.as_ref().is_none_or(|(known, _)| *known != index) {
            last = Some((index, schema(case)));
        }
        let mut options = CompileOptions::default();
        options.dialect = Dialect::from_name(&case.dialect).unwrap_or_else(|| panic!("{}: no dialect", case.name));
        options.tiebreaker_field = case.index.tiebreaker_field.map(str::to_owned);
        options.schema = last.as_ref().and_then(|(_, schema)| schema.clone());
        (case, options)
    })
}

fn schema(case: &Case) -> Option<Arc<Schema>> {
    let mapping = case.index.mapping_json()?;
    Some(Arc::new(Schema::from_mapping_json(&mapping).unwrap_or_else(|error| panic!("{}: {error}", case.name))))
}

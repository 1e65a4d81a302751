//! The interpreter as an engine, with any of the passes left out.

use eql::dynamic::{CompileOptions, Diagnostics, Dialect, Rule, Search, SearchOptions, Severity, ir};
use eql_compiler::passes::{self, Pass};
use eql_compiler::sema::schema::Schema;
use eql_conformance::{Case, Engine, Failure, Index, Outcome};
use eql_runtime::Scalar;
use eql_runtime::ops::text::string;
use eql_runtime::sequence::KeyValue;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// The rules of some cases, as they are before any pass.
type Analysed = BTreeMap<String, Result<ir::Rule, Failure>>;

/// The interpreter after some passes.
pub(crate) struct Interpreter {
    name: String,
    rules: Rc<Analysed>,
    passes: Vec<&'static Pass>,
}

impl Interpreter {
    /// With all passes, with none, with each alone and without each.
    pub(crate) fn every(cases: &[Case]) -> Vec<Self> {
        let rules = Rc::new(analyse(cases));
        let with = |name: String, passes| Self { name, rules: Rc::clone(&rules), passes };
        let mut all = vec![
            with("interpreter".to_owned(), passes::ALL.iter().collect()),
            with("interpreter without passes".to_owned(), Vec::new()),
        ];
        for pass in passes::ALL {
            let others = passes::ALL.iter().filter(|other| other.name != pass.name).collect();
            all.push(with(format!("interpreter without {}", pass.name), others));
            all.push(with(format!("interpreter with only {}", pass.name), vec![pass]));
        }
        all
    }

    fn compile(&self, case: &Case) -> Result<Rule, Failure> {
        let mut rule = self.rules.get(&case.name).cloned().unwrap_or(Err(Failure::Absent))?;
        self.passes.iter().for_each(|pass| pass.run(&mut rule));
        Ok(Rule::from_ir(rule))
    }
}

fn analyse(cases: &[Case]) -> Analysed {
    let mut schemas: Vec<(*const Index, Option<Arc<Schema>>)> = Vec::new();
    let mut rules = Analysed::new();
    for case in cases {
        let index = Arc::as_ptr(&case.index);
        if schemas.last().is_none_or(|(known, _)| *known != index) {
            schemas.push((index, schema(case)));
        }
        let mut options = CompileOptions::default();
        options.dialect = Dialect::from_name(&case.dialect).expect("the name of a dialect");
        options.tiebreaker_field = case.index.tiebreaker_field.map(str::to_owned);
        options.schema = schemas.last().and_then(|(_, schema)| schema.clone());
        let rule = eql_compiler::analyse(&case.query, &options).map(|(rule, _)| rule).map_err(failure);
        rules.insert(case.name.clone(), rule);
    }
    rules
}

fn schema(case: &Case) -> Option<Arc<Schema>> {
    let mapping = case.index.mapping_json()?;
    Some(Arc::new(Schema::from_mapping_json(&mapping).unwrap_or_else(|error| panic!("{}: {error}", case.name))))
}

fn failure(diagnostics: Diagnostics) -> Failure {
    if diagnostics.as_slice().iter().any(|diagnostic| diagnostic.severity == Severity::Unsupported) {
        Failure::Unsupported(diagnostics.to_string())
    } else {
        Failure::Refused(diagnostics.to_string())
    }
}

impl Engine for Interpreter {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn run(&self, case: &Case) -> Result<Outcome, Failure> {
        let rule = self.compile(case)?;
        let mut request = SearchOptions::default();
        request.size = Some(case.size);
        request.samples_per_key = case.max_samples_per_key;
        let mut search = Search::new(&rule, request);
        for document in &case.index.documents {
            search.push(document, case.index.id(document));
        }
        let mut outcome = Outcome::default();
        for found in search.finish() {
            outcome.ids.extend(found.events.iter().map(|id| id.unwrap_or(eql_conformance::case::ABSENT)));
            outcome.join_keys.extend(found.keys.iter().map(key_text));
        }
        Ok(outcome)
    }
}

/// A join key as Elasticsearch shows it.
fn key_text(key: &KeyValue) -> String {
    match key.as_scalar().as_ref().map(string) {
        Some(Scalar::Str(text)) => text.into_owned(),
        _ => "null".to_owned(),
    }
}

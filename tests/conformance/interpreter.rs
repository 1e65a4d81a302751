//! The interpreter as an engine, with any of the passes left out.

use eql::dynamic::{Rule, Search, SearchOptions, ir};
use eql_compiler::passes::{self, Pass};
use eql_conformance::{Case, Engine, Failure, Outcome, record_text, with_options};
use eql_runtime::Scalar;
use eql_runtime::ops::text::string;
use eql_runtime::sequence::KeyValue;
use std::collections::BTreeMap;
use std::rc::Rc;

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
    let analysed = with_options(cases).map(|(case, options)| {
        let rule = eql_compiler::analyse(&case.query, &options).map(|(rule, _)| rule).map_err(Failure::from);
        (case.name.clone(), rule)
    });
    analysed.collect()
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
        Ok(found(search))
    }
}

/// What a search has found.
pub(crate) fn found(search: Search<i64>) -> Outcome {
    let mut outcome = Outcome::default();
    for found in search.finish() {
        outcome.ids.extend(found.events.iter().map(|id| id.unwrap_or(eql_conformance::case::ABSENT)));
        outcome.join_keys.extend(found.keys.iter().map(key_text));
        outcome.records.extend(record_text(&found.record));
    }
    outcome
}

/// A join key as Elasticsearch shows it.
fn key_text(key: &KeyValue) -> String {
    match key.as_scalar().as_ref().map(string) {
        Some(Scalar::Str(text)) => text.into_owned(),
        _ => "null".to_owned(),
    }
}

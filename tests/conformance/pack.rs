//! The interpreter with the rules of all cases in one pack, with the index and without it.

use crate::interpreter::found;
use eql::dynamic::{Pack, Rule, Search, SearchOptions};
use eql_conformance::{Case, Engine, Failure, Outcome, with_options};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A pack as an engine.
pub(crate) struct Packed {
    pack: Pack,
    /// The place of each case's rule in the pack.
    places: Rc<BTreeMap<String, Result<usize, Failure>>>,
    indexed: bool,
}

impl Packed {
    /// With the index and without it.
    pub(crate) fn every(cases: &[Case]) -> [Self; 2] {
        let (mut rules, mut places) = (Vec::new(), BTreeMap::new());
        for (case, options) in with_options(cases) {
            let place = Rule::compile(&case.query, &options).map_err(Failure::from).map(|rule| {
                rules.push(rule);
                rules.len() - 1
            });
            places.insert(case.name.clone(), place);
        }
        let (pack, places) = (Pack::following_apart(rules), Rc::new(places));
        [(true, pack.clone()), (false, pack.without_index())].map(|(indexed, pack)| Self {
            pack,
            places: Rc::clone(&places),
            indexed,
        })
    }
}

impl Engine for Packed {
    fn name(&self) -> String {
        if self.indexed { "pack with index" } else { "pack without index" }.to_owned()
    }

    fn run(&self, case: &Case) -> Result<Outcome, Failure> {
        let place = self.places.get(&case.name).cloned().unwrap_or(Err(Failure::Absent))?;
        let rule = self.pack.rules().get(place).ok_or(Failure::Absent)?;
        let mut request = SearchOptions::default();
        request.size = Some(case.size);
        request.samples_per_key = case.max_samples_per_key;
        let mut search = Search::new(rule, request);
        let mut matcher = self.pack.matcher();
        for (arrival, document) in (0..).zip(&case.index.documents) {
            if let Some(matched) = matcher.run(document).iter().find(|matched| matched.rule as usize == place) {
                search.push_matched(document, matched.predicates, arrival, case.index.id(document));
            }
        }
        Ok(found(search))
    }
}

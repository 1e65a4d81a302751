//! The cases beside the rules, `rules/NAME.test.toml`, on the interpreter and on generated code. `eqlc test` runs them too.

use crate::engines::Detection;
use crate::{DETECTIONS, check};
use eql_compiler::rule_file::{Expectation, Fixture, FixtureCase, FixtureEvents};

#[test]
fn cases_beside_the_rules() {
    for detection in &DETECTIONS {
        let path = format!("{}/rules/{}.test.toml", env!("CARGO_MANIFEST_DIR"), detection.name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let fixture = Fixture::parse(&text).unwrap_or_else(|error| panic!("{path}:{error}"));
        assert_eq!(fixture.rule.value, format!("{}.toml", detection.name));
        fixture.cases.iter().for_each(|case| run(case, detection));
    }
}

fn run(case: &FixtureCase, detection: &Detection) {
    let FixtureEvents::Inline(events) = &case.events else { panic!("events in a file") };
    let matches = check(detection.engines(), events);
    let id = |line: &usize| events[*line]["event"]["id"].as_str().unwrap_or_default().to_owned();
    let found: Vec<Vec<String>> = matches.iter().map(|lines| lines.iter().map(id).collect()).collect();
    let name = &case.name.value;
    match &case.expect.value {
        Expectation::Match => assert!(!found.is_empty(), "{name}: no match"),
        Expectation::None => assert!(found.is_empty(), "{name}: {found:?}"),
        Expectation::Matches { count, steps } => {
            assert!(count.is_none_or(|count| count == found.len()), "{name}: {found:?}");
            assert!(steps.as_ref().is_none_or(|steps| *steps == found), "{name}: {found:?}");
        }
    }
}

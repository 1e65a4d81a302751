//! The cases beside the rules: `rules/NAME.test.toml`.

use crate::engines::Detection;
use crate::{DETECTIONS, check};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    rule: String,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(rename = "why", default)]
    _why: String,
    expect: Expect,
    events: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expect {
    /// `"match"` or `"none"`.
    Word(String),
    /// How many matches, and the `event.id`s of their stages.
    Matches { count: usize, steps: Vec<Vec<String>> },
}

#[test]
fn cases_beside_the_rules() {
    for detection in &DETECTIONS {
        let path = format!("{}/rules/{}.test.toml", env!("CARGO_MANIFEST_DIR"), detection.name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let file: CaseFile = toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(file.rule, format!("{}.toml", detection.name));
        file.case.iter().for_each(|case| case.run(detection));
    }
}

impl Case {
    fn run(&self, detection: &Detection) {
        let matches = check(detection.engines(), &self.events);
        let id = |line: &usize| self.events[*line]["event"]["id"].as_str().unwrap_or_default().to_owned();
        let found: Vec<Vec<String>> = matches.iter().map(|lines| lines.iter().map(id).collect()).collect();
        let name = &self.name;
        match &self.expect {
            Expect::Word(word) => match word.as_str() {
                "match" => assert!(!found.is_empty(), "{name}: no match"),
                "none" => assert!(found.is_empty(), "{name}: {found:?}"),
                other => panic!("{name}: expect = \"{other}\""),
            },
            Expect::Matches { count, steps } => assert_eq!((found.len(), &found), (*count, steps), "{name}"),
        }
    }
}

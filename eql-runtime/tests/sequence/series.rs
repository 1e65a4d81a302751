//! The 25 cases of Elasticsearch's `sequences.series-spec`, read in place; `sequences.md` §2.2 describes the format.

use eql_conformance::sequences::notation::{TraceEvent, matches, rule};
use eql_runtime::Timestamp;
use eql_runtime::sequence::SequenceMode;

struct Case {
    name: String,
    /// The tokens of each stage.
    stages: Vec<Vec<String>>,
    expected: Vec<String>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let mut cases = Vec::new();
    while let Some(name) = lines.next() {
        let stages = lines.by_ref().take_while(|line| *line != ";");
        let stages = stages.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect();
        let expected = lines.by_ref().take_while(|line| *line != ";").map(str::to_owned).collect();
        cases.push(Case { name: name.to_owned(), stages, expected });
    }
    cases
}

/// `key|NAMEdigits`: the key, the token without it, the time.
fn parts(token: &str) -> (Option<&str>, &str, i64) {
    let (key, name) = token.split_once('|').map_or((None, token), |(key, name)| (Some(key), name));
    let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
    (key, name, digits.parse().expect("a time"))
}

fn check(case: &Case) {
    let mut tokens: Vec<(usize, &str)> = Vec::new();
    for (stage, line) in case.stages.iter().enumerate() {
        tokens.extend(line.iter().map(|token| (stage, token.as_str())));
    }
    tokens.sort_by_key(|(_, token)| parts(token).2);
    let letter = |stage: usize| char::from(b'A' + stage as u8);
    let event = |(at, (stage, token)): (usize, &(usize, &str))| TraceEvent {
        number: at,
        time: Timestamp::from_nanos(parts(token).2 * 1_000_000),
        tiebreaker: None,
        letters: letter(*stage).to_string(),
        keys: parts(token).0.map(|key| vec![vec![key.to_owned()]]),
    };
    let events: Vec<TraceEvent> = tokens.iter().enumerate().map(event).collect();
    let mut text: String = (0..case.stages.len()).flat_map(|stage| [letter(stage), ' ']).collect();
    text.push_str("by=k");
    for mode in [SequenceMode::STANDARD, SequenceMode::ENDGAME] {
        let found = matches(&rule(&text, mode), &events);
        let print = |events: &[Option<usize>]| {
            let tokens = events.iter().flatten().map(|&at| tokens[at].1);
            let named = tokens.enumerate().map(|(at, token)| if at == 0 { token } else { parts(token).1 });
            named.collect::<Vec<_>>().join(" ")
        };
        let found: Vec<String> = found.iter().map(|found| print(&found.events)).collect();
        assert_eq!(found, case.expected, "{}", case.name);
    }
}

#[test]
fn series_of_elasticsearch() {
    let Some(folder) = eql_conformance::shared::elasticsearch_suites() else {
        eprintln!("skipped: the shared data is absent");
        return;
    };
    let text = std::fs::read_to_string(folder.join("sequences.series-spec")).expect("the series");
    let cases = cases(&text);
    assert_eq!(cases.len(), 25);
    cases.iter().for_each(check);
}

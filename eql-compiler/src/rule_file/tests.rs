#![expect(clippy::disallowed_methods, reason = "tests read the shared corpora in place")]

use super::*;

const BEHAVIOUR: &str = r#"[rule]
id = "b-1"
name = "Behaviour"
description = "  spaced  "
os_list = ["windows", "linux"]
query = """
process where process.args : "a\\b" and \
   process.name == "x"
"""

[[actions]]
action = "kill_process"
field = "process.entity_id"
state = 1
tree = true

[[threat]]
framework = "MITRE ATT&CK"
[[threat.technique]]
id = "T1059"
name = "Interpreter"
[[threat.technique.subtechnique]]
id = "T1059.004"
name = "Unix Shell"
[threat.tactic]
id = "TA0002"
name = "Execution"
"#;

fn only(path: &str, text: &str) -> RuleFile {
    let mut rules = parse(path, text).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(rules.len(), 1, "{path}");
    rules.remove(0)
}

/// Finds `needle` in the query and in the file: the origin must lead from one to the other.
fn check_origin(path: &str, text: &str, needle: &str) {
    let rule = only(path, text);
    let in_query = rule.query.find(needle).unwrap_or_else(|| panic!("no {needle:?} in {:?}", rule.query));
    let in_file = text.find(needle).unwrap();
    assert_eq!(rule.origin.file_offset(in_query as u32), in_file, "{path}: {needle:?}");
}

#[test]
fn a_behaviour_rule_is_endpoint_and_keeps_its_metadata() {
    let rule = only("x/behaviour.toml", BEHAVIOUR);
    assert_eq!((rule.dialect, &rule.language), (Dialect::Endpoint, &Language::Eql));
    let metadata = rule.metadata;
    assert_eq!((metadata.id.as_str(), metadata.name.as_deref()), ("b-1", Some("Behaviour")));
    assert_eq!(metadata.description.as_deref(), Some("spaced"));
    assert_eq!(metadata.os_list, ["windows", "linux"]);
    let action = Action {
        action: "kill_process".to_owned(),
        field: Some("process.entity_id".to_owned()),
        state: Some(1),
        tree: true,
    };
    assert_eq!(metadata.actions, [action]);
    let threat = &metadata.threat[0];
    assert_eq!(threat.tactic.as_ref().unwrap().id, "TA0002");
    assert_eq!(threat.techniques[0].entry.id, "T1059");
    assert_eq!(threat.techniques[0].subtechniques[0].id, "T1059.004");
}

#[test]
fn a_detection_rule_is_elasticsearch() {
    let text = "[metadata]\nmaturity = \"production\"\n[rule]\nlanguage = \"eql\"\nrule_id = \"r\"\nid = \"saved\"\n\
        risk_score = 73\nseverity = \"high\"\nindex = [\"logs-*\"]\ntags = []\nevent_category_override = \"event.type\"\n\
        tiebreaker_field = \"event.sequence\"\ntimestamp_field = \"t\"\nfrom = \"now-9m\"\ninterval = \"5m\"\n\
        query = 'any where true'\n";
    let rule = only("d.toml", text);
    assert_eq!(rule.dialect, Dialect::Elasticsearch);
    let metadata = rule.metadata;
    assert_eq!(metadata.id, "r");
    assert_eq!((metadata.risk_score, metadata.severity.as_deref()), (Some(73), Some("high")));
    assert_eq!(metadata.event_category_override.as_deref(), Some("event.type"));
    assert_eq!(metadata.tiebreaker_field.as_deref(), Some("event.sequence"));
    assert_eq!(metadata.timestamp_field.as_deref(), Some("t"));
    assert_eq!((metadata.from.as_deref(), metadata.interval.as_deref()), (Some("now-9m"), Some("5m")));
}

#[test]
fn other_languages_are_told_by_name() {
    let rows = [
        ("k.toml", "[rule]\nlanguage = \"kuery\"\nquery = 'a: b'\n", "kuery"),
        ("m.toml", "[rule]\ntype = \"machine_learning\"\n", "machine_learning"),
        ("e.ndjson", r#"{"rule_id":"1","language":"esql","query":"FROM x"}"#, "esql"),
        ("l.ndjson", r#"{"rule_id":"1","type":"threshold"}"#, "threshold"),
    ];
    for (path, text, language) in rows {
        assert_eq!(only(path, text).language, Language::Other(language.to_owned()), "{path}");
    }
}

#[test]
fn origins_lead_from_the_query_to_the_file() {
    let quoted =
        [("'''\n", "'''"), ("'''\r\n", "'''"), ("'''", "'''"), ("\"\"\"\n", "\"\"\""), ("'", "'"), ("\"", "\"")];
    for (open, close) in quoted {
        let text = format!("# ü\n[rule]\nquery = {open}process where a == 1 or needle{close}\n");
        check_origin("a.toml", &text, "needle");
    }
    check_origin("b.toml", BEHAVIOUR, "process.name");
    check_origin("b.toml", BEHAVIOUR, "process where");
    check_origin("c.toml", "[rule]\r\nquery = '''\r\nany\r\nwhere needle'''\r\n", "needle");
    check_origin("d.toml", "[rule]\nquery = \"\\u00e9\\U0001F600\\t\\x41\\\\ needle\"\n", "needle");
    check_origin("e.json", r#"{"rule_id":"1","query":"a\n\"\u00e9\uD83D\uDE00\\ needle"}"#, "needle");
    check_origin("f.eql", "\u{feff}any where needle", "any");
    check_origin("g.toml", "\u{feff}[rule]\nquery = 'any where needle'\n", "needle");
}

#[test]
fn an_offset_inside_an_escape_is_the_escape() {
    let text = "[rule]\nquery = \"é\\u00e9x\"\n";
    let rule = only("a.toml", text);
    // `é` at 0, the escaped `é` at 2, `x` at 4.
    let at = |offset| rule.origin.file_offset(offset);
    assert_eq!(
        (at(2), at(3), at(4)),
        (text.find('\\').unwrap(), text.find('\\').unwrap() + 1, text.find('x').unwrap())
    );
    assert_eq!(rule.origin.position(text, 4), Position { line: 2, column: 17 });
}

#[test]
fn an_export_has_a_rule_a_line() {
    let text = concat!(
        r#"{"id":"saved","rule_id":"one","name":"One","language":"eql","type":"eql","query":"any where true","risk_score":21.0,"#,
        r#""actions":[{"group":"default","id":"x","params":{}}],"threat":[{"framework":"MITRE ATT&CK","tactic":{"id":"TA0001","name":"Initial Access","reference":"r"},"technique":[]}],"index":null}"#,
        "\n\n",
        r#"{"rule_id":"two","language":"eql","query":7}"#,
        "\n{oops\n",
        r#"{"rule_id":"three","language":"kuery","query":"x"}"#,
        "\n",
        r#"{"exported_count":3,"missing_rules":[]}"#,
        "\n"
    );
    let rules = parse_each("export.ndjson", text);
    assert_eq!(rules.len(), 4);
    let one = rules[0].as_ref().unwrap();
    assert_eq!((one.metadata.id.as_str(), one.metadata.risk_score), ("one", Some(21)));
    assert!(one.metadata.actions.is_empty());
    assert_eq!(one.metadata.threat[0].tactic.as_ref().unwrap().id, "TA0001");
    let two = rules[1].as_ref().unwrap_err();
    assert_eq!((two.code, two.line, two.column), (WRONG_TYPE, 3, 43));
    let broken = rules[2].as_ref().unwrap_err();
    assert_eq!((broken.code, broken.line, broken.column), (RULE_FILE_SYNTAX, 4, 2), "{broken}");
    assert_eq!(rules[3].as_ref().unwrap().language, Language::Other("kuery".to_owned()));
    assert_eq!(parse("export.ndjson", text).unwrap_err(), *two);
}

#[test]
fn an_array_of_rules_and_a_spread_out_rule_are_read_too() {
    assert_eq!(
        parse("a.json", "[\n{\"rule_id\":\"1\",\"query\":\"any where true\"},\n{\"query\":\"x\"}]").unwrap().len(),
        2
    );
    assert_eq!(only("a.json", "{\n\"rule_id\": \"1\",\n\"query\": \"any where true\"\n}\n").metadata.id, "1");
}

#[test]
fn the_format_follows_name_then_text() {
    let rows = [
        ("a.toml", "", Format::Toml),
        ("a.eql", "{", Format::Plain),
        ("a.ndjson", "", Format::Json),
        ("a", "\n {\"rule_id\":1}", Format::Json),
        ("a.txt", "x = 1\n[rule]\n", Format::Toml),
        ("a.txt", "process where true", Format::Plain),
    ];
    for (path, text, expected) in rows {
        assert_eq!(Format::of(path, text), expected, "{path} {text:?}");
    }
    assert_eq!(only("dir/my.rule.eql", "any where true").metadata.id, "my.rule");
}

/// Bad files: what is said, and where.
#[test]
fn errors_say_where() {
    let rows = [
        ("a.toml", "[rule\n", RULE_FILE_SYNTAX, 1, 6),
        ("a.toml", "x = 1\ny = = 2\n", RULE_FILE_SYNTAX, 2, 5),
        ("a.toml", "[hunt]\nname = 'x'\n", NO_RULE, 1, 1),
        ("a.toml", "", NO_RULE, 1, 1),
        ("a.toml", "rule = 5\n", WRONG_TYPE, 1, 8),
        ("a.toml", "[rule]\nname = 'x'\n", NO_QUERY, 1, 1),
        ("a.toml", "[rule]\nlanguage = 'eql'\nquery = ['any where true']\n", WRONG_TYPE, 3, 9),
        ("a.toml", "[rule]\nrisk_score = '73'\nquery = 'x'\n", WRONG_TYPE, 2, 14),
        ("a.toml", "[rule]\nrisk_score = 500\nquery = 'x'\n", RULE_FILE_VALUE, 2, 14),
        ("a.toml", "[rule]\nindex = ['a', 1]\nquery = 'x'\n", WRONG_TYPE, 2, 15),
        ("a.toml", "[rule]\nquery = 'x'\nname = 2020-01-01\n", WRONG_TYPE, 3, 8),
        ("a.ndjson", "{\"rule_id\":\"1\"}", NO_QUERY, 1, 1),
    ];
    for (path, text, code, line, column) in rows {
        let error = parse(path, text).unwrap_err();
        assert_eq!((error.code, error.line, error.column), (code, line, column), "{text:?}: {error}");
    }
}

#[test]
fn deep_files_are_errors_not_overflows() {
    let deep = 100_000;
    let arrays = format!("x = {}{}\n[rule]\nquery='x'\n", "[".repeat(deep), "]".repeat(deep));
    assert!(parse("a.toml", &arrays).is_err());
    let json = format!("{{\"rule_id\":\"1\",\"query\":\"x\",\"index\":{}{}}}", "[".repeat(deep), "]".repeat(deep));
    assert_eq!(parse("a.ndjson", &json).unwrap_err().code, WRONG_TYPE);
}

/// Texts close to good ones: each is read or refused, and every offset of a query that is read leads into its file.
#[test]
fn damaged_files_are_read_or_refused() {
    let export = r#"{"rule_id":"1","language":"eql","query":"any \"a\u00e9\uD83D\uDE00\" where true","threat":[{}]}"#;
    let seeds = [("a.toml", BEHAVIOUR), ("a.ndjson", export), ("a.toml", "[rule]\nquery = \"\\u00e9\\tx\"\n")];
    let pieces = ["'''", "\"\"\"", "\\", "\"", "\n", "\r\n", "[[", "]", "é", "\u{feff}", "=", "{", "}", "\\uD83D", "0"];
    let mut state = 1_u64;
    let mut random = |below: usize| {
        // Knuth's linear congruential generator; its high bits are good enough to damage texts.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for round in 0..6_000 {
        let (path, seed) = seeds[round % seeds.len()];
        let mut text = seed.to_owned();
        for _ in 0..=random(3) {
            let at = text.floor_char_boundary(random(text.len()));
            let end = text.floor_char_boundary(at + random(6)).max(at);
            text.replace_range(at..end, pieces[random(pieces.len())]);
        }
        for rule in parse_each(path, &text).into_iter().flatten() {
            for offset in 0..=rule.query.len() as u32 {
                assert!(rule.origin.file_offset(offset) <= text.len(), "{text:?}");
            }
        }
    }
}

/// Every real rule file is read, and its query stands where the origin says.
#[test]
fn the_shared_rules_are_read() {
    let Some(files) = shared_rules() else { return };
    let mut dialects = [0, 0];
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let rule = only(&path.to_string_lossy(), &text);
        assert_eq!(rule.language, Language::Eql);
        dialects[usize::from(rule.dialect == Dialect::Endpoint)] += 1;
        let start = rule.origin.file_offset(0);
        let end = rule.origin.file_offset(rule.query.len() as u32);
        assert_eq!(text.get(start..end), Some(rule.query.as_str()), "{}", path.display());
    }
    assert_eq!(dialects, [700, 849]);
}

/// The files under `corpora/rules` of `EQL_SHARED`, read in place.
#[expect(clippy::print_stderr, reason = "a test that has nothing to read says so")]
fn shared_rules() -> Option<Vec<std::path::PathBuf>> {
    let shared = std::env::var_os("EQL_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), std::path::PathBuf::from);
    let mut folders = vec![shared.join("corpora/rules")];
    if !folders[0].is_dir() {
        assert!(std::env::var_os("CI").is_none(), "no {}", folders[0].display());
        eprintln!("skipped: no {}", folders[0].display());
        return None;
    }
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                files.push(path);
            }
        }
    }
    Some(files)
}

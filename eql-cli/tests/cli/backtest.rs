//! `eqlc scan` as a backtest: which rules run, on which events, and what is expected of them.

use crate::program::Folder;

fn folder(name: &str) -> Folder {
    let rule = |id: &str, severity: &str, more: &str, query: &str| {
        format!(
            "[rule]\nlanguage = \"eql\"\nrule_id = \"{id}\"\nname = \"Rule {id}\"\n{severity}{more}query = '{query}'\n"
        )
    };
    let folder = Folder::new(name);
    folder
        .file("rules/a.toml", rule("a", "severity = \"low\"\n", "", "process where true"))
        .file("rules/b.toml", rule("b", "severity = \"high\"\n", "index = [\"logs-endpoint.*\"]\n", "process where true"))
        .file("rules/c.toml", rule("c", "", "os_list = [\"windows\"]\n", "any where registry.path : \"x\" and process.pid > 0"))
        .file("rules/d.toml", rule("d", "severity = \"critical\"\n", "os_list = [\"linux\", \"macos\"]\n", "process where true"))
        .file(
            "events",
            r#"{"@timestamp":"2026-01-01T00:00:00Z","id":1,"event":{"category":"process"},"data_stream":{"type":"logs","dataset":"endpoint.events.process","namespace":"x"},"host":{"os":{"type":"windows"}}}
{"@timestamp":"2026-01-02T00:00:00Z","id":2,"event":{"category":"process"},"data_stream":{"type":"logs","dataset":"system.auth","namespace":"x"},"host":{"os":{"type":"macos"}}}
{"id":3,"event":{"category":"process"}}
"#,
        );
    folder
}

/// The rule and event of each match, such as `a1`.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let run = folder.run(&[&["scan", "-r", "rules", "events"], arguments].concat()).ended(0);
    let lines = run.lines();
    let pair =
        |line: &serde_json::Value| format!("{}{}", line["rule"]["id"].as_str().unwrap(), line["events"][0]["id"]);
    lines.iter().map(pair).collect()
}

#[test]
fn rules_and_events_are_chosen() {
    let folder = folder("backtest_choice");
    let rows: &[(&[&str], &[&str])] = &[
        (&[], &["a1", "b1", "d1", "a2", "b2", "d2", "a3", "b3", "d3"]),
        (&["--rule", "a"], &["a1", "a2", "a3"]),
        (&["--rule", "a", "--rule", "Rule d"], &["a1", "d1", "a2", "d2", "a3", "d3"]),
        (&["--min-severity", "high", "--rule", "a", "--rule", "b"], &["b1", "b2", "b3"]),
        (&["--rule", "a", "--since", "2026-01-02T00:00:00Z"], &["a2"]),
        (&["--rule", "a", "--until", "2026-01-02T00:00:00Z"], &["a1"]),
        (&["--rule", "a", "--since", "1767225600000", "--until", "2026-01-03"], &["a1", "a2"]),
        // An event that does not say where it belongs is not left out.
        (&["--scope"], &["a1", "b1", "a2", "d2", "a3", "b3", "d3"]),
    ];
    for (arguments, expected) in rows {
        assert_eq!(found(&folder, arguments), *expected, "{arguments:?}");
    }
    folder
        .run(&["scan", "-r", "rules", "--since", "2026-01-02", "events"])
        .ended(0)
        .says(&["left out: 1 events outside of the span of time, 1 without a time"]);
    folder
        .run(&["scan", "-r", "rules", "--rule", "Rule e", "events"])
        .ended(3)
        .says(&["no rule has the id or name `Rule e`", "did you mean"]);
    folder.run(&["scan", "-r", "rules", "--since", "yesterday", "events"]).ended(3).says(&["a time is ISO 8601"]);
    folder
        .run(&["scan", "-r", "rules", "--min-severity", "critical", "--rule", "a", "events"])
        .ended(0)
        .says(&["no rule is left to run"]);
}

#[test]
fn rules_that_cannot_match_this_input_are_named() {
    let folder = folder("backtest_needs");
    let run = folder.run(&["scan", "-r", "rules", "events"]).ended(0);
    run.says(&[
        "no event has `process.pid`, without which a rule can't match: Rule c",
        "no event has `registry.path`, without which a rule can't match: Rule c",
    ]);
    let quiet = folder.run(&["scan", "-r", "rules/a.toml", "events"]).ended(0);
    assert!(!quiet.err.contains("no event has"), "{quiet:#?}");
    // Without events there is nothing to be said.
    folder.file("empty", "");
    assert!(!folder.run(&["scan", "-r", "rules", "empty"]).ended(0).err.contains("no event has"));
}

#[test]
fn expectations_are_checked() {
    let folder = folder("backtest_expect");
    folder
        .file("met.toml", "[[expect]]\nrule = \"a\"\nmin = 3\nmax = 3\n[[expect]]\nrule = \"Rule c\"\nmax = 0\n")
        .file(
            "missed.toml",
            "[[expect]]\nrule = \"a\"\nmax = 2\n[[expect]]\nrule = \"c\"\nmin = 1\n[[expect]]\nrule = \"b\"\nmin = 1\n",
        )
        .file("unknown.toml", "[[expect]]\nrule = \"zz\"\nmin = 1\n")
        .file("wrong.toml", "[[expect]]\nrule = \"a\"\nleast = 1\n");
    let expect = |file| folder.run(&["scan", "-r", "rules", "events", "--expect", file]);
    expect("met.toml").ended(0).says(&["2 expectations met"]);
    expect("missed.toml").ended(1).says(&[
        "2 of 3 expectations missed:",
        "  rule   matches  expected",
        "  a            3  at most 2",
        "  c            0  at least 1",
    ]);
    expect("unknown.toml").ended(3).says(&["no rule that runs has the id or name `zz`"]);
    expect("wrong.toml").ended(3).says(&["wrong.toml", "least"]);
    expect("missing.toml").ended(3).says(&["can't read missing.toml"]);
}

//! `eqlc check`.

use crate::program::Folder;
use serde_json::{Value, json};

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder
        .file("rules/a/good.toml", "[rule]\nlanguage = \"eql\"\nrule_id = \"g\"\nname = \"Good\"\nquery = '''\nprocess where true\n'''\n")
        .file("rules/a/wrong.toml", "[rule]\nrule_id = \"w\"\nlanguage = \"eql\"\nquery = '''\nprocess where true\n  and lenth(process.name) > 3\n'''\n")
        .file("rules/b/sequence.eql", "sequence by user.id [any where true] [any where true]")
        .file("rules/b/kuery.toml", "[rule]\nlanguage = \"kuery\"\nquery = \"a: b\"\n")
        .file("rules/b/hunt.toml", "[hunt]\nname = \"x\"\n")
        .file("rules/b/good.test.toml", "rule = \"good.toml\"\n")
        .file("rules/b/export.ndjson", "{\"rule_id\":\"e1\",\"language\":\"eql\",\"query\":\"any where true\"}\nnope\n{\"exported_count\":1}\n")
        .file("rules/b/readme.md", "x")
        .file("rules/.git/config.toml", "x");
    folder
}

fn row(line: &Value) -> Value {
    let codes: Vec<&Value> = line["diagnostics"].as_array().unwrap().iter().map(|found| &found["code"]).collect();
    json!([line["path"], line["rule_id"], line["kind"], line["status"], codes])
}

#[test]
fn every_rule_has_a_line() {
    let run = folder("check_lines").run(&["check", "rules"]).ended(2);
    let rows: Vec<Value> = run.lines().iter().map(row).collect();
    assert_eq!(
        json!(rows),
        json!([
            ["rules/a/good.toml", "g", "event", "ok", []],
            ["rules/a/wrong.toml", "w", "event", "error", ["E101"]],
            ["rules/b/export.ndjson", "e1", "event", "ok", []],
            ["rules/b/export.ndjson", null, null, "error", ["E301"]],
            ["rules/b/hunt.toml", null, null, "skipped", []],
            ["rules/b/kuery.toml", "kuery", null, "skipped", []],
            ["rules/b/sequence.eql", "sequence", "sequence", "ok", ["W301"]],
        ])
    );
    let lines = run.lines();
    assert_eq!(
        lines[0],
        json!({"path": "rules/a/good.toml", "rule_id": "g", "name": "Good", "kind": "event", "status": "ok", "reason": null, "diagnostics": []})
    );
    let found = &lines[1]["diagnostics"][0];
    assert_eq!(
        json!([found["line"], found["column"], found["end_line"], found["end_column"], found["severity"]]),
        json!([6, 7, 6, 12, "error"]),
        "{found}"
    );
    assert!(found["help"].as_str().unwrap().contains("length"), "{found}");
    assert_eq!(lines[3]["diagnostics"][0]["line"], 2);
    assert_eq!(lines[5]["reason"], "language kuery");
    run.says(&["7 rules: 3 ok, 2 error, 0 unsupported, 2 skipped", "1 skipped: language kuery"]);
}

#[test]
fn a_person_sees_the_line_of_the_file() {
    let run = folder("check_pretty").run(&["check", "rules/a", "--format", "pretty"]).ended(2);
    for part in [
        "error[E101]",
        "--> rules/a/wrong.toml:6:7",
        "6 |   and lenth(process.name) > 3",
        "^^^^^",
        "did you mean",
        "2 rules: 1 ok, 1 error, 0 unsupported, 0 skipped",
    ] {
        assert!(run.out.contains(part), "no {part:?} in {run:#?}");
    }
    assert_eq!(run.err, "");
}

#[test]
fn good_rules_end_with_0() {
    let folder = folder("check_good");
    let run = folder.run(&["check", "rules/a/good.toml", "rules/a/good.toml", "rules/b/kuery.toml"]).ended(0);
    // A file that is named twice is checked once.
    assert_eq!(run.lines().len(), 2);
    assert_eq!(folder.run(&["check", "-q", "rules/b/kuery.toml"]).ended(0).err, "");
}

#[test]
fn files_that_are_no_rules() {
    let folder = folder("check_bad");
    folder.file("empty.eql", "").file("latin.eql", b"any where a == \"\xe9\"").file("empty/x.md", "");
    let rows = [
        ("empty.eql", 2, "error"),
        ("latin.eql", 2, "E301"),
        // Named, so it is expected to hold a rule.
        ("rules/b/hunt.toml", 2, "E302"),
        ("missing", 3, "can't read missing"),
        ("empty", 3, "no rule files in empty"),
    ];
    for (path, code, part) in rows {
        let run = folder.run(&["check", path]).ended(code);
        assert!(run.out.contains(part) || run.err.contains(part), "{path}: {run:#?}");
    }
}

#[test]
fn hostile_rules_are_errors() {
    let folder = Folder::new("check_hostile");
    folder
        .file("deep.eql", format!("any where {}true{}", "(".repeat(10_000), ")".repeat(10_000)))
        .file("long.eql", format!("any where a == \"{}\"", "x".repeat(10 * 1024 * 1024)))
        .file("nul.eql", b"any where \0");
    let run = folder.run(&["check", "."]).ended(2);
    let statuses: Vec<Value> = run.lines().iter().map(|line| line["status"].clone()).collect();
    assert_eq!(statuses, ["error", "error", "error"], "{run:#?}");
}

#[test]
fn the_dialect_follows_the_file_unless_it_is_chosen() {
    let folder = Folder::new("check_dialect");
    let rule = "query = '''\nsequence [process where true] as a [file where file.path == a.process.executable]\n'''\n";
    folder.file("r.toml", format!("[rule]\nid = \"r\"\n{rule}"));
    folder.run(&["check", "r.toml"]).ended(0);
    folder.run(&["check", "r.toml", "--dialect", "endpoint"]).ended(0);
    folder.run(&["check", "r.toml", "--dialect", "elasticsearch"]).ended(2);
}

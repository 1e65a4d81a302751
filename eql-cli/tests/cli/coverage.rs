//! `eqlc coverage`, and `--field-map`.

use crate::program::Folder;
use serde_json::{Value, json};

fn rule(id: &str, threat: &str) -> String {
    format!("[rule]\nlanguage = \"eql\"\nrule_id = \"{id}\"\nname = \"Rule {id}\"\nquery = 'any where true'\n{threat}")
}

const EXECUTION: &str = r#"[[rule.threat]]
tactic = { id = "TA0002", name = "Execution" }
[[rule.threat.technique]]
id = "T1059"
name = "Command and Scripting Interpreter"
subtechnique = [{ id = "T1059.001", name = "PowerShell" }]
[[rule.threat]]
tactic = { id = "TA0011", name = "Command and Control" }
technique = [{ id = "T1071", name = "Application Layer Protocol" }]
"#;

#[test]
fn techniques_are_counted_by_tactic() {
    let folder = Folder::new("coverage");
    folder
        .file("rules/a.toml", rule("a", EXECUTION))
        .file("rules/b.toml", rule("b", EXECUTION.split("[[rule.threat]]\ntactic = { id = \"TA0011\"").next().unwrap()))
        .file("rules/c.toml", rule("c", ""))
        .file("rules/wrong.toml", rule("w", EXECUTION).replace("any where true", "any where"))
        .file("rules/kuery.toml", "[rule]\nlanguage = \"kuery\"\nquery = \"a:b\"\n");
    let run = folder.run(&["coverage", "rules", "--format", "pretty", "--navigator", "layer.json"]).ended(2);
    let rows: Vec<(&str, &str)> = run
        .out
        .lines()
        .map(|line| {
            (
                line.split("  ").find(|part| !part.is_empty()).unwrap().trim(),
                line.trim_end_matches(" rules").rsplit(' ').next().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("TA0002 Execution", "2"),
            ("T1059 Command and Scripting Interpreter", "2"),
            ("T1059.001 PowerShell", "2"),
            ("TA0011 Command and Control", "1"),
            ("T1071 Application Layer Protocol", "1"),
        ],
        "{}",
        run.out
    );
    run.says(&["3 rules cover 2 techniques of 2 tactics; 1 name none, 2 do not run"]);
    let layer: Value = serde_json::from_str(&folder.read("layer.json")).unwrap();
    assert_eq!(json!([layer["domain"], layer["versions"]["layer"]]), json!(["enterprise-attack", "4.5"]));
    let techniques = layer["techniques"].as_array().unwrap();
    let row = |technique: &Value| json!([technique["techniqueID"], technique["tactic"], technique["score"]]);
    assert_eq!(
        json!(techniques.iter().map(row).collect::<Vec<_>>()),
        json!([["T1059", "execution", 2], ["T1059.001", "execution", 2], ["T1071", "command-and-control", 1]])
    );
    assert_eq!(techniques[0]["comment"], "Rule a\nRule b");
    let lines = folder.run(&["coverage", "rules"]).ended(2).says(&["error[E"]).lines();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        lines[2],
        json!({"tactic": {"id": "TA0011", "name": "Command and Control"}, "technique": {"id": "T1071", "name": "Application Layer Protocol"}, "count": 1, "rules": ["Rule a"]})
    );
}

/// Sysmon's own fields, through the map that comes along and through one of a file.
#[test]
fn events_of_other_schemas_are_mapped() {
    let folder = Folder::new("field_map");
    folder
        .file("sysmon.ndjson", "{\"id\":1,\"EventID\":1,\"Image\":\"C:\\\\x\\\\CMD.EXE\",\"CommandLine\":\"cmd /c dir\"}\n{\"id\":2,\"EventID\":3}\nnope\n")
        .file("own.toml", "[[field]]\nfrom = \"exe\"\nto = \"process.name\"\ntake = \"file-name\"\n[[event]]\nset = { \"event.category\" = \"process\" }\n")
        .file("own.ndjson", "{\"id\":3,\"exe\":\"/bin/sh\"}\n")
        .file("wrong.toml", "[[field]]\nfrom = \"a\"\n");
    let query = "process where process.name : \"cmd.exe\" and process.args == \"/c\" and host.os.type == \"windows\"";
    let run = folder
        .run(&["query", query, "--field-map", "sysmon", "sysmon.ndjson"])
        .ended(0)
        .says(&["sysmon.ndjson:3: invalid JSON"]);
    assert_eq!(json!(run.ids()), json!([[1]]), "{run:#?}");
    assert_eq!(folder.run(&["query", query, "sysmon.ndjson"]).ended(0).ids().len(), 0);
    let own = ["query", "process where process.name == \"sh\"", "--field-map", "own.toml", "own.ndjson"];
    assert_eq!(json!(folder.run(&own).ended(0).ids()), json!([[3]]));
    folder
        .run(&["query", query, "--field-map", "sysmo", "own.ndjson"])
        .ended(3)
        .says(&["can't read sysmo", "`sysmon`, `winlogbeat`"]);
    folder
        .run(&["query", query, "--field-map", "wrong.toml", "own.ndjson"])
        .ended(3)
        .says(&["wrong.toml", "missing field `to`"]);
}

//! `eqlc partitions`.

use crate::program::Folder;
use serde_json::json;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder
        .file("rules/a.eql", "process where true")
        .file("rules/b.eql", "sequence by host.id, user.name [any where a == 1] [any where a == 2]")
        .file(
            "rules/c.eql",
            "sequence [any where a == 1] by process.entity_id [any where a == 2] by process.parent.entity_id",
        )
        .file("rules/d.eql", "sequence [any where a == 1] [any where a == 2]");
    folder
}

#[test]
fn each_rule_says_by_what() {
    let run = folder("partitions").run(&["partitions", "rules"]).ended(0);
    let found: Vec<_> = run
        .lines()
        .iter()
        .map(|line| json!([line["rule_id"], line["split"], line["fields"], line["key"], line["by_host"]]))
        .collect();
    let entity = "process.entity_id";
    assert_eq!(
        found,
        [
            json!(["a", "any", [], [], "sound"]),
            json!(["b", "field", ["host.id", "user.name"], [["host.id"], ["user.name"]], "sound"]),
            json!(["c", "key", [], [[entity, "process.parent.entity_id"]], "if_unique"]),
            json!(["d", "never", [], [], "unsound"]),
        ],
        "{run:#?}"
    );
    run.says(&["4 rules: 1 can be split by anything, 1 by a field, 1 by their key, 1 not at all"]);
}

#[test]
fn pretty_and_statuses() {
    let folder = folder("partitions_pretty");
    folder
        .file("rules/wrong.eql", "any where")
        .file("rules/other.toml", "[rule]\nlanguage = \"esql\"\nquery = \"FROM x\"\n");
    let run = folder.run(&["partitions", "rules", "--format", "pretty"]).ended(2);
    for part in ["by anything", "by host.id or user.name", "by the whole key (process.entity_id/", "it has no join key"]
    {
        assert!(run.out.contains(part), "no {part:?} in {run:#?}");
    }
    let run = folder.run(&["partitions", "rules", "--format", "ndjson"]).ended(2);
    let statuses: Vec<_> = run.lines().iter().map(|line| line["status"].clone()).collect();
    assert_eq!(statuses, ["ok", "ok", "ok", "ok", "skipped", "error"]);
    folder.run(&["partitions", "missing"]).ended(3);
}

//! `eqlc expand`.

use crate::program::Folder;

const QUERY: &str = "process where process.name : \"cmd.exe\"";

#[test]
fn code_is_laid_out() {
    let folder = Folder::new("expand");
    let run = folder.run(&["expand", "-e", QUERY]).ended(0);
    for part in ["pub struct Query;", "fn matches(&self, event: &E) -> bool {", "\"cmd.exe\""] {
        assert!(run.out.contains(part), "no {part:?} in {run:#?}");
    }
    folder.file("2 odd-names.eql", QUERY);
    assert!(folder.run(&["expand", "-r", "2 odd-names.eql"]).ended(0).out.contains("pub struct Rule2OddNames;"));
    assert_eq!(folder.run(&["expand", "-e", QUERY]).out, run.out);
}

#[test]
fn the_intermediate_form_is_printed() {
    let run = Folder::new("expand_ir").run(&["expand", "--ir", "-e", QUERY]).ended(0);
    assert!(run.out.starts_with("event\n"), "{run:#?}");
    assert!(run.out.contains("process.name"), "{run:#?}");
}

#[test]
fn wrong_rules_end_with_2_and_missing_ones_with_3() {
    let folder = Folder::new("expand_wrong");
    folder.run(&["expand", "-e", "process where"]).ended(2).says(&["error[E"]);
    folder.run(&["expand", "-r", "missing.toml"]).ended(3).says(&["can't read missing.toml"]);
}

#[test]
fn several_rules_have_a_plan() {
    let folder = Folder::new("expand_plan");
    folder.file("rules/a.eql", QUERY);
    folder.file("rules/b.eql", "process where process.name : (\"cmd.exe\", \"powershell*\") and not user.id == \"0\"");
    folder.file("rules/c.eql", "any where not process.pid > 4");
    let run = folder.run(&["expand", "--ir", "-r", "rules"]).ended(0);
    for part in [
        "// pack\npack of 3 rules: 3 units\n",
        "5 predicates in 6 places, 1 of them asked\n",
        "1 fields with a value\n",
        "1 rules are always evaluated\n  rules/c.eql\n",
        "rules/a.eql/0: process.name is \"cmd.exe\"\n",
    ] {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
    // Without `--ir`, what `ruleset!` makes of them.
    let run = folder.run(&["expand", "-r", "rules"]).ended(0);
    for part in ["pub struct Rules;", "pub const FIELDS", "rules/c.eql"] {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
    let lineage = "process where descendant of [process where true]";
    folder.file("rules/d.eql", lineage).file("rules/wrong.eql", "process where");
    let run = folder.run(&["expand", "--dialect", "endpoint", "-r", "rules"]).ended(2);
    let run = run.says(&["rules/wrong.eql"]);
    assert!(run.out.starts_with("/// A pack of 4 rules; 1 are left out."), "{}", run.out);
    assert!(run.out.contains("pub const SKIPPED") && run.out.contains("rules/d.eql"), "{}", run.out);
}

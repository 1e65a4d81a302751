//! `eqlc fmt`.

use crate::program::Folder;

const ODD: &str = "any   where a==1\n";
const EVEN: &str = "any where a == 1\n";

#[test]
fn files_are_laid_out_in_place() {
    let folder = Folder::new("fmt");
    folder.file("rules/odd.eql", ODD).file("rules/even.eql", EVEN).file("rules/x.md", "any   where");
    let check = folder.run(&["fmt", "--check", "rules"]).ended(1).says(&["2 files: 1 would change, 0 errors"]);
    assert_eq!(check.out, "rules/odd.eql\n");
    assert_eq!(folder.read("rules/odd.eql"), ODD, "--check changes nothing");
    let run = folder.run(&["fmt", "rules"]).ended(0).says(&["2 files: 1 changed, 0 errors"]);
    assert_eq!(run.out, "rules/odd.eql\n");
    assert_eq!(folder.read("rules/odd.eql"), EVEN);
    folder.run(&["fmt", "--check", "rules"]).ended(0);
}

/// Files around queries: what is written, and what it becomes.
#[test]
fn the_rest_of_a_file_stays_byte_for_byte() {
    let long = format!("any   where a in ({})", ["\"some text\""; 12].join(","));
    let long_after = format!(
        "any where a in (\n    {},\n    {}\n  )\n",
        ["\"some text\""; 9].join(", "),
        ["\"some text\""; 3].join(", ")
    );
    let rows: [(&str, String, String); 9] = [
        (
            "multi.toml",
            format!("# top\n[rule]   # odd\nlanguage='eql'\nquery   =  '''\n{ODD}''' # behind\nname = \"  x\"\n\n"),
            format!("# top\n[rule]   # odd\nlanguage='eql'\nquery   =  '''\n{EVEN}''' # behind\nname = \"  x\"\n\n"),
        ),
        ("single.toml", "[rule]\nquery = 'any  where a==1'\n".into(), "[rule]\nquery = 'any where a == 1'\n".into()),
        (
            "quotes.toml",
            "[rule]\nquery = \"any  where a==\\\"x\\\"\"\n".into(),
            "[rule]\nquery = \"any where a == \\\"x\\\"\"\n".into(),
        ),
        (
            "basic.toml",
            "[rule]\nquery = \"\"\"\nany  where a==\"C:\\\\\\\\x\"\n\"\"\"\n".into(),
            "[rule]\nquery = '''\nany where a == \"C:\\\\x\"\n'''\n".into(),
        ),
        (
            "apostrophes.toml",
            "[rule]\nquery = \"\"\"\nany  where a==\"'''\"\n\"\"\"\n".into(),
            "[rule]\nquery = \"\"\"\nany where a == \\\"'''\\\"\n\"\"\"\n".into(),
        ),
        ("long.toml", format!("[rule]\nquery = '{long}'\n"), format!("[rule]\nquery = '''\n{long_after}'''\n")),
        ("windows.eql", ODD.replace('\n', "\r\n"), EVEN.replace('\n', "\r\n")),
        (
            "windows.toml",
            "[rule]\r\nquery = '''\r\nany  where a==1\r\n'''\r\n".into(),
            "[rule]\r\nquery = '''\r\nany where a == 1\r\n'''\r\n".into(),
        ),
        (
            "export.ndjson",
            "{\"rule_id\": \"a\", \"query\" : \"any  where a==\\\"\\u00e9\\\"\"}\n{\"rule_id\":\"b\",\"query\":\"any where true\"}\n{\"exported_count\":2}\n".into(),
            "{\"rule_id\": \"a\", \"query\" : \"any where a == \\\"é\\\"\"}\n{\"rule_id\":\"b\",\"query\":\"any where true\"}\n{\"exported_count\":2}\n".into(),
        ),
    ];
    let folder = Folder::new("fmt_rest");
    for (name, before, after) in rows {
        folder.file(name, &before).run(&["fmt", name]).ended(0);
        assert_eq!(folder.read(name), after, "{name}");
        folder.run(&["fmt", "--check", name]).ended(0);
    }
}

#[test]
fn what_does_not_parse_is_left_alone() {
    let folder = Folder::new("fmt_wrong");
    let two = "{\"rule_id\":\"a\",\"query\":\"any where (\"}\n{\"rule_id\":\"b\",\"query\":\"any  where true\"}\n";
    folder
        .file("wrong.eql", "process where")
        .file("kuery.toml", "[rule]\nlanguage = \"kuery\"\nquery = \"a:  b\"\n")
        .file("config.toml", "a  = 1\n")
        .file("latin.eql", b"any  where a == \"\xe9\"")
        .file("two.ndjson", two);
    let run = folder.run(&["fmt", "."]).ended(2);
    assert_eq!(run.out, "./two.ndjson\n", "{run:#?}");
    assert!(run.err.contains("wrong.eql:1:") && run.err.contains("two.ndjson:1:"), "{run:#?}");
    assert_eq!(folder.read("wrong.eql"), "process where");
    assert_eq!(folder.read("kuery.toml"), "[rule]\nlanguage = \"kuery\"\nquery = \"a:  b\"\n");
    assert_eq!(folder.read("two.ndjson"), two.replace("any  where", "any where"));
    folder.run(&["fmt", "missing.eql"]).ended(3);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::new("fmt_stdin");
    assert_eq!(folder.run_with_input(&["fmt", "-"], ODD.as_bytes()).ended(0).out, EVEN);
    assert_eq!(folder.run_with_input(&["fmt", "--check", "-"], ODD.as_bytes()).ended(1).out, "");
    assert_eq!(folder.run_with_input(&["fmt", "--check", "-"], EVEN.as_bytes()).ended(0).out, "");
    // An editor must not lose what it sent.
    assert_eq!(folder.run_with_input(&["fmt", "-"], b"any where (").ended(2).out, "any where (");
}

/// The project's own rules are laid out by it.
#[test]
fn our_rules_are_canonical() {
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules");
    Folder::new("fmt_own").run(&["fmt", "--check", rules]).ended(0);
}

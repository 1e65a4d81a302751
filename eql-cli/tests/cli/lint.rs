//! `eqlc check` as a linter.

use crate::program::Folder;
use serde_json::{Value, json};

const ODD: &str = "[rule]
language = \"eql\"
rule_id = \"odd\"
query = '''
sequence with maxspan=5m
  [process where process.name : (\"cmd.exe\", \"CMD.EXE\")]
  [network where true]
'''
";

fn codes(line: &Value) -> Vec<&Value> {
    line["diagnostics"].as_array().unwrap().iter().map(|found| &found["code"]).collect()
}

#[test]
fn remarks_leave_a_rule_ok() {
    let folder = Folder::new("lint");
    folder.file("odd.toml", ODD);
    let run = folder.run(&["check", "odd.toml"]).ended(0).says(&["1 warning: W305", "1 warning: W307"]);
    let line = &run.lines()[0];
    assert_eq!(json!([line["status"], codes(line)]), json!(["ok", ["W307", "W305"]]), "{line}");
    let duplicate = &line["diagnostics"][1];
    assert_eq!(json!([duplicate["line"], duplicate["column"], duplicate["severity"]]), json!([6, 45, "warning"]));
    folder.run(&["check", "odd.toml", "--fail-level", "warning"]).ended(1);
    let allowed = ["check", "odd.toml", "--fail-level", "warning", "--allow", "W305", "--allow", "W307"];
    assert_eq!(codes(&folder.run(&allowed).ended(0).lines()[0]).len(), 0);
    folder.run(&["check", "odd.toml", "--allow", "W399"]).ended(3).says(&["no remark has the code `W399`", "W306"]);
    // A query in a file of its own is not scheduled.
    folder.file("plain.eql", "sequence with maxspan=5m [any where true] [any where true]");
    folder.run(&["check", "plain.eql", "--fail-level", "warning"]).ended(0);
}

#[test]
fn fixes_are_made_in_the_file() {
    let folder = Folder::new("lint_fix");
    let json = r#"{"rule_id":"a","language":"eql","query":"any where a in (\"x\", \"x\")"}"#;
    folder
        .file("odd.toml", ODD)
        .file("export.ndjson", format!("{json}\n{json}\n"))
        .file("p.eql", "any where a in (1,1)\r\n");
    folder.run(&["check", "."]).ended(0);
    assert_eq!(folder.read("odd.toml"), ODD, "nothing changes without --fix");
    let run = folder.run(&["check", "--fix", "."]).ended(0).says(&["4 findings corrected in 3 files"]);
    assert!(run.lines().iter().all(|line| !codes(line).contains(&&json!("W305"))), "{run:#?}");
    assert_eq!(folder.read("odd.toml"), ODD.replace(", \"CMD.EXE\"", ""));
    assert_eq!(folder.read("export.ndjson"), format!("{json}\n{json}\n").replace(r#", \"x\""#, ""));
    assert_eq!(folder.read("p.eql"), "any where a in (1)\r\n");
    folder.run(&["check", "--fix", "."]).ended(0).says(&["0 findings corrected in 0 files"]);
}

#[test]
fn rules_are_compared_with_each_other() {
    let folder = Folder::new("lint_subsumed");
    folder.file("narrow.eql", "process where a == 1 and b == 2").file("wide.eql", "process where b == 2");
    let run = folder.run(&["check", "."]).ended(0);
    let found = &run.lines()[0]["diagnostics"][0];
    assert_eq!(found["code"], "W306");
    assert_eq!(found["message"], "every match of this rule is also one of `wide`");
    assert!(found["help"].as_str().unwrap().contains("wide.eql"), "{found}");
    assert_eq!(run.lines()[1]["diagnostics"], json!([]));
}

/// The shape that SARIF 2.1.0 asks for, as far as this log uses it.
#[test]
fn sarif_has_its_shape() {
    let folder = Folder::new("lint_sarif");
    folder.file("some rules/odd.toml", ODD).file("some rules/wrong.eql", "process where lenth(a) > 1");
    let run = folder.run(&["check", "--format", "sarif", "some rules"]).ended(2).says(&["2 rules: 1 ok, 1 error"]);
    let log: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["$schema"], "https://json.schemastore.org/sarif-2.1.0.json");
    let tool = &log["runs"][0]["tool"]["driver"];
    assert_eq!(tool["name"], "eqlc");
    let rules = tool["rules"].as_array().unwrap();
    let ids: Vec<&Value> = rules.iter().map(|rule| &rule["id"]).collect();
    assert_eq!(json!(ids), json!(["E101", "W305", "W307"]));
    for rule in rules {
        assert!(!rule["shortDescription"]["text"].as_str().unwrap().is_empty(), "{rule}");
        assert!(rule["fullDescription"]["text"].as_str().unwrap().len() > 20, "{rule}");
        assert!(rule["help"]["markdown"].as_str().unwrap().len() > 20, "{rule}");
        let level = if rule["id"].as_str().unwrap().starts_with('E') { "error" } else { "warning" };
        assert_eq!(rule["defaultConfiguration"]["level"], level);
    }
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()), "{result}");
        assert!(!result["message"]["text"].as_str().unwrap().is_empty(), "{result}");
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].as_str().unwrap().starts_with("some%20rules/"), "{place}");
        let region = &place["region"];
        for key in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(region[key].as_u64().unwrap() >= 1, "{region}");
        }
    }
}

/// Text without what a fix of SARIF takes out of it. Lines and columns begin at 1; a column is a character.
fn without(text: &str, region: &Value) -> String {
    let offset = |line: &str, column: &str| {
        let (line, column) = (region[line].as_u64().unwrap() as usize, region[column].as_u64().unwrap() as usize);
        let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        start + text[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
    };
    format!("{}{}", &text[..offset("startLine", "startColumn")], &text[offset("endLine", "endColumn")..])
}

/// What SARIF says about a fix is what `--fix` does, in every kind of file.
#[test]
fn sarif_has_fixes() {
    let folder = Folder::new("lint_sarif_fix");
    let files = [
        ("odd.toml", ODD.to_owned()),
        ("basic.toml", ODD.replace("'''", "\"\"\"").replace("CMD.EXE", "CMD.\\u0045XE")),
        ("export.ndjson", r#"{"rule_id":"ä","language":"eql","query":"any where a in (\"é\", \"é\")"}"#.to_owned()),
        ("plain.eql", "// ä\r\nany where a in (1,\r\n  1)\r\n".to_owned()),
    ];
    for (name, text) in &files {
        folder.file(name, text);
    }
    let run = folder.run(&["check", "--format", "sarif", "--allow", "W307", "."]).ended(0);
    let log: Value = serde_json::from_str(&run.out).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), files.len(), "{log:#}");
    folder.run(&["check", "--fix", "."]).ended(0);
    for (name, text) in &files {
        let of_file = |result: &&Value| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == *name;
        let fix = &results.iter().find(of_file).unwrap()["fixes"][0];
        assert_eq!(fix["description"]["text"], "remove it");
        let change = &fix["artifactChanges"][0];
        assert_eq!(change["artifactLocation"]["uri"], *name);
        let replacement = &change["replacements"][0];
        assert_eq!(replacement["insertedContent"]["text"], "");
        assert_eq!(without(text, &replacement["deletedRegion"]), folder.read(name), "{name}");
    }
}

/// The run-window lint over the published rules: those that the formula gives, and no others.
#[allow(clippy::print_stderr, reason = "says why it is skipped")]
#[test]
fn published_rules_with_too_small_windows() {
    let shared = std::env::var_os("EQL_SHARED")
        .map_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), Into::into);
    let rules = shared.join("corpora/rules/detection-rules");
    if !rules.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "no corpora under {}", shared.display());
        eprintln!("skipped: no corpora under {}", shared.display());
        return;
    }
    let run = Folder::new("lint_windows").run(&["check", rules.to_str().unwrap()]).ended(0);
    let mut found: Vec<String> = Vec::new();
    for line in run.lines() {
        if codes(&line).contains(&&json!("W307")) {
            let path = line["path"].as_str().unwrap();
            found.push(path.rsplit('/').next().unwrap().trim_end_matches(".toml").to_owned());
        }
    }
    found.sort_unstable();
    let expected = [
        "credential_access_device_code_signin_aad_graph_enum",
        "credential_access_entra_id_device_reg_via_oauth_redirection",
        "credential_access_okta_mfa_bombing_via_push_notifications",
        "credential_access_okta_potentially_successful_okta_bombing_via_push_notifications",
        "defense_evasion_missing_events_after_alert",
        "defense_evasion_wsl_filesystem",
        "impact_ransomware_note_file_over_smb",
        "initial_access_entra_id_protection_alerts_for_user",
        "initial_access_execution_from_removable_media",
        "initial_access_file_upload_followed_by_get_request",
        "persistence_entra_id_rt_to_prt_transition_from_user_device",
        "persistence_mfa_deactivation_with_no_reactivation",
        "persistence_temp_scheduled_task",
        "privilege_escalation_docker_mount_chroot_container_escape",
        "privilege_escalation_krbrelayup_service_creation",
        "privilege_escalation_sensitive_rbac_change_followed_by_workload_modification",
    ];
    assert_eq!(found, expected);
}

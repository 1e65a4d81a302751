//! The layouts of matches besides `pretty` and `ndjson`.

use crate::program::Folder;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const RULE: &str = r#"[rule]
language = "eql"
rule_id = "r-1"
name = "Starts, then connects"
description = "What it finds."
severity = "high"
risk_score = 73
index = ["logs-*"]
tags = ["Domain: Endpoint"]
query = '''
sequence by host.name
  [process where true]
  [network where true]
'''
[[rule.threat]]
framework = "MITRE ATT&CK"
tactic = { id = "TA0002", name = "Execution" }
[[rule.threat.technique]]
id = "T1059"
name = "Command and Scripting Interpreter"
subtechnique = [{ id = "T1059.001", name = "PowerShell" }]
"#;

const EVENTS: &str = r#"{"@timestamp":"2026-01-01T00:00:00Z","event":{"category":"process","kind":"event","action":"start"},"host":{"name":"h"},"process":{"name":"a"},"_id":"e1","_index":"logs"}
{"@timestamp":"2026-01-01T00:01:05Z","event":{"category":"network","kind":"event"},"host":{"name":"h"},"process":{"name":"b"}}
"#;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.file("rule.toml", RULE).file("events", EVENTS).file("none", "{}\n").file("any.eql", "any where true");
    folder
}

#[test]
fn csv_has_a_line_a_match() {
    let folder = folder("csv");
    let run = folder.run(&["scan", "-r", "rule.toml", "--format", "csv", "events"]).ended(0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 2, "{run:#?}");
    assert!(
        lines[0].starts_with("id,rule_id,rule_name,rule_path,severity,risk_score,first,last,join_keys,events,hosts")
    );
    let row = r#",r-1,"Starts, then connects",rule.toml,high,73,2026-01-01T00:00:00.000000000Z,2026-01-01T00:01:05.000000000Z,h,2,h,,a; b,"[{""@timestamp"""#;
    assert!(lines[1].contains(row), "{}", lines[1]);
    // The titles are there without a match too.
    assert_eq!(folder.run(&["scan", "-r", "rule.toml", "--format", "csv", "none"]).ended(0).out.lines().count(), 1);
}

/// A cell that a spreadsheet would take for a formula is none any more.
#[test]
fn csv_is_harmless() {
    let folder = folder("csv_formula");
    folder
        .file("events", r#"{"host":{"name":"=cmd|' /c calc'!A0"},"user":{"name":"@SUM(1)"},"process":{"name":"+1"}}"#);
    let run = folder.run(&["scan", "-r", "any.eql", "--format", "csv", "events"]).ended(0);
    assert!(run.out.contains(",'=cmd|' /c calc'!A0,'@SUM(1),'+1,"), "{}", run.out);
}

#[test]
fn kibana_gets_building_blocks_and_a_shell() {
    let run = folder("kibana").run(&["scan", "-r", "rule.toml", "--format", "kibana", "events"]).ended(0);
    let alerts = run.lines();
    assert_eq!(alerts.len(), 3, "{run:#?}");
    let group = &alerts[2]["kibana.alert.uuid"];
    for (at, alert) in alerts.iter().enumerate() {
        assert_eq!(alert["event"]["kind"], "signal");
        assert_eq!(alert["kibana.alert.rule.rule_id"], "r-1");
        assert_eq!(alert["kibana.alert.severity"], "high");
        assert_eq!(alert["kibana.alert.group.id"], *group);
        assert_eq!(alert["kibana.alert.status"], "active");
        let is_block = at < 2;
        assert_eq!(alert["kibana.alert.building_block_type"], if is_block { json!("default") } else { Value::Null });
        assert_eq!(alert["kibana.alert.group.index"], if is_block { json!(at) } else { Value::Null });
        assert_eq!(alert["kibana.alert.depth"], if is_block { 1 } else { 2 });
    }
    assert_eq!(alerts[0]["kibana.alert.original_event.kind"], "event");
    assert_eq!(alerts[0]["kibana.alert.original_time"], "2026-01-01T00:00:00.000000000Z");
    assert_eq!(
        alerts[0]["kibana.alert.ancestors"],
        json!([{"id": "e1", "type": "event", "index": "logs", "depth": 0}])
    );
    assert_eq!(alerts[0]["process"]["name"], "a", "the event's own fields stay");
    // The shell holds what both events say, and refers to both.
    assert_eq!(json!([alerts[2]["host"], alerts[2]["process"]]), json!([{"name": "h"}, null]));
    let ancestors = alerts[2]["kibana.alert.ancestors"].as_array().unwrap();
    let kinds: Vec<&Value> = ancestors.iter().map(|ancestor| &ancestor["type"]).collect();
    assert_eq!(kinds, ["signal", "signal", "event", "event"]);
    assert_eq!(ancestors[1]["id"], alerts[1]["kibana.alert.uuid"]);
    let threat = &alerts[2]["kibana.alert.rule.threat"][0];
    assert_eq!(threat["technique"][0]["subtechnique"][0]["id"], "T1059.001");
    // An event rule gives one alert.
    let single = folder("kibana_event").run(&["scan", "-r", "any.eql", "--format", "kibana", "events"]).ended(0);
    assert_eq!(single.lines().len(), 2);
    assert!(single.lines()[0].get("kibana.alert.group.id").is_none());
}

#[test]
fn the_page_shows_what_was_found() {
    let run = folder("html").run(&["scan", "-r", "rule.toml", "--format", "html", "events"]).ended(0);
    for part in [
        "<!doctype html>",
        "<h1>1 alert of 1 rule</h1>",
        "<h2><span class=\"severity high\">high 73</span> Starts, then connects</h2>",
        "<li><b>TA0002</b> Execution</li><li><b>T1059</b> Command and Scripting Interpreter</li><li><b>T1059.001</b> PowerShell</li>",
        "<b>host.name</b> h",
        "aria-label=\"2 stages in 1 min 5 s\"",
        "<li class=\"gap\" style=\"flex-grow:1.000\"><span>+1 min 5 s</span></li>",
        "<title>1 s from 2026-01-01 00:01:05: 1 alert (1 high)</title>",
        "<span>Starts, then connects</span><b>1</b></label>",
        "<input type=\"checkbox\" name=\"severity\" value=\"high\">",
        "prefers-color-scheme: dark",
        "default-src 'none'",
    ] {
        assert!(run.out.contains(part), "no {part:?} in {}", run.out);
    }
    // It needs nothing beside it.
    assert!(!run.out.contains("http://") && !run.out.contains("https://") && !run.out.contains("@import"));
    let again = folder("html").run(&["scan", "-r", "rule.toml", "--format", "html", "events"]).ended(0);
    assert_eq!(run.out, again.out, "the same events give the same page");
    let none = folder("html_none").run(&["scan", "-r", "rule.toml", "--format", "html", "none"]).ended(0);
    assert!(none.out.contains("Nothing was found."), "{}", none.out);
}

/// A sequence is drawn with its absences, its gaps, and the time that it could have taken; a sample is no course of time.
#[test]
fn sequences_are_drawn_as_courses_of_time() {
    let folder = folder("html_course");
    let query = "sequence with maxspan=2m [process where true] ![file where true] [network where true]";
    folder.file("absence.eql", query);
    let page = folder.run(&["scan", "-r", "absence.eql", "--format", "html", "events"]).ended(0).out;
    for part in [
        "aria-label=\"3 stages in 1 min 5 s of 2 min\"",
        "<li class=\"absence\"><i>2</i><span>no such event</span></li>",
        "<li class=\"gap open\"",
        "<i style=\"width:54.2%\"></i>",
        "took 1 min 5 s of the 2 min that <code>maxspan</code> allows",
    ] {
        assert!(page.contains(part), "no {part:?} in {page}");
    }
    folder.file("sample.eql", "sample by host.name [network where true] [process where true]");
    let page = folder.run(&["scan", "-r", "sample.eql", "--format", "html", "events"]).ended(0).out;
    assert!(page.contains("<h1>1 alert") && !page.contains("<ol class=\"timeline\""), "{page}");
}

/// Few alerts stand open; of many, each is a line that opens.
#[test]
fn many_alerts_are_lines() {
    let folder = folder("html_many");
    let opened = |count: usize| {
        folder.file("many", "{\"id\":1}\n".repeat(count));
        let page = folder.run(&["scan", "-r", "any.eql", "--format", "html", "many"]).ended(0).out;
        assert_eq!(page.matches("<article").count(), count);
        page.matches("<details open>").count()
    };
    assert_eq!((opened(12), opened(13)), (12, 0));
    // What would be too much for a browser is left out, and this is said.
    folder
        .file("high.toml", "[rule]\nlanguage = 'eql'\nrule_id = 'h'\nseverity = 'high'\nquery = 'any where id == 2'\n");
    folder.file("many", format!("{}{{\"id\":2}}\n", "{\"id\":1}\n".repeat(5_001)));
    let run = folder.run(&["scan", "-r", "any.eql", "-r", "high.toml", "--format", "html", "many"]).ended(0);
    let run = run.says(&["warning: the page leaves out the 3 least severe alerts"]);
    assert!(run.out.contains("<p class=\"left-out\">3 alerts more, the least severe,"), "it says so");
    assert_eq!(
        (run.out.matches("<article").count(), run.out.matches("data-severity=\"high\" data-column").count()),
        (5_000, 1)
    );
}

/// Events and rules are hostile: a script in every field is text on the page.
#[test]
fn scripts_in_fields_stay_text() {
    let hostile = r#"</pre></script><script>alert(1)</script><img src=x onerror=alert(2)>"' onmouseover='alert(3)"#;
    let text = Value::from(hostile).to_string();
    let folder = folder("html_hostile");
    let fields = ["event.category", "event.action", "host.name", "user.name", "process.name", "process.executable"];
    let more = ["process.command_line", "process.parent.name", "dns.question.name", "destination.ip", "file.path"];
    let rest = ["dll.path", "registry.path", "host.id", "odd.field", hostile];
    let mut event = serde_json::Map::new();
    for field in fields.into_iter().chain(more).chain(rest) {
        event.insert(field.to_owned(), hostile.into());
    }
    let mut lines = String::new();
    for second in 0..2 {
        event.insert("@timestamp".into(), format!("2026-01-01T00:00:0{second}Z").into());
        lines += &format!("{}\n", Value::Object(event.clone()));
    }
    let rule = format!(
        "[rule]\nlanguage = \"eql\"\nrule_id = {text}\nname = {text}\ndescription = {text}\nseverity = {text}\n\
         query = '''\nsequence by process.name [any where true] [any where true]\n'''\n\
         [[rule.threat]]\ntactic = {{ id = {text}, name = {text} }}\n"
    );
    folder.file("hostile.toml", rule).file("events", &lines);
    let page = folder.run(&["scan", "-r", "hostile.toml", "--format", "html", "events"]).ended(0).out;
    assert!(page.contains("&lt;script&gt;alert(1)"), "the text is shown");
    assert_eq!(page.matches("<script").count(), 1, "the page's own");
    assert_eq!(page.matches("</script").count(), 1);
    let names = page
        .split('<')
        .skip(1)
        .map(|tag| tag.trim_start_matches('/').split(|c: char| !c.is_alphanumeric()).next().unwrap());
    let used: BTreeSet<&str> = names.collect();
    let own = [
        "",
        "article",
        "b",
        "body",
        "button",
        "code",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "g",
        "h1",
        "h2",
        "head",
        "header",
        "html",
        "i",
        "input",
        "kbd",
        "label",
        "legend",
        "li",
        "main",
        "meta",
        "ol",
        "p",
        "pre",
        "rect",
        "script",
        "span",
        "style",
        "summary",
        "svg",
        "time",
        "title",
        "ul",
    ];
    assert!(used.iter().all(|name| own.contains(name)), "{used:?}");
    for tag in page.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        assert!(!tag.contains("onerror") && !tag.contains("onmouseover"), "{tag}");
    }
}

//! `ruleset!`: what the files say, and the alerts of the interpreter.

#![expect(clippy::disallowed_methods, reason = "the interpreter reads the same files")]

mod typed;

use eql::dynamic::{CompileOptions, Engine, Pack, Rule};
use eql::{Event, Timestamp, ruleset};
use eql_compiler::rule_file::{self, Language};
use serde_json::{Value, json};
use std::path::Path;

ruleset! {
    /// Rules of this test.
    pub(crate) struct Mixed;
    "tests/ruleset/rules/**/*.toml", "tests/ruleset/rules/*.eql",
}

#[test]
fn files_are_read_in_order() {
    let paths: Vec<&str> = Mixed::RULES.iter().map(|rule| rule.path.rsplit('/').next().unwrap_or_default()).collect();
    let expected = [
        "computed.eql",
        "descendants.toml",
        "follows_alone.toml",
        "stack.toml",
        "pack_then_connect.toml",
        "quiet.eql",
        "several.eql",
        "shell.toml",
    ];
    assert_eq!(paths, expected);
    let shell = Mixed::RULES.iter().find(|rule| rule.id == "shell").expect("the rule of a file");
    assert_eq!((shell.name, shell.severity, shell.risk_score), (Some("A shell"), Some("low"), Some(21)));
    assert_eq!((shell.techniques, shell.dialect), (&["T1059", "T1059.003"][..], "elasticsearch"));
    assert_eq!(shell.index, ["logs-endpoint.events.process-*"]);
    assert_eq!(Mixed::RULES[3].os_list, ["windows"]);
    assert_eq!(Mixed::RULES[3].dialect, "endpoint");
    let skipped: Vec<_> = Mixed::SKIPPED.iter().map(|rule| (rule.path, rule.reason)).collect();
    assert_eq!(skipped, [("tests/ruleset/rules/query.toml", "it is written in kuery, not in EQL")]);
    assert!(Mixed::FIELDS.is_sorted());
    for field in ["@timestamp", "event.sequence", "host.id", "process.thread.Ext.call_stack", "user.id"] {
        assert!(Mixed::FIELDS.contains(&field), "{field} in {:?}", Mixed::FIELDS);
    }
    assert!(!Mixed::FIELDS.contains(&"symbol_info"));
}

/// The rules of the same files, interpreted.
fn interpreted() -> Vec<Rule> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = Mixed::RULES.iter().flat_map(|rule| {
        let text = std::fs::read_to_string(root.join(rule.path)).expect("a rule file");
        rule_file::parse(rule.path, &text).expect("rules")
    });
    let rules = rules.filter(|rule| rule.language == Language::Eql).map(|rule| {
        let mut options = CompileOptions::default();
        options.dialect = rule.dialect;
        options.tiebreaker_field = rule.metadata.tiebreaker_field;
        Rule::compile(&rule.query, &options).expect("a rule that compiles")
    });
    rules.collect()
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize].clone()
    }

    fn event(&mut self, second: u64) -> Value {
        let name = self.pick(&["CMD.exe", "powershell_ise", "tar", "gzip", "vssadmin.exe", "backup.exe"]);
        let symbol = self.pick(&["NTDLL!x", "kernel32!y"]);
        json!({
            "@timestamp": format!("2024-05-01T10:{:02}:{:02}Z", second / 60 % 60, second % 60),
            "event": {"category": self.pick(&["process", "network", "file"]), "type": ["start"], "sequence": second},
            "host.id": self.pick(&["a", "b"]),
            "user": {"id": self.pick(&["S-1-5-18", "S-1-5-21"])},
            "process": {
                "name": name, "entity_id": self.below(3), "pid": self.below(40),
                "parent": {"entity_id": self.below(3)},
                "command_line": self.pick(&["x", "x -enc abc", "a line of more than twenty", ""]),
                "thread": {"Ext": {"call_stack": [{"symbol_info": symbol}]}},
            },
            "destination.ip": self.pick(&["10.1.2.3", "8.8.8.8"]),
            "file": {"path": self.pick(&["C:\\Users\\x\\a.js", "\\\\share\\tar", "y.VBS"]), "name": "tar"},
        })
    }
}

/// Both back ends give the same alerts, in the same order.
#[test]
fn alerts_are_those_of_the_interpreter() {
    let mut compiled = Mixed::engine();
    let mut interpreted = Engine::new(Pack::new(interpreted()));
    let mut random = Random(3);
    let mut count = [0; 8];
    let mut compare = |found: Vec<eql::pack::Alert<&eql::pack::RuleInfo, u64>>, expected: Vec<_>| {
        let place = |id: &str| Mixed::RULES.iter().position(|rule| rule.id == id);
        let found: Vec<_> = found.into_iter().map(|alert| (place(alert.rule.id), alert.found)).collect();
        let expected: Vec<_> =
            expected.into_iter().map(|alert: eql::dynamic::Alert<u64>| (Some(alert.rule), alert.found)).collect();
        assert_eq!(found, expected);
        found.iter().filter_map(|(rule, _)| *rule).for_each(|rule| count[rule] += 1);
    };
    for number in 0..2_000 {
        let event = random.event(number);
        compare(compiled.push(&event, number), interpreted.push(&event, number));
    }
    compare(compiled.finish(), interpreted.finish());
    assert!(count.iter().all(|&count| count > 0), "{count:?}");
}

#[test]
fn lines_of_json_are_kept_when_they_matter() {
    let mut engine = Mixed::engine();
    let line = r#"{"event": {"category": "process", "type": "start"}, "process": {"name": "cmd.exe"}, "user.id": "1"}"#;
    let alerts = engine.push_json(line).expect("JSON");
    assert_eq!(alerts.iter().map(|alert| alert.rule.id).collect::<Vec<_>>(), ["shell"]);
    assert_eq!(alerts[0].found.events[0].as_deref(), Some(line));
    assert!(engine.push_json("{\"event\": {}}").expect("JSON").is_empty());
    assert!(engine.push_json("{").is_err());
}

/// Lines that several threads have read, each every third one, give the alerts of lines that were pushed one by one.
#[test]
fn lines_may_be_read_on_other_threads() {
    let mut random = Random(8);
    let lines: Vec<String> = (0..1_500).map(|number| random.event(number).to_string()).collect();
    let (mut one_by_one, mut engine) = (Mixed::engine(), Mixed::engine());
    let mut read = std::thread::scope(|scope| {
        let threads: [_; 3] = std::array::from_fn(|first| {
            let (mut reader, lines) = (engine.reader(), &lines);
            scope.spawn(move || {
                let own = lines.iter().skip(first).step_by(3);
                own.map(|line| reader.read(line).expect("JSON")).collect::<Vec<_>>().into_iter()
            })
        });
        threads.map(|thread| thread.join().expect("no reader panics"))
    });
    let mut count = 0;
    for (number, line) in lines.iter().enumerate() {
        let expected = one_by_one.push_json(line).expect("JSON");
        let found = engine.push_read(read[number % 3].next().expect("each line was read"));
        assert_eq!(found, expected, "line {number}");
        count += found.len();
    }
    assert_eq!(engine.finish(), one_by_one.finish());
    assert!(count > 1_000, "{count}");
    assert!(Mixed::engine().reader().read("{").is_err());
}

#[derive(Event)]
struct Process<'a> {
    #[eql("@timestamp")]
    at: Timestamp,
    #[eql("event.category")]
    category: &'a str,
    #[eql("process.pid")]
    pid: u32,
}

/// A field that an event type lacks has no value.
#[test]
fn typed_events_need_not_have_every_field() {
    let mut engine = Mixed::engine();
    let event = Process { at: Timestamp::from_nanos(5), category: "process", pid: 4 };
    let alerts = engine.push(&event, ());
    assert_eq!(alerts.iter().map(|alert| alert.rule.id).collect::<Vec<_>>(), ["computed"]);
    assert_eq!(alerts[0].found.span.as_ref().map(|span| span.first), Some(event.at));
}

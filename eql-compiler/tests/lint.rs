//! Lints: what each says, what it does not say, and what it says about published rules.

mod corpus;

use eql_compiler::lint::{Context, Library, check};
use eql_compiler::rule_file::{Edit, Metadata, apply};
use eql_compiler::{CompileOptions, Dialect, compile};

/// The codes and marked texts of the remarks on a rule.
fn remarks<'t>(text: &'t str, dialect: Dialect, context: Context<'_>) -> Vec<(&'static str, &'t str)> {
    let mut options = CompileOptions::default();
    options.dialect = dialect;
    let remarks = check(text, &options, context).unwrap_or_else(|errors| panic!("{text}\n{errors}"));
    let marked = |range: &std::ops::Range<u32>| &text[range.start as usize..range.end as usize];
    remarks.iter().map(|remark| (remark.diagnostic.code.0, marked(&remark.diagnostic.range))).collect()
}

#[test]
fn what_is_said_and_what_is_not() {
    let rows: &[(&str, &[(&str, &str)])] = &[
        ("sequence by a [any where true] [any where true]", &[("W301", "sequence")]),
        ("sequence by a with maxspan=1m [any where true] [any where true]", &[]),
        ("sample by a [any where true] [any where true]", &[]),
        // Case on Windows.
        (r#"process where host.os.type == "windows" and process.name == "Cmd.exe""#, &[("W302", "\"Cmd.exe\"")]),
        (
            r#"process where host.os.type : "windows" and process.parent.name in ("a.exe", "B.exe")"#,
            &[("W302", "\"B.exe\"")],
        ),
        (r#"registry where host.os.type == "windows" and not registry.value != "Run""#, &[("W302", "\"Run\"")]),
        (r#"process where host.os.type == "windows" and process.name == "cmd.exe""#, &[]),
        (r#"process where host.os.type == "windows" and process.name : "Cmd.exe""#, &[]),
        (r#"process where host.os.type == "linux" and process.name == "NetworkManager""#, &[]),
        (r#"process where process.name == "NetworkManager""#, &[]),
        (r#"process where host.os.type == "windows" and user.name == "SYSTEM""#, &[]),
        (r#"process where host.os.type == "windows" and process.code_signature.subject_name == "Microsoft""#, &[]),
        (r#"process where host.os.type == "windows" and process.pe.original_file_name == "PowerShell.EXE""#, &[]),
        // Contradictions.
        (r#"any where a == "x" and not a == "x""#, &[("W303", "a == \"x\"")]),
        (r#"any where a == null and a : "x*""#, &[("W303", "a : \"x*\"")]),
        (r#"any where a : "x.exe" and not a : ("y", "x*")"#, &[("W303", "a : (\"y\", \"x*\")")]),
        (r#"any where a in ("x", "z") and not a in ("y", "x")"#, &[]),
        (r#"any where a == "X" and not a == "x""#, &[]),
        (r#"any where a : "X" and not a == "x""#, &[]),
        (r#"any where a == "X" and not a : "x""#, &[("W303", "a : \"x\"")]),
        (r#"any where process.name == "a" and process.name == "b""#, &[("W303", "process.name == \"b\"")]),
        (r#"any where process.name : "a*" and process.name : "b*""#, &[]),
        (r#"any where process.name == "a" and process.name : "a*""#, &[]),
        (r#"any where process.args == "a" and process.args == "b""#, &[]),
        ("any where process.pid > 5 and process.pid < 3", &[("W303", "process.pid < 3")]),
        ("any where process.pid == 5 and process.pid != 5", &[("W303", "process.pid != 5")]),
        ("any where process.pid >= 5 and process.pid <= 5", &[]),
        (r#"any where a == "x" and (b or (c and not a == "x"))"#, &[("W303", "a == \"x\"")]),
        (r#"any where process.name == "a" and not (process.name == "b" and c)"#, &[("W303", "process.name == \"b\"")]),
        (r#"any where (a == "x" or b) and not a == "x""#, &[]),
        ("any where a and false", &[("W303", "a and false")]),
        ("sequence with maxspan=1m [any where true] [any where a and false]", &[("W303", "a and false")]),
        // Wildcards.
        (r#"any where a : ("x", "*")"#, &[("W304", "\"*\"")]),
        (r#"any where a like ("**", "x")"#, &[("W304", "\"**\"")]),
        (r#"any where a : "*" and not b : "*""#, &[]),
        (r#"any where a in ("*", "x")"#, &[]),
        (r#"any where a : ("?*", "x")"#, &[]),
        // Duplicates.
        (r#"any where a in ("x", "y", "x")"#, &[("W305", "\"x\"")]),
        (r#"any where a : ("x", """x""", "X")"#, &[("W305", "\"\"\"x\"\"\""), ("W305", "\"X\"")]),
        (r#"any where a like ("x", "X") and b in~ ("y", "Y")"#, &[("W305", "\"Y\"")]),
        (
            r#"any where a in (1, 2, 1) and cidrMatch(b, "10.0.0.0/8", "10.0.0.0/8")"#,
            &[("W305", "1"), ("W305", "\"10.0.0.0/8\"")],
        ),
        (r#"any where concat(a, "x", "x") == "yxx""#, &[]),
    ];
    for (text, expected) in rows {
        assert_eq!(remarks(text, Dialect::Elasticsearch, Context::default()), *expected, "{text}");
    }
}

/// `maxspan`, `from` and `interval`, and whether the window is too small.
#[test]
fn windows_of_scheduled_rules() {
    let rows = [
        ("1m", None, None, false),
        ("61s", None, None, true),
        ("4m", Some("now-9m"), None, false),
        ("241s", Some("now-9m"), Some("5m"), true),
        ("1h", Some("now-119m"), Some("60m"), true),
        ("1h", Some("now-2h"), Some("60m"), false),
        ("1500ms", Some("now-5m"), None, true),
        ("1d", Some("now/d"), None, false),
    ];
    for (maxspan, from, interval, expected) in rows {
        let metadata =
            Metadata { from: from.map(str::to_owned), interval: interval.map(str::to_owned), ..Metadata::default() };
        let text = format!("sequence with maxspan={maxspan} [any where true] [any where true]");
        let context = |scheduled| Context { metadata: Some(&metadata), scheduled };
        let said = |scheduled| !remarks(&text, Dialect::Elasticsearch, context(scheduled)).is_empty();
        assert_eq!((said(true), said(false)), (expected, false), "{maxspan} {from:?} {interval:?}");
    }
}

/// Fixes: what is written, and what it becomes. The rule compiles to the same.
#[test]
fn fixes_keep_the_meaning() {
    let rows = [
        (r#"any where a in ("x", "y", "x")"#, r#"any where a in ("x", "y")"#),
        ("any where a : (\"x\",\n  \"X\",\n  \"x\",\"y\")", "any where a : (\"x\",\"y\")"),
        (r#"any where a like~ ("x*", "X*", "y")"#, r#"any where a like~ ("x*", "y")"#),
        // A comment would go with it.
        ("any where a in (1, /* one */ 1)", "any where a in (1, /* one */ 1)"),
    ];
    for (text, expected) in rows {
        let options = CompileOptions::default();
        let fixes = check(text, &options, Context::default()).unwrap().into_iter().flat_map(|remark| remark.fix);
        let removal =
            |part: std::ops::Range<u32>| Edit { range: part.start as usize..part.end as usize, text: String::new() };
        let fixed = apply(text, fixes.map(removal).collect());
        assert_eq!(fixed, expected);
        let printed = |text: &str| compile(text, &options).unwrap().0.to_string();
        assert_eq!(printed(text), printed(&fixed));
    }
}

/// Two rules, and whether every match of the first is one of the second.
#[test]
fn rules_within_rules() {
    let rows = [
        (r#"process where a == "x" and b == 1"#, r#"process where a == "x""#, true),
        (r#"process where a == "x""#, r#"process where a == "x" and b == 1"#, false),
        (r#"process where a in ("x", "y")"#, r#"process where a in ("y", "x", "z")"#, true),
        (r#"process where not a in ("x", "y") and b"#, r#"process where b and not a == "x""#, true),
        (r#"process where not a == "x" and b"#, r#"process where b and not a in ("x", "y")"#, false),
        (r#"process where a == "x""#, r#"file where a == "x""#, false),
        (r#"process where a == "x""#, r#"any where a == "x""#, true),
        (r#"process where a == "x""#, r#"process where a : "x""#, false),
        (r#"process where a : ("x", "y*")"#, r#"process where a : ("x", "y*", "z")"#, true),
        (r#"process where a and (b or c)"#, r#"process where (b or c)"#, true),
        ("sequence [any where a] [any where b]", "any where a", false),
    ];
    for (narrow, wide, expected) in rows {
        let mut library = Library::default();
        for text in [narrow, wide] {
            let (rule, _) =
                compile(text, &CompileOptions::default()).unwrap_or_else(|errors| panic!("{text}\n{errors}"));
            library.add(&rule, &Metadata::default(), Dialect::Elasticsearch);
        }
        assert_eq!(library.subsumed().contains(&(0, 1)), expected, "{narrow} within {wide}");
    }
}

/// The same text twice: the later is superfluous; other indices, other data.
#[test]
fn the_later_of_two_equal_rules_is_named() {
    let (rule, _) = compile("process where true", &CompileOptions::default()).unwrap();
    let of =
        |index: &[&str]| Metadata { index: index.iter().map(|&name| name.to_owned()).collect(), ..Metadata::default() };
    let check = |first: &[&str], second: &[&str], expected: Option<(usize, usize)>| {
        let mut library = Library::default();
        library.add(&rule, &of(first), Dialect::Elasticsearch);
        library.add(&rule, &of(second), Dialect::Elasticsearch);
        assert!(library.subsumed().into_iter().eq(expected), "{first:?} {second:?}");
    };
    check(&["a"], &["a"], Some((1, 0)));
    check(&["a"], &["a", "b"], Some((0, 1)));
    check(&["a"], &["b"], None);
    check(&[], &["a"], None);
}

/// Nothing panics over published rules, and no lint is noisy: the share of rules that each speaks of is bounded.
#[test]
fn published_rules_are_mostly_fine() {
    let Some(shared) = corpus::shared() else { return };
    let rules = corpus::rules(&shared);
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for rule in &rules {
        let mut options = CompileOptions::default();
        options.dialect = rule.dialect;
        let mut codes: Vec<&str> = check(&rule.query, &options, Context::default())
            .unwrap_or_default()
            .iter()
            .map(|remark| remark.diagnostic.code.0)
            .collect();
        codes.dedup();
        codes.into_iter().for_each(|code| *counts.entry(code).or_default() += 1);
    }
    for (code, count) in counts {
        assert!(count * 10 < rules.len(), "{code}: {count} of {}", rules.len());
    }
}

//! What `sema` refuses, where, and in which words (`language.md` §8, `sequences.md` §14.1).

use eql_compiler::sema::schema::Schema;
use eql_compiler::{CompileOptions, Diagnostics, Dialect, Severity, compile};
use std::sync::Arc;

fn options(dialect: Dialect) -> CompileOptions {
    let mut options = CompileOptions::default();
    options.dialect = dialect;
    options
}

fn refused(text: &str, options: &CompileOptions) -> Diagnostics {
    match compile(text, options) {
        Ok((rule, _)) => panic!("`{text}` compiles:\n{rule}"),
        Err(diagnostics) => diagnostics,
    }
}

/// Checks that the rule is refused with exactly these findings: code, and the text at the range.
fn check(dialect: Dialect, text: &str, expected: &[(&str, &str)]) {
    let diagnostics = refused(text, &options(dialect));
    let found: Vec<(&str, &str)> = diagnostics
        .as_slice()
        .iter()
        .map(|finding| (finding.code.0, &text[finding.range.start as usize..finding.range.end as usize]))
        .collect();
    assert_eq!(found, expected, "{text}\n{diagnostics}");
}

fn check_es(text: &str, expected: &[(&str, &str)]) {
    check(Dialect::Elasticsearch, text, expected);
}

#[test]
fn functions() {
    check_es("any where cidrmach(source.ip, \"::1\")", &[("E101", "cidrmach")]);
    check_es("any where length(a, b) > 1", &[("E102", "length")]);
    check_es("any where endsWith(\"a\")", &[("E102", "endsWith")]);
    check_es("any where length~(process.name) > 1", &[("E103", "length")]);
    check_es("any where wildcard(process.name, \"a*\")", &[("E104", "wildcard")]);
    check_es("any where cidrMatch(process.name, \"10.0.0.0/8\")", &[("E108", "process.name")]);
    check_es("any where cidrMatch(source.ip, \"10.0.0.0/33\")", &[("E113", "\"10.0.0.0/33\"")]);
    check_es("any where cidrMatch(source.ip, process.name)", &[("E111", "process.name")]);
    check_es("any where length(process.pid) > 1", &[("E108", "process.pid")]);
    check_es("any where substring(process.name, \"x\") == \"a\"", &[("E108", "\"x\"")]);
}

#[test]
fn suggestions_name_the_function() {
    let diagnostics = refused("any where cidrmach(source.ip, \"::1\")", &CompileOptions::default());
    let help = diagnostics.as_slice()[0].help.clone().unwrap_or_default();
    assert!(help.contains("cidrMatch"), "{help}");
}

#[test]
fn conditions() {
    check_es("any where process.pid", &[("E107", "process.pid")]);
    check_es("any where not process.name", &[("E107", "process.name")]);
    check_es("any where process.pid == 4 and length(process.name)", &[("E107", "length(process.name)")]);
    check_es("any where \"a\"", &[("E107", "\"a\"")]);
}

/// `language.md` §11, the vectors that must not compile.
#[test]
fn vectors_that_are_compile_errors() {
    check_es("any where process.pid : 4", &[("E108", "process.pid"), ("E108", "4")]);
    check_es("any where process.name == process.parent.name", &[("E110", "==")]);
    check_es("any where process.pid in (\"4\")", &[("E108", "\"4\"")]);
    check_es("any where process.pid + 1 in (5)", &[("E108", "1 in (5)")]);
}

#[test]
fn operands() {
    check_es("any where source.ip : \"10.*\"", &[("E108", "source.ip")]);
    check_es("any where -process.name == 4", &[("E108", "process.name")]);
    check_es("any where process.name + 1 == 4", &[("E108", "process.name")]);
    check_es("any where process.name in (\"a\", user.name)", &[("E111", "user.name")]);
    check_es("any where process.name in~ (1)", &[("E108", "1")]);
    check_es("any where process.pid == \"x\"", &[("E109", "\"x\"")]);
    check_es("any where source.ip == \"10.0.0.999\"", &[("E109", "\"10.0.0.999\"")]);
    check_es("any where source.ip > \"10.0.0.0/8\"", &[("E109", "\"10.0.0.0/8\"")]);
    check_es("any where @timestamp > \"soon\"", &[("E109", "\"soon\"")]);
    check_es("any where process.name regex \"a(\"", &[("E114", "\"a(\"")]);
    check_es("any where -9223372036854775809 == process.pid", &[("E115", "-9223372036854775809")]);
}

#[test]
fn every_fault_is_reported() {
    check_es(
        "process where cidrmach(source.ip) and process.pid : \"4\" and process.name == user.name",
        &[("E101", "cidrmach"), ("E108", "process.pid"), ("E110", "==")],
    );
}

#[test]
fn sequences() {
    check_es("sequence with maxspan=1x [a where true] [b where true]", &[("E120", "x")]);
    check_es("sequence with maxspan=10 [a where true] [b where true]", &[("E120", "10")]);
    check_es("sequence with maxspan=0s [a where true] [b where true]", &[("E120", "0")]);
    check_es("sequence with maxspan=1.5s [a where true] [b where true]", &[("E120", "1.5")]);
    check_es("sequence by a [a where true] by b [b where true]", &[("E121", "[b where true]")]);
    check_es("sequence [a where true] by b [b where true] by a, c", &[("E121", "a")]);
    check_es("sequence by length(a) [a where true] [b where true]", &[("E122", "length(a)"), ("E122", "length(a)")]);
    check_es(
        "sequence [a where true] by process.pid [b where true] by process.name",
        &[("E123", "[b where true] by process.name")],
    );
    check_es("sequence [a where true]", &[("E124", "sequence [a where true]")]);
    check_es("sequence [a where true] with runs=101 [b where true]", &[("E125", "101")]);
    check_es("sequence [a where true] with foo=2 [b where true]", &[("E125", "foo")]);
    check_es("sequence [a where true] ![b where true]", &[("E126", "![b where true]")]);
    check_es("sequence by a [a where true] [b where true] until [c where true] with runs=2", &[("E125", "runs")]);
    check(Dialect::Endpoint, "sequence [a where true] as x [b where x == 1]", &[("E128", "x")]);
    check(Dialect::Endpoint, "sequence [a where true] as x [b where true] as x", &[("E128", "x")]);
}

#[test]
fn aliases_look_back_only() {
    check(
        Dialect::Endpoint,
        "sequence [a where y.b == 1] [a where x.b == 1 and y.b == 2] as x [c where x.b == 1] as y",
        &[("E128", "y.b"), ("E128", "x.b"), ("E128", "y.b")],
    );
}

/// Where the machine does not ask about earlier events, a rule that does is refused and not half obeyed.
#[test]
fn aliases_where_they_are_not_followed() {
    check(
        Dialect::Endpoint,
        "sequence with maxspan=1m [a where true] as x ![b where b == x.b] [c where true]",
        &[("E199", "![b where b == x.b]")],
    );
    check(
        Dialect::Endpoint,
        "sequence [a where true] as x [c where true] until [b where b == x.b]",
        &[("E199", "[b where b == x.b]")],
    );
    check(
        Dialect::Endpoint,
        "sequence [a where true] as x [b where _arraysearch(l, $e, _arraysearch($e.m, $f, $f.n == x.n))]",
        &[("E199", "[b where _arraysearch(l, $e, _arraysearch($e.m, $f, $f.n == x.n))]")],
    );
}

/// A lineage is true or false of an event, and no value that an expression or a pipe could go on with.
#[test]
fn lineages_inside_values_of_the_endgame_dialect() {
    let lineage = "child of [process where true]";
    for around in ["any where length(string({})) == 4", "any where true | filter {}"] {
        check(Dialect::Endgame, &around.replace("{}", lineage), &[("E199", lineage)]);
    }
}

#[test]
fn samples() {
    check_es("sample [a where true] [b where true]", &[("E127", "[a where true]"), ("E127", "[b where true]")]);
    check_es("sample by a [a where true]", &[("E127", "sample by a [a where true]")]);
    check_es("sample by a [a where true] by a [b where true] by b", &[("E127", "a")]);
    check_es("sample by a [a where true] [b where true] | head 1", &[("E129", "| head 1")]);
}

#[test]
fn pipes() {
    check_es("any where true | heda 5", &[("E129", "heda")]);
    check_es("any where true | count", &[("E129", "count")]);
    check_es("any where true | head", &[("E130", "| head")]);
    check_es("any where true | tail -1", &[("E130", "-1")]);
}

#[test]
fn variables() {
    check(Dialect::Endpoint, "any where _arraysearch(a.b, $entry, $other.c == 1)", &[("E112", "$other.c")]);
}

#[test]
fn a_schema_knows_its_fields() {
    let mapping = r#"{"properties": {"process": {"properties": {"pid": {"type": "long"}, "name": {"type": "keyword"}}},
        "event": {"properties": {"category": {"type": "keyword"}}},
        "where": {"type": "geo_point"}, "note": {"type": "text"}}}"#;
    let mut options = CompileOptions::default();
    options.schema = Schema::from_mapping_json(mapping).ok().map(Arc::new);
    let message = |text: &str| refused(text, &options).to_string();
    assert!(message("process where process.nmae == \"a\"").contains("did you mean"));
    assert!(message("process where process == \"a\"").contains("object"));
    assert!(message("any where note == \"a\"").contains("analysed text"));
    assert!(message("any where `where` == \"a\"").contains("can't be compared"));
    assert!(compile("process where ?user.name == null and process.pid == 4", &options).is_ok());
}

#[test]
fn a_misspelt_field_is_remarked_on() {
    for (text, meant) in [
        (
            "process where process.nmae == \"x\" and ?destination.prot == 4",
            ["process.name", "destination.port"].as_slice(),
        ),
        ("process where process.title == \"x\" and pid == 4 and winlog.event_id == 1", &[]),
    ] {
        let (_, warnings) = compile(text, &CompileOptions::default()).expect(text);
        let helps: Vec<_> = warnings.as_slice().iter().filter_map(|warning| warning.help.clone()).collect();
        let expected: Vec<_> = meant.iter().map(|field| format!("did you mean `{field}`?")).collect();
        assert_eq!(helps, expected, "{text}");
    }
}

#[test]
fn what_is_not_supported_yet_says_so() {
    let rule = "sequence with maxspan=1m [file where true] as event0 ![file where file.path == event0.file.path]";
    let diagnostics = refused(rule, &options(Dialect::Endpoint));
    assert_eq!(diagnostics.as_slice()[0].severity, Severity::Unsupported);
}

/// Equal lineages are one, and there are only so many.
#[test]
fn lineages_are_counted() {
    let rule = |count: usize, name: fn(usize) -> String| {
        let lineages = (0..count).map(|at| format!("descendant of [process where process.name == \"{}\"]", name(at)));
        format!("process where {}", lineages.collect::<Vec<_>>().join(" or "))
    };
    let distinct = |text: &str| {
        let (rule, _) = compile(text, &options(Dialect::Endpoint)).expect(text);
        rule.lineages.map_or(0, |lineages| lineages.list.len())
    };
    assert_eq!(distinct(&rule(80, |_| "a".to_owned())), 1);
    assert_eq!(distinct(&rule(64, |at| at.to_string())), 64);
    let diagnostics = refused(&rule(65, |at| at.to_string()), &options(Dialect::Endpoint));
    assert_eq!(diagnostics.as_slice()[0].code.0, "E132");
}

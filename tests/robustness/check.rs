//! What holds for every text whatever.

use eql::dynamic::{CompileOptions, Diagnostics, Dialect, Rule, Search, SearchOptions};
use eql_compiler::analyse;
use eql_compiler::expand::{Request, expand};
use eql_compiler::sema::schema::Schema;
use eql_compiler::syntax::{parse, print::print};
use serde_json::{Value, json};
use std::sync::Arc;
use std::thread;

/// `syn` takes more of the stack a level than the compiler does, and rustc, which reads the code for users, has a stack
/// that grows.
const STACK_OF_PARSER: usize = 32 << 20;

/// The ways to compile a text: every dialect, with and without a schema.
pub(crate) fn ways() -> Vec<CompileOptions> {
    let way = |dialect, schema: Option<Schema>| {
        let mut options = CompileOptions::default();
        options.dialect = dialect;
        options.schema = schema.map(Arc::new);
        options
    };
    Dialect::ALL.into_iter().flat_map(|dialect| [way(dialect, None), way(dialect, Some(Schema::ecs()))]).collect()
}

/// Events that rules meet: one that many conditions ask about, one with odd values, one with nothing.
pub(crate) fn events() -> Vec<Value> {
    vec![
        json!({
            "@timestamp": "2026-01-05T08:00:00.001Z", "host": {"id": "h", "os": {"type": "windows"}}, "user": {"id": "S-1-5-18"},
            "event": {"category": ["process", "file"], "type": ["start"], "action": "start", "code": 4624},
            "process": {"pid": 4, "name": "Cmd.EXE", "args": ["cmd", "/c", "é😀"], "entity_id": "p", "command_line": "cmd /c x"},
            "file": {"path": "C:\\Users\\x\\y.dll", "name": "y.dll", "extension": "dll"}, "a": "x", "b": 1,
        }),
        json!({
            "@timestamp": -1, "event": {"category": null}, "process": [{"name": 1}, {"name": ["", "İ"]}, null], "a": {"b": {}},
            "b": 18_446_744_073_709_551_615_u64, "c": [1.5, "1.5", true, [], {}], "d": "\u{0}", "x": -0.0,
        }),
        json!({}),
    ]
}

/// Compiles the text in one way, through every stage and both back ends. Panics where something does not hold.
pub(crate) fn check(text: &str, options: &CompileOptions, events: &[Value]) {
    let dialect = options.dialect;
    let printed = match parse(text, dialect) {
        Ok((statement, warnings)) => {
            check_ranges(text, &warnings);
            let printed = print(&statement, dialect);
            let (again, _) =
                parse(&printed, dialect).unwrap_or_else(|refused| panic!("the print {printed}: {refused}"));
            assert_eq!(print(&again, dialect), printed, "the print parses to another tree");
            printed
        }
        Err(findings) => return check_ranges(text, &findings),
    };
    match analyse(text, options) {
        Ok((rule, _)) => {
            let again = analyse(&printed, options).unwrap_or_else(|refused| panic!("the print {printed}: {refused}"));
            assert_eq!(again.0.to_string(), rule.to_string(), "the print means something else");
        }
        Err(findings) => return check_ranges(text, &findings),
    }
    check_code(text, options);
    let rule = Rule::compile(text, options).expect("what can be analysed compiles");
    check_ranges(text, rule.warnings());
    let mut search = Search::new(&rule, SearchOptions::default());
    (0..).zip(events).for_each(|(id, event)| search.push(event, id));
    drop(search.finish());
}

/// The code is Rust.
fn check_code(text: &str, options: &CompileOptions) {
    let request = Request { text, options: options.clone(), header: None, crate_path: quote::quote!(::eql) };
    let expansion = expand(&request);
    check_ranges(text, &expansion.diagnostics);
    let code = expansion.tokens.to_string();
    let parse = move || syn::parse_str::<syn::Expr>(&code).map(drop);
    let parser = thread::Builder::new().stack_size(STACK_OF_PARSER).spawn(parse).expect("a thread");
    if let Err(error) = parser.join().expect("syn never panics") {
        panic!("the code of the rule is no expression: {error}");
    }
}

/// Every finding is about a part of the text.
fn check_ranges(text: &str, findings: &Diagnostics) {
    for finding in findings.as_slice() {
        let (start, end) = (finding.range.start as usize, finding.range.end as usize);
        assert!(text.get(start..end).is_some(), "{start}..{end} is no part of the text: {finding}");
        assert!(!finding.message.is_empty(), "a finding without a message");
    }
}

//! The procedural macros of `eql`: tokens to text, a call of the compiler, and ranges of the text back to tokens.
//!
//! Use them through the facade, `eql`, which generated code names.

#![forbid(unsafe_code)]

mod errors;
mod event;
mod facade;
mod rule;
mod ruleset;

use proc_macro::TokenStream;

/// Compiles an EQL rule.
///
/// The rule becomes a value without contents that implements `eql::Rule` for every event type that has the fields it
/// reads; an event type without one of them is a compile error that names the field, unless the rule says `?field`.
/// What is wrong with a rule is a compile error at the token that is wrong, and all such errors are reported at once.
///
/// # Spellings
///
/// ```
/// use eql::{Event, eql};
///
/// #[derive(Event)]
/// struct Process<'a> {
///     #[eql("event.category")]
///     category: &'a str,
///     #[eql("process.name")]
///     name: &'a str,
/// }
///
/// let event = Process { category: "process", name: "PowerShell.exe" };
/// // As it is: the text can be pasted from Kibana. Comments of both languages are alike.
/// assert!(eql! { process where process.name : ("cmd.exe", "powershell*") }.matches(&event));
/// // As a string: for back-quoted names and raw strings with backslashes, which are no Rust tokens.
/// assert!(eql!(r#"process where process.name regex~ """power\w+\.exe""""#).matches(&event));
/// ```
///
/// `eql!(file = "rules/shell.toml")` takes the rule from a file: a detection rule or an Elastic Defend behaviour rule
/// in TOML, Kibana's export, or plain text. The path starts at the directory of `Cargo.toml`, and a change of the file
/// compiles the rule again.
///
/// # Header
///
/// With a header, the rule has a type with a name, and the macro stands where items do.
///
/// ```
/// eql::eql! {
///     /// A shell that a browser started.
///     #[eql(dialect = "endpoint")]
///     pub struct BrowserShell;
///     process where process.name : "cmd.exe" and process.parent.name : ("chrome.exe", "firefox.exe")
/// }
///
/// static RULE: BrowserShell = BrowserShell;
/// ```
///
/// # Options
///
/// They stand in `#[eql(…)]` before the rule, with or without a header, or beside a string or a file:
/// `eql!(file = "rules/shell.toml", tiebreaker = "event.sequence")`.
///
/// | option | is | without it |
/// |---|---|---|
/// | `dialect` | `"elasticsearch"`, `"endpoint"` or `"endgame"` | what the kind of file implies, else Elasticsearch's |
/// | `schema` | `"ecs"`, or the path of an Elasticsearch mapping: other fields are errors | any field may be there |
/// | `timestamp` | the field that holds an event's time | `@timestamp` |
/// | `category` | the field that `process where` tests | `event.category` |
/// | `tiebreaker` | the field that orders events of one instant | none |
/// | `crate` | the path of the facade | what `Cargo.toml` calls it |
#[proc_macro]
pub fn eql(input: TokenStream) -> TokenStream {
    rule::expand_call(input.into()).into()
}

/// Compiles a folder of rules into one pack, whose cost hardly grows with the number of rules.
///
/// ```ignore
/// eql::ruleset! {
///     /// The rules of this agent.
///     pub struct AgentRules;
///     "rules/**/*.toml", "rules/*.eql"
/// }
///
/// let mut engine = AgentRules::engine();
/// for alert in engine.push_json(line)? {
///     println!("{}: {} events", alert.rule.id, alert.found.events.len());
/// }
/// ```
///
/// Patterns start at the directory of `Cargo.toml`; `*` and `?` stay within one name, `**` is any number of folders;
/// `NAME.test.toml`, which holds the cases of a rule, is passed over. Files
/// are detection rules or Elastic Defend behaviour rules in TOML, Kibana's exports, or plain text, and are compiled in the
/// order of their paths. Every wrong rule is a compile error that names file, line and column; a pattern without a file is
/// one too. What is no EQL is left out and listed in `SKIPPED`, what `eql` does not support yet too, with a warning.
///
/// `RULES` holds what the files say about the rules, `FIELDS` the paths of the fields that they read. Events are of any
/// type: a field that a type lacks has no value.
///
/// The options of `eql!` stand in `#[eql(…)]` before the header and hold for every rule; without them each file decides,
/// with `event_category_override`, `timestamp_field` and `tiebreaker_field`.
///
/// A change of a file compiles the pack again. For files that are new or gone, tell cargo of the folder in `build.rs`:
///
/// ```
/// println!("cargo::rerun-if-changed=rules");
/// ```
#[proc_macro]
pub fn ruleset(input: TokenStream) -> TokenStream {
    ruleset::expand_call(input.into()).into()
}

/// Makes a struct an event: something that rules can be asked about, without a look-up by name.
///
/// Each field of the struct says with one attribute where it belongs:
///
/// - `#[eql("process.name")]`: it holds the values of that field. Its type is any `eql::FieldValue`: texts, numbers,
///   truth values, addresses, `eql::Timestamp`, and options, slices and `Vec`s of them, which hold none, one or several
///   values. An `i64` at `@timestamp` holds nanoseconds since the epoch; `#[eql("event.created", time)]` says so of any
///   other field.
/// - `#[eql(nested)]`: its own fields are fields of the event, below the name of this field; `#[eql(nested = "host.os")]`
///   names another place. Its type derives `Event` itself, or is an option, a `Vec` or a pointer of such; fields of
///   several objects flatten, and `_arraysearch` sees each of them whole.
/// - `#[eql(skip)]`: it is no part of the event.
///
/// `#[eql(crate = path)]` at the struct names the facade, where `Cargo.toml` doesn't.
///
/// ```
/// use eql::{Event, eql};
///
/// #[derive(Event)]
/// struct Connection<'a> {
///     #[eql("@timestamp")]
///     at: i64,
///     #[eql("event.category")]
///     category: &'a [&'a str],
///     #[eql("destination.ip")]
///     destination: Option<std::net::IpAddr>,
///     #[eql(nested)]
///     process: Process<'a>,
///     #[eql(skip)]
///     raw: &'a [u8],
/// }
///
/// #[derive(Event)]
/// struct Process<'a> {
///     #[eql("name")]
///     name: &'a str,
/// }
///
/// let event = Connection {
///     at: 1_700_000_000_000_000_000,
///     category: &["network", "process"],
///     destination: Some([10, 1, 2, 3].into()),
///     process: Process { name: "curl" },
///     raw: b"",
/// };
/// let rule = eql! { network where process.name == "curl" and cidrMatch(destination.ip, "10.0.0.0/8") };
/// assert!(rule.matches(&event));
/// ```
#[proc_macro_derive(Event, attributes(eql))]
pub fn derive_event(input: TokenStream) -> TokenStream {
    event::derive(input.into()).into()
}

//! `eqlc expand`: the code that a rule becomes.

use super::show_findings;
use crate::arguments::ExpandArguments;
use crate::console::{Console, Output};
use crate::failure::{Failure, Outcome};
use crate::rules::{Loader, RuleReport, State, outcome};
use eql_compiler::expand::{PackRequest, SkippedRule, compile_packed, expand as expansion, expand_pack};
use eql_compiler::pack::{PackRule, Plan};
use eql_compiler::rule_file::RuleFile;
use eql_compiler::{CompileOptions, Header, Request};
use proc_macro2::{Ident, Span, TokenStream};
use std::path::Path;
use std::slice;

pub(crate) fn expand(arguments: &ExpandArguments, console: &Console) -> Result<Outcome, Failure> {
    let loader = Loader::new(&arguments.rules)?;
    let reports = match (&arguments.what.path, &arguments.what.query) {
        (Some(path), _) => loader.load(slice::from_ref(path), console)?,
        (None, query) => vec![loader.load_query("query", query.as_deref().unwrap_or_default())],
    };
    show_findings(&reports, console);
    let mut output = Output::new();
    match reports.as_slice() {
        _ if arguments.ir => output.write(&forms(&reports))?,
        [report] => {
            let stem = Path::new(&report.path).file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
            if let (State::Ready(_), Some(file)) = (&report.state, &report.file) {
                output.write(&code(file, &stem, loader.options(file))?)?;
            }
        }
        several => output.write(&pack_code(several, &loader, console)?)?,
    }
    output.flush()?;
    Ok(outcome(&reports))
}

/// The intermediate form of each rule; of several also how they are evaluated together.
fn forms(reports: &[RuleReport]) -> String {
    let mut forms = String::new();
    for report in reports {
        let State::Ready(rule) = &report.state else { continue };
        if reports.len() > 1 {
            forms.push_str(&format!("// {}\n", report.path));
        }
        forms.push_str(&rule.ir().to_string());
    }
    if reports.len() > 1 {
        forms.push_str(&format!("// pack\n{}", plan(reports)));
    }
    forms
}

/// How the rules are evaluated together.
fn plan(reports: &[RuleReport]) -> Plan {
    let ready = reports.iter().filter_map(|report| match &report.state {
        State::Ready(rule) => Some(PackRule { name: &report.path, rule: rule.ir() }),
        State::Blocked | State::Skipped(_) => None,
    });
    Plan::build(ready)
}

/// The items that `eql!` makes of the rule, laid out as code.
fn code(file: &RuleFile, name: &str, options: CompileOptions) -> Result<String, Failure> {
    let header = Some(header(&type_name(name))?);
    let request = Request { text: &file.query, options, header, crate_path: tokens("::eql")? };
    laid_out(expansion(&request).tokens)
}

/// The items that `ruleset!` makes of several rules, laid out as code.
fn pack_code(reports: &[RuleReport], loader: &Loader<'_>, console: &Console) -> Result<String, Failure> {
    let (mut rules, mut skipped) = (Vec::new(), Vec::new());
    for report in reports {
        let (State::Ready(_), Some(file)) = (&report.state, &report.file) else {
            let reason = report.reason().unwrap_or_default();
            skipped.push(SkippedRule { path: report.path.clone(), reason });
            continue;
        };
        match compile_packed(file, &report.path, &loader.options(file)) {
            Ok((packed, _)) => rules.push(packed),
            Err(diagnostics) => {
                let first = diagnostics.as_slice().first();
                let reason = first.map(|fault| format!("{}: {}", fault.code, fault.message)).unwrap_or_default();
                console.warning(&format!("{} is left out of the pack: {reason}", report.path));
                skipped.push(SkippedRule { path: report.path.clone(), reason });
            }
        }
    }
    let (header, crate_path) = (header("Rules")?, tokens("::eql")?);
    laid_out(expand_pack(&PackRequest { rules: &rules, skipped: &skipped, header: &header, crate_path: &crate_path }))
}

/// `pub struct Name;`.
fn header(name: &str) -> Result<Header, Failure> {
    Ok(Header {
        attributes: TokenStream::new(),
        visibility: tokens("pub")?,
        ident: Ident::new(name, Span::call_site()),
    })
}

fn laid_out(code: TokenStream) -> Result<String, Failure> {
    let items = syn::parse2(code).map_err(|error| Failure::usage(format!("the code does not parse: {error}")))?;
    Ok(prettyplease::unparse(&items))
}

fn tokens(text: &str) -> Result<TokenStream, Failure> {
    text.parse().map_err(|error| Failure::usage(format!("`{text}` is no Rust: {error}")))
}

/// `genai_encode_then_connect` as the name of a type.
fn type_name(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    let name: String = name.split(|letter: char| !letter.is_ascii_alphanumeric()).map(capital).collect();
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name,
        _ => format!("Rule{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::type_name;

    #[test]
    fn names_of_files_become_names_of_types() {
        let rows = [
            ("genai_encode_then_connect", "GenaiEncodeThenConnect"),
            ("2fa-bypass", "Rule2faBypass"),
            ("", "Rule"),
            ("é", "Rule"),
        ];
        for (name, expected) in rows {
            assert_eq!(type_name(name), expected);
        }
    }
}

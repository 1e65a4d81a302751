//! Some rules as one program: a module each, one line of code each.

use crate::corpus::PublishedRule;
use eql::dynamic::ir::Query;
use eql_compiler::expand::{Header, Request, expand};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Rules and their code.
#[derive(Debug)]
pub(crate) struct Chunk<'r> {
    rules: Vec<&'r PublishedRule>,
    code: String,
}

impl<'r> Chunk<'r> {
    /// The program of these rules. The code of the rule at index `n` is line `n` + 1.
    pub(crate) fn write(rules: &'r [PublishedRule]) -> Self {
        Self::of(rules.iter().collect())
    }

    fn of(rules: Vec<&'r PublishedRule>) -> Self {
        let mut lines: Vec<String> =
            rules.iter().enumerate().map(|(index, rule)| module(index, rule).to_string()).collect();
        let functions = (0..rules.len()).map(module_name);
        let main = quote! {
            fn main() -> ::std::io::Result<()> {
                ::eql_conformance_rules::answer(&[#(#functions::fires),*])
            }
        };
        lines.push(main.to_string());
        Self { rules, code: lines.join("\n") }
    }

    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    pub(crate) fn len(&self) -> usize {
        self.rules.len()
    }

    /// The rule of a file, and its index.
    pub(crate) fn find(&self, path: &str) -> Option<(usize, &'r PublishedRule)> {
        self.rules.iter().position(|rule| rule.path == path).map(|index| (index, self.rules[index]))
    }

    /// The rules whose code stands in these lines.
    pub(crate) fn rules_at(&self, lines: &BTreeSet<usize>) -> Vec<&'r PublishedRule> {
        (1..).zip(&self.rules).filter(|(line, _)| lines.contains(line)).map(|(_, rule)| *rule).collect()
    }

    /// The same without the rules in these lines.
    pub(crate) fn without(&self, lines: &BTreeSet<usize>) -> Self {
        Self::of((1..).zip(&self.rules).filter(|(line, _)| !lines.contains(line)).map(|(_, rule)| *rule).collect())
    }
}

fn module_name(index: usize) -> Ident {
    Ident::new(&format!("rule_{index}"), Span::call_site())
}

fn module(index: usize, rule: &PublishedRule) -> TokenStream {
    let header = Header {
        attributes: TokenStream::new(),
        visibility: TokenStream::new(),
        ident: Ident::new("Rule", Span::call_site()),
    };
    let options = rule.options.clone();
    let request = Request { text: &rule.query, options, header: Some(header), crate_path: quote!(::eql) };
    let (name, code) = (module_name(index), expand(&request).tokens);
    let fires = match rule.ir().query {
        Query::Event(_) if rule.ir().lineages.is_some() => {
            quote!(::eql_conformance_rules::fires::lineage(Rule, docs))
        }
        Query::Event(_) => quote!(::eql_conformance_rules::fires::event(&Rule, docs)),
        Query::Sequence(_) => quote!(::eql_conformance_rules::fires::sequence(&Rule, docs)),
        Query::Sample(_) => quote!(::eql_conformance_rules::fires::sample(Rule, docs)),
        // No published rule is written in the dialect that has joins.
        Query::Join(_) => quote!(false),
    };
    quote! {
        mod #name {
            #code
            pub(super) fn fires(docs: &[::serde_json::Value]) -> bool {
                #fires
            }
        }
    }
}

/// What the program answers.
pub(crate) fn ask(program: &Path, questions: Vec<String>) -> io::Result<Vec<bool>> {
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let stdin = child.stdin.take();
    let writer = std::thread::spawn(move || -> io::Result<()> {
        let mut stdin = io::BufWriter::new(stdin.ok_or_else(|| io::Error::other("no input"))?);
        questions.iter().try_for_each(|question| writeln!(stdin, "{question}"))
    });
    let output = child.wait_with_output()?;
    writer.join().map_err(|_| io::Error::other("the questions could not be written"))??;
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(|line| line == "true").collect())
}

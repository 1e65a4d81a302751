//! Writes every conformance case, and sequences at random, as the code that `eql!` makes of them.

#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

use eql_compiler::expand::{Header, Request, expand};
use eql_compiler::ir::Query;
use eql_compiler::{CompileOptions, analyse};
use eql_conformance::sequences::{random, text};
use eql_conformance::{Case, Failure, all_cases, shared, with_options};
use eql_runtime::limits::{self, End};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use std::path::Path;

fn main() {
    watch_inputs();
    let cases = all_cases();
    let (mut modules, mut arms) = (TokenStream::new(), TokenStream::new());
    for (number, (case, options)) in with_options(&cases).enumerate() {
        let (name, module) = (&case.name, format_ident!("case_{number}"));
        modules.extend(case_module(&module, case, options));
        arms.extend(quote!(#name => #module::run(case),));
    }
    let code = quote! {
        /// Runs the code of a case.
        pub(crate) fn run(case: &Case) -> Result<Outcome, Failure> {
            match case.name.as_str() {
                #arms
                _ => Err(Failure::Absent),
            }
        }

        #modules
    };
    let folder = std::env::var("OUT_DIR").expect("cargo sets the folder of a build script");
    std::fs::write(Path::new(&folder).join("cases.rs"), code.to_string()).expect("a writable folder");
    std::fs::write(Path::new(&folder).join("plans.rs"), plans().to_string()).expect("a writable folder");
}

/// How many sequences at random are compiled.
const PLANS: u64 = 120;

/// A list of sequences at random: the seed of each, and its code.
fn plans() -> TokenStream {
    let mut options = CompileOptions::default();
    options.tiebreaker_field = Some(text::TIEBREAKER.to_owned());
    let (mut modules, mut list) = (TokenStream::new(), TokenStream::new());
    let rules = (0..).filter_map(|seed| Some((seed, text::query(&random::rule_of_seed(seed))?)));
    for (seed, query) in rules.take(PLANS as usize) {
        let module = format_ident!("plan_{seed}");
        let request =
            Request { text: &query, options: options.clone(), header: Some(header()), crate_path: quote!(::eql) };
        let code = expand(&request).tokens;
        modules.extend(quote!(mod #module { #code }));
        list.extend(quote!((#seed, &#module::Rule),));
    }
    quote! {
        /// Sequences at random: the seed of each, and its code.
        #[must_use]
        pub fn plans() -> Vec<(u64, &'static dyn SequenceRule<Value>)> {
            vec![#list]
        }

        #modules
    }
}

fn header() -> Header {
    Header {
        attributes: TokenStream::new(),
        visibility: quote!(pub(super)),
        ident: Ident::new("Rule", Span::call_site()),
    }
}

/// A module with the code of one case and the function that runs it.
fn case_module(module: &Ident, case: &Case, options: CompileOptions) -> TokenStream {
    let (code, run) = match analyse(&case.query, &options) {
        Ok((rule, _)) => {
            let pipes = match rule.limits() {
                Some(limits) => {
                    let limits = limits.iter().map(limit);
                    quote!(crate::run::Pipes::Limits(&[#(#limits),*]))
                }
                None => quote!(crate::run::Pipes::Pipeline(Rule.pipeline())),
            };
            let request = Request { text: &case.query, options, header: Some(header()), crate_path: quote!(::eql) };
            let fields =
                [rule.fields.path(rule.timestamp), rule.tiebreaker.map_or("", |field| rule.fields.path(field))];
            let run = match (rule.query, rule.lineages.is_some()) {
                (Query::Event(_), true) => quote!(crate::run::lineage(case, Rule, [#(#fields),*], #pipes)),
                (Query::Sequence(_), true) => {
                    quote!(crate::run::lineage_sequence(case, Rule, [#(#fields),*], #pipes))
                }
                (Query::Event(_), false) => quote!(crate::run::event(case, &Rule, [#(#fields),*], #pipes)),
                (Query::Sequence(_), false) => quote!(crate::run::sequence(case, &Rule, #pipes)),
                (Query::Sample(_), _) => quote!(crate::run::sample(case, Rule)),
                (Query::Join(_), _) => quote!(crate::run::join(case, Rule, #pipes)),
            };
            (expand(&request).tokens, quote!(Ok(#run)))
        }
        Err(diagnostics) => {
            let failure = match Failure::from(diagnostics) {
                Failure::Unsupported(why) => quote!(Failure::Unsupported(#why.to_owned())),
                failure => {
                    let why = failure.to_string();
                    quote!(Failure::Refused(#why.to_owned()))
                }
            };
            (TokenStream::new(), quote!(Err(#failure)))
        }
    };
    quote! {
        mod #module {
            use eql_conformance::{Case, Failure, Outcome};

            #code

            #[allow(unused_variables)]
            pub(super) fn run(case: &Case) -> Result<Outcome, Failure> {
                #run
            }
        }
    }
}

fn limit((end, count): &limits::Pipe) -> TokenStream {
    let end = match end {
        End::Head => quote!(Head),
        End::Tail => quote!(Tail),
    };
    let count = Literal::u64_unsuffixed(*count);
    quote!((::eql_runtime::limits::End::#end, #count))
}

fn watch_inputs() {
    println!("cargo::rerun-if-env-changed=EQL_SHARED");
    println!("cargo::rerun-if-changed={}", shared::spec_cases().display());
    if let Some(suites) = shared::elasticsearch_suites() {
        println!("cargo::rerun-if-changed={}", suites.display());
    }
}

//! `ruleset!`.

mod files;

use crate::errors::Errors;
use crate::rule::{Options, Place, ProjectFile, compile_options, header, of_file};
use eql_compiler::expand::{PackRequest, PackedRule, SkippedRule, compile_packed, expand_pack};
use eql_compiler::rule_file::{self, Language, NO_RULE, RuleFile, RuleFileError};
use eql_compiler::{CompileOptions, Diagnostic, Header, Severity};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, LitStr, Token};

/// Expands a pack; after an error, to one without rules.
pub(crate) fn expand_call(input: TokenStream) -> TokenStream {
    let Call { header, options, patterns, mut errors } = match Call::parse.parse2(input) {
        Ok(call) => call,
        Err(error) => return error.into_compile_error(),
    };
    let mut found = Found::default();
    let base = compile_options(&options, &mut found.dependencies, &mut errors);
    let files = errors.take(files::find(&patterns)).unwrap_or_default();
    for (literal, file) in files {
        found.read(literal, file, &options, &base, &mut errors);
    }
    let Found { rules, skipped, findings, dependencies, .. } = found;
    let errors = errors.into_code();
    // What does not compile is all that there is to say.
    let rules = if errors.is_some() || found.failed { Vec::new() } else { rules };
    let crate_path = options.facade();
    let code = expand_pack(&PackRequest { rules: &rules, skipped: &skipped, header: &header, crate_path: &crate_path });
    quote!(#errors #findings #dependencies #code)
}

/// A call of the macro.
struct Call {
    header: Header,
    options: Options,
    patterns: Vec<LitStr>,
    /// What is wrong with the options.
    errors: Errors,
}

impl Call {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (mut options, mut errors) = (Options::default(), Errors::default());
        let mut attributes = TokenStream::new();
        for attribute in input.call(Attribute::parse_outer)? {
            if attribute.path().is_ident("eql") {
                let read = attribute.parse_args_with(|input: ParseStream<'_>| options.parse(input, None));
                errors.take(read);
            } else {
                attribute.to_tokens(&mut attributes);
            }
        }
        let Some(header) = header(input, attributes, &mut None, &mut errors)? else {
            return Err(Error::new(input.span(), "a pack needs a name: `pub struct Name; \"rules/**/*.toml\"`"));
        };
        let patterns: Punctuated<LitStr, Token![,]> = Punctuated::parse_terminated(input)?;
        if patterns.is_empty() {
            return Err(Error::new(input.span(), "the files are missing: `\"rules/**/*.toml\"`"));
        }
        Ok(Self { header, options, patterns: patterns.into_iter().collect(), errors })
    }
}

/// What the files hold.
#[derive(Default)]
struct Found {
    rules: Vec<PackedRule>,
    skipped: Vec<SkippedRule>,
    /// Errors and warnings about the rules.
    findings: TokenStream,
    failed: bool,
    dependencies: TokenStream,
}

impl Found {
    fn read(
        &mut self,
        literal: &LitStr,
        file: ProjectFile,
        options: &Options,
        base: &CompileOptions,
        errors: &mut Errors,
    ) {
        self.dependencies.extend(file.dependency());
        let mut place = Place::File { literal: literal.clone(), file, origin: rule_file::Origin::verbatim(0) };
        let Place::File { file, .. } = &place else { return };
        let (path, text) = (file.path.clone(), file.text.clone());
        for rule in rule_file::parse_each(&path, &text) {
            match rule {
                Ok(RuleFile { language: Language::Other(language), .. }) => {
                    self.skip(&path, format!("it is written in {language}, not in EQL"));
                }
                Err(error) if error.code == NO_RULE => self.skip(&path, error.message),
                Err(error) => errors.push(Error::new(literal.span(), malformed(&path, &error))),
                Ok(rule) => {
                    if let Place::File { origin, .. } = &mut place {
                        *origin = rule.origin.clone();
                    }
                    self.compile(&path, rule, &place, options, base);
                }
            }
        }
    }

    fn compile(&mut self, path: &str, rule: RuleFile, place: &Place, options: &Options, base: &CompileOptions) {
        let settled = of_file(base, options, &rule);
        match compile_packed(&rule, path, &settled) {
            Ok((packed, warnings)) => {
                self.findings.extend(place.report(warnings.as_slice()));
                self.rules.push(packed);
            }
            Err(diagnostics) => {
                let faults = diagnostics.as_slice();
                if faults.iter().any(|fault| fault.severity == Severity::Error) {
                    self.failed = true;
                    self.findings.extend(place.report(faults));
                    return;
                }
                // A published rule that asks for more than there is must not keep the others from being compiled.
                let warnings: Vec<Diagnostic> = faults.iter().cloned().map(as_warning).collect();
                self.findings.extend(place.report(&warnings));
                let reason = faults.iter().find(|fault| fault.severity == Severity::Unsupported);
                self.skip(path, reason.map(|fault| format!("{}: {}", fault.code, fault.message)).unwrap_or_default());
            }
        }
    }

    fn skip(&mut self, path: &str, reason: String) {
        self.skipped.push(SkippedRule { path: path.to_owned(), reason });
    }
}

fn as_warning(fault: Diagnostic) -> Diagnostic {
    let note = "the rule is left out of the pack".to_owned();
    Diagnostic { severity: Severity::Warning, help: Some(fault.help.unwrap_or(note)), ..fault }
}

fn malformed(path: &str, error: &RuleFileError) -> String {
    let help = error.help.as_ref().map(|help| format!("\n  help: {help}")).unwrap_or_default();
    format!("{path}:{}:{}: {}{help}", error.line, error.column, error.message)
}

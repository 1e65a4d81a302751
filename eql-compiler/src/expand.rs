//! A rule's text to Rust tokens: all that a procedural macro or `eqlc expand` asks of the compiler.

use crate::codegen::{self, Frame, Place};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::dialect::Dialect;
use crate::ir::{Fingerprint, Rule};
use crate::options::CompileOptions;
use crate::rule_file::{Metadata, RuleFile};
use crate::sema::codes;
use crate::{passes, syntax};
use proc_macro2::{Ident, TokenStream};

/// What stands before the EQL in `eql! { … pub struct Name; … }`: it makes the rule's type nameable.
#[derive(Clone, Debug)]
pub struct Header {
    /// Documentation and whatever else stands before the struct.
    pub attributes: TokenStream,
    /// `pub` and the like; may be empty.
    pub visibility: TokenStream,
    /// The name.
    pub ident: Ident,
}

/// A rule to expand.
#[derive(Clone, Debug)]
pub struct Request<'t> {
    /// The rule's text.
    pub text: &'t str,
    /// How to read it.
    pub options: CompileOptions,
    /// The name of the rule's type; without one the expansion is an expression.
    pub header: Option<Header>,
    /// The path of the facade, such as `::eql`.
    pub crate_path: TokenStream,
}

/// What a rule expands to.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// Items if the rule has a header, otherwise one expression. After an error a rule that never matches, so that
    /// nothing but the error is reported.
    pub tokens: TokenStream,
    /// What there is to say about the text.
    pub diagnostics: Diagnostics,
}

/// Compiles a rule to Rust.
///
/// ```
/// use eql_compiler::expand::{Request, expand};
/// use eql_compiler::CompileOptions;
///
/// let text = r#"process where process.name : "cmd.exe""#;
/// let crate_path = quote::quote!(::eql);
/// let expansion = expand(&Request { text, options: CompileOptions::default(), header: None, crate_path });
/// assert!(!expansion.diagnostics.blocks());
/// assert!(expansion.tokens.to_string().contains("process_name_is_cmd_exe"));
/// ```
#[must_use]
pub fn expand(request: &Request<'_>) -> Expansion {
    match crate::analyse(request.text, &request.options) {
        Ok((mut rule, mut diagnostics)) => {
            diagnostics.extend(ignored_pipes(request.text, request.options.dialect));
            let fingerprint = Some(Fingerprint::of(&rule));
            passes::run_all(&mut rule);
            let frame = Frame { fingerprint, ..frame(request) };
            Expansion { tokens: codegen::generate(&rule, frame), diagnostics }
        }
        Err(diagnostics) => Expansion { tokens: skeleton(request), diagnostics },
    }
}

/// A rule of a pack, compiled.
#[derive(Clone, Debug)]
pub struct PackedRule {
    /// Its intermediate form, after the passes.
    pub rule: Rule,
    /// What it looks for.
    pub fingerprint: Fingerprint,
    /// The dialect of its text.
    pub dialect: Dialect,
    /// What its file says about it.
    pub metadata: Metadata,
    /// Its file.
    pub path: String,
}

/// A rule that a pack leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedRule {
    /// Its file.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// A pack to expand.
#[derive(Clone, Copy, Debug)]
pub struct PackRequest<'r> {
    /// The rules.
    pub rules: &'r [PackedRule],
    /// What is left out.
    pub skipped: &'r [SkippedRule],
    /// The name of the pack's type.
    pub header: &'r Header,
    /// The path of the facade, such as `::eql`.
    pub crate_path: &'r TokenStream,
}

/// Compiles the rule of a file for a pack; with it come the warnings.
///
/// # Errors
///
/// Everything that is wrong with the rule's text, or not supported yet.
pub fn compile_packed(
    file: &RuleFile,
    path: &str,
    options: &CompileOptions,
) -> Result<(PackedRule, Diagnostics), Diagnostics> {
    let (mut rule, mut warnings) = crate::analyse(&file.query, options)?;
    if !rule.pipes.is_empty() {
        warnings.extend(ignored_pipes(&file.query, options.dialect));
    }
    let fingerprint = Fingerprint::of(&rule);
    passes::run_all(&mut rule);
    let (metadata, path) = (file.metadata.clone(), path.to_owned());
    Ok((PackedRule { rule, fingerprint, dialect: options.dialect, metadata, path }, warnings))
}

/// Compiles a pack to Rust.
#[must_use]
pub fn expand_pack(request: &PackRequest<'_>) -> TokenStream {
    codegen::pack::generate(request)
}

/// Warns of pipes: they are about the results of a finite search, and a rule that watches a stream has no last event to count
/// from (`sequences.md` §10.4).
fn ignored_pipes(text: &str, dialect: Dialect) -> impl Iterator<Item = Diagnostic> {
    let pipes = syntax::parse(text, dialect).map_or_else(|_| Vec::new(), |(rule, _)| rule.pipes);
    let only_limit = pipes.iter().all(|pipe| ["head", "tail"].contains(&pipe.name.text.as_str()));
    let help = if only_limit {
        "leave it out, or choose among collected matches with the rule's `window()`"
    } else {
        "leave it out, or run collected matches through the rule's `pipeline()`"
    };
    pipes.into_iter().map(move |pipe| {
        let message = format!("a compiled rule reports every match: pipe `{}` is ignored", pipe.name.text);
        Diagnostic::warning(codes::PIPES_IGNORED, pipe.range, message).with_help(help)
    })
}

/// What stands in for a rule that can't be compiled: one that never matches, of the type that was asked for.
#[must_use]
pub fn skeleton(request: &Request<'_>) -> TokenStream {
    codegen::skeleton(frame(request))
}

fn frame<'r>(request: &'r Request<'_>) -> Frame<'r> {
    Frame {
        text: request.text,
        header: request.header.as_ref(),
        crate_path: &request.crate_path,
        fingerprint: None,
        place: Place::Own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipes_are_not_ignored_silently() {
        let text = "process where true | head 5 | tail 1";
        let crate_path = quote::quote!(::eql);
        let expansion = expand(&Request { text, options: CompileOptions::default(), header: None, crate_path });
        let found: Vec<_> = expansion.diagnostics.into_iter().map(|finding| (finding.code, finding.range)).collect();
        assert_eq!(found, [(codes::PIPES_IGNORED, 19..27), (codes::PIPES_IGNORED, 28..36)]);
    }
}

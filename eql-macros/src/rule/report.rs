//! What the compiler has to say about a rule, as compile errors at the right tokens.

use super::file::ProjectFile;
use super::leaves::{Spanned, start};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use eql_compiler::rule_file::Origin;
use eql_compiler::source::Position;
use eql_compiler::{Diagnostic, Severity, TextRange};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use std::ops::Range;
use syn::{Error, LitStr};

/// Where the text of a rule came from, and so where a range of it is.
pub(crate) enum Place {
    Tokens(Spanned),
    Literal { literal: LitStr, text: String },
    File { literal: LitStr, file: ProjectFile, origin: Origin },
}

/// The first and the last token of something, and its text if no token stands for it alone.
struct Spot {
    first: Span,
    last: Span,
    excerpt: Option<String>,
}

impl Place {
    /// All findings as code.
    pub(crate) fn report<'d>(&self, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> TokenStream {
        match self {
            // What an editor guessed may be wrong where the rule isn't.
            Self::Tokens(spanned) if spanned.source.is_blind() => TokenStream::new(),
            _ => {
                let findings = diagnostics.into_iter().map(|diagnostic| self.finding(diagnostic));
                self.foreign_syntax().into_iter().chain(findings).collect()
            }
        }
    }

    fn finding(&self, diagnostic: &Diagnostic) -> TokenStream {
        let Spot { first, last, excerpt } = self.spot(&diagnostic.range);
        let mut message = format!("EQL {}: {}", diagnostic.code, diagnostic.message);
        for part in [excerpt, diagnostic.help.as_ref().map(|help| format!("  help: {help}"))].into_iter().flatten() {
            message.push('\n');
            message.push_str(&part);
        }
        match diagnostic.severity {
            Severity::Warning => warning(first, &message),
            Severity::Unsupported | Severity::Error => error(first, last, message),
        }
    }

    fn spot(&self, range: &TextRange) -> Spot {
        match self {
            Self::Tokens(Spanned { source, spans }) => {
                let Some((from, to)) = source.leaves_at(range) else {
                    let call = Span::call_site();
                    return Spot { first: call, last: call, excerpt: None };
                };
                let span = |at: usize| spans.get(at).copied().unwrap_or_else(Span::call_site);
                let part = source.part_of_leaf(from, range).filter(|_| from == to);
                let string = source.leaf_text(from).filter(|text| text.starts_with('"'));
                let excerpt = part.zip(string).map(|(part, string)| {
                    excerpt(string, part.start as usize..part.end as usize, |lines| lines.line_numbering(false))
                });
                Spot { first: span(from), last: span(to), excerpt }
            }
            Self::Literal { literal, text } => {
                let range = range.start as usize..range.end as usize;
                let span = literal.span();
                // rustc would frame a literal of several lines as a whole.
                let span = if text.contains('\n') { Span::from(span.unwrap().start()) } else { span };
                let written = literal.token().to_string();
                let excerpt = match written.find(text.as_str()) {
                    Some(offset) => {
                        // The literal where it stands in its own line, so that lines and columns are those of the file.
                        let Position { line, column } = start(literal.span());
                        let indentation = column.saturating_sub(1) as usize;
                        let shown = format!("{}{written}", " ".repeat(indentation));
                        let range = range.start + offset + indentation..range.end + offset + indentation;
                        excerpt(&shown, range, |lines| lines.line_start(line as usize))
                    }
                    None => excerpt(text, range, |lines| lines.line_numbering(false)),
                };
                Spot { first: span, last: span, excerpt: Some(excerpt) }
            }
            Self::File { literal, file, origin } => {
                let range = origin.file_offset(range.start)..origin.file_offset(range.end);
                let excerpt = excerpt(&file.text, range, |lines| lines.path(&file.path));
                Spot { first: literal.span(), last: literal.span(), excerpt: Some(excerpt) }
            }
        }
    }

    /// Advice for EQL that Rust's lexer refuses: its own words would lead astray.
    fn foreign_syntax(&self) -> Option<TokenStream> {
        let Self::Tokens(Spanned { source, spans }) = self else { return None };
        let span = *spans.get(source.first_foreign_leaf()?)?;
        let message = "back-quoted names, and raw strings with backslashes, are EQL, but not Rust tokens\n  \
                       help: write the rule as a string: `eql!(r#\"…\"#)`";
        Some(error(span, span, message.to_owned()))
    }
}

/// An error that underlines all from one token to another.
fn error(first: Span, last: Span, message: String) -> TokenStream {
    let ends: TokenStream = [first, last].into_iter().map(|span| TokenTree::from(Ident::new("_", span))).collect();
    Error::new_spanned(ends, message).into_compile_error()
}

/// A warning: procedural macros have none, so something deprecated is used at the place.
fn warning(span: Span, message: &str) -> TokenStream {
    let rule = Ident::new("rule", span);
    quote_spanned! {Span::mixed_site()=>
        const _: () = {
            #[deprecated(note = #message)]
            #[allow(non_upper_case_globals)]
            const #rule: () = ();
            #rule
        };
    }
}

type Lines<'a> = Snippet<'a, Annotation<'a>>;

/// The lines of `text` that `range` is in, with a mark under it.
fn excerpt<'a>(text: &'a str, range: Range<usize>, place: impl FnOnce(Lines<'a>) -> Lines<'a>) -> String {
    let end = text.floor_char_boundary(range.end);
    let start = text.floor_char_boundary(range.start.min(end));
    let lines = place(Snippet::source(text)).annotation(AnnotationKind::Primary.span(start..end));
    Renderer::plain().render(&[Group::with_level(Level::ERROR).element(lines)])
}

//! The tokens of a call as the leaves of a [`Source`], and their spans.

use eql_compiler::source::{CallSite, Leaf, Position, Source};
use proc_macro2::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};

/// A rule's text with the span of every leaf in it.
pub(crate) struct Spanned {
    pub(super) source: Source,
    pub(super) spans: Vec<Span>,
}

/// Rebuilds the text of a rule that was written as tokens. `before` is the last token in front of it, if there is one.
pub(super) fn rebuild(rule: TokenStream, before: Option<Span>) -> Spanned {
    let mut leaves = Leaves::default();
    leaves.collect(rule);
    let call_site = Span::call_site();
    let text = call_site.source_text();
    let body = before.map(|span| position(span.unwrap().end()));
    let call_site = text.as_deref().map(|text| CallSite { text, start: start(call_site), body });
    Spanned { source: Source::new(&leaves.leaves, call_site), spans: leaves.spans }
}

/// Where a span begins.
pub(super) fn start(span: Span) -> Position {
    position(span.unwrap().start())
}

fn position(at: proc_macro::Span) -> Position {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Position { line: number(at.line()), column: number(at.column()) }
}

#[derive(Default)]
struct Leaves {
    leaves: Vec<Leaf>,
    spans: Vec<Span>,
}

impl Leaves {
    fn collect(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => self.group(&group),
                TokenTree::Punct(punct) => {
                    // To Rust, a `///` comment in the rule is the attribute `#[doc = "…"]`.
                    let is_doc = punct.as_char() == '#' && tokens.next_if(is_doc_text).is_some();
                    if !is_doc {
                        self.leaf(punct.to_string(), punct.span(), punct.spacing() == Spacing::Joint);
                    }
                }
                TokenTree::Ident(_) | TokenTree::Literal(_) => self.leaf(token.to_string(), token.span(), false),
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let delimiters = match group.delimiter() {
            Delimiter::Parenthesis => Some(("(", ")")),
            Delimiter::Brace => Some(("{", "}")),
            Delimiter::Bracket => Some(("[", "]")),
            Delimiter::None => None,
        };
        if let Some((open, _)) = delimiters {
            self.leaf(open.to_owned(), group.span_open(), false);
        }
        self.collect(group.stream());
        if let Some((_, close)) = delimiters {
            self.leaf(close.to_owned(), group.span_close(), false);
        }
    }

    fn leaf(&mut self, text: String, span: Span, joint: bool) {
        self.leaves.push(Leaf { text, start: start(span), joint });
        self.spans.push(span);
    }
}

fn is_doc_text(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket && matches!(first, Some(TokenTree::Ident(word)) if word == "doc")
}

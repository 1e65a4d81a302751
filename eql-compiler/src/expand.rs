//! A rule's text to Rust tokens: all that a procedural macro or `eqlc expand` asks of the compiler.

use crate::diagnostic::Diagnostics;
use crate::options::CompileOptions;
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

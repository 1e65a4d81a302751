//! The procedural macros of `eql`: tokens to text, a call of the compiler, and ranges of the text back to tokens.

mod errors;
mod event;
mod facade;
mod rule;

use proc_macro::TokenStream;

/// Makes a struct an event: something that rules can be asked about.
#[proc_macro_derive(Event, attributes(eql))]
pub fn derive_event(input: TokenStream) -> TokenStream {
    event::derive(input.into()).into()
}

/// Compiles a rule.
#[proc_macro]
pub fn eql(input: TokenStream) -> TokenStream {
    rule::expand_call(input.into()).into()
}

//! The procedural macros of `eql`: tokens to text, a call of the compiler, and ranges of the text back to tokens.

mod event;
mod facade;

use proc_macro::TokenStream;

/// Makes a struct an event: something that rules can be asked about.
#[proc_macro_derive(Event, attributes(eql))]
pub fn derive_event(input: TokenStream) -> TokenStream {
    event::derive(input.into()).into()
}

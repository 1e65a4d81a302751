//! Where generated code finds the facade.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// The facade, by the name that the user's `Cargo.toml` gives the crate.
pub(crate) fn path() -> TokenStream {
    let name = match crate_name("eql") {
        Ok(FoundCrate::Name(name)) => Ident::new(&name, Span::call_site()),
        Ok(FoundCrate::Itself) | Err(_) => Ident::new("eql", Span::call_site()),
    };
    quote!(::#name)
}

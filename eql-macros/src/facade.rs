//! Where generated code finds the facade.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Path;

/// The facade's private module, by the name that the user's `Cargo.toml` gives the crate.
pub(crate) fn private() -> TokenStream {
    let name = match crate_name("eql") {
        Ok(FoundCrate::Name(name)) => Ident::new(&name, Span::call_site()),
        Ok(FoundCrate::Itself) | Err(_) => Ident::new("eql", Span::call_site()),
    };
    quote!(::#name::__private)
}

/// The private module of the facade at `path`, from the option `crate = path`.
pub(crate) fn private_of(path: &Path) -> TokenStream {
    quote!(#path::__private)
}

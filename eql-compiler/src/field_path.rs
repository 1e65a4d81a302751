//! The path of a field as a Rust type, which is how an event type and a rule agree about fields while compiling.

use eql_runtime::FieldId;
use proc_macro2::TokenStream;
use quote::quote;

/// The path as [`Has`](eql_runtime::Has) takes it: one segment inside the other, and `rest` innermost. `private` is the
/// path of the facade's private module.
///
/// ```
/// # use eql_compiler::field_path::path_type;
/// # use quote::quote;
/// let path = path_type("process.name", quote!(()), &quote!(p));
/// assert!(path.to_string().starts_with("(p :: Segment <"));
/// ```
#[must_use]
pub fn path_type(path: &str, rest: TokenStream, private: &TokenStream) -> TokenStream {
    path.rsplit('.').fold(rest, |rest, segment| {
        let FieldId(hash) = FieldId::of(segment);
        quote!((#private::Segment<#hash>, #rest))
    })
}

//! `#[derive(Event)]`.

mod attribute;

use crate::errors::Errors;
use crate::facade;
use attribute::{Entry, Role};
use eql_compiler::field_path::path_type;
use eql_runtime::FieldId;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::meta::ParseNestedMeta;
use syn::{Data, DeriveInput, Error, Fields, Ident, Path, WherePredicate, parse_quote};

/// Expands the derive; after an error, to an implementation without fields, so that nothing else is reported.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::default();
    let facade = errors.take(facade_path(&input)).flatten().unwrap_or_else(facade::path);
    let private = quote!(#facade::__private);
    let entries = entries(&input, &mut errors);
    reject_overlaps(&entries, &mut errors);
    match errors.into_code() {
        None => [implement(&input, &entries, &private), has_fields(&input, &entries, &private)].into_iter().collect(),
        Some(error) => {
            let has_any = has(&input, &quote!(__EqlRest), true, None, &private);
            [error, implement(&input, &[], &private), has_any].into_iter().collect()
        }
    }
}

/// `#[eql(crate = path)]` at the struct.
fn facade_path(input: &DeriveInput) -> syn::Result<Option<TokenStream>> {
    let mut facade = None;
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("eql")) {
        attribute.parse_nested_meta(|meta: ParseNestedMeta<'_>| {
            if !meta.path.is_ident("crate") {
                return Err(meta.error("unknown option; a struct takes `crate = path` only, paths stand at its fields"));
            }
            let path = meta.value()?.call(Path::parse_mod_style)?;
            facade = Some(path.to_token_stream());
            Ok(())
        })?;
    }
    Ok(facade)
}

fn entries(input: &DeriveInput, errors: &mut Errors) -> Vec<Entry> {
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(data) => {
            errors
                .push(Error::new(data.enum_token.span, "an event is a struct; `#[derive(Event)]` cannot read an enum"));
            return Vec::new();
        }
        Data::Union(data) => {
            errors.push(Error::new(
                data.union_token.span,
                "an event is a struct; `#[derive(Event)]` cannot read a union",
            ));
            return Vec::new();
        }
    };
    if let Fields::Unit = fields {
        errors.push(Error::new(input.ident.span(), "an event has fields, and this struct has none"));
    }
    fields.iter().enumerate().filter_map(|(at, field)| errors.take(Entry::read(at, field))).collect()
}

/// Two fields of the struct may not hold the same field of the event.
fn reject_overlaps(entries: &[Entry], errors: &mut Errors) {
    let reaches: Vec<_> =
        entries.iter().filter_map(Entry::reach).map(|(path, all)| (path.value(), all, path)).collect();
    for (at, (path, all, literal)) in reaches.iter().enumerate() {
        let below = |path: &str, prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('.'));
        for (other, other_all, _) in reaches.iter().take(at) {
            let message = if path == other {
                format!("the field `{path}` is here twice")
            } else if (*other_all && below(path, other)) || (*all && below(other, path)) {
                let (outer, inner) = if *other_all && below(path, other) { (other, path) } else { (path, other) };
                format!("the field `{inner}` lies inside the nested `{outer}`: move it into that struct")
            } else {
                continue;
            };
            errors.push(Error::new(literal.span(), message));
            break;
        }
    }
}

/// What the fields contribute to the methods of `Nested`.
#[derive(Default)]
struct Code {
    /// The arms that visit the values of a field.
    values: TokenStream,
    /// The attempts to visit the values of a field of a nested object.
    objects: TokenStream,
    /// The attempts to visit the elements of a nested array.
    arrays: TokenStream,
    /// What visits the values of every field.
    all: TokenStream,
    /// What the types of the fields must implement.
    bounds: Vec<WherePredicate>,
}

impl Code {
    fn of(entries: &[Entry], private: &TokenStream) -> Self {
        let site = Span::mixed_site();
        let mut code = Self::default();
        for Entry { member, ty, role } in entries {
            match role {
                Role::Skipped => {}
                Role::Values { path, time } => {
                    let FieldId(id) = FieldId::of(&path.value());
                    let of_time = *time || path.value() == "@timestamp";
                    let as_time = quote_spanned!(site=> &mut |__eql_value: #private::Value<'_>| __eql_visitor(__eql_value.nanoseconds_as_time()));
                    let visitor = if of_time { as_time } else { quote_spanned!(site=> __eql_visitor) };
                    code.values.extend(
                        quote_spanned!(site=> #private::FieldId(#id) => <#ty as #private::FieldValue>::visit_value(&self.#member, #visitor),),
                    );
                    let value = if of_time {
                        quote_spanned!(site=> __eql_value.nanoseconds_as_time())
                    } else {
                        quote_spanned!(site=> __eql_value)
                    };
                    code.all.extend(quote_spanned! {site=>
                        <#ty as #private::FieldValue>::visit_value(&self.#member, &mut |__eql_value: #private::Value<'_>| {
                            let __eql_id = __eql_within.id(#private::FieldId(#id), #path);
                            if let ::core::option::Option::Some(__eql_index) = __eql_fields.index(__eql_id) {
                                __eql_visitor(__eql_index, #value);
                            }
                            false
                        });
                    });
                    code.bounds.push(parse_quote!(#ty: #private::FieldValue));
                }
                Role::Nested { prefix } => {
                    let attempt = |method: &str| {
                        let method = Ident::new(method, site);
                        quote_spanned! {site=>
                            if let ::core::option::Option::Some(__eql_inner) = #private::Field::inside(__eql_field, #prefix) {
                                return <#ty as #private::Nested>::#method(&self.#member, &__eql_inner, __eql_visitor);
                            }
                        }
                    };
                    code.objects.extend(attempt("visit_nested"));
                    code.arrays.extend(attempt("visit_nested_elements"));
                    code.all.extend(quote_spanned! {site=>
                        <#ty as #private::Nested>::visit_nested_fields(
                            &self.#member, &__eql_within.below(#prefix), __eql_fields, __eql_visitor,
                        );
                    });
                    code.bounds.push(parse_quote!(#ty: #private::Nested));
                }
            }
        }
        code
    }
}

/// `Nested`, which holds the code, and `Event`, which calls it.
fn implement(input: &DeriveInput, entries: &[Entry], private: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let Code { values, objects, arrays, all, bounds } = Code::of(entries, private);
    let name = &input.ident;
    let mut generics = input.generics.clone();
    if generics.type_params().next().is_some() {
        generics.make_where_clause().predicates.extend(bounds);
    }
    let (parameters, arguments, clause) = generics.split_for_impl();
    quote_spanned! {site=>
        #[automatically_derived]
        impl #parameters #private::Nested for #name #arguments #clause {
            type Object = Self;

            #[inline(always)]
            fn visit_nested(
                &self,
                __eql_field: &#private::Field<'_>,
                __eql_visitor: &mut impl ::core::ops::FnMut(#private::Value<'_>) -> bool,
            ) -> bool {
                match #private::Field::id(__eql_field) {
                    #values
                    _ => {
                        #objects
                        false
                    }
                }
            }

            fn visit_nested_elements(
                &self,
                __eql_field: &#private::Field<'_>,
                __eql_visitor: &mut dyn ::core::ops::FnMut(&dyn #private::Element) -> bool,
            ) -> bool {
                #arrays
                if #private::Field::is_empty(__eql_field) {
                    return __eql_visitor(self);
                }
                #private::Nested::visit_nested(self, __eql_field, &mut |__eql_value| {
                    __eql_visitor(&#private::PlainElement(__eql_value))
                })
            }

            fn visit_nested_fields(
                &self,
                __eql_within: &#private::Within<'_>,
                __eql_fields: &#private::FieldMap,
                __eql_visitor: &mut dyn ::core::ops::FnMut(u32, #private::Value<'_>),
            ) {
                #all
            }
        }

        #[automatically_derived]
        impl #parameters #private::Event for #name #arguments #clause {
            #[inline(always)]
            fn visit(
                &self,
                __eql_field: &#private::Field<'_>,
                mut __eql_visitor: impl ::core::ops::FnMut(#private::Value<'_>) -> bool,
            ) -> bool {
                #private::Nested::visit_nested(self, __eql_field, &mut __eql_visitor)
            }

            fn visit_elements(
                &self,
                __eql_field: &#private::Field<'_>,
                __eql_visitor: &mut dyn ::core::ops::FnMut(&dyn #private::Element) -> bool,
            ) -> bool {
                #private::Nested::visit_nested_elements(self, __eql_field, __eql_visitor)
            }

            fn visit_fields(
                &self,
                __eql_fields: &#private::FieldMap,
                __eql_visitor: &mut dyn ::core::ops::FnMut(u32, #private::Value<'_>),
            ) {
                #private::Nested::visit_nested_fields(self, &#private::Within::EVENT, __eql_fields, __eql_visitor)
            }
        }
    }
}

/// `Has` for every field.
fn has_fields(input: &DeriveInput, entries: &[Entry], private: &TokenStream) -> TokenStream {
    let of_entry = |Entry { ty, role, .. }: &Entry| match role {
        Role::Skipped => TokenStream::new(),
        Role::Values { path, .. } => has(input, &path_type(&path.value(), quote!(()), private), false, None, private),
        Role::Nested { prefix } => {
            let path = path_type(&prefix.value(), quote!(__EqlRest), private);
            let inner = parse_quote!(#ty: #private::Holds<__EqlRest>);
            has(input, &path, true, Some(inner), private)
        }
    };
    let itself = has(input, &quote!(()), false, None, private);
    entries.iter().map(of_entry).chain([itself]).collect()
}

/// `impl Has<path>`; with `open`, `path` ends in the parameter `__EqlRest`.
fn has(
    input: &DeriveInput,
    path: &TokenStream,
    open: bool,
    bound: Option<WherePredicate>,
    private: &TokenStream,
) -> TokenStream {
    let name = &input.ident;
    let (_, arguments, _) = input.generics.split_for_impl();
    let mut generics = input.generics.clone();
    if open {
        generics.params.push(parse_quote!(__EqlRest));
    }
    if let Some(bound) = bound {
        generics.make_where_clause().predicates.push(bound);
    }
    let (parameters, _, clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #parameters #private::Has<#path> for #name #arguments #clause {}
    }
}

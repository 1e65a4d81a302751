//! The fields of a rule: a constant for each, and a type for each that an event type must have.

use super::name::{self, Names};
use super::places::Places;
use crate::field_path::path_type;
use crate::ir::{FieldIndex, FieldRef, Fields, Source};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use std::collections::BTreeMap;

/// The fields that the code written so far reads.
#[derive(Debug)]
pub(super) struct FieldItems<'r> {
    fields: &'r Fields,
    used: BTreeMap<FieldIndex, FieldItem>,
    names: Names,
    /// Whether the code looks inside lists and objects, so that the event must keep them.
    pub(super) looks_inside: bool,
}

#[derive(Debug)]
struct FieldItem {
    constant: Ident,
    /// The type that stands for the field, if the event must have it.
    required: Option<Ident>,
}

impl<'r> FieldItems<'r> {
    /// None yet. The types of fields are called neither like the runtime nor like the rule, nor like a type of Rust that
    /// generated code names (`bool` is a field of many events).
    pub(super) fn new(fields: &'r Fields, rule: &Ident) -> Self {
        const OWN_TYPES: [&str; 7] = ["bool", "str", "u16", "usize", "u64", "i64", "f64"];
        let mut names = Names::default();
        names.claim("rt");
        names.claim(&rule.to_string());
        for own in OWN_TYPES {
            names.claim(own);
        }
        Self { fields, used: BTreeMap::new(), names, looks_inside: false }
    }

    /// The constant of a field that is read.
    pub(super) fn constant(&mut self, field: FieldRef) -> Ident {
        let optional = field.source != Source::Event || self.fields.is_optional(field.field);
        self.read(field.field, !optional)
    }

    /// The constant of a field of the event that its type must have, however the rule's conditions read it.
    pub(super) fn required_constant(&mut self, field: FieldIndex) -> Ident {
        self.read(field, true)
    }

    fn read(&mut self, field: FieldIndex, required: bool) -> Ident {
        let path = self.fields.path(field);
        let names = &mut self.names;
        let item = self.used.entry(field).or_insert_with(|| {
            let constant = names.claim(&name::of_path(path).to_ascii_uppercase());
            FieldItem { constant, required: None }
        });
        if required && item.required.is_none() {
            // Fields are named as in rules, so a constant in capitals may have taken the name of a field in capitals.
            item.required = Some(names.claim(&name::shown(path)));
        }
        item.constant.clone()
    }

    /// The dotted path of a field.
    pub(super) fn path(&self, field: FieldRef) -> &'r str {
        self.fields.path(field.field)
    }

    /// How many fields are read.
    pub(super) fn count(&self) -> usize {
        self.used.len()
    }

    /// The places in an event that lead to what is read.
    pub(super) fn places(&self) -> Places<'r> {
        Places::of(self.used.keys().map(|&field| self.fields.path(field)))
    }

    /// The constants of all fields that are read.
    pub(super) fn constants(&self, places: Option<&Places<'_>>) -> TokenStream {
        let constants = self.used.iter().map(|(&field, item)| {
            let path = self.fields.path(field);
            let place = places.and_then(|places| places.index(path)).map(Literal::u8_unsuffixed);
            let at = place.map(|place| quote!(.at(#place)));
            let (constant, field) = (&item.constant, literal(path));
            let field = quote!(#field #at);
            quote!(const #constant: rt::Field<'static> = #field;)
        });
        quote!(#(#constants)*)
    }

    /// The types that stand for the fields that an event must have. Compile errors show their names.
    pub(super) fn required_types(&self) -> TokenStream {
        let types = self.used.iter().filter_map(|(&field, item)| {
            let (required, path) = (item.required.as_ref()?, self.fields.path(field));
            let doc = format!(" `{path}`, which an event must have.");
            let path = path_type(path, quote!(()), &quote!(rt));
            Some(quote! {
                #[doc = #doc]
                pub enum #required {}
                impl rt::FieldName for #required {
                    type Path = #path;
                }
            })
        });
        quote!(#(#types)*)
    }

    /// What the type `E` of events must satisfy.
    pub(super) fn bounds(&self) -> TokenStream {
        let required = self.used.values().filter_map(|item| item.required.as_ref());
        let structured = self.looks_inside.then(|| quote!(E: rt::Structured,));
        quote!(#structured #(#required: rt::RequiredFieldOf<E>),*)
    }
}

/// The field with this path as a constant expression.
pub(super) fn literal(path: &str) -> TokenStream {
    let dots = path.bytes().zip(0_u32..).filter(|&(byte, _)| byte == b'.').map(|(_, at)| at);
    let dots = dots.map(Literal::u32_unsuffixed);
    quote!(rt::Field::new(#path, &[#(#dots),*]))
}

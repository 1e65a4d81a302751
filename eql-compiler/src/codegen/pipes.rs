//! The pipes of a rule (`language.md` §7): a window where they only limit the results, else a pipeline.

use super::Frame;
use super::fields::FieldItems;
use super::formula;
use super::leaf::variable;
use crate::ir::{FieldRef, Formula, Pipe, Rule, Source};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::collections::BTreeSet;

/// The method that says what the pipes make of the list of results.
pub(super) fn method(rule: &Rule, frame: Frame<'_>, fields: &mut FieldItems<'_>) -> Option<TokenStream> {
    let name = frame.name();
    if rule.pipes.is_empty() {
        return None;
    }
    let method = match rule.limits() {
        Some(limits) => {
            let limits = limits.iter().map(|(end, count)| {
                let end = match end {
                    eql_runtime::limits::End::Head => quote!(Head),
                    eql_runtime::limits::End::Tail => quote!(Tail),
                };
                let count = Literal::u64_unsuffixed(*count);
                quote!((rt::End::#end, #count))
            });
            quote! {
                /// Which of its results the pipes of the rule ask for.
                pub fn window(&self) -> rt::Window {
                    rt::Window::unlimited(&[#(#limits),*])
                }
            }
        }
        None => pipeline(rule, fields),
    };
    Some(quote!(impl #name { #method }))
}

fn pipeline(rule: &Rule, fields: &mut FieldItems<'_>) -> TokenStream {
    let pipes: Vec<TokenStream> = rule.pipes.iter().map(|pipe| self::pipe(pipe, fields)).collect();
    let read = rule.piped_fields().into_iter().map(|field| fields.constant(FieldRef { source: Source::Event, field }));
    let read: Vec<_> = read.collect();
    quote! {
        /// What the pipes of the rule make of its results, all of which must be known.
        pub fn pipeline(&self) -> rt::Pipeline<'static> {
            const PIPES: &[rt::Pipe<'static, rt::Computed>] = &[#(#pipes),*];
            const FIELDS: &[rt::Field<'static>] = &[#(#read,)* rt::HOST];
            rt::Pipeline { pipes: PIPES, fields: FIELDS }
        }
    }
}

fn pipe(pipe: &Pipe, fields: &mut FieldItems<'_>) -> TokenStream {
    let computed: Vec<TokenStream> = pipe.computed().iter().map(|formula| computed(formula, fields)).collect();
    let all = quote!({
        const VALUES: &[rt::Computed] = &[#(#computed),*];
        VALUES
    });
    match pipe {
        Pipe::Head(count) => {
            let count = Literal::u64_unsuffixed(*count);
            quote!(rt::Pipe::Head(#count))
        }
        Pipe::Tail(count) => {
            let count = Literal::u64_unsuffixed(*count);
            quote!(rt::Pipe::Tail(#count))
        }
        Pipe::Filter(_) => quote!(rt::Pipe::Filter({
            const CONDITION: &rt::Computed = &{
                const CONDITION: rt::Computed = #(#computed)*;
                CONDITION
            };
            CONDITION
        })),
        Pipe::Sort(_) => quote!(rt::Pipe::Sort(#all)),
        Pipe::Unique(_) => quote!(rt::Pipe::Unique(#all)),
        Pipe::Count(_) => quote!(rt::Pipe::Count(#all)),
        Pipe::UniqueCount(_) => quote!(rt::Pipe::UniqueCount(#all)),
    }
}

/// A function of what is kept of a result.
fn computed(formula: &Formula, fields: &mut FieldItems<'_>) -> TokenStream {
    let value = formula::datum(formula, fields);
    let mut sources = BTreeSet::new();
    formula.each_field(&mut |field| {
        sources.insert(field.source);
    });
    let events = sources.into_iter().map(|source| {
        let (name, index) = (
            variable(source),
            match source {
                Source::Stage(index) => Literal::usize_unsuffixed(usize::from(index)),
                Source::Event | Source::Element(_) => Literal::usize_unsuffixed(0),
            },
        );
        quote!(let #name = facts.event(#index);)
    });
    quote!(|facts| {
        #(#events)*
        #value.into_owned()
    })
}

//! What stands around the code of a rule: its type, and a scope for everything else.

use super::{Frame, Place};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

impl Frame<'_> {
    /// The name of the rule's type.
    pub(super) fn name(&self) -> Ident {
        self.header.map_or_else(|| Ident::new("EqlRule", Span::call_site()), |header| header.ident.clone())
    }
}

/// The type of the rule and `body`, in which the runtime is `rt`. Without a header an expression: the rule itself.
pub(super) fn wrap(body: TokenStream, frame: Frame<'_>) -> TokenStream {
    wrap_documented(body, frame, &documentation(frame.text))
}

/// [`wrap`] with other documentation than the rule's text.
pub(super) fn wrap_documented(body: TokenStream, frame: Frame<'_>, doc: &[String]) -> TokenStream {
    let (name, crate_path) = (frame.name(), frame.crate_path);
    let (attributes, visibility) = match frame.header {
        Some(header) => (header.attributes.clone(), header.visibility.clone()),
        None => (TokenStream::new(), TokenStream::new()),
    };
    let traits = common_traits(&name, &attributes);
    // Fields give their names to types, those types and the inherent methods are public so that bounds may name them,
    // no rule uses all of its methods, and a condition that is always true or false reads no event.
    let items = quote! {
        #attributes
        #(#[doc = #doc])*
        #visibility struct #name;

        #[allow(non_camel_case_types, unreachable_pub, dead_code, unused_variables, unused_parens)]
        const _: () = {
            use #crate_path::__private as rt;

            #body
            #traits
        };
    };
    match frame.place {
        Place::Own if frame.header.is_some() => items,
        Place::Own => quote!({ #items #name }),
        Place::Pack | Place::Alone => quote!({ #items &#name }),
    }
}

/// What a rule that does not compile leaves behind: its type with the methods of every kind of rule, so that nothing
/// else is reported than what is wrong with its text.
pub(crate) fn skeleton(frame: Frame<'_>) -> TokenStream {
    let name = frame.name();
    let (traits, methods) = (skeleton_traits(&name), skeleton_methods(&name));
    wrap(quote!(#traits #methods), frame)
}

/// A rule that wants nothing of an event, and finds nothing in it.
fn skeleton_traits(name: &Ident) -> TokenStream {
    quote! {
        impl<E: ?rt::Sized> rt::Rule<E> for #name {
            fn matches(&self, _event: &E) -> bool {
                false
            }
        }

        impl<E: ?rt::Sized> rt::Stages<E> for #name {
            fn matched(&self, _event: &E, _held: rt::LineageSet) -> rt::PredicateSet {
                rt::PredicateSet::EMPTY
            }

            fn keys(&self, _group: u16, _event: &E, _out: &mut rt::KeySink) {}

            fn timestamp(&self, _event: &E) -> rt::Option<rt::Timestamp> {
                rt::None
            }
        }

        impl<E: ?rt::Sized> rt::Lineages<E> for #name {
            fn relations(&self) -> &[rt::Relation] {
                &[]
            }

            fn is_source(&self, _lineage: u16, _event: &E, _held: rt::LineageSet) -> bool {
                false
            }

            fn processes(&self, _kin: rt::Kin, _event: &E, _out: &mut rt::KeySink) {}

            fn has_ended(&self, _event: &E) -> bool {
                false
            }

            fn has_booted(&self, _event: &E) -> bool {
                false
            }
        }

        impl<E: ?rt::Sized> rt::LineageRule<E> for #name {
            fn lineages(&self) -> &dyn rt::Lineages<E> {
                self
            }

            fn matches_in(&self, _event: &E, _held: rt::LineageSet) -> bool {
                false
            }
        }

        impl rt::Sequence for #name {
            fn plan(&self) -> rt::SequencePlan<'_> {
                rt::SequencePlan {
                    stages: &[],
                    until: rt::None,
                    maxspan: rt::None,
                    hidden_keys: 0,
                    mode: rt::SequenceMode::STANDARD,
                }
            }
        }

        impl rt::Sample for #name {
            fn plan(&self) -> rt::SamplePlan<'_> {
                rt::SamplePlan { filters: &[], keys: rt::KeyMode::STANDARD }
            }
        }

        impl rt::Join for #name {
            fn plan(&self) -> rt::JoinPlan<'_> {
                rt::JoinPlan { cells: &[], until: rt::None, keys: rt::KeyMode::ENDGAME }
            }
        }
    }
}

fn skeleton_methods(name: &Ident) -> TokenStream {
    quote! {
        impl #name {
            /// Never: the rule does not compile.
            pub fn matches<E: ?rt::Sized>(&self, _event: &E) -> bool {
                false
            }

            /// Finds nothing: the rule does not compile.
            pub fn tracker(self) -> rt::Tracker<Self> {
                rt::Tracker::new(self)
            }

            /// Finds nothing: the rule does not compile.
            pub fn detector<Id: rt::Clone>(self) -> rt::Detector<Self, Id> {
                rt::Detector::new(self)
            }

            /// Finds nothing: the rule does not compile.
            pub fn sampler<Id: rt::Clone>(self, limits: rt::SampleLimits) -> rt::Sampler<Self, Id> {
                rt::Sampler::new(self, limits)
            }

            /// Finds nothing: the rule does not compile.
            pub fn joiner<Id: rt::Clone>(self, limits: rt::JoinLimits) -> rt::Joiner<Self, Id> {
                rt::Joiner::new(self, limits)
            }

            /// All of nothing: the rule does not compile.
            pub fn window(&self) -> rt::Window {
                rt::Window::unlimited(&[])
            }
        }
    }
}

/// A rule is a value without contents. What its author derives is left to them.
fn common_traits(name: &Ident, attributes: &TokenStream) -> TokenStream {
    let mentioned = |wanted: &str| mentions(attributes.clone(), wanted);
    let clone = (!mentioned("Clone")).then(|| {
        quote! {
            impl rt::Clone for #name {
                #[inline]
                fn clone(&self) -> Self {
                    *self
                }
            }
        }
    });
    let copy = (!mentioned("Copy")).then(|| quote!(impl rt::Copy for #name {}));
    let text = name.to_string();
    let debug = (!mentioned("Debug")).then(|| {
        quote! {
            impl rt::fmt::Debug for #name {
                fn fmt(&self, formatter: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                    formatter.write_str(#text)
                }
            }
        }
    });
    quote!(#copy #clone #debug)
}

fn mentions(tokens: TokenStream, wanted: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == wanted,
        TokenTree::Group(group) => mentions(group.stream(), wanted),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The rule's text as documentation, line by line.
fn documentation(text: &str) -> Vec<String> {
    let lines = text.trim().lines().map(|line| match line.trim_end() {
        "" => String::new(),
        line => format!(" {line}"),
    });
    // Tildes fence the text: a rule may hold back quotes, and no line of one starts with tildes.
    let fence = || std::iter::once(" ~~~text".to_owned());
    fence().chain(lines).chain(std::iter::once(" ~~~".to_owned())).collect()
}

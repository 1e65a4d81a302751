//! Intermediate form to Rust tokens.
//!
//! The code names the runtime as `rt`, which is the facade's private module, and everything else through it, so that it
//! compiles without a prelude and under any name of the facade. Value semantics stay in the runtime: generated code
//! decides control flow, and how literals are laid out. Equal rules give equal tokens.

mod fields;
mod formula;
mod item;
mod leaf;
mod lineage;
mod name;
pub(crate) mod pack;
mod pipes;
mod places;
mod predicate;
mod script;
mod sequence;
mod table;
mod text;
mod value;

pub(crate) use item::skeleton;

use crate::expand::Header;
use crate::ir::{Fingerprint, Query, Rule};
use fields::FieldItems;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Where generated code stands and what it is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame<'a> {
    /// The rule's text, for documentation.
    pub(crate) text: &'a str,
    /// The attributes, visibility and name of the rule's type, if its author gave them.
    pub(crate) header: Option<&'a Header>,
    /// The path of the facade.
    pub(crate) crate_path: &'a TokenStream,
    /// What the rule looks for; of one that can't be compiled there is nothing to identify.
    pub(crate) fingerprint: Option<Fingerprint>,
    /// What the code is part of.
    pub(crate) place: Place,
}

/// What the code of a rule is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing: it is all of the expansion.
    Own,
    /// A pack that evaluates the rule's conditions: the code is a reference to all the rest.
    Pack,
    /// A pack in which the rule evaluates its conditions by itself: the code is a reference to the rule.
    Alone,
}

impl Frame<'_> {
    /// The method that tells the fingerprint, for rules that have state.
    fn fingerprint_method(&self) -> Option<TokenStream> {
        self.fingerprint.map(|fingerprint| {
            let number = Literal::u64_unsuffixed(fingerprint.as_u64());
            quote! {
                fn fingerprint(&self) -> u64 {
                    #number
                }
            }
        })
    }
}

/// The code of a rule: items if it has a header, otherwise an expression.
pub(crate) fn generate(rule: &Rule, frame: Frame<'_>) -> TokenStream {
    match &rule.query {
        Query::Event(condition) => event(rule, condition, frame),
        Query::Sequence(sequence) => sequence::sequence(rule, sequence, frame),
        Query::Sample(sample) => sequence::sample(rule, sample, frame),
        Query::Join(join) => sequence::join(rule, join, frame),
    }
}

fn event(rule: &Rule, condition: &crate::ir::Predicate, frame: Frame<'_>) -> TokenStream {
    let mut items = FieldItems::new(&rule.fields, &frame.name());
    let mut leaves = leaf::Leaves::new(frame.text);
    let condition = predicate::guarded(condition, &mut leaves, &mut items);
    let lineages = rule.lineages.as_ref().map(|lineages| lineage::methods(lineages, &mut leaves, &mut items));
    let pipes = pipes::method(rule, frame, &mut items);
    // Lineages and what looks inside lists and objects ask more of an event than a condition may.
    let places = (lineages.is_none() && !items.looks_inside && items.count() > 1).then(|| items.places());
    let (constants, required, bounds) = (items.constants(places.as_ref()), items.required_types(), items.bounds());
    let (functions, name) = (leaves.into_functions(), frame.name());
    let matches = match (lineages, places) {
        (Some(lineages), _) => in_lineages(&condition, &lineages, &bounds, frame),
        (None, Some(places)) => {
            let (count, places) = (Literal::usize_unsuffixed(places.count()), places.table());
            quote! {
                impl<E: rt::Event> rt::Rule<E> for #name where #bounds {
                    #[inline]
                    fn matches(&self, event: &E) -> bool {
                        event.decide::<Self, #count>(self)
                    }
                }

                impl rt::Condition for #name {
                    const PLACES: &'static [rt::Place] = #places;

                    #[inline]
                    fn holds<E: rt::Event>(&self, event: &E) -> bool {
                        #condition
                    }
                }
            }
        }
        (None, None) => quote! {
            impl<E: rt::Event> rt::Rule<E> for #name where #bounds {
                #[inline]
                fn matches(&self, event: &E) -> bool {
                    #condition
                }
            }
        },
    };
    let body = quote! {
        #constants

        #matches

        #functions

        impl #name {
            /// Whether the event satisfies the rule.
            #[inline]
            pub fn matches<E>(&self, event: &E) -> bool where Self: rt::Rule<E> {
                rt::Rule::matches(self, event)
            }
        }
        #pipes

        #required
    };
    item::wrap(body, frame)
}

/// What stands for `rt::Rule` where an event alone does not decide: the author's `matches` then says what to use instead.
fn in_lineages(condition: &TokenStream, lineages: &TokenStream, bounds: &TokenStream, frame: Frame<'_>) -> TokenStream {
    let (name, fingerprint) = (frame.name(), frame.fingerprint_method());
    quote! {
        impl<E: rt::Event> rt::Lineages<E> for #name where #bounds {
            #lineages
        }

        impl<E: rt::Event> rt::LineageRule<E> for #name where #bounds {
            fn lineages(&self) -> &dyn rt::Lineages<E> {
                self
            }

            #[inline]
            fn matches_in(&self, event: &E, held: rt::LineageSet) -> bool {
                #condition
            }
        }

        impl rt::Tracked for #name {
            #fingerprint
        }

        impl #name {
            /// Follows the rule through a stream of events, with the default limits on its state.
            pub fn tracker(self) -> rt::Tracker<Self> {
                rt::Tracker::new(self)
            }
        }
    }
}

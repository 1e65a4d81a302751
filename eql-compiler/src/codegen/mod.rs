//! Intermediate form to Rust tokens.
//!
//! The code names the runtime as `rt`, which is the facade's private module, and everything else through it, so that it
//! compiles without a prelude and under any name of the facade. Value semantics stay in the runtime: generated code
//! decides control flow, and how literals are laid out. Equal rules give equal tokens.

mod fields;
mod item;
mod leaf;
mod name;
mod predicate;
mod script;
mod table;
mod text;
mod value;

pub(crate) use item::skeleton;

use crate::expand::Header;
use crate::ir::{Query, Rule};
use fields::FieldItems;
use proc_macro2::TokenStream;
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
}

/// The code of a rule: items if it has a header, otherwise an expression.
pub(crate) fn generate(rule: &Rule, frame: Frame<'_>) -> TokenStream {
    match &rule.query {
        Query::Event(condition) => event(rule, condition, frame),
        Query::Sequence(_) | Query::Sample(_) | Query::Join(_) => skeleton(frame),
    }
}

fn event(rule: &Rule, condition: &crate::ir::Predicate, frame: Frame<'_>) -> TokenStream {
    let mut items = FieldItems::new(&rule.fields, &frame.name());
    let mut leaves = leaf::Leaves::new(frame.text);
    let condition = predicate::condition(condition, &mut leaves, &mut items);
    let (constants, required, bounds) = (items.constants(), items.required_types(), items.bounds());
    let (functions, name) = (leaves.into_functions(), frame.name());
    let body = quote! {
        #constants

        impl<E: rt::Event> rt::Rule<E> for #name where #bounds {
            #[inline]
            fn matches(&self, event: &E) -> bool {
                #condition
            }
        }

        #functions

        impl #name {
            /// Whether the event satisfies the rule.
            #[inline]
            pub fn matches<E>(&self, event: &E) -> bool where Self: rt::Rule<E> {
                rt::Rule::matches(self, event)
            }
        }

        #required
    };
    item::wrap(body, frame)
}

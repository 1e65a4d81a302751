//! What a rule asks to follow the lineages in its conditions.

use super::fields::FieldItems;
use super::leaf::Leaves;
use super::predicate::condition;
use super::sequence::columns;
use crate::ir::{KeyGroup, Lineages, Predicate, Relation};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The methods of `rt::Lineages`.
pub(super) fn methods(lineages: &Lineages, leaves: &mut Leaves<'_>, fields: &mut FieldItems<'_>) -> TokenStream {
    let relations = lineages.list.iter().map(|lineage| match lineage.relation {
        Relation::Descendant => quote!(rt::Relation::Descendant),
        Relation::Child => quote!(rt::Relation::Child),
        Relation::Event => quote!(rt::Relation::Event),
    });
    let relations = quote!(&[#(#relations),*]);
    let sources = lineages.list.iter().zip(0_u16..).map(|(lineage, index)| {
        let (index, condition) = (Literal::u16_unsuffixed(index), condition(&lineage.source, leaves, fields));
        quote!(#index => #condition,)
    });
    let sources: TokenStream = sources.collect();
    let mut holds = |predicate: &Predicate| condition(predicate, leaves, fields);
    let (ended, booted) = (holds(&lineages.ended), holds(&lineages.booted));
    let mut kin = |group: &KeyGroup| columns(group, fields);
    let (own, parent, ancestors) = (kin(&lineages.own), kin(&lineages.parent), kin(&lineages.ancestors));
    quote! {
        fn relations(&self) -> &[rt::Relation] {
            #relations
        }

        fn is_source(&self, lineage: u16, event: &E, held: rt::LineageSet) -> bool {
            match lineage {
                #sources
                _ => false,
            }
        }

        fn processes(&self, kin: rt::Kin, event: &E, out: &mut rt::KeySink) {
            match kin {
                rt::Kin::Own => { #own }
                rt::Kin::Parent => { #parent }
                rt::Kin::Ancestors => { #ancestors }
            }
        }

        fn has_ended(&self, event: &E) -> bool {
            #ended
        }

        fn has_booted(&self, event: &E) -> bool {
            #booted
        }
    }
}

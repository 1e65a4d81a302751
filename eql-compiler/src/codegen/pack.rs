//! Packs: one function for each distinct predicate that literals do not decide, tables for all else.

use super::fields::FieldItems;
use super::leaf::Leaves;
use super::sequence::columns;
use super::{Frame, Place, item, name, sequence};
use crate::expand::{PackRequest, PackedRule, SkippedRule};
use crate::ir::{FieldIndex, KeyGroup, Predicate, Query, Rule, Source};
use crate::pack::{PackLineages, PackRule, Plan};
use crate::rule_file::Metadata;
use eql_runtime::pack::{PackIndex, PackIndexBuf};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use std::collections::BTreeSet;

/// The code of a pack.
pub(crate) fn generate(request: &PackRequest<'_>) -> TokenStream {
    let PackRequest { rules, skipped, header, crate_path } = *request;
    let plan = Plan::build(rules.iter().map(|rule| PackRule { name: &rule.path, rule: &rule.rule }));
    let name = &header.ident;
    let mut fields = FieldItems::new(&plan.fields, name);
    let predicates = predicates(&plan, &mut fields);
    let processes = processes(&plan, &mut fields);
    let queries = queries(rules, &plan, crate_path);
    let (tables, constants) = (tables(&plan.index()), fields.constants(None));
    let read = plan.read.iter().map(|(_, field)| &field.path);
    let methods = methods(name, rules, skipped);
    let body = quote! {
        #constants
        #predicates
        #processes
        #queries
        static PACK: rt::CompiledPack = rt::CompiledPack {
            index: #tables,
            fields: &[#(#read),*],
            event_fields: #name::FIELDS,
            predicates: &PREDICATES,
            processes,
            queries: &QUERIES,
            rules: #name::RULES,
        };
        #methods
    };
    let doc = format!(" A pack of {} rules; {} are left out.", rules.len(), skipped.len());
    let frame = Frame { text: "", header: Some(header), crate_path, fingerprint: None, place: Place::Own };
    item::wrap_documented(body, frame, &[doc])
}

/// A function for each predicate that has to be asked, and the table of them.
fn predicates(plan: &Plan, fields: &mut FieldItems<'_>) -> TokenStream {
    let mut leaves = Leaves::of_pack();
    let names: Vec<Ident> = plan.asked.iter().map(|predicate| leaves.function(predicate, fields)).collect();
    let (functions, count) = (leaves.into_functions(), Literal::usize_unsuffixed(names.len()));
    quote! {
        #functions
        static PREDICATES: [fn(&rt::PackEvent<'_>) -> bool; #count] = [#(#names),*];
    }
}

/// The function that reads the processes of an event.
fn processes(plan: &Plan, fields: &mut FieldItems<'_>) -> TokenStream {
    let mut kin = |group: fn(&PackLineages) -> &KeyGroup| {
        plan.lineages.as_ref().map(|lineages| columns(group(lineages), fields)).unwrap_or_default()
    };
    let own = kin(|lineages| &lineages.own);
    let parent = kin(|lineages| &lineages.parent);
    let ancestors = kin(|lineages| &lineages.ancestors);
    quote! {
        fn processes(kin: rt::Kin, event: &rt::PackEvent<'_>, out: &mut rt::KeySink) {
            match kin {
                rt::Kin::Own => { #own }
                rt::Kin::Parent => { #parent }
                rt::Kin::Ancestors => { #ancestors }
            }
        }
    }
}

/// What each rule looks for.
fn queries(rules: &[PackedRule], plan: &Plan, crate_path: &TokenStream) -> TokenStream {
    let queries = (0..).zip(rules).map(|(number, compiled)| {
        let PackedRule { rule, fingerprint, .. } = compiled;
        let is_alone = plan.following_alone.contains(&number);
        let place = if is_alone { Place::Alone } else { Place::Pack };
        let frame = Frame { text: "", header: None, crate_path, fingerprint: Some(*fingerprint), place };
        match &rule.query {
            Query::Event(_) => {
                let timestamp = field(rule, rule.timestamp);
                let tiebreaker = option(rule.tiebreaker.map(|tiebreaker| field(rule, tiebreaker)));
                let order = quote!(timestamp: #timestamp, tiebreaker: #tiebreaker);
                if is_alone {
                    let rule = super::generate(rule, frame);
                    quote!(rt::CompiledQuery::Lineage { rule: #rule, #order })
                } else {
                    quote!(rt::CompiledQuery::Event { #order })
                }
            }
            Query::Sequence(sequence) => {
                let rule = sequence::sequence(rule, sequence, frame);
                if is_alone {
                    quote!(rt::CompiledQuery::LineageSequence(#rule))
                } else {
                    quote!(rt::CompiledQuery::Sequence(#rule))
                }
            }
            Query::Sample(sample) => {
                let rule = sequence::sample(rule, sample, frame);
                quote!(rt::CompiledQuery::Sample(#rule))
            }
            Query::Join(join) => {
                let rule = sequence::join(rule, join, frame);
                quote!(rt::CompiledQuery::Join(#rule))
            }
        }
    });
    let count = Literal::usize_unsuffixed(rules.len());
    quote!(static QUERIES: [rt::CompiledQuery; #count] = [#(#queries),*];)
}

fn field(rule: &Rule, field: FieldIndex) -> TokenStream {
    super::fields::literal(rule.fields.path(field))
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(rt::None), |value| quote!(rt::Some(#value)))
}

/// The index as byte strings.
fn tables(index: &PackIndexBuf) -> TokenStream {
    let PackIndex {
        texts,
        literals,
        whole,
        grams,
        fields,
        bitmaps,
        effects,
        tries,
        lists,
        needs,
        units,
        guards,
        always,
        program,
        lineages,
        predicates,
        asked,
    } = index.as_index();
    let tables = [
        ("literals", literals),
        ("whole", whole),
        ("grams", grams),
        ("fields", fields),
        ("bitmaps", bitmaps),
        ("effects", effects),
        ("tries", tries),
        ("lists", lists),
        ("needs", needs),
        ("units", units),
        ("guards", guards),
        ("always", always),
        ("program", program),
        ("lineages", lineages),
    ];
    let tables = tables.into_iter().map(|(name, table)| {
        let (name, table) = (name::ident(name), Literal::byte_string(table));
        quote!(#name: #table)
    });
    quote!(rt::PackIndex { texts: #texts, #(#tables,)* predicates: #predicates, asked: #asked })
}

/// What the user of a pack sees.
fn methods(name: &Ident, rules: &[PackedRule], skipped: &[SkippedRule]) -> TokenStream {
    let mut fields = BTreeSet::new();
    rules.iter().for_each(|compiled| event_fields(&compiled.rule, &mut fields));
    let infos = rules.iter().map(info);
    let skipped =
        skipped.iter().map(|SkippedRule { path, reason }| quote!(rt::SkippedRule { path: #path, reason: #reason }));
    quote! {
        impl #name {
            /// The paths of the fields of events that the rules read, in order. One that an event type lacks has no value.
            pub const FIELDS: &'static [&'static str] = &[#(#fields),*];

            /// What the files say about the rules, in the order of the files.
            pub const RULES: &'static [rt::RuleInfo] = &[#(#infos),*];

            /// The rules of those files that are left out, and why.
            pub const SKIPPED: &'static [rt::SkippedRule] = &[#(#skipped),*];

            /// Follows the rules through a stream of events, with the default limits on their state.
            #[must_use]
            pub fn engine<Id: rt::Clone>() -> rt::Engine<&'static rt::CompiledPack, Id> {
                rt::Engine::new(&PACK)
            }

            /// [`engine`](Self::engine) of which no sequence keeps more state than `limits` allow.
            #[must_use]
            pub fn engine_with_limits<Id: rt::Clone>(
                limits: rt::Limits,
            ) -> rt::Engine<&'static rt::CompiledPack, Id> {
                rt::Engine::with_limits(&PACK, limits)
            }
        }
    }
}

fn info(compiled: &PackedRule) -> TokenStream {
    let PackedRule { metadata, path, dialect, .. } = compiled;
    let Metadata { id, os_list, index, .. } = metadata;
    let (name, severity) = (option(metadata.name.as_ref()), option(metadata.severity.as_ref()));
    let risk_score = option(metadata.risk_score.map(Literal::u8_unsuffixed));
    let (techniques, dialect) = (techniques(metadata), dialect.name());
    quote! {
        rt::RuleInfo {
            id: #id,
            name: #name,
            path: #path,
            dialect: #dialect,
            severity: #severity,
            risk_score: #risk_score,
            techniques: &[#(#techniques),*],
            os_list: &[#(#os_list),*],
            index: &[#(#index),*],
        }
    }
}

/// The ids of techniques and sub-techniques, in the order of the file, each once.
fn techniques(metadata: &Metadata) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    let techniques = metadata.threat.iter().flat_map(|threat| &threat.techniques);
    for entry in techniques.flat_map(|technique| std::iter::once(&technique.entry).chain(&technique.subtechniques)) {
        if !ids.contains(&entry.id.as_str()) {
            ids.push(&entry.id);
        }
    }
    ids
}

/// Adds what a rule reads of an event.
fn event_fields<'r>(rule: &'r Rule, paths: &mut BTreeSet<&'r str>) {
    let mut add = |field: FieldIndex| {
        paths.insert(rule.fields.path(field));
    };
    add(rule.timestamp);
    rule.tiebreaker.into_iter().for_each(&mut add);
    let of_predicates = |predicates: &[Predicate], add: &mut dyn FnMut(FieldIndex)| {
        for mut predicate in predicates.iter().cloned() {
            predicate.visit_fields_mut(&mut |field| {
                if field.source == Source::Event {
                    add(field.field);
                }
            });
        }
    };
    let of_keys = |groups: &[KeyGroup], add: &mut dyn FnMut(FieldIndex)| {
        for mut key in groups.iter().flatten().cloned() {
            key.visit_fields_mut(&mut |field| add(field.field));
        }
    };
    if let Some(lineages) = &rule.lineages {
        lineages.predicates().for_each(|predicate| of_predicates(std::slice::from_ref(predicate), &mut add));
        for group in [&lineages.own, &lineages.parent, &lineages.ancestors] {
            of_keys(std::slice::from_ref(group), &mut add);
        }
    }
    let (predicates, groups) = match &rule.query {
        Query::Event(condition) => return of_predicates(std::slice::from_ref(condition), &mut add),
        Query::Sequence(sequence) => {
            for stage in &sequence.stages {
                stage.captures.iter().for_each(|capture| add(capture.field));
            }
            (&sequence.predicates, &sequence.key_groups)
        }
        Query::Sample(sample) => (&sample.predicates, &sample.key_groups),
        Query::Join(join) => (&join.predicates, &join.key_groups),
    };
    of_predicates(predicates, &mut add);
    of_keys(groups, &mut add);
}

//! Rules over several events: what they ask of one event, and the plan that the machines follow.

use super::fields::FieldItems;
use super::leaf::{Leaves, read, variable};
use super::{Frame, Place};
use super::{formula, item, predicate, script, value};
use crate::ir::{
    Capture, FieldRef, Join, Key, KeyField, KeyGroup, KeyGroupIndex, Predicate, PredicateIndex, Rule, Sample, Sequence,
    Source, Stage, Until,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::collections::{BTreeMap, BTreeSet};

/// The code of a sequence.
pub(super) fn sequence(rule: &Rule, sequence: &Sequence, frame: Frame<'_>) -> TokenStream {
    let name = frame.name();
    let mut writer = Writer::new(rule, frame);
    let (plan, bound) = (sequence_plan(sequence), writer.bound(&sequence.stages));
    let captures = writer.captures(sequence.stages.iter().flat_map(|stage| &stage.captures));
    let fingerprint = frame.fingerprint_method();
    let methods = quote! {
        impl rt::Sequence for #name {
            fn plan(&self) -> rt::SequencePlan<'_> {
                const PLAN: rt::SequencePlan<'static> = #plan;
                PLAN
            }
            #fingerprint
            #bound
        }
    };
    let entry = quote! {
        impl #name {
            /// Follows the rule through a stream of events, with the default limits on its state.
            pub fn detector<Id: rt::Clone>(self) -> rt::Detector<Self, Id> {
                rt::Detector::new(self)
            }
        }
    };
    writer.wrap(rule, &sequence.predicates, &sequence.key_groups, captures, [methods, entry])
}

/// The code of a sample.
pub(super) fn sample(rule: &Rule, sample: &Sample, frame: Frame<'_>) -> TokenStream {
    let (name, writer) = (frame.name(), Writer::new(rule, frame));
    let (filters, fingerprint) = (filters(&sample.filters), frame.fingerprint_method());
    let methods = quote! {
        impl rt::Sample for #name {
            fn plan(&self) -> rt::SamplePlan<'_> {
                const PLAN: rt::SamplePlan<'static> =
                    rt::SamplePlan { filters: &[#filters], keys: rt::KeyMode::STANDARD };
                PLAN
            }
            #fingerprint
        }
    };
    let entry = quote! {
        impl #name {
            /// Collects the events of a finite stream and finds the samples among them.
            pub fn sampler<Id: rt::Clone>(self, limits: rt::SampleLimits) -> rt::Sampler<Self, Id> {
                rt::Sampler::new(self, limits)
            }
        }
    };
    writer.wrap(rule, &sample.predicates, &sample.key_groups, TokenStream::new(), [methods, entry])
}

/// The code of a join.
pub(super) fn join(rule: &Rule, join: &Join, frame: Frame<'_>) -> TokenStream {
    let (name, writer) = (frame.name(), Writer::new(rule, frame));
    let (cells, fingerprint) = (filters(&join.cells), frame.fingerprint_method());
    let until = optional(join.until.as_ref().map(|until| filter(until.predicate, until.keys)));
    let methods = quote! {
        impl rt::Join for #name {
            fn plan(&self) -> rt::JoinPlan<'_> {
                const PLAN: rt::JoinPlan<'static> =
                    rt::JoinPlan { cells: &[#cells], until: #until, keys: rt::KeyMode::ENDGAME };
                PLAN
            }
            #fingerprint
        }
    };
    let entry = quote! {
        impl #name {
            /// Follows the rule through a stream of events.
            pub fn joiner<Id: rt::Clone>(self, limits: rt::JoinLimits) -> rt::Joiner<Self, Id> {
                rt::Joiner::new(self, limits)
            }
        }
    };
    writer.wrap(rule, &join.predicates, &join.key_groups, TokenStream::new(), [methods, entry])
}

struct Writer<'r> {
    frame: Frame<'r>,
    fields: FieldItems<'r>,
    leaves: Leaves<'r>,
}

impl<'r> Writer<'r> {
    fn new(rule: &'r Rule, frame: Frame<'r>) -> Self {
        Self { frame, fields: FieldItems::new(&rule.fields, &frame.name()), leaves: Leaves::new(frame.text) }
    }

    /// All of it: what the rule asks of an event, between the plan and the entry points.
    fn wrap(
        mut self,
        rule: &Rule,
        predicates: &[Predicate],
        key_groups: &[KeyGroup],
        captures: TokenStream,
        [methods, entry]: [TokenStream; 2],
    ) -> TokenStream {
        if self.frame.place == Place::Pack {
            return self.wrap_packed(rule, key_groups, captures, methods);
        }
        let matched = self.matched(predicates);
        let lineages = rule
            .lineages
            .as_ref()
            .map(|lineages| super::lineage::methods(lineages, &mut self.leaves, &mut self.fields));
        let keys = self.keys(key_groups);
        let times = self.times(rule);
        let pipes = super::pipes::method(rule, self.frame, &mut self.fields);
        let (constants, required, bounds) =
            (self.fields.constants(None), self.fields.required_types(), self.fields.bounds());
        let (functions, name) = (self.leaves.into_functions(), self.frame.name());
        let follows = lineages.is_some().then(|| {
            quote! {
                fn lineages(&self) -> rt::Option<&dyn rt::Lineages<E>> {
                    rt::Some(self)
                }
            }
        });
        let lineages =
            lineages.map(|lineages| quote!(impl<E: rt::Event> rt::Lineages<E> for #name where #bounds { #lineages }));
        let body = quote! {
            #constants

            #methods

            impl<E: rt::Event> rt::Stages<E> for #name where #bounds {
                #matched
                #keys
                #times
                #captures
                #follows
            }
            #lineages

            #functions

            #entry
            #pipes

            #required
        };
        item::wrap(body, self.frame)
    }

    /// A reference to a rule whose conditions a pack evaluates.
    fn wrap_packed(
        mut self,
        rule: &Rule,
        key_groups: &[KeyGroup],
        captures: TokenStream,
        methods: TokenStream,
    ) -> TokenStream {
        let (keys, times, name) = (self.keys(key_groups), self.times(rule), self.frame.name());
        let (constants, functions) = (self.fields.constants(None), self.leaves.into_functions());
        quote! {{
            struct #name;
            #constants
            #methods
            impl<E: rt::Event> rt::Stages<E> for #name {
                fn matched(&self, _event: &E, _held: rt::LineageSet) -> rt::PredicateSet {
                    rt::PredicateSet::EMPTY
                }
                #keys
                #times
                #captures
            }
            #functions
            &#name
        }}
    }

    fn matched(&mut self, predicates: &[Predicate]) -> TokenStream {
        let sets = predicates.iter().zip(0_u16..).map(|(predicate, index)| {
            let condition = predicate::guarded(predicate, &mut self.leaves, &mut self.fields);
            let index = Literal::u16_unsuffixed(index);
            quote!(matched.set(#index, #condition);)
        });
        let sets: TokenStream = sets.collect();
        quote! {
            #[inline]
            fn matched(&self, event: &E, held: rt::LineageSet) -> rt::PredicateSet {
                let mut matched = rt::PredicateSet::EMPTY;
                #sets
                matched
            }
        }
    }

    fn keys(&mut self, groups: &[KeyGroup]) -> TokenStream {
        if groups.iter().all(Vec::is_empty) {
            return quote!(
                fn keys(&self, _group: u16, _event: &E, _out: &mut rt::KeySink) {}
            );
        }
        let arms = groups.iter().zip(0_u16..).map(|(group, index)| {
            let columns = columns(group, &mut self.fields);
            let index = Literal::u16_unsuffixed(index);
            quote!(#index => { #columns })
        });
        let arms: TokenStream = arms.collect();
        quote! {
            fn keys(&self, group: u16, event: &E, out: &mut rt::KeySink) {
                match group {
                    #arms
                    _ => {}
                }
            }
        }
    }

    fn times(&mut self, rule: &Rule) -> TokenStream {
        let timestamp = self.fields.required_constant(rule.timestamp);
        let tiebreaker = rule.tiebreaker.map(|field| {
            let field = self.fields.required_constant(field);
            quote! {
                fn tiebreaker(&self, event: &E) -> rt::Option<rt::Tiebreaker> {
                    rt::tiebreaker(event, &#field)
                }
            }
        });
        quote! {
            #[inline]
            fn timestamp(&self, event: &E) -> rt::Option<rt::Timestamp> {
                rt::timestamp(event, &#timestamp)
            }
            #tiebreaker
        }
    }

    /// The parts of stages that read events of earlier stages.
    fn bound(&mut self, stages: &[Stage]) -> TokenStream {
        let mut arms = TokenStream::new();
        for (stage, written_out) in stages.iter().zip(written_out(stages)) {
            let Some(condition) = &stage.bound else { continue };
            let mut sources = BTreeSet::new();
            super::leaf::collect_sources(condition, &mut sources);
            let earlier = sources.iter().filter_map(|&source| match source {
                Source::Stage(earlier) => Some((variable(source), last_index(stages, earlier))),
                Source::Event | Source::Element(_) => None,
            });
            let earlier: TokenStream = earlier.map(|(name, index)| quote!(let #name = &alias(#index);)).collect();
            let held = super::leaf::reads_lineage(condition).then(|| quote!(let held = event.held();));
            let condition = predicate::condition(condition, &mut self.leaves, &mut self.fields);
            let indexes = written_out.map(Literal::usize_unsuffixed);
            arms.extend(quote!(#(#indexes)|* => { #held #earlier #condition }));
        }
        if arms.is_empty() {
            return arms;
        }
        quote! {
            fn bound<'c>(
                &self,
                stage: usize,
                event: &rt::Captures,
                alias: &dyn rt::Fn(usize) -> rt::Option<&'c rt::Captures>,
            ) -> bool {
                match stage {
                    #arms
                    _ => true,
                }
            }
        }
    }

    /// What is kept of events: for itself or as an earlier stage, since an event does not know which it will be.
    fn captures<'c>(&mut self, captures: impl Iterator<Item = &'c Capture>) -> TokenStream {
        let mut all: BTreeMap<_, Option<BTreeSet<_>>> = BTreeMap::new();
        for capture in captures {
            let elements = all.entry(capture.field).or_default();
            if let Some(fields) = &capture.elements {
                elements.get_or_insert_default().extend(fields.iter().copied());
            }
        }
        if all.is_empty() {
            return TokenStream::new();
        }
        let keeps: TokenStream = all
            .into_iter()
            .map(|(field, elements)| {
                let kept = self.fields.constant(FieldRef { source: Source::Event, field });
                let elements = elements.map(|fields| {
                    let inner: TokenStream = fields
                        .into_iter()
                        .map(|field| {
                            let field = self.fields.constant(FieldRef { source: Source::Element(0), field });
                            quote!(out.field(element, &#field);)
                        })
                        .collect();
                    quote!(out.elements(event, &#kept, |element, out| { #inner });)
                });
                quote!(out.field(event, &#kept); #elements)
            })
            .collect();
        quote! {
            fn capture(&self, event: &E, out: &mut rt::Captures) {
                #keeps
            }
        }
    }
}

fn sequence_plan(sequence: &Sequence) -> TokenStream {
    let stages: TokenStream = sequence.stages.iter().flat_map(stage_plans).collect();
    let until = optional(sequence.until.as_ref().map(until_plan));
    let maxspan = optional(sequence.maxspan.map(|nanos| {
        let nanos = Literal::i64_unsuffixed(nanos);
        quote!(#nanos)
    }));
    let hidden = sequence.key_groups.first().map_or(0, |group| group.iter().filter(|key| key.hidden).count());
    let hidden = Literal::usize_unsuffixed(hidden);
    let mode = if sequence.endgame { quote!(ENDGAME) } else { quote!(STANDARD) };
    quote! {
        rt::SequencePlan {
            stages: &[#stages],
            until: #until,
            maxspan: #maxspan,
            hidden_keys: #hidden,
            mode: rt::SequenceMode::#mode,
        }
    }
}

/// A stage as often as its runs say.
fn stage_plans(stage: &Stage) -> impl Iterator<Item = TokenStream> {
    let (predicate, keys) = (Literal::u16_unsuffixed(stage.predicate.0), Literal::u16_unsuffixed(stage.keys.0));
    let modifiers = [
        stage.missing.then(|| quote!(missing: true,)),
        stage.fork.then(|| quote!(fork: true,)),
        stage.bound.is_some().then(|| quote!(bound: true,)),
    ];
    let plan = if modifiers.iter().all(Option::is_none) {
        quote!(rt::StagePlan::new(#predicate, #keys),)
    } else {
        let modifiers = modifiers.iter().flatten();
        quote!(rt::StagePlan { #(#modifiers)* ..rt::StagePlan::new(#predicate, #keys) },)
    };
    std::iter::repeat_n(plan, usize::from(stage.runs.max(1)))
}

fn until_plan(until: &Until) -> TokenStream {
    let (predicate, keys) = (Literal::u16_unsuffixed(until.predicate.0), Literal::u16_unsuffixed(until.keys.0));
    quote!(rt::UntilPlan { predicate: #predicate, keys: #keys })
}

fn filters(filters: &[(PredicateIndex, KeyGroupIndex)]) -> TokenStream {
    let filters = filters.iter().map(|&(predicate, keys)| filter(predicate, keys));
    quote!(#(#filters),*)
}

fn filter(predicate: PredicateIndex, keys: KeyGroupIndex) -> TokenStream {
    let (predicate, keys) = (Literal::u16_unsuffixed(predicate.0), Literal::u16_unsuffixed(keys.0));
    quote!(rt::Filter { predicate: #predicate, keys: #keys })
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(rt::Some(#value)),
        None => quote!(rt::None),
    }
}

/// The indexes of each stage when runs are written out.
fn written_out(stages: &[Stage]) -> impl Iterator<Item = std::ops::Range<usize>> {
    stages.iter().scan(0, |next, stage| {
        let first = *next;
        *next += usize::from(stage.runs.max(1));
        Some(first..*next)
    })
}

/// The event of a stage with runs is that of its last run.
fn last_index(stages: &[Stage], stage: u8) -> Literal {
    let last = written_out(stages).nth(usize::from(stage)).map_or(0, |indexes| indexes.end.saturating_sub(1));
    Literal::usize_unsuffixed(last)
}

/// Writes the values of each key, one column a key.
pub(super) fn columns(group: &KeyGroup, fields: &mut FieldItems<'_>) -> TokenStream {
    group.iter().map(|key| column(key, fields)).collect()
}

fn column(key: &Key, fields: &mut FieldItems<'_>) -> TokenStream {
    let (optional, reading) = (key.optional, value::reading(key.reading));
    let mut values = |field: FieldRef| {
        let (of, field) = read(field, fields);
        quote!(rt::push_key(#of, &#field, #reading, out))
    };
    let values = match &key.value {
        KeyField::Field(field) => {
            let values = values(*field);
            quote!(#values;)
        }
        KeyField::FirstOf(alternatives) => {
            // None where the schema lacks the optional key: it is null.
            let first = alternatives.iter().map(|&field| values(field));
            let first = first.reduce(|first, next| quote!(#first || #next));
            first.map(|first| quote!(let _ = #first;)).unwrap_or_default()
        }
        KeyField::Formula(computed) => {
            let value = formula::datum(computed, fields);
            quote!(out.push(#value);)
        }
        KeyField::Computed(computed) => {
            let values = script::for_each_result(computed, fields, |result| quote!({ out.push(#result); false }));
            quote!(#values;)
        }
    };
    quote!(out.column(#optional); #values)
}

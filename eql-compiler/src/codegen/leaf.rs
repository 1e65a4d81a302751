//! Leaves: one function for each distinct test of a rule.

use super::fields::FieldItems;
use super::name::{self, Names};
use super::text::{self, TextCode};
use super::{formula, predicate, script, value};
use crate::ir::{FieldRef, Pattern, Predicate, Script, Source, Test, TestKind, TextTest};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use std::collections::{BTreeMap, BTreeSet};

/// The longest excerpt of a rule in the documentation of a function, in characters.
const LONGEST_EXCERPT: usize = 160;

/// The functions of the leaves written so far.
#[derive(Debug)]
pub(super) struct Leaves<'r> {
    text: &'r str,
    /// The type of events.
    event: TokenStream,
    names: Names,
    functions: Vec<Function>,
    /// The functions that wanted the same name: equal leaves are among them.
    by_wanted_name: BTreeMap<String, Vec<usize>>,
}

#[derive(Debug)]
struct Function {
    kind: TestKind,
    name: Ident,
    parameters: Vec<Ident>,
    /// Whether it reads the lineages of the event.
    held: bool,
    code: TokenStream,
}

impl<'r> Leaves<'r> {
    /// None yet; `text` is the rule's.
    pub(super) fn new(text: &'r str) -> Self {
        let event = quote!(impl rt::Event);
        Self { text, event, names: Names::default(), functions: Vec::new(), by_wanted_name: BTreeMap::new() }
    }

    /// None yet, of a pack: its events have one type.
    pub(super) fn of_pack() -> Self {
        Self { event: quote!(rt::PackEvent<'_>), ..Self::new("") }
    }

    /// The name of the function of this leaf of an event.
    pub(super) fn function(&mut self, kind: &TestKind, fields: &mut FieldItems<'_>) -> Ident {
        let wanted = function_name(kind, fields).to_ascii_lowercase();
        let test = Test { kind: kind.clone(), range: Default::default() };
        let at = self.write(&test, wanted, fields);
        self.functions.get(at).map_or_else(|| variable(Source::Event), |function| function.name.clone())
    }

    /// A call of the function of this leaf, where what it reads is in scope.
    pub(super) fn call(&mut self, test: &Test, fields: &mut FieldItems<'_>) -> TokenStream {
        if let TestKind::Lineage(index) = &test.kind {
            let index = Literal::u16_unsuffixed(index.0);
            return quote!(held.contains(#index));
        }
        let wanted = function_name(&test.kind, fields).to_ascii_lowercase();
        let mut alike = self.by_wanted_name.get(&wanted).into_iter().flatten().copied();
        let known = alike.find(|&at| self.functions.get(at).is_some_and(|function| function.kind == test.kind));
        let at = known.unwrap_or_else(|| self.write(test, wanted, fields));
        self.functions
            .get(at)
            .map(|Function { name, parameters, held, .. }| {
                let held = held.then(|| quote!(, held));
                quote!(#name(#(#parameters),* #held))
            })
            .unwrap_or_default()
    }

    /// The functions themselves.
    pub(super) fn into_functions(self) -> TokenStream {
        self.functions.into_iter().map(|function| function.code).collect()
    }

    fn write(&mut self, test: &Test, wanted_name: String, fields: &mut FieldItems<'_>) -> usize {
        let name = self.names.claim(&wanted_name);
        let sources = sources(&test.kind);
        let types = sources.iter().map(|&source| match source {
            Source::Event => self.event.clone(),
            Source::Element(_) | Source::Stage(_) => quote!(impl rt::Event),
        });
        let types: Vec<TokenStream> = types.collect();
        let parameters: Vec<Ident> = sources.into_iter().map(variable).collect();
        let body = self.body(&test.kind, fields);
        let doc = excerpt(self.text, test);
        let held = matches!(&test.kind, TestKind::Elements { body, .. } if reads_lineage(body));
        let held_parameter = held.then(|| quote!(, held: rt::LineageSet));
        let code = quote! {
            #[doc = #doc]
            #[inline]
            fn #name(#(#parameters: &#types),* #held_parameter) -> bool {
                #body
            }
        };
        let at = self.functions.len();
        self.functions.push(Function { kind: test.kind.clone(), name, parameters, held, code });
        self.by_wanted_name.entry(wanted_name).or_default().push(at);
        at
    }

    fn body(&mut self, kind: &TestKind, fields: &mut FieldItems<'_>) -> TokenStream {
        match kind {
            TestKind::Exists(field) => {
                let (of, field) = read(*field, fields);
                quote!(rt::exists(#of, &#field))
            }
            TestKind::Text { field, reading, test } => {
                let (of, field) = read(*field, fields);
                let reading = value::reading(*reading);
                let TextCode { statics, condition } = text::code(test);
                quote! {
                    #statics
                    rt::some_text(#of, &#field, #reading, |text| #condition)
                }
            }
            TestKind::Number { field, reading, test } => {
                let (of, field) = read(*field, fields);
                let (reading, condition) = (value::reading(*reading), value::number_condition(test));
                quote!(rt::some_number(#of, &#field, #reading, |number| #condition))
            }
            TestKind::Bool { field, reading, expected } => {
                let (of, field) = read(*field, fields);
                let (reading, condition) =
                    (value::reading(*reading), if *expected { quote!(truth) } else { quote!(!truth) });
                quote!(rt::some_truth(#of, &#field, #reading, |truth| #condition))
            }
            TestKind::Address { field, test } => {
                let (of, field) = read(*field, fields);
                let (statics, condition) = (value::address_statics(test), value::address_condition(test));
                quote! {
                    #statics
                    rt::some_address(#of, &#field, |address| #condition)
                }
            }
            TestKind::Time { field, ranges } => {
                let (of, field) = read(*field, fields);
                let condition = value::time_condition(ranges);
                quote!(rt::some_instant(#of, &#field, |instant| #condition))
            }
            TestKind::Version { field, comparison, version } => {
                let (of, field) = read(*field, fields);
                let holds = value::order_test(*comparison);
                quote! {
                    rt::some_text(#of, &#field, rt::Reading::Version, |text| {
                        rt::ops::version::compare_versions(text, #version).#holds()
                    })
                }
            }
            TestKind::Script(script) => script::body(script, fields),
            TestKind::Formula { formula, expect } => formula::body(formula, *expect, fields),
            // It is asked for where the leaf stands: the set of lineages is at hand.
            TestKind::Lineage(_) => TokenStream::new(),
            TestKind::Elements { field, depth, body } => {
                let (of, field) = read(*field, fields);
                let element = variable(Source::Element(*depth));
                let condition = predicate::condition(body, self, fields);
                quote!(rt::some_element(#of, &#field, |#element| #condition))
            }
        }
    }
}

/// What is read, and the constant of the field.
pub(super) fn read(field: FieldRef, fields: &mut FieldItems<'_>) -> (Ident, Ident) {
    (variable(field.source), fields.constant(field))
}

/// The variable that holds what fields are read of.
pub(super) fn variable(source: Source) -> Ident {
    match source {
        Source::Event => name::ident("event"),
        Source::Stage(stage) => name::ident(&format!("stage_{stage}")),
        Source::Element(depth) => name::ident(&format!("element_{depth}")),
    }
}

/// What a leaf reads that its surroundings must have in scope.
pub(super) fn sources(kind: &TestKind) -> BTreeSet<Source> {
    match kind {
        TestKind::Script(Script { operands, .. }) => operands.iter().map(|operand| operand.field.source).collect(),
        TestKind::Formula { formula, .. } => {
            let mut all = BTreeSet::new();
            formula.each_field(&mut |field| {
                all.insert(field.source);
            });
            all
        }
        TestKind::Elements { field, depth, body } => {
            let mut all = BTreeSet::from([field.source]);
            collect_sources(body, &mut all);
            all.remove(&Source::Element(*depth));
            all.insert(field.source);
            all
        }
        kind => kind.tested_field().map(|field| field.source).into_iter().collect(),
    }
}

/// Adds what the leaves of `predicate` read.
pub(super) fn collect_sources(predicate: &Predicate, all: &mut BTreeSet<Source>) {
    match predicate {
        Predicate::Const(_) => {}
        Predicate::And(operands) | Predicate::Or(operands) => {
            operands.iter().for_each(|operand| collect_sources(operand, all));
        }
        Predicate::Not(operand) => collect_sources(operand, all),
        Predicate::Test(test) => all.extend(sources(&test.kind)),
    }
}

/// Whether some leaf of `predicate` asks for a lineage.
pub(super) fn reads_lineage(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::Const(_) => false,
        Predicate::And(operands) | Predicate::Or(operands) => operands.iter().any(reads_lineage),
        Predicate::Not(operand) => reads_lineage(operand),
        Predicate::Test(test) => match &test.kind {
            TestKind::Lineage(_) => true,
            TestKind::Elements { body, .. } => reads_lineage(body),
            _ => false,
        },
    }
}

/// The part of the rule that a leaf comes from, on one line.
fn excerpt(text: &str, test: &Test) -> String {
    let part = text.get(test.range.start as usize..test.range.end as usize).unwrap_or_default();
    let words: Vec<&str> = part.split_whitespace().collect();
    let line = words.join(" ");
    let (quote, line) = match line.char_indices().nth(LONGEST_EXCERPT) {
        Some((end, _)) => ("`", format!("{} …", line.get(..end).unwrap_or_default())),
        None => ("`", line),
    };
    // Text with back quotes in it is quoted with more of them.
    let quote = if line.contains('`') { "```" } else { quote };
    if line.is_empty() { " Part of the condition.".to_owned() } else { format!(" {quote}{line}{quote}") }
}

fn function_name(kind: &TestKind, fields: &FieldItems<'_>) -> String {
    let of = |field: &FieldRef, what: &str| match name::of_path(fields.path(*field)) {
        path if what.is_empty() => path,
        path => format!("{path}_{what}"),
    };
    match kind {
        TestKind::Exists(field) => of(field, "exists"),
        TestKind::Text { field, test, .. } => of(field, &text_name(test)),
        TestKind::Number { field, test, .. } => of(field, &value::number_name(test)),
        TestKind::Bool { field, expected, .. } => of(field, if *expected { "is_true" } else { "is_false" }),
        TestKind::Address { field, .. } => of(field, "is_in_network"),
        TestKind::Time { field, .. } => of(field, "is_in_time"),
        TestKind::Version { field, .. } => of(field, "compares"),
        TestKind::Script(script) => match script.operands.first() {
            Some(operand) => of(&operand.field, "computed"),
            None => "computed".to_owned(),
        },
        TestKind::Formula { formula, .. } => {
            let mut first = None;
            formula.each_field(&mut |field| {
                first.get_or_insert(field);
            });
            first.map_or_else(|| "computed".to_owned(), |field| of(&field, "computed"))
        }
        TestKind::Elements { field, .. } => of(field, "has_element"),
        TestKind::Lineage(_) => "lineage".to_owned(),
    }
}

fn text_name(test: &TextTest) -> String {
    let (verb, literal) = match (test.exact.as_slice(), test.patterns.as_slice(), &test.regex) {
        ([only], [], None) => ("is", only.as_str()),
        ([_, _, ..], [], None) => ("is_listed", ""),
        ([], [Pattern::Prefix(text)], None) => ("starts_with", text.as_str()),
        ([], [Pattern::Suffix(text)], None) => ("ends_with", text.as_str()),
        ([], [Pattern::Contains(text)], None) => ("contains", text.as_str()),
        ([], [], Some(_)) => ("matches_regex", ""),
        _ => ("matches", ""),
    };
    match name::of_literal(literal) {
        literal if literal.is_empty() => verb.to_owned(),
        literal => format!("{verb}_{literal}"),
    }
}

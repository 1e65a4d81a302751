//! Rules whose every match is a match of another rule: they cost, and say nothing new.
//!
//! Sure cases only: both rules are about single events of the same data, and each condition of the wider rule stands in the
//! narrower one as well, the same or narrower.

use crate::dialect::Dialect;
use crate::ir::{Predicate, Query, Rule, TestKind};
use crate::rule_file::Metadata;
use std::collections::BTreeSet;

/// Rules to compare with each other.
#[derive(Debug, Default)]
pub struct Library {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// What has to hold, all of it; empty for rules that are not compared.
    conjuncts: Vec<Conjunct>,
    dialect: Dialect,
    index: BTreeSet<String>,
    os_list: BTreeSet<String>,
}

/// One condition of a rule.
#[derive(Debug)]
enum Conjunct {
    /// Some value of the field is among these.
    In { field: String, members: BTreeSet<String> },
    /// No value of the field is.
    NotIn { field: String, members: BTreeSet<String> },
    /// Anything else, as printed.
    Other(String),
}

impl Library {
    /// Adds a compiled rule; gives its number, from 0.
    pub fn add(&mut self, rule: &Rule, metadata: &Metadata, dialect: Dialect) -> usize {
        let mut conjuncts = Vec::new();
        if let (Query::Event(predicate), []) = (&rule.query, rule.pipes.as_slice()) {
            collect(rule, predicate, &mut conjuncts);
        }
        let index = metadata.index.iter().cloned().collect();
        let os_list = metadata.os_list.iter().cloned().collect();
        self.entries.push(Entry { conjuncts, dialect, index, os_list });
        self.entries.len() - 1
    }

    /// Pairs of rules: every match of the first is one of the second. Of two rules that say the same, the later is named
    /// first; each rule is named first at most once.
    #[must_use]
    pub fn subsumed(&self) -> Vec<(usize, usize)> {
        let pair = |(narrow, entry): (usize, &Entry)| {
            let wide = self.entries.iter().enumerate().find(|(wide, other)| {
                *wide != narrow && entry.is_within(other) && (*wide < narrow || !other.is_within(entry))
            });
            wide.map(|(wide, _)| (narrow, wide))
        };
        self.entries.iter().enumerate().filter_map(pair).collect()
    }
}

impl Entry {
    /// Whether every match of this rule is one of `wide`.
    fn is_within(&self, wide: &Self) -> bool {
        let same_data = self.dialect == wide.dialect
            && self.index.is_subset(&wide.index)
            && self.index.is_empty() == wide.index.is_empty()
            && (wide.os_list.is_empty() || !self.os_list.is_empty() && self.os_list.is_subset(&wide.os_list));
        let is_met = |condition: &Conjunct| self.conjuncts.iter().any(|own| own.implies(condition));
        same_data
            && !wide.conjuncts.is_empty()
            && self.conjuncts.len() >= wide.conjuncts.len()
            && wide.conjuncts.iter().all(is_met)
    }
}

impl Conjunct {
    fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::In { field, members }, Self::In { field: other, members: wide }) => {
                field == other && members.is_subset(wide)
            }
            (Self::NotIn { field, members }, Self::NotIn { field: other, members: wide }) => {
                field == other && members.is_superset(wide)
            }
            (Self::Other(text), Self::Other(other)) => text == other,
            _ => false,
        }
    }
}

fn collect(rule: &Rule, predicate: &Predicate, conjuncts: &mut Vec<Conjunct>) {
    match predicate {
        Predicate::And(operands) => operands.iter().for_each(|operand| collect(rule, operand, conjuncts)),
        Predicate::Const(true) => {}
        other => conjuncts.push(conjunct(rule, other)),
    }
}

fn conjunct(rule: &Rule, predicate: &Predicate) -> Conjunct {
    let (test, negated) = match predicate {
        Predicate::Test(test) => (Some(test), false),
        Predicate::Not(inner) => match &**inner {
            Predicate::Test(test) => (Some(test), true),
            _ => (None, false),
        },
        _ => (None, false),
    };
    if let Some(TestKind::Text { field, reading, test }) = test.map(|test| &test.kind)
        && test.regex.is_none()
    {
        let exact = test.exact.iter().map(|text| format!("={text}"));
        let members = exact.chain(test.patterns.iter().map(|pattern| format!("{pattern:?}"))).collect();
        let field = format!("{} {:?} {reading:?} {:?}", rule.fields.path(field.field), field.source, test.fold);
        return if negated { Conjunct::NotIn { field, members } } else { Conjunct::In { field, members } };
    }
    let alone = Rule { query: Query::Event(predicate.clone()), ..rule.clone() };
    Conjunct::Other(alone.to_string())
}

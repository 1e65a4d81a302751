//! Fields and predicates of all rules, each once.

use crate::ir::{FieldRef, Fields, Predicate, Source, TestKind};
use eql_runtime::pack::Instruction;
use hashbrown::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem::discriminant;

/// What has been interned so far.
#[derive(Debug, Default)]
pub(super) struct Interner {
    /// All fields that predicates read.
    pub(super) fields: Fields,
    /// Those whose values are read of the event.
    pub(super) read: Fields,
    pub(super) predicates: Vec<TestKind>,
    /// In how many places predicates are used.
    pub(super) uses: usize,
    by_digest: HashMap<u64, Vec<u32>>,
}

impl Interner {
    /// A condition over interned predicates; `lineages` are the places of the rule's lineages among those that are shared.
    pub(super) fn condition(&mut self, predicate: &Predicate, fields: &Fields, lineages: &[u16]) -> Instruction {
        let mut all = |operands: &[Predicate]| -> Vec<Instruction> {
            operands.iter().map(|operand| self.condition(operand, fields, lineages)).collect()
        };
        match predicate {
            Predicate::Const(value) => Instruction::Const(*value),
            Predicate::And(operands) => Instruction::All(all(operands)),
            Predicate::Or(operands) => Instruction::Any(all(operands)),
            Predicate::Not(operand) => Instruction::Not(Box::new(self.condition(operand, fields, lineages))),
            Predicate::Test(test) => match &test.kind {
                TestKind::Lineage(index) => {
                    let place = lineages.get(usize::from(index.0)).copied();
                    place.map_or(Instruction::Const(false), Instruction::Lineage)
                }
                kind => Instruction::Predicate(self.predicate(kind, fields)),
            },
        }
    }

    /// Puts the plan's index in place of that of the rule.
    pub(super) fn place(&mut self, field: &mut FieldRef, fields: &Fields) {
        let optional = fields.is_optional(field.field);
        let path = fields.path(field.field);
        if field.source == Source::Event {
            self.read.intern(path, optional);
        }
        field.field = self.fields.intern(path, optional || field.source != Source::Event);
    }

    fn predicate(&mut self, kind: &TestKind, fields: &Fields) -> u32 {
        self.uses += 1;
        let mut kind = kind.clone();
        kind.visit_fields_mut(&mut |field| self.place(field, fields));
        let known = self.by_digest.entry(digest(&kind)).or_default();
        if let Some(index) = known.iter().find(|&&index| self.predicates.get(index as usize) == Some(&kind)) {
            return *index;
        }
        let index = self.predicates.len() as u32;
        known.push(index);
        self.predicates.push(kind);
        index
    }
}

/// Equal for equal predicates; what tells most of the others apart.
fn digest(kind: &TestKind) -> u64 {
    let mut hasher = DefaultHasher::new();
    discriminant(kind).hash(&mut hasher);
    kind.tested_field().hash(&mut hasher);
    if let TestKind::Text { reading, test, .. } = kind {
        (reading, test.fold, &test.exact, &test.patterns, &test.regex).hash(&mut hasher);
    }
    hasher.finish()
}

//! Fields and predicates of all rules, each once.

use crate::ir::{Fields, Predicate, Source, TestKind};
use eql_runtime::pack::Instruction;
use std::collections::HashMap;
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
    /// A condition over interned predicates.
    pub(super) fn condition(&mut self, predicate: &Predicate, fields: &Fields) -> Instruction {
        match predicate {
            Predicate::Const(value) => Instruction::Const(*value),
            Predicate::And(operands) => Instruction::All(self.conditions(operands, fields)),
            Predicate::Or(operands) => Instruction::Any(self.conditions(operands, fields)),
            Predicate::Not(operand) => Instruction::Not(Box::new(self.condition(operand, fields))),
            Predicate::Test(test) => Instruction::Predicate(self.predicate(&test.kind, fields)),
        }
    }

    fn conditions(&mut self, operands: &[Predicate], fields: &Fields) -> Vec<Instruction> {
        operands.iter().map(|operand| self.condition(operand, fields)).collect()
    }

    fn predicate(&mut self, kind: &TestKind, fields: &Fields) -> u32 {
        self.uses += 1;
        let mut kind = kind.clone();
        kind.visit_fields_mut(&mut |field| {
            let optional = fields.is_optional(field.field);
            let path = fields.path(field.field);
            if field.source == Source::Event {
                self.read.intern(path, optional);
            }
            field.field = self.fields.intern(path, optional || field.source != Source::Event);
        });
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

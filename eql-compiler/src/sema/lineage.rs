//! `descendant of`, `child of` and `event of` (`language.md` §9.2, item 4).

use super::checked::{Checked, Kind};
use super::codes;
use super::scope::Scope;
use super::stages::is_same;
use super::types::Type;
use crate::diagnostic::TextRange;
use crate::dialect::Dialect;
use crate::ir::{
    FieldRef, Key, KeyField, KeyGroup, Lineage, LineageIndex, Lineages, Number, NumberTest, Predicate, Relation, Test,
    TestKind, TextTest,
};
use crate::syntax::ast;
use eql_runtime::lineage::LineageSet;
use eql_runtime::{Fold, Reading};

/// The entity id of an event's process; unlike a process id it is never used again.
const PROCESS: &str = "process.entity_id";
const PARENT: &str = "process.parent.entity_id";
/// The entity ids of the ancestors, the nearest first, in events of Elastic Defend.
const ANCESTRY: &str = "process.Ext.ancestry";

impl Scope<'_> {
    pub(crate) fn lineage(&mut self, relation: &ast::Name, query: &ast::EventQuery, range: &TextRange) -> Checked {
        let index = self.lineage_index(relation, query, range);
        Checked::new(index.map_or(Kind::Wrong, Kind::Lineage), Type::Boolean, range.clone())
    }

    /// The index of the lineage that a relation and a query make; `None` where a fault has been reported.
    pub(super) fn lineage_index(
        &mut self,
        relation: &ast::Name,
        query: &ast::EventQuery,
        range: &TextRange,
    ) -> Option<LineageIndex> {
        // So many in each other are too many already, and need not be gone through.
        if self.lineage_depth >= LineageSet::CAPACITY {
            self.refuse_more_lineages(range);
            return None;
        }
        let source = self.of_another_event(|scope| scope.event_query(query));
        source.and_then(|source| {
            let source = if self.dialect() == Dialect::Endgame { self.endgame_source(source) } else { source };
            let relation = match relation.text.as_str() {
                "child" => Relation::Child,
                "event" => Relation::Event,
                _ => Relation::Descendant,
            };
            self.intern_lineage(Lineage { relation, source, range: range.clone() })
        })
    }

    /// Checks a query about other events than the one in question: what its surroundings have bound is not visible in it.
    fn of_another_event<T>(&mut self, check: impl FnOnce(&mut Self) -> T) -> T {
        let (aliases, variables) = (std::mem::take(&mut self.aliases), std::mem::take(&mut self.variables));
        self.lineage_depth += 1;
        let checked = check(self);
        self.lineage_depth -= 1;
        (self.aliases, self.variables) = (aliases, variables);
        checked
    }

    /// The index of a lineage; equal ones share it, so that processes are remembered once.
    fn intern_lineage(&mut self, lineage: Lineage) -> Option<LineageIndex> {
        let is_known = |known: &Lineage| known.relation == lineage.relation && is_same(&known.source, &lineage.source);
        let at = self.lineages.iter().position(is_known).unwrap_or(self.lineages.len());
        let index = u16::try_from(at).ok().filter(|index| *index < LineageSet::CAPACITY);
        match index {
            None => {
                self.refuse_more_lineages(&lineage.range);
            }
            Some(_) if at == self.lineages.len() => self.lineages.push(lineage),
            Some(_) => {}
        }
        index.map(LineageIndex)
    }

    fn refuse_more_lineages(&mut self, range: &TextRange) {
        let message = format!("a rule can have {} different lineages", LineageSet::CAPACITY);
        self.error(codes::LINEAGE, range, message);
    }

    /// The lineages that were found, with what it takes to follow them; `None` where there are none.
    pub(crate) fn take_lineages(&mut self) -> Option<Lineages> {
        let list = std::mem::take(&mut self.lineages);
        if list.is_empty() {
            return None;
        }
        if self.dialect() == Dialect::Endgame {
            return Some(self.endgame_lineages(list));
        }
        Some(Lineages {
            own: self.process_keys(PROCESS, false),
            parent: self.process_keys(PARENT, false),
            ancestors: self.process_keys(ANCESTRY, true),
            ended: Predicate::And(self.process_event("end")),
            booted: self.boot(),
            list,
        })
    }

    /// A process on its host: entity ids of two hosts have nothing to do with each other.
    fn process_keys(&mut self, path: &str, optional: bool) -> KeyGroup {
        let field = self.event_field(path, optional);
        let process = Key { value: KeyField::Field(field), reading: Reading::Dynamic, optional: false, hidden: false };
        vec![self.host_key(), process]
    }

    /// The first process of Windows starts once, when the host does.
    fn boot(&mut self) -> Predicate {
        let mut all = self.process_event("start");
        all.push(self.text_is("process.name", "System"));
        let field = self.event_field("process.pid", true);
        let test = NumberTest::OneOf(vec![Number::Int(4)]);
        all.push(unwritten(TestKind::Number { field, reading: Reading::Dynamic, test }));
        Predicate::And(all)
    }

    /// An event of this type about a process itself.
    fn process_event(&mut self, event_type: &str) -> Vec<Predicate> {
        let category = self.options.event_category_field.clone();
        vec![self.text_is(&category, "process"), self.text_is("event.type", event_type)]
    }

    pub(super) fn text_is(&mut self, path: &str, text: &str) -> Predicate {
        self.text_is_one_of(path, &[text])
    }

    pub(super) fn text_is_one_of(&mut self, path: &str, texts: &[&str]) -> Predicate {
        let field: FieldRef = self.event_field(path, true);
        let exact = texts.iter().map(|&text| text.to_owned()).collect();
        let test = TextTest { fold: Fold::None, exact, patterns: Vec::new(), regex: None };
        unwritten(TestKind::Text { field, reading: Reading::Dynamic, test })
    }
}

/// A test that stands nowhere in the rule.
pub(super) fn unwritten(kind: TestKind) -> Predicate {
    Predicate::Test(Test { kind, range: TextRange::default() })
}

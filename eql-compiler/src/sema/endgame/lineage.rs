//! `descendant of`, `child of` and `event of` over Endgame's events (`language.md` §9.2, item 4).

use crate::ir::{
    Comparison, Formula, Key, KeyField, KeyGroup, Lineage, Lineages, Literal, Number, NumberTest, Operation, Predicate,
    TestKind,
};
use crate::sema::lineage::unwritten;
use crate::sema::scope::Scope;
use eql_runtime::Reading;

/// A number that the sensor gives each process; unlike a process id it is never used again.
const PROCESS: &str = "unique_pid";
const PARENT: &str = "unique_ppid";
const HOST: &str = "hostname";
const PROCESS_ID: &str = "pid";

/// What an event of category `process` says has happened: `opcode` by number, `subtype` by name.
struct Happening {
    opcodes: &'static [i64],
    subtypes: &'static [&'static str],
}

const START: Happening = Happening { opcodes: &[1, 3, 9], subtypes: &["create", "fork"] };
const END: Happening = Happening { opcodes: &[2, 4], subtypes: &["terminate"] };

impl Scope<'_> {
    /// What it takes to follow these lineages.
    pub(crate) fn endgame_lineages(&mut self, list: Vec<Lineage>) -> Lineages {
        let ended = Predicate::And(self.endgame_process_event(&END));
        let mut booted = self.endgame_process_event(&START);
        booted.push(self.text_is("process_name", "System"));
        booted.push(self.endgame_number_is(PROCESS_ID, &[4]));
        Lineages {
            own: self.endgame_process(PROCESS),
            parent: self.endgame_process(PARENT),
            // No event names more of its ancestors than the parent.
            ancestors: KeyGroup::new(),
            ended,
            booted: Predicate::And(booted),
            list,
        }
    }

    /// An inner query is not about the idle process, nor about events of none: the reference engine passes them over.
    pub(crate) fn endgame_source(&mut self, query: Predicate) -> Predicate {
        let pid = Formula::Field { field: self.event_field(PROCESS_ID, true), steps: Vec::new() };
        let none = Formula::Literal(Literal::Number(Number::Int(0)));
        let formula = Formula::apply(Operation::Compare(Comparison::NotEqual), vec![pid, none]);
        Predicate::And(vec![query, unwritten(TestKind::Formula { formula, expect: true })])
    }

    fn endgame_process(&mut self, path: &str) -> KeyGroup {
        let mut key = |path: &str, optional: bool, hidden: bool| {
            let value = KeyField::Field(self.event_field(path, optional));
            Key { value, reading: Reading::Dynamic, optional, hidden }
        };
        vec![key(HOST, true, true), key(path, false, false)]
    }

    fn endgame_process_event(&mut self, happening: &Happening) -> Vec<Predicate> {
        let category = self.options.event_category_field.clone();
        let opcode = self.endgame_number_is("opcode", happening.opcodes);
        let subtype = self.text_is_one_of("subtype", happening.subtypes);
        vec![self.text_is(&category, "process"), Predicate::Or(vec![opcode, subtype])]
    }

    fn endgame_number_is(&mut self, path: &str, numbers: &[i64]) -> Predicate {
        let field = self.event_field(path, true);
        let test = NumberTest::OneOf(numbers.iter().map(|number| Number::Int(*number)).collect());
        unwritten(TestKind::Number { field, reading: Reading::Dynamic, test })
    }
}

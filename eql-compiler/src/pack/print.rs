//! The plan as text.

use super::Plan;
use crate::ir::print::test_line;
use eql_runtime::pack::{BOUNDARY, Literal, Place};
use std::fmt;

/// Of so many literals each is printed.
const MOST_LITERALS: usize = 6;

/// Counts, guards, the units with their witnesses, and the rules that are always evaluated.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |place| self.literals.iter().filter(|literal| literal.place == place).count();
        writeln!(f, "pack of {} rules: {} units", self.names.len(), self.units.len())?;
        writeln!(f, "{} fields are read", self.read.len())?;
        let (predicates, asked) = (self.predicates.len(), self.asked.len());
        writeln!(f, "{predicates} predicates in {} places, {asked} of them asked", self.uses)?;
        let [whole, patterns, present] = [Place::Whole, Place::Pattern, Place::Present].map(count);
        let literals = self.literals.len();
        let pieces = literals - whole - patterns - present;
        writeln!(
            f,
            "{literals} literals: {whole} whole texts, {pieces} pieces, {patterns} patterns, {present} fields with a value"
        )?;
        writeln!(f, "{} guards", self.guards.len())?;
        for (bit, &predicate) in self.guards.iter().enumerate() {
            let units = self.units.iter().filter(|unit| unit.guards >> bit & 1 == 1).count();
            let test = self.predicates.get(predicate as usize);
            let line = test.map(|test| test_line(&self.fields, test)).unwrap_or_default();
            writeln!(f, "  of {units} units: {line}")?;
        }
        let always: Vec<&str> = self.always_evaluated().collect();
        writeln!(f, "{} rules are always evaluated", always.len())?;
        always.iter().try_for_each(|name| writeln!(f, "  {name}"))?;
        writeln!(f, "witnesses")?;
        self.witnesses(f)
    }
}

impl Plan {
    fn witnesses(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut of_unit: Vec<Vec<&Literal>> = vec![Vec::new(); self.units.len()];
        for literal in &self.literals {
            for &unit in &literal.wakes {
                if let Some(witness) = of_unit.get_mut(unit as usize) {
                    witness.push(literal);
                }
            }
        }
        for (unit, witness) in self.units.iter().zip(of_unit).filter(|(unit, _)| !unit.always) {
            let shown = witness.iter().take(MOST_LITERALS).map(|literal| self.literal(literal));
            let mut line = shown.collect::<Vec<_>>().join(", ");
            if witness.len() > MOST_LITERALS {
                line.push_str(&format!(" and {} more", witness.len() - MOST_LITERALS));
            }
            writeln!(f, "  {}/{}: {line}", self.name(unit.rule), unit.predicate)?;
        }
        Ok(())
    }

    fn literal(&self, literal: &Literal) -> String {
        let path = self.read.path(crate::ir::FieldIndex(literal.field));
        let text = literal.text.trim_matches(BOUNDARY);
        let verb = match (literal.text.starts_with(BOUNDARY), literal.text.ends_with(BOUNDARY)) {
            _ if literal.place == Place::Present => return format!("{path} has a value"),
            _ if literal.place == Place::Whole => "is",
            _ if literal.place == Place::Pattern => "fits",
            (_, at_end) if literal.place == Place::Second => {
                if at_end {
                    "is behind the first character"
                } else {
                    "has behind the first character"
                }
            }
            (true, true) => "fits",
            (true, false) => "starts with",
            (false, true) => "ends with",
            (false, false) => "contains",
        };
        format!("{path} {verb} {text:?}")
    }
}

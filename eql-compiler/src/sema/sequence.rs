//! Sequences and samples: stages, keys, limits (`sequences.md` §3–§8, §14.1).

use super::codes;
use super::keys::KeyTable;
use super::scope::Scope;
use super::stages::{PredicateTable, StageCondition};
use crate::dialect::Dialect;
use crate::ir::{self, Capture, FieldIndex, Predicate, Source, TestKind};
use crate::suggest;
use crate::syntax::ast;

/// The most stages of a sequence, `runs` expanded and `until` counted.
const MOST_STAGES: usize = 256;
/// A second in nanoseconds.
const SECOND: i64 = 1_000_000_000;
/// The most runs of a stage.
const MOST_RUNS: u8 = 100;
/// The most filters of a sample.
const MOST_FILTERS: usize = 5;

impl Scope<'_> {
    pub(crate) fn sequence(&mut self, sequence: &ast::Sequence) -> Option<ir::Sequence> {
        let maxspan = sequence.maxspan.as_ref().and_then(|maxspan| self.maxspan(maxspan));
        if sequence.maxspan_first && !sequence.keys.is_empty() && self.dialect() != Dialect::Endgame {
            let range = sequence.maxspan.as_ref().map_or(&sequence.range, |maxspan| &maxspan.range);
            self.error_with_help(
                codes::MAXSPAN,
                range,
                "`with maxspan` stands before `by`",
                "write `sequence by key with maxspan=30s`",
            );
        }
        self.check_missing(sequence);
        let mut predicates = PredicateTable::default();
        let mut keys = KeyTable::default();
        let mut stages = Vec::new();
        let mut aliases = Vec::new();
        self.declared_aliases =
            sequence.stages.iter().filter_map(|stage| Some(stage.alias.as_ref()?.text.clone())).collect();
        for (at, stage) in sequence.stages.iter().enumerate() {
            self.aliases.clone_from(&aliases);
            stages.extend(self.stage(stage, at == 0, &sequence.keys, &mut predicates, &mut keys));
            if let Some(alias) = &stage.alias {
                self.declare_alias(alias, at, &mut aliases);
            }
        }
        self.aliases = aliases;
        let until = sequence.until.as_ref().map(|until| self.until(until, &sequence.keys, &mut predicates, &mut keys));
        self.aliases.clear();
        self.declared_aliases.clear();
        self.check_count(sequence, &stages);
        self.warn_of_mixed_keys(&keys.groups, &sequence.range);
        if self.diagnostics.blocks() {
            return None;
        }
        collect_captures(&mut stages);
        let until = match until {
            Some(until) => Some(until?),
            None => None,
        };
        let (predicates, key_groups) = (predicates.0, keys.groups);
        Some(ir::Sequence {
            predicates,
            key_groups,
            stages,
            until,
            maxspan,
            endgame: self.dialect() == Dialect::Endgame,
        })
    }

    fn stage(
        &mut self,
        stage: &ast::Stage,
        is_first: bool,
        shared: &[ast::Expr],
        predicates: &mut PredicateTable,
        keys: &mut KeyTable,
    ) -> Option<ir::Stage> {
        let runs = stage.with.as_ref().map_or(Some(1), |with| self.runs(with));
        if let (Some(fork), true) = (&stage.fork, is_first) {
            let message = "the first stage has nothing before it to `fork` from";
            self.error(codes::STAGE_OPTION, &fork.range, message);
        }
        let key_group = self.stage_keys(shared, &stage.keys, &stage.range, keys);
        let StageCondition { local, bound } = self.stage_query(&stage.query)?;
        if bound.as_ref().is_some_and(searches_element) {
            self.not_yet(&stage.range, "a search inside a search, beside an earlier stage's event");
        }
        if stage.missing && bound.is_some() {
            self.not_yet(&stage.range, "an absence that depends on an earlier stage's event");
        }
        Some(ir::Stage {
            predicate: predicates.intern(local),
            bound,
            keys: key_group?,
            missing: stage.missing,
            runs: runs?,
            fork: stage.fork.as_ref().is_some_and(|fork| fork.value),
            captures: Vec::new(),
            range: stage.range.clone(),
        })
    }

    fn until(
        &mut self,
        until: &ast::Stage,
        shared: &[ast::Expr],
        predicates: &mut PredicateTable,
        keys: &mut KeyTable,
    ) -> Option<ir::Until> {
        if until.missing {
            self.error(codes::MISSING_STAGE, &until.range, "`until` can't wait for an absence");
        }
        if let Some(fork) = &until.fork {
            self.error(codes::STAGE_OPTION, &fork.range, "`until` extends nothing that it could `fork`");
        }
        if let Some(with) = &until.with {
            self.error(codes::STAGE_OPTION, &with.name.range, "`until` takes no options");
        }
        if let Some(alias) = &until.alias {
            self.error(codes::ALIAS, &alias.range, "`until` takes no alias");
        }
        let key_group = self.stage_keys(shared, &until.keys, &until.range, keys);
        let StageCondition { local: condition, bound } = self.stage_query(&until.query)?;
        if bound.is_some() {
            self.not_yet(&until.range, "`until` that depends on a stage's event");
        }
        Some(ir::Until { predicate: predicates.intern(condition), keys: key_group?, range: until.range.clone() })
    }

    fn declare_alias(&mut self, alias: &ast::Name, stage: usize, aliases: &mut Vec<(String, u8)>) {
        if aliases.iter().any(|(name, _)| *name == alias.text) {
            self.error(codes::ALIAS, &alias.range, format!("alias `{}` is already another stage's", alias.text));
        }
        aliases.push((alias.text.clone(), u8::try_from(stage).unwrap_or(u8::MAX)));
    }

    fn runs(&mut self, with: &ast::StageOption) -> Option<u8> {
        if with.name.text != "runs" {
            let message = format!("unknown stage option `{}`", with.name.text);
            self.error_with_help(codes::STAGE_OPTION, &with.name.range, message, "write `with runs=3`");
            return None;
        }
        let runs = with.value.text.parse().ok().filter(|runs| (1..=MOST_RUNS).contains(runs));
        if runs.is_none() {
            let message = format!("`runs` must be a whole number from 1 to {MOST_RUNS}");
            self.error(codes::STAGE_OPTION, &with.value.range, message);
        }
        runs
    }

    /// A time limit in nanoseconds (`language.md` §1.6).
    fn maxspan(&mut self, maxspan: &ast::MaxSpan) -> Option<i64> {
        const UNITS: [(&str, i64); 5] = [
            ("ms", 1_000_000),
            ("s", 1_000_000_000),
            ("m", 60_000_000_000),
            ("h", 3_600_000_000_000),
            ("d", 86_400_000_000_000),
        ];
        let number = &maxspan.number;
        let Some(unit) = &maxspan.unit else {
            let help = format!("write `{}s` for seconds; the units are ms, s, m, h and d", number.text);
            self.error_with_help(codes::MAXSPAN, &maxspan.range, "`maxspan` needs a unit", help);
            return None;
        };
        let Some(&(_, factor)) = UNITS.iter().find(|(name, _)| *name == unit.text) else {
            let help = suggest::did_you_mean(&unit.text, UNITS.map(|(name, _)| name))
                .unwrap_or_else(|| "the units are ms, s, m, h and d".to_owned());
            self.error_with_help(codes::MAXSPAN, &unit.range, format!("unknown time unit `{}`", unit.text), help);
            return None;
        };
        let Ok(count) = number.text.parse::<i64>() else {
            let help = "take a smaller unit: `500ms` for half a second";
            let message = "`maxspan` must be a whole number";
            self.error_with_help(codes::MAXSPAN, &number.range, message, help);
            return None;
        };
        match count.checked_mul(factor) {
            // The engine counts whole seconds, and events of one instant are within none of them (`sequences.md` §2.6).
            Some(nanos) if nanos >= 0 && self.dialect() == Dialect::Endgame => Some(nanos - nanos % SECOND),
            Some(nanos) if nanos > 0 => Some(nanos),
            Some(_) => {
                self.error(codes::MAXSPAN, &number.range, "`maxspan` must be more than 0");
                None
            }
            None => {
                self.error(codes::MAXSPAN, &maxspan.range, "`maxspan` is longer than 292 years");
                None
            }
        }
    }

    /// Absences need a time limit and something present (`sequences.md` §7.1).
    fn check_missing(&mut self, sequence: &ast::Sequence) {
        let Some(missing) = sequence.stages.iter().find(|stage| stage.missing) else { return };
        if sequence.maxspan.is_none() {
            let help = "write `sequence … with maxspan=5m`";
            self.error_with_help(codes::MISSING_STAGE, &missing.range, "an absence needs `maxspan`", help);
        }
        if sequence.stages.iter().all(|stage| stage.missing) {
            self.error(codes::MISSING_STAGE, &sequence.range, "a sequence needs at least one event that is present");
        }
        for stage in &sequence.stages {
            if let (true, Some(alias)) = (stage.missing, &stage.alias) {
                self.error(codes::ALIAS, &alias.range, "an absent event has no fields to name");
            }
        }
    }

    fn check_count(&mut self, sequence: &ast::Sequence, stages: &[ir::Stage]) {
        if stages.len() != sequence.stages.len() {
            return;
        }
        let expanded: usize = stages.iter().map(|stage| usize::from(stage.runs)).sum();
        if expanded < 2 {
            let message = "a sequence needs at least two stages";
            self.error_with_help(
                codes::STAGE_COUNT,
                &sequence.range,
                message,
                "add a stage, or `with runs=2` to this one",
            );
        }
        if expanded + usize::from(sequence.until.is_some()) > MOST_STAGES {
            let message = format!("this sequence has {expanded} stages, and {MOST_STAGES} are possible");
            self.error(codes::STAGE_COUNT, &sequence.range, message);
        }
    }

    pub(crate) fn sample(&mut self, sample: &ast::Sample) -> Option<ir::Sample> {
        let mut predicates = PredicateTable::default();
        let mut keys = KeyTable::default();
        let mut filters = Vec::new();
        if !(2..=MOST_FILTERS).contains(&sample.stages.len()) {
            let message = format!("a sample needs 2 to {MOST_FILTERS} filters, found {}", sample.stages.len());
            self.error(codes::SAMPLE, &sample.range, message);
        }
        for stage in &sample.stages {
            self.check_filter(sample, stage);
            let key_group = self.stage_keys(&sample.keys, &stage.keys, &stage.range, &mut keys);
            let predicate = self.event_query(&stage.query).map(|predicate| predicates.intern(predicate));
            filters.extend(predicate.zip(key_group));
        }
        let (predicates, key_groups) = (predicates.0, keys.groups);
        (!self.diagnostics.blocks()).then_some(ir::Sample { predicates, key_groups, filters })
    }

    /// `join …` (`sequences.md` §9).
    pub(crate) fn join(&mut self, join: &ast::Join) -> Option<ir::Join> {
        let mut predicates = PredicateTable::default();
        let mut keys = KeyTable::default();
        let mut cells = Vec::new();
        if join.stages.len() < 2 {
            self.error(codes::STAGE_COUNT, &join.range, "a join needs at least two stages");
        }
        for stage in &join.stages {
            if let Some(fork) = &stage.fork {
                self.error(codes::STAGE_OPTION, &fork.range, "a stage of a join has no order to `fork` from");
            }
            let key_group = self.stage_keys(&join.keys, &stage.keys, &stage.range, &mut keys);
            let predicate = self.event_query(&stage.query).map(|predicate| predicates.intern(predicate));
            cells.extend(predicate.zip(key_group));
        }
        let until = join.until.as_ref().map(|until| self.until(until, &join.keys, &mut predicates, &mut keys));
        if self.diagnostics.blocks() {
            return None;
        }
        let until = match until {
            Some(until) => Some(until?),
            None => None,
        };
        let (predicates, key_groups) = (predicates.0, keys.groups);
        Some(ir::Join { predicates, key_groups, cells, until })
    }

    fn check_filter(&mut self, sample: &ast::Sample, stage: &ast::Stage) {
        if stage.missing {
            self.error(codes::SAMPLE, &stage.range, "a sample has no absences");
        }
        if let Some(with) = &stage.with {
            self.error(codes::SAMPLE, &with.name.range, "a filter of a sample takes no options");
        }
        if let Some(alias) = &stage.alias {
            self.error(codes::ALIAS, &alias.range, "a filter of a sample takes no alias");
        }
        let paths: Vec<(String, &ast::Expr)> = sample
            .keys
            .iter()
            .chain(&stage.keys)
            .filter_map(|expr| match &expr.kind {
                ast::ExprKind::Field(path) => Some((super::scope::path_names(path).join("."), expr)),
                _ => None,
            })
            .collect();
        if paths.is_empty() {
            self.error(codes::SAMPLE, &stage.range, "a sample needs a join key");
        }
        for (at, (path, expr)) in paths.iter().enumerate() {
            if paths[..at].iter().any(|(earlier, _)| earlier == path) {
                self.error(codes::SAMPLE, &expr.range, format!("`{path}` stands twice among the keys of this filter"));
            }
        }
    }
}

/// Finds what every stage must keep of its event: what its own bound condition reads of it, and what later stages do.
fn collect_captures(stages: &mut [ir::Stage]) {
    let mut captures: Vec<Vec<Capture>> = vec![Vec::new(); stages.len()];
    for (at, stage) in stages.iter().enumerate() {
        let Some(bound) = &stage.bound else { continue };
        let elements = element_fields(bound);
        each_field(bound, &mut |field, is_searched| {
            let owner = match field.source {
                Source::Event => at,
                Source::Stage(stage) => usize::from(stage),
                Source::Element(_) => return,
            };
            let Some(captures) = captures.get_mut(owner) else { return };
            let capture = Capture { field: field.field, elements: is_searched.then(|| elements.clone()) };
            if !captures.contains(&capture) {
                captures.push(capture);
            }
        });
    }
    for (stage, captures) in stages.iter_mut().zip(captures) {
        stage.captures = captures;
    }
}

/// Whether a predicate searches an array inside an element: captures keep plain values of elements only.
fn searches_element(predicate: &Predicate) -> bool {
    let mut searches = false;
    each_field(predicate, &mut |field, is_searched| {
        searches |= is_searched && matches!(field.source, Source::Element(_));
    });
    searches
}

/// Every field of an element that a predicate reads.
fn element_fields(predicate: &Predicate) -> Vec<FieldIndex> {
    let mut fields = Vec::new();
    each_field(predicate, &mut |field, _| {
        if matches!(field.source, Source::Element(_)) && !fields.contains(&field.field) {
            fields.push(field.field);
        }
    });
    fields
}

/// Calls `visit` with every field that a predicate reads, and whether it is searched element by element.
fn each_field(predicate: &Predicate, visit: &mut impl FnMut(ir::FieldRef, bool)) {
    match predicate {
        Predicate::Const(_) => {}
        Predicate::And(operands) | Predicate::Or(operands) => {
            operands.iter().for_each(|operand| each_field(operand, visit));
        }
        Predicate::Not(operand) => each_field(operand, visit),
        Predicate::Test(test) => match &test.kind {
            TestKind::Script(script) => script.operands.iter().for_each(|operand| visit(operand.field, false)),
            TestKind::Formula { formula, .. } => formula.each_field(&mut |field| visit(field, false)),
            TestKind::Elements { field, body, .. } => {
                visit(*field, true);
                each_field(body, visit);
            }
            kind => kind.tested_field().into_iter().for_each(|field| visit(field, false)),
        },
    }
}

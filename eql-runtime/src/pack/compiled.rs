//! Packs that `ruleset!` has compiled.

use super::engine::{PackQuery, PackRules};
use super::event::PackEvent;
use super::fields::FieldMap;
use super::index::PackIndex;
use super::matcher::Predicates;
use crate::field::Field;
use crate::join::Join;
use crate::leaf;
use crate::lineage::{Kin, LineageRule, Lineages, Tracked};
use crate::sample::Sample;
use crate::sequence::{KeySink, Ordinal, Sequence, Stages};

/// What a rule file says about a rule of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// The rule's id; the stem of its file where the file has none.
    pub id: &'static str,
    /// Its name.
    pub name: Option<&'static str>,
    /// The file, from the directory of `Cargo.toml` on.
    pub path: &'static str,
    /// The dialect it is written in.
    pub dialect: &'static str,
    /// `low`, `medium`, `high` or `critical`.
    pub severity: Option<&'static str>,
    /// 0 to 100.
    pub risk_score: Option<u8>,
    /// The ids of the techniques and sub-techniques of ATT&CK that it finds.
    pub techniques: &'static [&'static str],
    /// The operating systems that it is meant for. Nothing is left out because of them.
    pub os_list: &'static [&'static str],
    /// Patterns of the names of the indices that it is meant for. Nothing is left out because of them.
    pub index: &'static [&'static str],
}

/// A rule that is not part of a pack though its file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkippedRule {
    /// The file, from the directory of `Cargo.toml` on.
    pub path: &'static str,
    /// Why: what it is written in, for example.
    pub reason: &'static str,
}

/// A sequence of a compiled pack; the pack says which of its predicates hold.
pub trait CompiledSequence: Sequence + for<'e> Stages<PackEvent<'e>> + Send + Sync {}

impl<R: Sequence + for<'e> Stages<PackEvent<'e>> + Send + Sync> CompiledSequence for R {}

/// A rule of a compiled pack about single events that follows lineages by itself.
pub trait CompiledLineage: Tracked + for<'e> LineageRule<PackEvent<'e>> + Send + Sync {}

impl<R: Tracked + for<'e> LineageRule<PackEvent<'e>> + Send + Sync> CompiledLineage for R {}

impl<'e> LineageRule<PackEvent<'e>> for &'static dyn CompiledLineage {
    fn lineages(&self) -> &dyn Lineages<PackEvent<'e>> {
        (**self).lineages()
    }

    fn matches_in(&self, event: &PackEvent<'e>, held: crate::lineage::LineageSet) -> bool {
        (**self).matches_in(event, held)
    }
}

/// A sample of a compiled pack.
pub trait CompiledSample: Sample + for<'e> Stages<PackEvent<'e>> + Send + Sync {}

impl<R: Sample + for<'e> Stages<PackEvent<'e>> + Send + Sync> CompiledSample for R {}

/// A join of a compiled pack.
pub trait CompiledJoin: Join + for<'e> Stages<PackEvent<'e>> + Send + Sync {}

impl<R: Join + for<'e> Stages<PackEvent<'e>> + Send + Sync> CompiledJoin for R {}

/// What a rule of a compiled pack looks for.
#[derive(Clone, Copy)]
pub enum CompiledQuery {
    /// Single events, and where their time and tiebreaker are.
    Event {
        /// The field of the time.
        timestamp: Field<'static>,
        /// The field that orders events of one instant.
        tiebreaker: Option<Field<'static>>,
    },
    /// Single events, with regard to the processes before, which the rule follows by itself.
    Lineage {
        /// The rule.
        rule: &'static dyn CompiledLineage,
        /// The field of the time.
        timestamp: Field<'static>,
        /// The field that orders events of one instant.
        tiebreaker: Option<Field<'static>>,
    },
    /// Events in order.
    Sequence(&'static dyn CompiledSequence),
    /// The same of a rule that follows lineages by itself.
    LineageSequence(&'static dyn CompiledSequence),
    /// Events that share a key.
    Sample(&'static dyn CompiledSample),
    /// One event for each cell.
    Join(&'static dyn CompiledJoin),
}

impl std::fmt::Debug for CompiledQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Event { .. } => "Event",
            Self::Lineage { .. } => "Lineage",
            Self::Sequence(_) => "Sequence",
            Self::LineageSequence(_) => "LineageSequence",
            Self::Sample(_) => "Sample",
            Self::Join(_) => "Join",
        })
    }
}

/// A pack as `ruleset!` writes it.
#[derive(Debug)]
pub struct CompiledPack {
    /// The tables.
    pub index: PackIndex<'static>,
    /// The paths of the fields that are read of every event.
    pub fields: &'static [&'static str],
    /// The paths of all fields of events that the rules read.
    pub event_fields: &'static [&'static str],
    /// The distinct predicates.
    pub predicates: &'static [fn(&PackEvent<'_>) -> bool],
    /// Writes the processes that an event names, for the lineages that rules share.
    pub processes: fn(Kin, &PackEvent<'_>, &mut KeySink),
    /// What the rules look for, in their order.
    pub queries: &'static [CompiledQuery],
    /// What their files say about them.
    pub rules: &'static [RuleInfo],
}

impl Predicates for &'static CompiledPack {
    #[inline]
    fn holds(&self, predicate: u32, event: &PackEvent<'_>) -> bool {
        self.predicates.get(predicate as usize).is_some_and(|holds| holds(event))
    }

    fn processes(&self, kin: Kin, event: &PackEvent<'_>, out: &mut KeySink) {
        (self.processes)(kin, event, out);
    }
}

impl PackRules for &'static CompiledPack {
    type Lineage = &'static dyn CompiledLineage;
    type Sequence = &'static dyn CompiledSequence;
    type Sample = &'static dyn CompiledSample;
    type Join = &'static dyn CompiledJoin;
    type Label = &'static RuleInfo;

    fn index(&self) -> PackIndex<'_> {
        self.index
    }

    fn fields(&self) -> FieldMap {
        FieldMap::new(self.fields.iter().copied())
    }

    fn queries(&self) -> impl Iterator<Item = PackQuery<Self::Lineage, Self::Sequence, Self::Sample, Self::Join>> {
        self.queries.iter().map(|query| match query {
            CompiledQuery::Event { .. } => PackQuery::Event,
            CompiledQuery::Lineage { rule, .. } => PackQuery::Lineage(*rule),
            CompiledQuery::Sequence(rule) => PackQuery::Sequence(*rule),
            CompiledQuery::LineageSequence(rule) => PackQuery::LineageSequence(*rule),
            CompiledQuery::Sample(rule) => PackQuery::Sample(*rule),
            CompiledQuery::Join(rule) => PackQuery::Join(*rule),
        })
    }

    fn ordinal(&self, rule: u32, event: &PackEvent<'_>, arrival: u64) -> Option<Ordinal> {
        match self.queries.get(rule as usize)? {
            CompiledQuery::Event { timestamp, tiebreaker } | CompiledQuery::Lineage { timestamp, tiebreaker, .. } => {
                let tiebreaker = tiebreaker.as_ref().and_then(|field| leaf::tiebreaker(event, field));
                leaf::timestamp(event, timestamp).map(|time| Ordinal { time, tiebreaker, arrival })
            }
            _ => None,
        }
    }

    fn event_fields(&self) -> impl Iterator<Item = &str> {
        self.event_fields.iter().copied()
    }

    fn label(&self, rule: u32) -> Self::Label {
        const NONE: RuleInfo = RuleInfo {
            id: "",
            name: None,
            path: "",
            dialect: "",
            severity: None,
            risk_score: None,
            techniques: &[],
            os_list: &[],
            index: &[],
        };
        self.rules.get(rule as usize).unwrap_or(&NONE)
    }
}

//! The rules of a stream and their state.

use super::document::{Document, Numbers};
use super::kin::{Handover, Sharing};
use super::metrics::Metrics;
use crate::engine::fields_of;
use crate::failure::Failure;
use crate::report::{MatchRecord, RuleLabel, json_of_key};
use eql::dynamic::{Fingerprint, JoinRule, Kind, LineageRule, Pack, PackMatcher, Rule, SampleRule, SequenceRule};
use eql::join::{JoinLimits, Joiner};
use eql::json::JsonEvent;
use eql::lineage::{LineageLimits, Processes, Tracker};
use eql::sample::{SampleCounters, SampleStream, SampleStreamLimits};
use eql::sequence::{Counters, Detector, Limits, Match, PredicateSet};
use eql::snapshot::{Archive, ArchiveWriter, SnapshotError};
use eql::{FieldBuf, Timestamp};
use serde_json::Map;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Seek, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A rule at work.
pub(super) struct LiveRule {
    label: RuleLabel,
    /// Path and id: what a rule is called from one version of its file to the next.
    identity: String,
    fingerprint: Fingerprint,
    timestamp: FieldBuf,
    matches: u64,
    /// The places of its lineages among those that are shared; none if it follows its own.
    lineages: Box<[u16]>,
    method: Method,
}

enum Method {
    Each,
    /// Single events, with regard to those before, which the tracker only follows if that is not shared.
    Track(Box<Tracker<LineageRule>>),
    Sequence(Box<Detector<SequenceRule, Arc<Document>>>),
    Sample(Box<SampleStream<SampleRule, Arc<Document>>>),
    Join(Box<Joiner<JoinRule, Arc<Document>>>),
}

/// An event that is shown to the rules.
pub(super) struct Shown<'e> {
    pub(super) event: &'e JsonEvent<'e>,
    pub(super) document: &'e Arc<Document>,
    /// It is in its place in time. Sequences are only shown such events.
    pub(super) in_order: bool,
    /// Its number among the events that are shown.
    pub(super) number: u64,
    /// What time it is in the stream.
    pub(super) now: Timestamp,
}

/// Gives out a match.
pub(super) type Emit<'f> = dyn FnMut(MatchRecord<'_>) -> Result<(), Failure> + 'f;

/// How often matches in progress are counted, which takes a look at every key.
const CENSUS: Duration = Duration::from_secs(10);

/// The matches in progress of each rule, at some time.
struct Census {
    taken: Instant,
    partials: Vec<Option<u64>>,
}

/// All rules at work.
#[derive(Default)]
pub(super) struct LiveRules {
    rules: Vec<LiveRule>,
    /// Finds the rules that an event concerns, and which of their conditions it satisfies.
    matcher: Option<PackMatcher>,
    /// What is known for the lineages that rules share.
    kin: Processes,
    partials: Option<Census>,
    fields: BTreeSet<String>,
}

impl LiveRules {
    pub(super) fn new(rules: Vec<(Rule, RuleLabel)>, limits: Limits) -> Self {
        let mut live: Vec<LiveRule> = Vec::with_capacity(rules.len());
        let mut fields = BTreeSet::new();
        let pack = Pack::new(rules.iter().map(|(rule, _)| rule.clone()));
        for (number, (rule, label)) in rules.into_iter().enumerate() {
            let mut identity = format!("{}#{}", label.path, label.id);
            while live.iter().any(|other| other.identity == identity) {
                identity.push('+');
            }
            fields.extend(fields_of(rule.ir()));
            let lineages = pack.lineages_of(number).into();
            live.push(LiveRule { lineages, ..LiveRule::new(&rule, label, identity, limits) });
        }
        let kin = Processes::new(LineageLimits { max_processes: limits.max_processes });
        Self { rules: live, matcher: Some(pack.matcher()), kin, partials: None, fields }
    }

    pub(super) fn len(&self) -> usize {
        self.rules.len()
    }

    /// The fields that the rules read.
    pub(super) fn fields(&self) -> &BTreeSet<String> {
        &self.fields
    }

    /// Shows an event to the rules that it concerns.
    pub(super) fn push(&mut self, shown: &Shown<'_>, emit: &mut Emit<'_>) -> Result<(), Failure> {
        let Some(matcher) = &mut self.matcher else { return Ok(()) };
        // One that is out of its place tells nothing of processes, and those that ask for them are not shown it.
        let matched =
            if shown.in_order { matcher.run_following(&mut self.kin, shown.event) } else { matcher.run(shown.event) };
        for matched in matched {
            if let Some(rule) = self.rules.get_mut(matched.rule as usize) {
                rule.push(shown, matched.predicates, emit)?;
            }
        }
        Ok(())
    }

    /// Every event up to `watermark` was shown.
    pub(super) fn advance(&mut self, watermark: Timestamp, emit: &mut Emit<'_>) -> Result<(), Failure> {
        for rule in &mut self.rules {
            if let Method::Sequence(detector) = &mut rule.method {
                let found = detector.advance_to(watermark);
                rule.give_out(found, emit)?;
            }
        }
        Ok(())
    }

    /// No event will follow.
    pub(super) fn finish(&mut self, emit: &mut Emit<'_>) -> Result<(), Failure> {
        for rule in &mut self.rules {
            if let Method::Sequence(detector) = &mut rule.method {
                let found = detector.flush();
                rule.give_out(found, emit)?;
            }
        }
        Ok(())
    }

    /// Forgets the oldest keys, an eighth of them, of the sequence that has the most; says whether there were any.
    pub(super) fn shed(&mut self) -> bool {
        let sequences = self.rules.iter_mut().filter_map(|rule| match &mut rule.method {
            Method::Sequence(detector) => Some(detector),
            _ => None,
        });
        sequences.max_by_key(|detector| detector.keys()).is_some_and(|detector| {
            let keys = detector.keys() / 8 + 1;
            (0..keys).filter(|_| detector.evict_oldest()).count() > 0
        })
    }

    /// Takes over the state of the rules of `before` that are the same here. Returns how many there are, and those whose
    /// state is lost because they look for something else now.
    pub(super) fn take_over(&mut self, before: Self) -> (usize, Vec<String>) {
        let (mut kept, mut lost) = (0, Vec::new());
        let mut handover = Handover::of(before.kin);
        for old in before.rules {
            let same_place = self.rules.iter_mut().find(|rule| rule.identity == old.identity);
            match same_place {
                Some(new) if new.fingerprint == old.fingerprint => {
                    new.method = old.method;
                    new.matches = old.matches;
                    handover.keep(&old.lineages, new, &mut self.kin);
                    kept += 1;
                }
                _ if old.keys() > 0 || !(old.lineages.is_empty() || handover.is_empty()) => lost.push(old.label.path),
                _ => {}
            }
        }
        handover.end(&mut self.kin);
        (kept, lost)
    }

    /// Matches that wait for an absence to be certain.
    pub(super) fn waiting(&self) -> usize {
        let waiting = |rule: &LiveRule| match &rule.method {
            Method::Sequence(detector) => detector.waiting(),
            _ => 0,
        };
        self.rules.iter().map(waiting).sum()
    }

    /// How many parts [`save`](Self::save) adds: one of each rule with state of its own, and two of what rules share.
    pub(super) fn parts(&self) -> usize {
        self.rules.iter().filter(|rule| rule.has_state()).count() + 2
    }

    /// Adds the state of every rule that has some to an archive.
    pub(super) fn save<W: Write + Seek>(
        &self,
        archive: &mut ArchiveWriter<W>,
        numbers: &mut Numbers,
    ) -> io::Result<()> {
        for rule in &self.rules {
            if let Some(bytes) = rule.snapshot(numbers).map_err(io::Error::other)? {
                archive.add(&format!("rule {}", rule.identity), rule.fingerprint.as_u64(), [&*bytes])?;
            }
        }
        let sharing = self.rules.iter().filter(|rule| !rule.lineages.is_empty()).map(|rule| Sharing {
            identity: rule.identity.clone(),
            fingerprint: rule.fingerprint.as_u64(),
            places: rule.lineages.to_vec(),
        });
        archive.add("sharing", 0, [&*serde_json::to_vec(&sharing.collect::<Vec<_>>())?])?;
        archive.add("processes", 0, [&*self.kin.snapshot().map_err(io::Error::other)?])
    }

    /// Takes the state of every rule out of an archive. What could not be taken is told.
    pub(super) fn load(&mut self, archive: &mut Archive, documents: &[Arc<Document>], notices: &mut Vec<String>) {
        let mut sharing = archive.take("sharing").map_or_else(BTreeMap::new, |section| {
            let sharing: Vec<Sharing> = serde_json::from_slice(&section.bytes).unwrap_or_default();
            sharing.into_iter().map(|rule| (rule.identity, (rule.fingerprint, rule.places))).collect()
        });
        let mut known = Processes::default();
        if let Some(Err(error)) = archive.take("processes").map(|section| known.restore(&section.bytes)) {
            notices.push(format!("what is known of processes can't be used: {error}"));
        }
        let mut handover = Handover::of(known);
        for rule in &mut self.rules {
            let section = archive.take(&format!("rule {}", rule.identity));
            let shared = sharing.remove(&rule.identity);
            let (path, fingerprint) = (&rule.label.path, rule.fingerprint.as_u64());
            let before =
                [section.as_ref().map(|section| section.fingerprint), shared.as_ref().map(|(before, _)| *before)];
            if before.into_iter().flatten().any(|before| before != fingerprint) {
                notices.push(format!("{path} looks for something else than before; it starts without state"));
                continue;
            }
            if let Some(Err(error)) = section.map(|section| rule.restore(&section.bytes, documents)) {
                notices.push(format!("the state of {} can't be used: {error}", rule.label.path));
            }
            let places = shared.map(|(_, places)| places).unwrap_or_default();
            handover.keep(&places, rule, &mut self.kin);
        }
        handover.end(&mut self.kin);
        let sections = archive.sections().iter().filter_map(|section| section.name.strip_prefix("rule "));
        let left: BTreeSet<&str> = sections.chain(sharing.keys().map(String::as_str)).collect();
        if !left.is_empty() {
            let left: Vec<&str> = left.into_iter().collect();
            notices.push(format!("the state of rules that are gone is dropped: {}", left.join(", ")));
        }
    }

    /// The metrics of every rule.
    pub(super) fn report(&mut self, metrics: &mut Metrics) {
        let partials = self.count_partials();
        metrics.begin("eql_matches_total", "counter", "Matches by rule.");
        self.label_each(metrics, "eql_matches_total", |_, rule| Some(rule.matches));
        metrics.begin("eql_keys", "gauge", "Join keys with matches in progress, by rule.");
        self.label_each(metrics, "eql_keys", |_, rule| rule.has_state().then(|| rule.keys() as u64));
        metrics.begin("eql_partials", "gauge", "Matches of sequences in progress, by rule; counted every ten seconds.");
        self.label_each(metrics, "eql_partials", |number, _| partials.get(number).copied().flatten());
        let (shared, lost) = (self.kin.len(), self.kin.lost());
        metrics.one("eql_shared_processes", "gauge", "Processes known to the rules that share lineages.", shared);
        metrics.one("eql_lost_shared_processes_total", "counter", "Of these, forgotten because of a limit.", lost);
        metrics.begin("eql_evictions_total", "counter", "State given up because of a limit, by rule and limit.");
        for rule in &self.rules {
            let names = [("rule", rule.label.id.as_str()), ("path", rule.label.path.as_str())];
            for (limit, count) in rule.evictions() {
                metrics.labelled("eql_evictions_total", &[names[0], names[1], ("limit", limit)], count);
            }
        }
    }

    /// A sentence for each rule that may have missed matches.
    pub(super) fn losses(&self) -> Vec<String> {
        let lost = |rule: &LiveRule| {
            let parts: Vec<String> = rule
                .evictions()
                .filter(|(_, count)| *count > 0)
                .map(|(limit, count)| format!("{count} {}", limit.replace('_', " ")))
                .collect();
            (!parts.is_empty()).then(|| format!("{} may have missed matches: {}", rule.label.path, parts.join(", ")))
        };
        let shared = match self.kin.lost() {
            0 => None,
            lost => Some(format!("rules that ask for lineages may have missed matches: {lost} processes")),
        };
        self.rules.iter().filter_map(lost).chain(shared).collect()
    }

    fn count_partials(&mut self) -> Vec<Option<u64>> {
        let counted = self.partials.take().filter(|census| census.taken.elapsed() < CENSUS);
        let census = counted.unwrap_or_else(|| Census {
            partials: self.rules.iter().map(LiveRule::partials).collect(),
            taken: Instant::now(),
        });
        self.partials.insert(census).partials.clone()
    }

    fn label_each(&self, metrics: &mut Metrics, name: &str, value: impl Fn(usize, &LiveRule) -> Option<u64>) {
        for (number, rule) in self.rules.iter().enumerate() {
            if let Some(value) = value(number, rule) {
                metrics.labelled(name, &[("rule", &rule.label.id), ("path", &rule.label.path)], value);
            }
        }
    }
}

impl LiveRule {
    fn new(rule: &Rule, label: RuleLabel, identity: String, limits: Limits) -> Self {
        let method = match rule.kind() {
            Kind::Sequence => rule.detector_with_limits(limits).map(|detector| Method::Sequence(Box::new(detector))),
            Kind::Sample => {
                let limits = SampleStreamLimits { max_keys: limits.max_keys, ..SampleStreamLimits::DEFAULT };
                rule.sample_stream(limits).map(|stream| Method::Sample(Box::new(stream)))
            }
            Kind::Join => {
                let limits = JoinLimits { max_keys: limits.max_keys, ..JoinLimits::DEFAULT };
                rule.joiner(limits).map(|joiner| Method::Join(Box::new(joiner)))
            }
            Kind::Lineage => {
                let limits = LineageLimits { max_processes: limits.max_processes };
                rule.tracker_with_limits(limits).map(|tracker| Method::Track(Box::new(tracker)))
            }
            Kind::Event => None,
        };
        Self {
            label,
            identity,
            fingerprint: rule.fingerprint(),
            timestamp: FieldBuf::new(rule.ir().fields.path(rule.ir().timestamp)),
            matches: 0,
            lineages: Box::default(),
            method: method.unwrap_or(Method::Each),
        }
    }

    fn push(&mut self, shown: &Shown<'_>, matched: PredicateSet, emit: &mut Emit<'_>) -> Result<(), Failure> {
        let &Shown { event, document, in_order, number, now } = shown;
        let shares = !self.lineages.is_empty();
        let found = match &mut self.method {
            Method::Each => return self.give_out_event(shown, emit),
            Method::Track(tracker) => {
                let matches = in_order && (shares || tracker.matches(event));
                return if matches { self.give_out_event(shown, emit) } else { Ok(()) };
            }
            Method::Sequence(detector) if in_order && shares => {
                detector.push_decided(event, matched, number, || Arc::clone(document))
            }
            Method::Sequence(detector) if in_order => {
                detector.push_matched(event, matched, number, || Arc::clone(document))
            }
            Method::Sequence(_) => return Ok(()),
            Method::Sample(stream) => stream.push_matched(event, matched, Arc::clone(document), now),
            Method::Join(joiner) => joiner.push_matched(event, matched, number, Arc::clone(document)),
        };
        self.give_out(found, emit)
    }

    fn give_out_event(&mut self, shown: &Shown<'_>, emit: &mut Emit<'_>) -> Result<(), Failure> {
        self.matches += 1;
        let time = eql::Event::get(shown.event, &self.timestamp.as_field(), Timestamp::from_value).flatten();
        let events = vec![Some(Arc::clone(shown.document.text()))];
        let (rule, made) = (Some(&self.label), Map::new());
        emit(MatchRecord { rule, join_keys: Vec::new(), events, first: time, last: time, made })
    }

    fn give_out(&mut self, found: Vec<Match<Arc<Document>>>, emit: &mut Emit<'_>) -> Result<(), Failure> {
        self.matches += found.len() as u64;
        for found in found {
            let texts = found.events.iter().map(|event| event.as_ref().map(|document| Arc::clone(document.text())));
            emit(MatchRecord {
                rule: Some(&self.label),
                join_keys: found.keys().iter().map(json_of_key).collect(),
                events: texts.collect(),
                first: found.span.as_ref().map(|span| span.first),
                last: found.span.as_ref().map(|span| span.last.time),
                made: Map::new(),
            })?;
        }
        Ok(())
    }

    /// The places of its lineages among those that are shared.
    pub(super) fn shared_lineages(&self) -> &[u16] {
        &self.lineages
    }

    /// What it knows of processes by itself.
    pub(super) fn own_processes(&mut self) -> Option<&mut Processes> {
        match &mut self.method {
            Method::Track(tracker) => Some(tracker.processes_mut()),
            Method::Sequence(detector) => Some(detector.processes_mut()),
            Method::Each | Method::Sample(_) | Method::Join(_) => None,
        }
    }

    /// Whether it has state of its own.
    fn has_state(&self) -> bool {
        match &self.method {
            Method::Each => false,
            Method::Track(_) => self.lineages.is_empty(),
            Method::Sequence(_) | Method::Sample(_) | Method::Join(_) => true,
        }
    }

    fn keys(&self) -> usize {
        match &self.method {
            Method::Each => 0,
            Method::Track(tracker) => tracker.processes().len(),
            Method::Sequence(detector) => detector.keys(),
            Method::Sample(stream) => stream.keys(),
            Method::Join(joiner) => joiner.keys(),
        }
    }

    /// Matches in progress; looks at every key.
    fn partials(&self) -> Option<u64> {
        match &self.method {
            Method::Sequence(detector) => Some(detector.partials() as u64),
            _ => None,
        }
    }

    /// What was given up because of limits, by the name of the limit.
    fn evictions(&self) -> impl Iterator<Item = (&'static str, u64)> + use<> {
        let counters = match &self.method {
            Method::Each => Counters::default(),
            Method::Track(tracker) => Counters { lost_processes: tracker.processes().lost(), ..Counters::default() },
            Method::Sequence(detector) => detector.counters(),
            Method::Sample(stream) => {
                let counters = stream.counters();
                let &SampleCounters { evicted_keys, dropped_key_tuples, lost_processes, .. } = counters;
                Counters { evicted_keys, dropped_key_tuples, lost_processes, ..Counters::default() }
            }
            Method::Join(joiner) => joiner.counters(),
        };
        let named = [
            ("keys", counters.evicted_keys),
            ("waiting_matches", counters.dropped_waiting),
            ("key_tuples", counters.dropped_key_tuples),
            ("lifetimes", counters.outlived),
            ("processes", counters.lost_processes),
        ];
        named.into_iter().take(if self.has_state() { named.len() } else { 0 })
    }

    fn snapshot(&self, numbers: &mut Numbers) -> Result<Option<Vec<u8>>, SnapshotError> {
        let number = |document: &Arc<Document>| numbers.of(document);
        if !self.has_state() {
            return Ok(None);
        }
        Ok(Some(match &self.method {
            Method::Each => return Ok(None),
            Method::Track(tracker) => tracker.snapshot()?,
            Method::Sequence(detector) => detector.snapshot_with(number)?,
            Method::Sample(stream) => stream.snapshot_with(number)?,
            Method::Join(joiner) => joiner.snapshot_with(number)?,
        }))
    }

    fn restore(&mut self, bytes: &[u8], documents: &[Arc<Document>]) -> Result<(), SnapshotError> {
        let document = |number: u32| documents.get(number as usize).cloned();
        match &mut self.method {
            Method::Each => Ok(()),
            Method::Track(tracker) => tracker.restore(bytes),
            Method::Sequence(detector) => detector.restore_with(bytes, document),
            Method::Sample(stream) => stream.restore_with(bytes, document),
            Method::Join(joiner) => joiner.restore_with(bytes, document),
        }
    }
}

//! No bytes make reading a snapshot panic: they are refused, or are a state to go on with, which can be written and read
//! again.
//!
//! The frame is written here around the bytes of the fuzzer, and the fingerprint of the rule before them: otherwise the
//! checksum would refuse nearly all. The bytes as they are, are tried too.

use eql::Timestamp;
use eql::dynamic::{CompileOptions, Dialect, JoinRule, LineageRule, Rule, SampleRule, SequenceRule};
use eql::join::{JoinLimits, Joiner};
use eql::lineage::Tracker;
use eql::sample::{SampleStream, SampleStreamLimits};
use eql::sequence::{Detector, Limits};
use eql::snapshot::{Archive, FORMAT, SnapshotError};
use eql::stream::{Reorder, ReorderOptions};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Rules whose states differ in what they hold: keys, runs, absences before, between and after, captures, lineages.
const SEQUENCES: &[(Dialect, &str)] = &[
    (Dialect::Elasticsearch, "sequence by k [any where A == true] [any where B == true]"),
    (Dialect::Elasticsearch, "sequence by ?k with maxspan=5s [any where A == true] with runs=3 [any where B == true]"),
    (
        Dialect::Elasticsearch,
        "sequence by k with maxspan=2s ![any where C == true] [any where A == true] ![any where B == true] \
         [any where A == true] ![any where C == true]",
    ),
    (
        Dialect::Endpoint,
        "sequence by k with maxspan=5s [any where A == true] as event0 [any where B == true and event0.n < n]",
    ),
    (
        Dialect::Endpoint,
        "sequence by k [process where A == true] [process where descendant of [process where B == true]]",
    ),
];
const SAMPLE: &str = "sample by k [any where A == true] [any where B == true]";
const JOIN: &str = "join by k [any where A == true] [any where B == true] until [any where C == true]";
const LINEAGE: &str = "process where A == true and descendant of [process where B == true]";

fn compile(dialect: Dialect, text: &str) -> Rule {
    let mut options = CompileOptions::default();
    options.dialect = dialect;
    Rule::compile(text, &options).unwrap_or_else(|refused| panic!("{text}: {refused}"))
}

/// Something that is written and read.
trait State {
    fn fingerprint(&self) -> Option<u64>;
    fn empty(&self) -> Self;
    fn write(&self) -> Result<Vec<u8>, SnapshotError>;
    fn read(&mut self, bytes: &[u8]) -> Result<(), SnapshotError>;
    fn go_on(&mut self, events: &[Value]);
}

/// A detector with its rule, which says what a state of it begins with.
struct Sequence(Rule, Detector<SequenceRule, u64>);

impl State for Sequence {
    fn fingerprint(&self) -> Option<u64> {
        Some(self.0.fingerprint().as_u64())
    }

    fn empty(&self) -> Self {
        let limits = Limits { max_keys: 3, max_waiting: 4, ..Limits::DEFAULT };
        Self(self.0.clone(), self.0.detector_with_limits(limits).expect("a sequence"))
    }

    fn write(&self) -> Result<Vec<u8>, SnapshotError> {
        self.1.snapshot()
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), SnapshotError> {
        self.1.restore(bytes)
    }

    fn go_on(&mut self, events: &[Value]) {
        (0..).zip(events).for_each(|(number, event)| drop(self.1.push(event, number)));
        self.1.flush();
    }
}

struct Samples(Rule, SampleStream<SampleRule, u64>);

impl State for Samples {
    fn fingerprint(&self) -> Option<u64> {
        Some(self.0.fingerprint().as_u64())
    }

    fn empty(&self) -> Self {
        Self(self.0.clone(), self.0.sample_stream(SampleStreamLimits::DEFAULT).expect("a sample"))
    }

    fn write(&self) -> Result<Vec<u8>, SnapshotError> {
        self.1.snapshot_with(u64::clone)
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), SnapshotError> {
        self.1.restore_with(bytes, Some::<u64>)
    }

    fn go_on(&mut self, events: &[Value]) {
        for (number, event) in (0..).zip(events) {
            self.1.push(event, number, Timestamp::from_nanos(number as i64 * 1_000_000_000));
        }
    }
}

struct Joins(Rule, Joiner<JoinRule, u64>);

impl State for Joins {
    fn fingerprint(&self) -> Option<u64> {
        Some(self.0.fingerprint().as_u64())
    }

    fn empty(&self) -> Self {
        Self(self.0.clone(), self.0.joiner(JoinLimits::DEFAULT).expect("a join"))
    }

    fn write(&self) -> Result<Vec<u8>, SnapshotError> {
        self.1.snapshot_with(u64::clone)
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), SnapshotError> {
        self.1.restore_with(bytes, Some::<u64>)
    }

    fn go_on(&mut self, events: &[Value]) {
        (0..).zip(events).for_each(|(number, event)| drop(self.1.push(event, number)));
    }
}

struct Lineage(Rule, Tracker<LineageRule>);

impl State for Lineage {
    fn fingerprint(&self) -> Option<u64> {
        Some(self.0.fingerprint().as_u64())
    }

    fn empty(&self) -> Self {
        Self(self.0.clone(), self.0.tracker().expect("a rule with lineages"))
    }

    fn write(&self) -> Result<Vec<u8>, SnapshotError> {
        self.1.snapshot()
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), SnapshotError> {
        self.1.restore(bytes)
    }

    fn go_on(&mut self, events: &[Value]) {
        events.iter().for_each(|event| _ = self.1.matches(event));
    }
}

impl State for Reorder<u64> {
    fn fingerprint(&self) -> Option<u64> {
        None
    }

    fn empty(&self) -> Self {
        Self::new(ReorderOptions { max_events: 8, ..ReorderOptions::DEFAULT })
    }

    fn write(&self) -> Result<Vec<u8>, SnapshotError> {
        self.snapshot_with(u64::clone)
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), SnapshotError> {
        self.restore_with(bytes, Some::<u64>)
    }

    fn go_on(&mut self, events: &[Value]) {
        let source = self.sources().next().unwrap_or_else(|| self.add_source());
        for number in 0..events.len() as u64 {
            let _ = self.push(source, Timestamp::from_nanos(number as i64 * 1_000_000_000), None, 1, number);
            while self.pop().is_some() {}
        }
        self.flush();
        while self.pop().is_some() {}
    }
}

impl State for Archive {
    fn fingerprint(&self) -> Option<u64> {
        None
    }

    fn empty(&self) -> Self {
        Self::default()
    }

    fn write(&self) -> Result<Vec<u8>, SnapshotError> {
        self.to_bytes()
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), SnapshotError> {
        *self = Self::from_bytes(bytes)?;
        Ok(())
    }

    fn go_on(&mut self, _: &[Value]) {
        self.add("more", 1, Vec::new());
        self.take("more");
    }
}

/// One of each kind, without state.
struct Kinds {
    sequences: Vec<Sequence>,
    samples: Samples,
    joins: Joins,
    lineage: Lineage,
    events: Vec<Value>,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let sequences = SEQUENCES.iter().map(|(dialect, text)| compile(*dialect, text));
    let sample = compile(Dialect::Elasticsearch, SAMPLE);
    let join = compile(Dialect::Endgame, JOIN);
    let lineage = compile(Dialect::Endpoint, LINEAGE);
    Kinds {
        sequences: sequences.map(|rule| Sequence(rule.clone(), rule.detector().expect("a sequence"))).collect(),
        samples: Samples(sample.clone(), sample.sample_stream(SampleStreamLimits::DEFAULT).expect("a sample")),
        joins: Joins(join.clone(), join.joiner(JoinLimits::DEFAULT).expect("a join")),
        lineage: Lineage(lineage.clone(), lineage.tracker().expect("a rule with lineages")),
        events: events(),
    }
});

/// Events that begin, extend, complete and end matches of all the rules, some of them twice.
fn events() -> Vec<Value> {
    let of = |number: usize| {
        let letter = ["A", "A", "B", "A", "C", "B", "B"][number % 7];
        let mut event = json!({
            "@timestamp": number * 700, "n": number, "k": if number / 3 % 2 == 0 { "x" } else { "y" }, "host": {"id": "h"},
            "event": {"category": "process", "type": "start"},
            "process": {"entity_id": number.to_string(), "pid": number, "parent": {"entity_id": (number / 2).to_string()}},
        });
        event[letter] = true.into();
        event
    };
    (0..24).map(of).collect()
}

/// How many kinds of state there are: sequences, then samples, joins, lineages, buffers and archives.
const OTHERS: usize = 5;

/// The first byte chooses whose state it is, the rest is the state behind its fingerprint.
pub fn check(data: &[u8]) {
    let Some((kind, content)) = data.split_first() else { return };
    let kinds = &*KINDS;
    let (kind, sequences) = (usize::from(*kind) % (kinds.sequences.len() + OTHERS), kinds.sequences.len());
    match kind {
        _ if kind < sequences => check_state(&kinds.sequences[kind], content),
        _ if kind == sequences => check_state(&kinds.samples, content),
        _ if kind == sequences + 1 => check_state(&kinds.joins, content),
        _ if kind == sequences + 2 => check_state(&kinds.lineage, content),
        _ if kind == sequences + 3 => check_state(&Reorder::new(ReorderOptions::DEFAULT), content),
        _ => check_state(&Archive::default(), content),
    }
}

fn check_state(kind: &impl State, content: &[u8]) {
    drop(kind.empty().read(content));
    let mut state = kind.empty();
    if state.read(&framed(kind.fingerprint(), content)).is_err() {
        return;
    }
    // What was given up because of limits is given up once.
    let written = state.write().expect("what was read can be written");
    let mut again = kind.empty();
    again.read(&written).expect("what was written can be read");
    assert_eq!(again.write().as_ref(), Ok(&written), "nothing is lost on the way");
    state.go_on(&KINDS.events);
    state.write().expect("a state that went on can be written");
}

/// The content with a right frame around it.
fn framed(fingerprint: Option<u64>, content: &[u8]) -> Vec<u8> {
    let mut whole: Vec<u8> = fingerprint.map(varint).unwrap_or_default();
    whole.extend(content);
    let checked = [&FORMAT.to_le_bytes()[..], &(whole.len() as u64).to_le_bytes(), &whole].concat();
    let sum = crc32fast::hash(&checked);
    [&b"eqlstate"[..], &checked[..10], &sum.to_le_bytes(), &whole].concat()
}

/// A number as `postcard` writes it.
fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// States to begin with: each kind after some of the events.
pub fn seeds() -> Vec<Vec<u8>> {
    let kinds = &*KINDS;
    let mut seeds = Vec::new();
    for count in [0, 3, 8, 15, 24] {
        let events = &kinds.events[..count];
        let mut kind = 0;
        let mut seed = |state: &dyn Fn() -> (Option<u64>, Vec<u8>)| {
            let (fingerprint, bytes) = state();
            let content = &bytes[22 + fingerprint.map(varint).unwrap_or_default().len()..];
            seeds.push([&[kind][..], content].concat());
            kind += 1;
        };
        for sequence in &kinds.sequences {
            seed(&|| after(sequence, events));
        }
        seed(&|| after(&kinds.samples, events));
        seed(&|| after(&kinds.joins, events));
        seed(&|| after(&kinds.lineage, events));
        seed(&|| held(events));
        seed(&|| after(&Archive::default(), events));
    }
    seeds
}

/// Without the end of the stream, so that something is left.
fn after<S: State>(kind: &S, events: &[Value]) -> (Option<u64>, Vec<u8>) {
    let mut state = kind.empty();
    state.go_on(events);
    (kind.fingerprint(), state.write().expect("a snapshot"))
}

fn held(events: &[Value]) -> (Option<u64>, Vec<u8>) {
    let mut reorder: Reorder<u64> = Reorder::new(ReorderOptions::DEFAULT);
    let source = reorder.add_source();
    for number in 0..events.len() as u64 {
        let _ = reorder.push(source, Timestamp::from_nanos(number as i64 * 1_000), None, 1, number);
    }
    (None, reorder.snapshot_with(u64::clone).expect("a snapshot"))
}

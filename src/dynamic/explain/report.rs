//! What an inquiry over many events found, as data.

use super::reason::Reason;
use super::tree::Blame;
use eql_compiler::TextRange;
use eql_runtime::Timestamp;
use eql_runtime::sequence::KeyValue;

/// Why a rule did or did not match some events.
#[derive(Clone, Debug)]
pub struct Report<Id> {
    /// How many events there were.
    pub events: u64,
    /// How many matches there are, before pipes.
    pub match_count: u64,
    /// The matches of a rule over several events, in the order of results.
    pub matches: Vec<Box<[Option<Id>]>>,
    /// The conditions of the stages as written: which events satisfy them, and where others fail.
    pub stages: Vec<Survey<Id>>,
    /// What happened at each join key at which something began; what came furthest first.
    pub stories: Vec<Story<Id>>,
    /// Events that would take part in a sequence but have no time.
    pub without_time: u64,
    /// Events that satisfy a stage but have no value in a field of its key.
    pub without_key: u64,
    /// Events of the right category that were not looked at for want of memory.
    pub left_out: u64,
}

/// One condition over many events.
#[derive(Clone, Debug)]
pub struct Survey<Id> {
    /// Events of the right category.
    pub of_category: u64,
    /// Events that satisfy it.
    pub satisfied: u64,
    /// Which tests keep how many events from satisfying it; the most frequent first.
    pub failing: Vec<Failing>,
    /// The events that fail the fewest tests.
    pub nearest: Vec<NearEvent<Id>>,
}

/// A test that keeps events from satisfying a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    /// Where it stands in the rule's text.
    pub range: TextRange,
    /// Why.
    pub reason: Reason,
    /// How many events.
    pub count: u64,
}

/// An event that did not do what a stage needs, and came near.
#[derive(Clone, Debug)]
pub struct NearEvent<Id> {
    /// The event.
    pub id: Id,
    /// The stage that it was compared with, as written: of a match in progress, the one that lacks its event.
    pub stage: usize,
    /// The tests that it fails; none where the event satisfies the stage.
    pub blames: Vec<Blame>,
    /// How many nanoseconds after the event before it in the sequence it came; negative where before.
    pub after: Option<i64>,
    /// How many nanoseconds after the time limit it came.
    pub excess: Option<i64>,
    /// Its key, where that is another one.
    pub key: Option<Box<[KeyValue]>>,
}

/// What happened at one join key: the attempt that came furthest.
#[derive(Clone, Debug)]
pub struct Story<Id> {
    /// The key, hidden columns left out.
    pub key: Box<[KeyValue]>,
    /// [`Reason::Match`], or what it lacked.
    pub reason: Reason,
    /// How many stages have an event, `with runs` written out.
    pub reached: usize,
    /// How many stages need one.
    pub needed: usize,
    /// The events of the attempt.
    pub events: Vec<Id>,
    /// The times of the first and the last of them; none for samples and joins.
    pub span: Option<(Timestamp, Timestamp)>,
    /// The stage, as written, that lacks its event.
    pub lacks: Option<usize>,
    /// The event that ended it, or that came nearest to going on with it.
    pub nearest: Option<NearEvent<Id>>,
    /// How many matches this key has.
    pub matches: u64,
    /// How many attempts began at this key.
    pub attempts: u64,
}

impl<Id> Story<Id> {
    /// All reasons in it: its own, and those of the tests that its nearest event fails.
    pub fn reasons(&self) -> impl Iterator<Item = Reason> {
        let tests = self.nearest.iter().flat_map(|event| event.blames.iter().map(|blame| blame.reason));
        std::iter::once(self.reason).chain(tests)
    }
}

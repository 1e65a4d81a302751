//! What is remembered about processes, and what is not: `language.md` §9.2 (4). What lineages mean is tested on every
//! engine by `tests/spec/lineage.toml`.

use eql_runtime::Value;
use eql_runtime::lineage::{
    Kin, LineageLimits, LineageRule, LineageSet, Lineages, Processes, Relation, Tracked, Tracker,
};
use eql_runtime::sequence::KeySink;

/// One event: its process, the parent, and what it says.
struct Seen {
    own: Vec<u64>,
    parent: Option<u64>,
    ancestors: std::ops::Range<u64>,
    is_source: bool,
    ends: bool,
}

fn seen(own: u64, parent: u64) -> Seen {
    Seen { own: vec![own], parent: Some(parent), ancestors: 0..0, is_source: false, ends: false }
}

fn source(own: u64) -> Seen {
    Seen { is_source: true, ..seen(own, 0) }
}

/// `descendant of [ … ]`.
#[derive(Debug)]
struct Descendants;

impl Lineages<Seen> for Descendants {
    fn relations(&self) -> &[Relation] {
        &[Relation::Descendant]
    }

    fn is_source(&self, _: u16, event: &Seen, _: LineageSet) -> bool {
        event.is_source
    }

    fn processes(&self, kin: Kin, event: &Seen, out: &mut KeySink) {
        out.column(true);
        out.column(false);
        match kin {
            Kin::Own => event.own.iter().for_each(|&id| out.push(Value::UInt(id))),
            Kin::Parent => event.parent.iter().for_each(|&id| out.push(Value::UInt(id))),
            Kin::Ancestors => event.ancestors.clone().for_each(|id| out.push(Value::UInt(id))),
        }
    }

    fn has_ended(&self, event: &Seen) -> bool {
        event.ends
    }

    fn has_booted(&self, _: &Seen) -> bool {
        false
    }
}

impl LineageRule<Seen> for Descendants {
    fn lineages(&self) -> &dyn Lineages<Seen> {
        self
    }

    fn matches_in(&self, _: &Seen, held: LineageSet) -> bool {
        held.contains(0)
    }
}

fn tracker(max_processes: usize) -> Tracker<Descendants> {
    Tracker::with_limits(Descendants, LineageLimits { max_processes })
}

#[test]
fn only_processes_that_matter_are_remembered() {
    let mut tracker = tracker(100);
    for id in 1..1_000 {
        assert!(!tracker.matches(&seen(id, id - 1)));
    }
    assert!(tracker.processes().is_empty());
    tracker.matches(&source(5));
    assert!(tracker.matches(&seen(2_000, 5)) && !tracker.matches(&seen(2_001, 4)));
    assert_eq!((tracker.processes().len(), tracker.processes().lost()), (2, 0));
    tracker.matches(&Seen { ends: true, ..seen(2_000, 5) });
    assert_eq!(tracker.processes().len(), 1);
}

#[test]
fn the_process_that_was_unnamed_for_longest_is_forgotten() {
    let mut tracker = tracker(3);
    for id in 1..=3 {
        tracker.matches(&source(id));
    }
    // 1 is named again, so that 2 goes when a fourth comes.
    tracker.matches(&seen(1, 0));
    tracker.matches(&source(4));
    assert_eq!((tracker.processes().len(), tracker.processes().lost()), (3, 1));
    assert!(!tracker.matches(&seen(20, 2)));
    assert!(tracker.matches(&seen(10, 1)) && tracker.processes().lost() == 2);
}

#[test]
fn a_limit_of_none_still_remembers_one() {
    let mut tracker = tracker(0);
    tracker.matches(&source(1));
    assert!(tracker.matches(&seen(2, 1)));
    assert_eq!(tracker.processes().len(), 1);
}

/// An event that names thousands of processes is read up to a limit, and the rest is counted.
#[test]
fn names_of_one_event_are_bounded() {
    let mut processes = Processes::new(LineageLimits::DEFAULT);
    processes.observe(Some(&Descendants), &source(9_000));
    let many = Seen { ancestors: 1..10_001, ..seen(20_000, 0) };
    assert!(processes.observe(Some(&Descendants), &many).is_empty());
    assert_eq!(processes.lost(), 10_000 - 4_096);
}

#[test]
fn an_event_without_lineages_costs_nothing() {
    let mut processes = Processes::new(LineageLimits::DEFAULT);
    assert!(processes.observe::<Seen>(None, &source(1)).is_empty() && processes.is_empty());
}

impl Tracked for Descendants {
    fn fingerprint(&self) -> u64 {
        7
    }
}

/// What was known before a restart is known after it, the order in which it is forgotten included.
#[test]
#[cfg(feature = "snapshot")]
fn a_restart_changes_nothing() {
    let mut before = tracker(3);
    for id in 1..=4 {
        before.matches(&source(id));
    }
    before.matches(&seen(2, 0));
    let bytes = before.snapshot().expect("a snapshot");
    let mut after = tracker(3);
    after.restore(&bytes).expect("its own snapshot");
    assert_eq!((after.processes().len(), after.processes().lost()), (3, 1));
    assert_eq!(after.snapshot().expect("a snapshot"), bytes);
    for (own, parent) in [(10, 1), (30, 3), (40, 4), (20, 2), (50, 30)] {
        assert_eq!(after.matches(&seen(own, parent)), before.matches(&seen(own, parent)), "{own} of {parent}");
    }
    let mut damaged = bytes.clone();
    damaged[20] ^= 1;
    assert!(after.restore(&damaged).is_err() && after.processes().len() == 3);
}

//! A rule about single events and what it knows of their processes.

use super::{LineageLimits, LineageRule, Processes};

/// A rule about single events that asks for lineages, apart from what it asks of an event.
pub trait Tracked {
    /// Identifies what the rule looks for: what is known of processes is only handed on between rules of one fingerprint.
    fn fingerprint(&self) -> u64;
}

/// Follows a rule with `descendant of`, `child of` or `event of` through a stream of events.
///
/// Such a rule can't be asked about an event alone, because it depends on what the processes before it did. Every event
/// of the stream has to be shown to the tracker, in the order of time, whether the rule matches it or not. For a sequence
/// the [`Detector`](crate::sequence::Detector) does all this.
#[derive(Debug)]
pub struct Tracker<R> {
    rule: R,
    processes: Processes,
}

impl<R> Tracker<R> {
    /// A tracker that has seen no event, with [`LineageLimits::DEFAULT`].
    #[must_use]
    pub fn new(rule: R) -> Self {
        Self::with_limits(rule, LineageLimits::DEFAULT)
    }

    /// A tracker that remembers no more than `limits` allow.
    #[must_use]
    pub fn with_limits(rule: R, limits: LineageLimits) -> Self {
        Self { rule, processes: Processes::new(limits) }
    }

    /// Takes the next event, and says whether it satisfies the rule.
    pub fn matches<E: ?Sized>(&mut self, event: &E) -> bool
    where
        R: LineageRule<E>,
    {
        let held = self.processes.observe(Some(self.rule.lineages()), event);
        self.rule.matches_in(event, held)
    }

    /// The rule.
    pub const fn rule(&self) -> &R {
        &self.rule
    }

    /// What is known of processes, to be handed on.
    pub const fn processes_mut(&mut self) -> &mut Processes {
        &mut self.processes
    }

    /// What is known of processes.
    pub const fn processes(&self) -> &Processes {
        &self.processes
    }
}

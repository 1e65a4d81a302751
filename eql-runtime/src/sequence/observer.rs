//! Explaining what the machine does.

use super::key::KeyTuple;
use super::ordinal::Ordinal;

/// Hears of every transition of a machine. The machine is generic over it; `()` hears nothing and costs nothing.
pub trait Observer<Id> {
    /// Something happened.
    fn observe(&mut self, transition: Transition<'_, Id>) {
        let _ = transition;
    }
}

impl<Id> Observer<Id> for () {}

impl<Id, O: Observer<Id> + ?Sized> Observer<Id> for &mut O {
    fn observe(&mut self, transition: Transition<'_, Id>) {
        (**self).observe(transition);
    }
}

/// One thing that happened to one match in progress.
#[derive(Debug)]
pub struct Transition<'a, Id> {
    /// What.
    pub reason: Reason,
    /// The stage, `with runs` written out, at which the match in progress stands after it, or stood when it ended.
    pub stage: usize,
    /// The join key.
    pub key: &'a KeyTuple,
    /// The event that caused it; `None` if the passing of time or a limit did.
    pub event: Option<(&'a Ordinal, &'a Id)>,
}

/// What happened to a match in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// An event of the first stage started it.
    Start,
    /// An event of the next stage extended it.
    Extend,
    /// A newer one reached its stage and replaced it.
    Override,
    /// The event comes before its last event, and left it as it is.
    Late,
    /// The part of the stage's predicate that reads earlier events does not hold; it stays as it is.
    Unbound,
    /// `maxspan` had passed.
    Expire,
    /// `until` ended it.
    Until,
    /// An event that must be missing was there between two of its events: it goes on, but will not be reported.
    Poison,
    /// It has all events, but one that must be missing before, between or after them was there.
    Present,
    /// It has all events and waits for the absence after the last one.
    Wait,
    /// It was reported.
    Complete,
    /// A limit was reached.
    Evict,
}

impl Reason {
    /// A stable code, for output that programs read.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Extend => "extend",
            Self::Override => "override",
            Self::Late => "late",
            Self::Unbound => "unbound",
            Self::Expire => "expire",
            Self::Until => "until",
            Self::Poison => "poison",
            Self::Present => "present",
            Self::Wait => "wait",
            Self::Complete => "complete",
            Self::Evict => "evict",
        }
    }
}

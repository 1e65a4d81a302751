//! Matches in progress.

use super::capture::Captures;
use super::ordinal::Ordinal;
use super::rule::Hit;
use crate::time::Timestamp;
use std::ops::Range;
use std::sync::Arc;

/// An event of a match in progress and, behind it, the one before.
#[derive(Debug)]
pub(super) struct Link<Id> {
    pub(super) ordinal: Ordinal,
    pub(super) id: Id,
    pub(super) captures: Option<Arc<Captures>>,
    earlier: Option<Arc<Link<Id>>>,
    /// How many links there are from here to the oldest.
    depth: u32,
}

/// The newest `length` events of a list of links.
///
/// The list may go on behind them: with `runs=60`, the sixty matches in progress of a key are sixty lengths of one list,
/// and one event adds one link to it.
#[derive(Debug)]
pub(super) struct Chain<Id> {
    newest: Arc<Link<Id>>,
    length: u16,
}

#[cfg(feature = "snapshot")]
impl<Id> Link<Id> {
    pub(super) fn new(
        ordinal: Ordinal,
        id: Id,
        captures: Option<Arc<Captures>>,
        earlier: Option<Arc<Link<Id>>>,
    ) -> Self {
        let depth = earlier.as_ref().map_or(1, |link| link.depth + 1);
        Self { ordinal, id, captures, earlier, depth }
    }

    pub(super) fn depth(&self) -> u32 {
        self.depth
    }
}

#[cfg(feature = "snapshot")]
impl<Id> Chain<Id> {
    pub(super) fn new(newest: Arc<Link<Id>>, length: u16) -> Self {
        Self { newest, length }
    }

    pub(super) fn length(&self) -> u16 {
        self.length
    }

    /// The links, newest first, with those behind the oldest event.
    pub(super) fn whole_list(&self) -> impl Iterator<Item = &Link<Id>> {
        std::iter::successors(Some(&*self.newest), |link| link.earlier.as_deref())
    }
}

impl<Id> Clone for Chain<Id> {
    fn clone(&self) -> Self {
        Self { newest: Arc::clone(&self.newest), length: self.length }
    }
}

impl<Id> Chain<Id> {
    /// The position of the newest event.
    pub(super) fn position(&self) -> usize {
        usize::from(self.length.saturating_sub(1))
    }

    pub(super) fn newest(&self) -> &Link<Id> {
        &self.newest
    }

    /// The events, newest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Link<Id>> {
        std::iter::successors(Some(&*self.newest), |link| link.earlier.as_deref()).take(usize::from(self.length))
    }

    /// The event at `position`.
    pub(super) fn at(&self, position: usize) -> Option<&Link<Id>> {
        self.iter().nth(self.position().checked_sub(position)?)
    }
}

/// Adds one event to chains, making one link for all chains that end in the same link.
#[derive(Debug)]
pub(super) struct Appender<'h, Id> {
    hit: &'h Hit<Id>,
    /// A list as deep as this has at least as many links behind every chain as in it, and is not made deeper.
    max_depth: u32,
    /// The link made last.
    made: Option<Made<Id>>,
}

#[derive(Debug)]
struct Made<Id> {
    link: Arc<Link<Id>>,
    /// The end of the chain that it was appended to.
    end: Option<Arc<Link<Id>>>,
}

impl<'h, Id: Clone> Appender<'h, Id> {
    /// `positions` is the greatest length of a chain.
    pub(super) fn new(hit: &'h Hit<Id>, positions: usize) -> Self {
        let max_depth = u32::try_from(positions.saturating_mul(2)).unwrap_or(u32::MAX);
        Self { hit, max_depth, made: None }
    }

    /// The chain of this event alone.
    pub(super) fn start(&mut self) -> Chain<Id> {
        let newest = match &self.made {
            Some(Made { link, .. }) => Arc::clone(link),
            None => self.link(None, None),
        };
        Chain { newest, length: 1 }
    }

    /// `chain` and then this event.
    pub(super) fn append(&mut self, chain: &Chain<Id>) -> Chain<Id> {
        let length = chain.length.saturating_add(1);
        if let Some(Made { link, end: Some(end) }) = &self.made
            && Arc::ptr_eq(end, &chain.newest)
            && link.depth >= u32::from(length)
        {
            return Chain { newest: Arc::clone(link), length };
        }
        let earlier = if chain.newest.depth < self.max_depth { Arc::clone(&chain.newest) } else { Self::copy(chain) };
        Chain { newest: self.link(Some(&chain.newest), Some(earlier)), length }
    }

    fn link(&mut self, end: Option<&Arc<Link<Id>>>, earlier: Option<Arc<Link<Id>>>) -> Arc<Link<Id>> {
        let depth = earlier.as_ref().map_or(1, |link| link.depth + 1);
        let Hit { ordinal, id, captures, .. } = self.hit;
        let link =
            Arc::new(Link { ordinal: ordinal.clone(), id: id.clone(), captures: captures.clone(), earlier, depth });
        self.made = Some(Made { link: Arc::clone(&link), end: end.cloned() });
        link
    }

    /// The same chain without what is behind it.
    fn copy(chain: &Chain<Id>) -> Arc<Link<Id>> {
        let links: Vec<&Link<Id>> = chain.iter().collect();
        let copy_link = |link: &Link<Id>, earlier: Option<Arc<Link<Id>>>| {
            let depth = earlier.as_ref().map_or(1, |link| link.depth + 1);
            let (ordinal, id, captures) = (link.ordinal.clone(), link.id.clone(), link.captures.clone());
            Some(Arc::new(Link { ordinal, id, captures, earlier, depth }))
        };
        let copied = links.into_iter().rev().fold(None, |earlier, link| copy_link(link, earlier));
        copied.unwrap_or_else(|| Arc::clone(&chain.newest))
    }
}

/// A match in progress: some first events of a sequence.
#[derive(Debug)]
pub(super) struct Partial<Id> {
    pub(super) chain: Chain<Id>,
    /// The time of the first event.
    pub(super) first: Timestamp,
    /// What is known of events that must be missing; rules rarely ask for any.
    pub(super) sightings: Option<Box<Sightings>>,
}

/// Events that must be missing, as one match in progress saw them; times in nanoseconds, cut to the plan's resolution.
#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(feature = "snapshot", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Sightings {
    /// The latest before the first event.
    pub(super) before: Option<i64>,
    /// The earliest after the newest event.
    pub(super) gap: Option<i64>,
    /// One was there between two events (`sequences.md` §7.4). Such a match goes on, because it still replaces others,
    /// but is not reported.
    pub(super) poisoned: bool,
}

impl<Id> Partial<Id> {
    pub(super) fn copy(&self) -> Self {
        Self { chain: self.chain.clone(), first: self.first, sightings: self.sightings.clone() }
    }

    pub(super) fn sightings(&self) -> Sightings {
        self.sightings.as_deref().copied().unwrap_or_default()
    }
}

/// The matches in progress of one key, furthest position first, and of one position the oldest first.
///
/// A position holds one, or a few candidates if the next stage chooses among them.
#[derive(Debug)]
pub(super) enum Partials<Id> {
    /// What nearly all keys have, in place.
    One(Partial<Id>),
    /// Any other number; none at first.
    Several(Vec<Partial<Id>>),
}

impl<Id> Default for Partials<Id> {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl<Id> Partials<Id> {
    pub(super) fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.as_slice().len()
    }

    fn as_slice(&self) -> &[Partial<Id>] {
        match self {
            Self::One(only) => std::slice::from_ref(only),
            Self::Several(several) => several,
        }
    }

    fn as_mut_slice(&mut self) -> &mut [Partial<Id>] {
        match self {
            Self::One(only) => std::slice::from_mut(only),
            Self::Several(several) => several,
        }
    }

    /// How many bytes the events of all matches in progress take; one that several share counts once for each.
    pub(super) fn bytes(&self) -> usize {
        let links: usize = self.iter().map(|partial| usize::from(partial.chain.length)).sum();
        links * size_of::<Link<Id>>() + self.len() * size_of::<Partial<Id>>()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Partial<Id>> {
        self.as_slice().iter()
    }

    /// Where those at `position` are.
    pub(super) fn range(&self, position: usize) -> Range<usize> {
        let start = self.as_slice().partition_point(|partial| partial.chain.position() > position);
        let end = self.as_slice().partition_point(|partial| partial.chain.position() >= position);
        start..end
    }

    pub(super) fn get(&self, index: usize) -> Option<&Partial<Id>> {
        self.as_slice().get(index)
    }

    pub(super) fn at_mut(&mut self, position: usize) -> impl Iterator<Item = &mut Partial<Id>> {
        let range = self.range(position);
        self.as_mut_slice().get_mut(range).unwrap_or_default().iter_mut()
    }

    /// The one just before `position`, if it is one alone and there is none at `position`: then it can go there without
    /// leaving its place among the others.
    pub(super) fn only_before(&mut self, position: usize) -> Option<&mut Partial<Id>> {
        let at = self.as_slice().partition_point(|partial| partial.chain.position() > position);
        let is_before = |partial: &Partial<Id>| partial.chain.position() + 1 == position;
        if self.as_slice().get(at + 1).is_some_and(is_before) {
            return None;
        }
        self.as_mut_slice().get_mut(at).filter(|partial| is_before(partial))
    }

    pub(super) fn remove(&mut self, index: usize) -> Option<Partial<Id>> {
        match self {
            Self::One(_) if index == 0 => match std::mem::take(self) {
                Self::One(only) => Some(only),
                Self::Several(_) => None,
            },
            Self::Several(list) if index < list.len() => Some(list.remove(index)),
            _ => None,
        }
    }

    /// Adds `partial` as the newest of its position.
    pub(super) fn insert(&mut self, partial: Partial<Id>) {
        let at = self.range(partial.chain.position()).end;
        *self = match std::mem::take(self) {
            Self::Several(list) if list.capacity() == 0 => Self::One(partial),
            Self::Several(mut list) => {
                list.insert(at, partial);
                Self::Several(list)
            }
            Self::One(only) => Self::Several(if at == 0 { vec![partial, only] } else { vec![only, partial] }),
        };
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = Partial<Id>> {
        let (one, list) = match std::mem::take(self) {
            Self::One(only) => (Some(only), Vec::new()),
            Self::Several(list) => (None, list),
        };
        one.into_iter().chain(list)
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(&Partial<Id>) -> bool) {
        match self {
            Self::One(only) if !keep(only) => *self = Self::default(),
            Self::One(_) => {}
            Self::Several(list) => list.retain(|partial| keep(partial)),
        }
    }
}

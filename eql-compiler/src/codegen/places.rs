//! The places in an event that a condition reads: the objects on the ways to its fields, each once.

use eql_runtime::condition::Place;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::collections::VecDeque;

/// The event, and the objects and fields below it.
#[derive(Debug)]
pub(super) struct Places<'r> {
    /// In the order in which they were met: the event first.
    nodes: Vec<Node<'r>>,
}

#[derive(Debug, Default)]
struct Node<'r> {
    key: &'r str,
    inner: Vec<usize>,
    /// The index in the table, where places that lie in one stand side by side.
    index: u8,
}

impl<'r> Places<'r> {
    /// The places of fields with these paths; fields that would be too many have none.
    pub(super) fn of(paths: impl Iterator<Item = &'r str>) -> Self {
        let mut places = Self { nodes: vec![Node::default()] };
        for path in paths {
            places.add(path);
        }
        places.number();
        places
    }

    /// The index of the field with this path.
    pub(super) fn index(&self, path: &str) -> Option<u8> {
        let mut at = 0;
        for segment in path.split('.') {
            at = self.inner(at, segment)?;
        }
        self.nodes.get(at).map(|node| node.index)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.nodes.len()
    }

    /// The table.
    pub(super) fn table(&self) -> TokenStream {
        let mut rows = vec![TokenStream::new(); self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            let parent = self.nodes.iter().find(|other| other.inner.contains(&at)).map_or(0, |parent| parent.index);
            let first = node.inner.first().and_then(|&first| self.nodes.get(first)).map_or(0, |first| first.index);
            let end = first + node.inner.len() as u8;
            let [parent, first, end] = [parent, first, end].map(Literal::u8_unsuffixed);
            let dotted = Literal::u64_unsuffixed(self.dotted(at, None));
            let key = node.key;
            if let Some(row) = rows.get_mut(usize::from(node.index)) {
                *row = quote!(rt::Place::new(#key, #parent, #first..#end, #dotted));
            }
        }
        quote!(&[#(#rows),*])
    }

    fn add(&mut self, path: &'r str) {
        let mut known = Some(0);
        let is_new = |segment: &&str| {
            known = known.and_then(|at| self.inner(at, segment));
            known.is_none()
        };
        let new = path.split('.').filter(is_new).count();
        // What a dot at an end of a path or beside another means is left to the event.
        if path.split('.').any(str::is_empty) || self.nodes.len() + new > Place::MOST {
            return;
        }
        let mut at = 0;
        for key in path.split('.') {
            at = self.inner(at, key).unwrap_or_else(|| {
                let new = self.nodes.len();
                self.nodes.push(Node { key, ..Node::default() });
                if let Some(node) = self.nodes.get_mut(at) {
                    node.inner.push(new);
                }
                new
            });
        }
    }

    fn inner(&self, at: usize, key: &str) -> Option<usize> {
        let mut inner = self.nodes.get(at)?.inner.iter().copied();
        inner.find(|&inner| self.nodes.get(inner).is_some_and(|node| node.key == key))
    }

    /// The lengths of the dotted keys that lead from one place to another further down, where `behind` so many bytes of the key
    /// already stand.
    fn dotted(&self, at: usize, behind: Option<usize>) -> u64 {
        let inner = self.nodes.get(at).into_iter().flat_map(|node| &node.inner);
        let bits = inner.filter_map(|&inner| {
            let length = behind.map_or(0, |behind| behind + 1) + self.nodes.get(inner)?.key.len();
            let own = behind.map_or(0, |_| Place::length_bit(length));
            Some(own | self.dotted(inner, Some(length)))
        });
        bits.fold(0, |all, bits| all | bits)
    }

    fn number(&mut self) {
        let mut queue = VecDeque::from([0]);
        let mut next = 0;
        while let Some(at) = queue.pop_front() {
            let Some(node) = self.nodes.get_mut(at) else { continue };
            node.index = next;
            next += 1;
            queue.extend(node.inner.iter().copied());
        }
    }
}

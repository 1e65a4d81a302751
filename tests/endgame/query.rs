//! Queries as trees, so that what is not needed for a disagreement can be cut away.

use std::collections::BTreeMap;
use std::fmt;

/// What may stand in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Condition,
    Number,
    Text,
    List,
    /// A value of any type.
    Value,
    /// A part that can be left out.
    Extra,
    /// A part that can't be replaced.
    Fixed,
}

/// A construct with what stands in it.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// What it counts as.
    pub(crate) construct: &'static str,
    pub(crate) parts: Vec<Part>,
}

/// A piece of a construct.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Text(String),
    Node(Node),
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Node(node) => node.fmt(f),
        })
    }
}

impl Node {
    /// A construct without others in it.
    pub(crate) fn leaf(kind: Kind, construct: &'static str, text: impl Into<String>) -> Self {
        Self { kind, construct, parts: vec![Part::Text(text.into())] }
    }

    /// A construct written as `form`, in which each `#` stands for the next of `nodes`.
    pub(crate) fn new(kind: Kind, construct: &'static str, form: &str, nodes: impl IntoIterator<Item = Self>) -> Self {
        let mut pieces = form.split('#');
        let mut parts = vec![Part::Text(pieces.next().unwrap_or_default().to_owned())];
        for (piece, node) in pieces.zip(nodes) {
            parts.extend([Part::Node(node), Part::Text(piece.to_owned())]);
        }
        Self { kind, construct, parts }
    }

    /// Counts every construct of the tree.
    pub(crate) fn count(&self, counts: &mut BTreeMap<&'static str, usize>) {
        *counts.entry(self.construct).or_default() += 1;
        self.children().for_each(|child| child.count(counts));
    }

    fn children(&self) -> impl Iterator<Item = &Self> {
        self.parts.iter().filter_map(|part| match part {
            Part::Node(node) => Some(node),
            Part::Text(_) => None,
        })
    }

    /// Trees that are a little smaller, the smallest first.
    pub(crate) fn smaller(&self) -> Vec<Self> {
        let mut smaller = Vec::new();
        if let Some(simplest) = simplest(self.kind)
            && simplest.to_string().len() < self.to_string().len()
        {
            smaller.push(simplest);
        }
        smaller.extend(self.children().filter(|child| fits(child.kind, self.kind)).cloned());
        for (at, part) in self.parts.iter().enumerate() {
            if let Part::Node(node) = part {
                smaller.extend(node.smaller().into_iter().map(|smaller| {
                    let mut tree = self.clone();
                    tree.parts[at] = Part::Node(smaller);
                    tree
                }));
            }
        }
        smaller
    }
}

fn fits(child: Kind, place: Kind) -> bool {
    match place {
        Kind::Value => !matches!(child, Kind::Extra | Kind::Fixed),
        Kind::Extra | Kind::Fixed => false,
        _ => child == place,
    }
}

fn simplest(kind: Kind) -> Option<Node> {
    let text = match kind {
        Kind::Condition => "true",
        Kind::Number => "1",
        Kind::Text => "'a'",
        Kind::Extra => "",
        Kind::List | Kind::Value | Kind::Fixed => return None,
    };
    Some(Node::leaf(kind, "simplest", text))
}

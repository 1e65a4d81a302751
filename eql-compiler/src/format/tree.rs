//! Tokens grouped by their brackets.

use super::token::{Kind, Token};
use std::ops::Range;

/// A token, or brackets with what is between them.
#[derive(Debug)]
pub(super) enum Item {
    Token(usize),
    Group { open: usize, inside: Vec<Item>, close: usize },
}

impl Item {
    /// The index of its first token.
    pub(super) const fn first(&self) -> usize {
        match self {
            Self::Token(index) => *index,
            Self::Group { open, .. } => *open,
        }
    }

    /// The index of its last token.
    pub(super) const fn last(&self) -> usize {
        match self {
            Self::Token(index) => *index,
            Self::Group { close, .. } => *close,
        }
    }
}

/// The tokens of a range of indexes, which has every bracket that it opens.
pub(super) fn items(tokens: &[Token<'_>], range: Range<usize>) -> Vec<Item> {
    let mut open: Vec<(usize, Vec<Item>)> = Vec::new();
    let mut top = Vec::new();
    for index in range {
        let item = match tokens.get(index).map(|token| token.kind) {
            Some(Kind::Open) => {
                open.push((index, std::mem::take(&mut top)));
                continue;
            }
            Some(Kind::Close) => match open.pop() {
                Some((start, outside)) => {
                    let inside = std::mem::replace(&mut top, outside);
                    Item::Group { open: start, inside, close: index }
                }
                None => Item::Token(index),
            },
            _ => Item::Token(index),
        };
        top.push(item);
    }
    // A bracket without an end is in no text that parses; what it holds is kept anyway.
    while let Some((index, mut outside)) = open.pop() {
        outside.push(Item::Token(index));
        outside.append(&mut top);
        top = outside;
    }
    top
}

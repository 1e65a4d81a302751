//! The tree that TOML and JSON have in common, with the ranges of its values.

use super::error::{RuleFileError, WRONG_TYPE};
use std::borrow::Cow;
use std::ops::Range;

/// A value and where it stands in the file.
#[derive(Debug)]
pub(super) struct Node<'t> {
    pub(super) content: Content<'t>,
    pub(super) range: Range<usize>,
}

#[derive(Debug)]
pub(super) enum Content<'t> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'t, str>),
    /// A type that no key of a rule has (TOML's dates).
    Other,
    List(Vec<Node<'t>>),
    Table(Vec<(Cow<'t, str>, Node<'t>)>),
}

impl<'t> Node<'t> {
    pub(super) fn get(&self, key: &str) -> Option<&Node<'t>> {
        let Content::Table(entries) = &self.content else { return None };
        // The last of several wins, as everywhere.
        entries.iter().rev().find(|(name, _)| name == key).map(|(_, node)| node).filter(|node| !node.is_null())
    }

    fn is_null(&self) -> bool {
        matches!(self.content, Content::Null)
    }

    pub(super) fn is_table(&self) -> bool {
        matches!(self.content, Content::Table(_))
    }
}

/// Reads the keys of one table; errors know the file's text.
#[derive(Clone, Copy)]
pub(super) struct Table<'n> {
    pub(super) node: &'n Node<'n>,
    pub(super) file_text: &'n str,
}

impl<'n> Table<'n> {
    fn wrong(&self, key: &str, node: &Node<'_>, expected: &str) -> RuleFileError {
        RuleFileError::new(WRONG_TYPE, self.file_text, node.range.clone(), format!("`{key}` must be {expected}"))
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<String>, RuleFileError> {
        self.node.get(key).map(|node| self.as_text(key, node)).transpose()
    }

    pub(super) fn number(&self, key: &str) -> Result<Option<f64>, RuleFileError> {
        let Some(node) = self.node.get(key) else { return Ok(None) };
        match node.content {
            Content::Number(number) => Ok(Some(number)),
            _ => Err(self.wrong(key, node, "a number")),
        }
    }

    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, RuleFileError> {
        let Some(node) = self.node.get(key) else { return Ok(None) };
        match node.content {
            Content::Bool(flag) => Ok(Some(flag)),
            _ => Err(self.wrong(key, node, "true or false")),
        }
    }

    pub(super) fn texts(&self, key: &str) -> Result<Vec<String>, RuleFileError> {
        let Some(node) = self.node.get(key) else { return Ok(Vec::new()) };
        let Content::List(entries) = &node.content else { return Err(self.wrong(key, node, "a list of strings")) };
        entries.iter().map(|entry| self.as_text(key, entry)).collect()
    }

    pub(super) fn table(&self, key: &str) -> Result<Option<Table<'n>>, RuleFileError> {
        self.node.get(key).map(|node| self.as_table(key, node)).transpose()
    }

    pub(super) fn tables(&self, key: &str) -> Result<Vec<Table<'n>>, RuleFileError> {
        let Some(node) = self.node.get(key) else { return Ok(Vec::new()) };
        let Content::List(entries) = &node.content else { return Err(self.wrong(key, node, "a list of tables")) };
        entries.iter().map(|entry| self.as_table(key, entry)).collect()
    }

    fn as_text(&self, key: &str, node: &Node<'_>) -> Result<String, RuleFileError> {
        match &node.content {
            Content::Text(text) => Ok(text.as_ref().to_owned()),
            _ => Err(self.wrong(key, node, "a string")),
        }
    }

    fn as_table(&self, key: &str, node: &'n Node<'n>) -> Result<Table<'n>, RuleFileError> {
        if node.is_table() { Ok(Self { node, ..*self }) } else { Err(self.wrong(key, node, "a table")) }
    }
}

//! The texts of events that are kept because they may become part of a match.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a document takes besides its text: counts, pointers, its place in a match in progress.
const OVERHEAD: usize = 96;

/// Counts the bytes of all documents that are alive.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger(Arc<AtomicUsize>);

/// A document, shared by the rules that keep it.
#[derive(Debug)]
pub(super) struct Document {
    text: Arc<str>,
    ledger: Ledger,
}

impl Ledger {
    /// A document that is counted here until nobody needs it any more.
    pub(super) fn keep(&self, text: &str) -> Arc<Document> {
        self.0.fetch_add(text.len() + OVERHEAD, Ordering::Relaxed);
        Arc::new(Document { text: text.into(), ledger: self.clone() })
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Document {
    pub(super) fn text(&self) -> &Arc<str> {
        &self.text
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        self.ledger.0.fetch_sub(self.text.len() + OVERHEAD, Ordering::Relaxed);
    }
}

/// The documents of a snapshot, each once: rules refer to them by number.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    documents: Vec<Arc<Document>>,
    known: HashMap<*const Document, u32>,
}

impl Numbers {
    pub(super) fn of(&mut self, document: &Arc<Document>) -> u32 {
        let next = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
        *self.known.entry(Arc::as_ptr(document)).or_insert_with(|| {
            self.documents.push(Arc::clone(document));
            next
        })
    }

    /// The texts, a line each: an event is a line of the input, so that no text has a line end.
    pub(super) fn lines(&self) -> impl Iterator<Item = &[u8]> + Clone {
        self.documents.iter().flat_map(|document| [document.text().as_bytes(), b"\n"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_needs_is_not_counted() {
        let ledger = Ledger::default();
        let one = ledger.keep("{}");
        let other = ledger.keep("{\"a\": 1}");
        assert_eq!(ledger.bytes(), 10 + 2 * OVERHEAD);
        let shared = Arc::clone(&one);
        drop(one);
        let mut numbers = Numbers::default();
        let again = Arc::clone(&shared);
        assert_eq!([&shared, &other, &again].map(|document| numbers.of(document)), [0, 1, 0]);
        assert_eq!(numbers.lines().collect::<Vec<_>>().concat(), b"{}\n{\"a\": 1}\n");
        drop((shared, again, numbers));
        assert_eq!(ledger.bytes(), 8 + OVERHEAD);
        drop(other);
        assert_eq!(ledger.bytes(), 0);
    }
}

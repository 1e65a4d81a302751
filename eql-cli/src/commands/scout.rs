//! What is looked at in every event, whichever thread has it.

use super::watch::Watch;
use super::window::Window;
use crate::engine::{Engine, Examined, Examiner};
use crate::input::{Document, Examine, Malformed, parse};
use eql::json::{JsonEvent, Projection};
use std::sync::Arc;

/// Reads events, and finds out what they are to the rules.
pub(super) struct Scout<'r> {
    examiner: Examiner<'r>,
    projection: Projection,
    pub(super) window: Window,
    pub(super) watch: Watch,
}

impl<'r> Scout<'r> {
    pub(super) fn new(engine: &Engine<'r>, window: Window, watch: Watch) -> Self {
        let mut fields = engine.fields();
        fields.extend(window.field().map(str::to_owned));
        Self { examiner: engine.examiner(), projection: Projection::new(fields), window, watch }
    }

    /// The fields that it reads.
    pub(super) fn fields(&self) -> Vec<String> {
        self.projection.fields().map(str::to_owned).collect()
    }

    /// Another one for a thread, which has seen nothing that this one has not.
    pub(super) fn with_own_memory(&self) -> Self {
        let Self { examiner, projection, window, watch } = self;
        Self {
            examiner: examiner.clone(),
            projection: projection.clone(),
            window: window.clone(),
            watch: watch.clone(),
        }
    }

    /// What the event is to the rules; nothing if it lies outside of the span of time.
    pub(super) fn see(&mut self, event: &JsonEvent<'_>, number: u64) -> Option<Examined> {
        see(&mut self.examiner, &mut self.window, &mut self.watch, event, number)
    }

    /// Adds what another one has seen.
    pub(super) fn join(&mut self, other: Self) {
        self.window.join(&other.window);
        self.watch.join(other.watch);
    }
}

fn see(
    examiner: &mut Examiner<'_>,
    window: &mut Window,
    watch: &mut Watch,
    event: &JsonEvent<'_>,
    number: u64,
) -> Option<Examined> {
    if !window.admits(event) {
        return None;
    }
    watch.see(event, number);
    Some(examiner.examine(event, number))
}

impl Examine for Scout<'_> {
    /// With the text of the event, which is empty if nothing needs it.
    type Found = Option<(Examined, Arc<str>)>;

    fn examine(&mut self, document: &Document<'_>, number: u64) -> Result<Self::Found, Malformed> {
        let Self { examiner, projection, window, watch } = self;
        let event = parse(document, projection)?;
        let examined = see(examiner, window, watch, &event, number).filter(|examined| !examined.is_empty());
        Ok(examined.map(|examined| {
            let text = if examined.needs_text() { event.line().trim() } else { "" };
            (examined, text.into())
        }))
    }
}

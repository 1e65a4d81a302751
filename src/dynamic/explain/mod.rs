//! Why a rule did or did not match.
//!
//! [`Explainer`] shows one condition on one event, as a tree with the verdict of every test, the values that it saw and the
//! [`Reason`] where it does not hold. [`Inquiry`] puts many events to a rule: which tests keep them from matching, which
//! came nearest, and for rules over several events what happened at each join key. Everything is data: ranges of the
//! rule's text, verdicts, values and stable codes; words are for who shows it.
//!
//! It can't disagree with the engine: tests are the interpreter's leaves, on the intermediate form before any pass, and
//! sequences run on the runtime's machine, which tells an observer what it does.

mod condition;
mod explainer;
mod form;
mod inquiry;
mod leaf;
mod reason;
mod report;
mod sighting;
mod story;
mod trail;
mod tree;

pub use explainer::{Explainer, Stage};
pub use inquiry::Inquiry;
pub use reason::Reason;
pub use report::{Failing, NearEvent, Report, Story, Survey};
pub use tree::{Blame, FieldValues, Leaf, Node, NodeKind};

//! Where the engines may differ, with the point of `docs/dialect.md` that says why.

use crate::ours::Verdict;
use crate::reference::Outcome;

/// What to say about two verdicts.
pub(crate) enum Comparison {
    Same,
    /// They differ, for this reason.
    Explained(&'static str),
    Different,
}

/// Compares what the engines make of a query.
pub(crate) fn verdict(text: &str, reference: &Outcome, ours: &Verdict) -> Comparison {
    use Outcome::{Failed, Found, Records, Refused};
    match (reference, ours) {
        (_, Verdict::Unsupported(_)) => Comparison::Explained("not compiled yet"),
        (Refused(_), Verdict::Settled(Refused(_))) => Comparison::Explained("both refuse"),
        (Found(theirs), Verdict::Settled(Found(ours))) if theirs == ours => Comparison::Same,
        (Failed(_), Verdict::Settled(Found(_))) => Comparison::Explained("G1: the reference stops while it runs"),
        (Refused(why), Verdict::Settled(Found(_))) if !is_of_the_language(why) => {
            Comparison::Explained("G1: the reference stops while it compiles")
        }
        (Failed(_) | Found(_), Verdict::Settled(Refused(why))) if why.contains("must be an integer, found") => {
            Comparison::Explained("G9: a position with a fraction is refused")
        }
        (Found(_), Verdict::Settled(Found(_))) if text.contains("cidrMatch") && text.contains("'::/0'") => {
            Comparison::Explained("D17: an IPv4 address is its IPv6-mapped form too")
        }
        (Refused(why), Verdict::Settled(Found(_))) if why.starts_with("EqlTypeMismatch") && computes(text) => {
            Comparison::Explained("G9: the type of a constant is known before it is computed")
        }
        (Records(_), Verdict::Settled(Found(_))) => Comparison::Explained("results that are no events"),
        _ => Comparison::Different,
    }
}

/// Exceptions of the engine itself have names of their own; others come from Python, while constants are computed.
fn is_of_the_language(why: &str) -> bool {
    why.starts_with("Eql")
}

/// Whether a function of numbers may have constants for arguments.
fn computes(text: &str) -> bool {
    ["add(", "subtract(", "multiply(", "divide(", "modulo("].iter().any(|function| text.contains(function))
}

//! What a match in progress of a sequence takes: the rule of the project, and many programs of which each has done its
//! first half.

#![forbid(unsafe_code)]

#[path = "../../../src/one_sequence/event.rs"]
mod event;

use allocation_counter::measure;
use event::SequenceEvent;

eql::eql! {
    /// The rule, compiled.
    struct EncodeThenConnect;
    file = "../../rules/genai_encode_then_connect.toml"
}

/// So many matches in progress: hash tables grow by doubling, so they are measured more and less full.
const PARTIALS: [usize; 5] = [60_000, 70_000, 80_000, 100_000, 114_000];

/// For each number of matches in progress: the bytes that are allocated, those of them that are neither texts of keys nor
/// ids, and the allocations of a thousand events that no stage takes.
fn main() {
    let names: Vec<String> = (0..114_000).map(|at| format!("{at:040}")).collect();
    for partials in PARTIALS {
        let mut detector = None;
        let held = measure(|| {
            let detector = detector.insert(EncodeThenConnect.detector::<u32>());
            for (id, entity) in (0..).zip(&names[..partials]) {
                let event = SequenceEvent { at: i64::from(id), entity, ..SequenceEvent::FIRST };
                assert!(detector.push(&event, id).is_empty());
            }
        });
        let texts: usize = names[..partials].iter().map(String::len).sum();
        let beside = held.bytes_current - texts as i64 - (partials * size_of::<u32>()) as i64;
        let idle = SequenceEvent { category: "file", ..SequenceEvent::FIRST };
        let unmoved = measure(|| {
            let Some(detector) = &mut detector else { return };
            (0..1_000).for_each(|id| drop(detector.push(&idle, id)));
        });
        println!("{partials} {} {beside} {}", held.bytes_current, unmoved.count_total);
    }
}

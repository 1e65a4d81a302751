//! Every shared sequence, over lines and over structs whose fields are those of `FIELDS` (`rules/event.rs`, which the
//! benchmark writes).

#![forbid(unsafe_code)]

use eql_pack_bench::Contender;
use serde_json::Value;

mod event {
    include!("../../rules/event.rs");
}

eql_pack_bench::program!("rules/sequences/*.toml", |lines| vec![("typed", typed(lines))]);

/// The pack over structs.
fn typed(lines: &[String]) -> Contender<'_> {
    let documents: Vec<Value> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let events: Vec<event::TypedEvent> = documents.leak().iter().map(event::read).collect();
    let mut engine = Rules::engine();
    Box::new(move |range| {
        if range.start == 0 {
            engine = Rules::engine();
        }
        (0u32..).zip(&events[range]).map(|(id, event)| engine.push(event, id).len()).sum()
    })
}

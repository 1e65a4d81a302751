//! A sequence over typed events.

use eql::{Event, eql};

#[derive(Event)]
struct Record<'a> {
    #[eql("@timestamp")]
    at: i64,
    #[eql("event.category")]
    category: &'a str,
    #[eql("process.entity_id")]
    entity: u64,
    #[eql("process.name")]
    name: &'a str,
    #[eql("destination.ip")]
    destination: Option<std::net::IpAddr>,
}

eql! {
    /// Encodes data, then connects out.
    pub struct EncodeThenConnect;
    sequence by process.entity_id with maxspan=30s
      [process where process.name in ("gzip", "tar")]
      [network where not cidrMatch(destination.ip, "10.0.0.0/8", "::1")]
}

fn main() {
    let second = 1_000_000_000;
    let event = |seconds: i64, category, entity, name, destination: Option<[u8; 4]>| Record {
        at: seconds * second,
        category,
        entity,
        name,
        destination: destination.map(Into::into),
    };
    let mut detector = EncodeThenConnect.detector();
    let mut found = Vec::new();
    for (id, event) in [
        event(0, "process", 1, "tar", None),
        event(1, "process", 2, "sh", None),
        event(2, "network", 1, "tar", Some([10, 0, 0, 1])),
        event(3, "network", 2, "sh", Some([8, 8, 8, 8])),
        event(30, "network", 1, "tar", Some([8, 8, 8, 8])),
        event(31, "network", 1, "tar", Some([8, 8, 8, 8])),
        event(40, "process", 3, "gzip", None),
        event(71, "network", 3, "gzip", Some([8, 8, 8, 8])),
    ]
    .iter()
    .enumerate()
    {
        found.extend(detector.push(event, id).into_iter().map(|found| format!("{:?}", found.events)));
    }
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains('0') && found[0].contains('4'), "{found:?}");
}

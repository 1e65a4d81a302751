//! After an error in a sequence, what is done with it is not reported too.

use eql::{Event, eql};

eql! {
    pub struct EncodeThenConnect;
    sequence by process.entity_id with maxspan=30
      [process where process.name in ("gzip", "tar")]
      [network where cidrMach(destination.ip, "10.0.0.0/8")]
}

#[derive(Event)]
struct Record {
    #[eql("@timestamp")]
    at: i64,
}

fn main() {
    let mut detector = EncodeThenConnect.detector();
    for found in detector.push(&Record { at: 0 }, 7_u64) {
        println!("{found:?}");
    }
    let mut other = eql! { sequence by user.id [process where true] [network where lenght(user.id) > 1] }.detector();
    let _ = other.push(&Record { at: 0 }, "id");
}

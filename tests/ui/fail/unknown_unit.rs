//! A time span needs a unit that exists.

fn main() {
    let _ = eql::eql! {
        sequence by process.entity_id with maxspan=30sec
          [process where event.type == "start"]
          [network where true]
    };
}

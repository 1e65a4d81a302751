//! A time span needs a unit.

fn main() {
    let _ = eql::eql! {
        sequence by process.entity_id with maxspan=30
          [process where event.type == "start"]
          [network where true]
    };
}

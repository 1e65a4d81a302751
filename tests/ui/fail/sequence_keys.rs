//! Every stage has as many keys.

fn main() {
    let _ = eql::eql! {
        sequence with maxspan=1m
          [process where true] by user.id
          [network where true] by user.id, process.pid
    };
}

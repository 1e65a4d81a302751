//! A sequence has stages.

fn main() {
    let _ = eql::eql! { sequence by user.id with maxspan=1m [process where true] };
}

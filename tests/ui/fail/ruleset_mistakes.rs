//! Every wrong rule of a pack is reported, at its place.

eql::ruleset! {
    pub struct Pack;
    "rules/mistake*"
}

fn main() {
    let _ = Pack::engine::<u32>();
}

//! In a plain file too.

fn main() {
    let _ = eql::eql!(file = "rules/mistake.eql");
}

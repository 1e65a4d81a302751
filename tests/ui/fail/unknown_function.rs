//! A function that does not exist, and the one that was meant.

fn main() {
    let _ = eql::eql! { network where cidrMach(destination.ip, "10.0.0.0/8") };
}

//! Not an address block; the literal is the mistake, not the call.

fn main() {
    let _ = eql::eql! { network where cidrMatch(destination.ip, "10.0.0.0/8", "10.0.0.0/33") };
}

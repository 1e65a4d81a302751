//! In a string the place is shown below the message.

fn main() {
    let _ = eql::eql!("network where cidrMach(destination.ip, \"10.0.0.0/8\")");
}

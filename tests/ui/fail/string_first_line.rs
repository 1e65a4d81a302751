//! The first line of a string begins in the middle of a line of this file.

fn main() {
    let _ = eql::eql!(r#"process where lenght(process.args) > 3 or
        cidrMach(source.ip, "::1")"#);
}

//! So are raw strings with backslashes.

fn main() {
    let _ = eql::eql! { process where process.command_line regex """.*\d+""" };
}

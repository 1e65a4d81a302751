//! A warning is the use of something deprecated, at the token that it is about; `#[allow(deprecated)]` silences it.

#![deny(deprecated)]

fn main() {
    let _ = eql::eql! { process where process.name == "cmd.exe" and false };
    #[allow(deprecated)]
    let _ = eql::eql! { process where process.name == "cmd.exe" and false };
}

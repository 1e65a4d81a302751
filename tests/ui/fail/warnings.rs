//! A warning is the use of something deprecated, at the token that it is about; `#[allow(deprecated)]` silences it.

#![deny(deprecated)]

fn main() {
    let _ = eql::eql! { process where process.name == "cmd.exe" and True };
    #[allow(deprecated)]
    let _ = eql::eql! { process where process.name == "cmd.exe" and True };
    let _ = eql::eql! {
        sequence with maxspan=1m
          [process where true] by ?user.id
          [network where true] by user.id
    };
}

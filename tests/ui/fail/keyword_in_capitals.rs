//! Keywords are small.

fn main() {
    let _ = eql::eql! {
        process where process.name == "cmd.exe" AND process.pid > 4
    };
}

//! `=` for `==`.

fn main() {
    let _ = eql::eql! { process where process.name = "cmd.exe" };
}

//! `were` is no word of the language.

fn main() {
    let _ = eql::eql! { process were process.name == "cmd.exe" };
}

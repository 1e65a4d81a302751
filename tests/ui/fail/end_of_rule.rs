//! Something is missing at the end: the last token is underlined.

fn main() {
    let _ = eql::eql! { process where process.name == };
}

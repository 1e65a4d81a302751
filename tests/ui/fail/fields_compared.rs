//! Elasticsearch cannot compare two fields: both sides and the operator are underlined.

fn main() {
    let _ = eql::eql! { process where process.name == process.parent.name };
}

//! Every mistake is reported, each at its place, and nothing else.

fn main() {
    let rule = eql::eql! {
        process where lenght(process.args) > 3
          or startWith(process.name, "a")
          or endsWith(process.name, 7)
    };
    let _ = rule;
}

//! A pattern that no file matches is a mistake.

eql::ruleset! {
    pub struct Pack;
    "rules/none/**/*.toml"
}

fn main() {
    let _ = Pack::RULES;
}

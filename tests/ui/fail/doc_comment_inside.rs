//! A `///` comment in a rule is a comment: the mistake behind it is found at its place.

fn main() {
    let _ = eql::eql! {
        /// About the rule.
        process where
          /// About the test.
          lenght(process.args) > 3
    };
}

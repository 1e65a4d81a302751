//! Tokens that went through another macro keep their places.

macro_rules! rule {
    ($($rule:tt)*) => {
        eql::eql! { $($rule)* }
    };
}

fn main() {
    let _ = rule! {
        // A comment.
        process where lenght(process.args) > 3
    };
}

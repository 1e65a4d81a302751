//! In a string of several lines too, with the lines of this file.

fn main() {
    let _ = eql::eql!(
        r#"
        process where `my-field` == "x"
          and lenght(process.args) > 3
        "#
    );
}

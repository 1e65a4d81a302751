//! Columns count characters: what stands behind other scripts is found too.

fn main() {
    let _ = eql::eql! {
        process where process.name == "größe 日本語 🦀" /* ½ */ and lenght(process.args) > 3 and
	process.title == "é" and lenght(process.title) > 3
    };
}

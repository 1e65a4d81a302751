//! Too few arguments: the whole call is underlined.

fn main() {
    let _ = eql::eql! { process where endsWith(process.name) };
}

//! With a schema, a field that it lacks is a mistake; all of its path is underlined.

fn main() {
    let _ = eql::eql! {
        #[eql(schema = "ecs")]
        process where process.nmae == "cmd.exe" and process.pid == 4
    };
}

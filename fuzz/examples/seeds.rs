//! Writes what fuzzing begins with to `corpus/TARGET/`.

fn main() -> std::io::Result<()> {
    for (target, inputs) in eql_fuzz::seeds::all() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
        std::fs::create_dir_all(&folder)?;
        for (number, input) in inputs.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), input)?;
        }
        println!("{target}: {} inputs", inputs.len());
    }
    Ok(())
}

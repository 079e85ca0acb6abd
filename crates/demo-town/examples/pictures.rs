//! Draws all pictures as PNG into a folder: `cargo run -p demo-town --example pictures -- FOLDER`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = std::path::PathBuf::from(arguments.next().unwrap_or_else(|| "pictures".into()));
    let wanted: Vec<String> = arguments.collect();
    std::fs::create_dir_all(&folder)?;
    for sketch in demo_town::pictures::SKETCHES {
        if !wanted.is_empty() && !wanted.iter().any(|name| name == sketch.name) {
            continue;
        }
        let begun = std::time::Instant::now();
        let picture = sketch.picture(demo_town::DEMO_SEED);
        let bytes = demo_town::pictures::png(&picture, 960);
        println!("{} {} kB, {} ms", sketch.name, bytes.len() / 1024, begun.elapsed().as_millis());
        std::fs::write(folder.join(format!("{}.png", sketch.name)), bytes)?;
    }
    Ok(())
}

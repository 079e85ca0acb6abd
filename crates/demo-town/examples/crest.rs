//! Writes the coat of arms of a town: `cargo run -p demo-town --example crest -- OUT.svg [SEED]`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: crest OUT.svg [SEED]")?;
    let seed = arguments.next().map_or(Ok(demo_town::DEMO_SEED), |seed| seed.parse())?;
    let town = demo_town::town(seed);
    std::fs::write(file, town.identity.crest_svg)?;
    println!("{}", town.identity.blazon);
    Ok(())
}

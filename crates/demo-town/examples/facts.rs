//! Prints what a town consists of: `cargo run -p demo-town --example facts -- [SEED]`.

use std::collections::BTreeMap;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(demo_town::DEMO_SEED), |seed| seed.parse())?;
    let begun = std::time::Instant::now();
    let town = demo_town::town(seed);
    let identity = &town.identity;
    println!(
        "{} ({}), {} in {} ms",
        identity.name,
        identity.ags,
        identity.host,
        begun.elapsed().as_millis()
    );
    println!("{} {} on {}", identity.mayor_title, identity.mayor, town.as_of);
    println!("{}", identity.blazon);
    println!(
        "{} people, {} households, {} streets, {} addresses, {} homes, {} ha",
        identity.population,
        town.households.len(),
        town.map.streets.len(),
        town.map.addresses.len(),
        town.map.addresses.iter().map(|address| u32::from(address.homes)).sum::<u32>(),
        identity.area_ha
    );
    print_counts("use of addresses", town.map.addresses.iter().map(|a| format!("{:?}", a.usage)));
    print_counts("kinds of streets", town.map.streets.iter().map(|s| format!("{:?}", s.kind)));
    print_counts(
        "districts",
        town.map.addresses.iter().map(|a| {
            let district = town.map.districts.iter().find(|d| d.id == a.district);
            district.map_or_else(String::new, |d| d.name.clone())
        }),
    );
    print_counts("members", town.households.iter().map(|h| h.members.len().to_string()));
    print_counts("tenancy", town.households.iter().map(|h| format!("{:?}", h.flat.tenancy)));
    print_counts("excluding", town.households.iter().map(|h| format!("{:?}", h.excluding_benefit)));
    print_counts("stories", town.wohngeld.iter().map(|s| format!("{:?}", s.outcome)));
    print_counts("refusals", town.wohngeld.iter().map(|s| format!("{:?}", s.refusal)));
    print_counts(
        "story heads",
        town.wohngeld
            .iter()
            .map(|s| format!("{:>2}0s", s.household.head().age_on(town.as_of) / 10)),
    );
    print_counts(
        "story members",
        town.wohngeld.iter().map(|s| s.household.members.len().to_string()),
    );
    print_counts(
        "amounts",
        town.wohngeld.iter().map(|s| format!("{:>4}+", s.expected_euros / 100 * 100)),
    );
    for story in town.wohngeld.iter().step_by(37) {
        println!("  {} | {}", story.household.head().full_name(), story.summary);
    }
    for unit in &town.units {
        println!("  {} {} <{}> {}", unit.key, unit.name, unit.email, unit.phone);
    }
    for bridge in &town.map.bridges {
        println!("  {}", bridge.name);
    }
    for item in &town.news {
        println!("  {} {} ({})", item.published, item.title, item.place_name);
    }
    let names: Vec<&str> = town.map.streets.iter().map(|s| s.name.as_str()).collect();
    println!("{}", names.join(", "));
    Ok(())
}

fn print_counts(title: &str, values: impl Iterator<Item = String>) {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    println!("{title}: {counts:?}");
}

//! Prints buildings with addresses, waters and named areas: `cargo run -p demo-town --example town_places`.

fn main() {
    let town = demo_town::town(demo_town::DEMO_SEED);
    for b in &town.map.buildings {
        let line = town.address(b.address).map(|a| (town.address_line(a), a.district));
        println!("{:?} | {} | {line:?} | {}", b.kind, b.name, b.step_free);
    }
    for w in &town.map.waters {
        println!("water {} {}", w.name, w.width_m);
    }
    for a in town.map.areas.iter().filter(|a| !a.name.is_empty()) {
        println!("area {:?} {}", a.kind, a.name);
    }
    for d in &town.map.districts {
        println!("district {} {}", d.id, d.name);
    }
    for s in town
        .map
        .streets
        .iter()
        .filter(|s| s.kind == demo_town::StreetKind::Collector && s.length_m > 120)
    {
        println!("collector {} d{} {}m", s.name, s.district, s.length_m);
    }
    for s in town.map.streets.iter().filter(|s| s.kind == demo_town::StreetKind::OldTown) {
        print!("{}, ", s.name);
    }
    for s in &town.staff {
        println!("{} {} {:?} {} {}", s.unit, s.full_name(), s.role, s.title, s.salutation);
    }
    println!("{:?}", town.map.railways[0].name);
    println!("{} {}", town.identity.first_recorded, town.identity.chartered);
}

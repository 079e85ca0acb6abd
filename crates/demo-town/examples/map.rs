//! Draws the map of a town as SVG: `cargo run -p demo-town --example map -- OUT.svg [SEED]`.

use std::fmt::Write as _;

use demo_town::{AreaKind, BuildingKind, Point, StreetKind, Town, TownMap, Watercourse};

/// Width of the drawing in its own units.
const WIDTH: f64 = 1_400.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: map OUT.svg [SEED [METRES]]")?;
    let seed = arguments.next().map_or(Ok(1), |seed| seed.parse())?;
    let metres = arguments.next().map_or(Ok(0.0), |metres| metres.parse())?;
    let town = demo_town::town(seed);
    std::fs::write(&file, drawing(&town, metres)?)?;
    println!(
        "{}: {} streets, {} addresses",
        file,
        town.map.streets.len(),
        town.map.addresses.len()
    );
    Ok(())
}

/// Frame of the drawing: metres per unit, western and northern edge.
struct Frame {
    scale: f64,
    west: f64,
    north: f64,
}

impl Frame {
    /// The whole town, or `metres` around the market place.
    fn new(town: &Town, metres: f64) -> Self {
        let centre = town.identity.centre;
        if metres > 0.0 {
            let scale = WIDTH / metres;
            return Self {
                scale,
                west: centre.east - metres / 2.0,
                north: centre.north + metres / 2.0,
            };
        }
        let edge = town
            .map
            .outline
            .iter()
            .map(|p| (p.east - centre.east).abs().max((p.north - centre.north).abs()))
            .fold(0.0, f64::max)
            + 120.0;
        Self { scale: WIDTH / (2.0 * edge), west: centre.east - edge, north: centre.north + edge }
    }

    fn xy(&self, p: Point) -> (f64, f64) {
        ((p.east - self.west) * self.scale, (self.north - p.north) * self.scale)
    }

    fn path(&self, line: &[Point], closed: bool) -> String {
        let mut path = String::new();
        for (index, point) in line.iter().enumerate() {
            let (x, y) = self.xy(*point);
            let letter = if index == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{letter}{x:.1} {y:.1}");
        }
        if closed {
            path.push('Z');
        }
        path
    }
}

fn drawing(town: &Town, metres: f64) -> Result<String, std::fmt::Error> {
    let frame = Frame::new(town, metres);
    let mut svg = String::new();
    writeln!(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {WIDTH}' width='{WIDTH}' \
         height='{WIDTH}' font-family='Fira Sans, DejaVu Sans, sans-serif'>\n\
         <title>{}</title>\n<rect width='{WIDTH}' height='{WIDTH}' fill='#f4f2ec'/>",
        town.identity.official_name
    )?;
    let outline = frame.path(&town.map.outline, true);
    writeln!(svg, "<clipPath id='town'><path d='{outline}'/></clipPath>")?;
    writeln!(svg, "<path d='{outline}' fill='#e9efdc'/>\n<g clip-path='url(#town)'>")?;
    areas(&mut svg, &town.map, &frame)?;
    writeln!(svg, "</g>")?;
    for water in &town.map.waters {
        waterline(&mut svg, water, &frame)?;
    }
    houses(&mut svg, town, &frame)?;
    roads(&mut svg, &town.map, &frame)?;
    railways(&mut svg, &town.map, &frame)?;
    borders(&mut svg, &town.map, &frame)?;
    names_along(&mut svg, &town.map, &frame)?;
    labels(&mut svg, town, &frame)?;
    writeln!(svg, "</svg>")?;
    Ok(svg)
}

fn areas(svg: &mut String, map: &TownMap, frame: &Frame) -> std::fmt::Result {
    for (number, area) in map.areas.iter().enumerate() {
        let fill = match area.kind {
            AreaKind::Field => ["#f3ecd0", "#eee6c2", "#f6f0da", "#e9e4bd"][number % 4],
            AreaKind::Meadow => ["#dfeccb", "#d6e6c0"][number % 2],
            AreaKind::Wood => "#b5d3a2",
            AreaKind::Settlement => "#ece7e1",
            AreaKind::OldTown => "#e6d9cd",
            AreaKind::Industry => "#e2dbe4",
            AreaKind::Park => "#c3e3b0",
            AreaKind::Cemetery => "#bcd6b4",
            AreaKind::Sports => "#b9e0c0",
            AreaKind::Lake => "#a9cfe6",
            AreaKind::Square => "#f7f0e2",
        };
        writeln!(svg, "<path d='{}' fill='{fill}'/>", frame.path(&area.ring, true))?;
    }
    Ok(())
}

fn waterline(svg: &mut String, water: &Watercourse, frame: &Frame) -> std::fmt::Result {
    let width = (water.width_m * frame.scale).max(1.0);
    writeln!(
        svg,
        "<path d='{}' fill='none' stroke='#a9cfe6' stroke-width='{width:.1}' \
         stroke-linejoin='round' clip-path='url(#town)'/>",
        frame.path(&water.axis, false)
    )
}

/// A small square for every address.
fn houses(svg: &mut String, town: &Town, frame: &Frame) -> std::fmt::Result {
    let mut path = String::new();
    let half = 5.2 * frame.scale;
    for address in &town.map.addresses {
        let (x, y) = frame.xy(address.point);
        let turn = bearing(town, address.street, address.point);
        let (a, b) = (turn.0 * half, turn.1 * half);
        let _ = write!(
            path,
            "M{:.2} {:.2}L{:.2} {:.2}L{:.2} {:.2}L{:.2} {:.2}Z",
            x + a - b,
            y - b - a,
            x - a - b,
            y + b - a,
            x - a + b,
            y + b + a,
            x + a + b,
            y - b + a
        );
    }
    writeln!(svg, "<path d='{path}' fill='#c9b9a8'/>")
}

/// Direction of the street beside a house.
fn bearing(town: &Town, street: u32, at: Point) -> (f64, f64) {
    let Some(street) = town.street(street) else { return (1.0, 0.0) };
    let distance = |a: Point, b: Point| {
        let x = f64::midpoint(a.east, b.east) - at.east;
        let y = f64::midpoint(a.north, b.north) - at.north;
        x * x + y * y
    };
    let nearest =
        street.axis.windows(2).min_by(|a, b| distance(a[0], a[1]).total_cmp(&distance(b[0], b[1])));
    nearest.map_or((1.0, 0.0), |pair| {
        let (x, y) = (pair[1].east - pair[0].east, pair[1].north - pair[0].north);
        let length = (x * x + y * y).sqrt().max(0.01);
        (x / length, y / length)
    })
}

fn roads(svg: &mut String, map: &TownMap, frame: &Frame) -> std::fmt::Result {
    let look = |kind: StreetKind| match kind {
        StreetKind::Main => (11.0, "#f6c26b", "#b98a3a"),
        StreetKind::Ring => (11.0, "#fae08d", "#c0a452"),
        StreetKind::Country => (8.0, "#fdf3bf", "#b7ab72"),
        StreetKind::Collector => (8.5, "#ffffff", "#a9a39b"),
        StreetKind::OldTown | StreetKind::Residential => (6.5, "#ffffff", "#b5afa7"),
        StreetKind::Industrial => (8.0, "#ffffff", "#a9a39b"),
        StreetKind::Track => (3.5, "#f7f3e6", "#c4bca6"),
    };
    let mut kinds: Vec<StreetKind> = map.streets.iter().map(|street| street.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.reverse();
    for casing in [true, false] {
        for kind in &kinds {
            let (metres, fill, edge) = look(*kind);
            let least = if *kind <= StreetKind::Ring { 2.4 } else { 1.0 };
            let width = (metres * frame.scale).max(least) + if casing { 0.9 } else { 0.0 };
            let colour = if casing { edge } else { fill };
            let mut path = String::new();
            for street in map.streets.iter().filter(|street| street.kind == *kind) {
                path.push_str(&frame.path(&street.axis, false));
            }
            writeln!(
                svg,
                "<path d='{path}' fill='none' stroke='{colour}' stroke-width='{width:.2}' \
                 stroke-linejoin='round' stroke-linecap='round' clip-path='url(#town)'/>"
            )?;
        }
    }
    Ok(())
}

fn railways(svg: &mut String, map: &TownMap, frame: &Frame) -> std::fmt::Result {
    for railway in &map.railways {
        let path = frame.path(&railway.axis, false);
        writeln!(
            svg,
            "<g clip-path='url(#town)' fill='none'><path d='{path}' stroke='#6b6b6b' \
             stroke-width='2.4'/><path d='{path}' stroke='#ffffff' stroke-width='1.2' \
             stroke-dasharray='7 7'/></g>"
        )?;
    }
    Ok(())
}

fn borders(svg: &mut String, map: &TownMap, frame: &Frame) -> std::fmt::Result {
    for district in &map.districts {
        writeln!(
            svg,
            "<path d='{}' fill='none' stroke='#8c6bb1' stroke-opacity='.45' stroke-width='1.3' \
             stroke-dasharray='6 3 1 3'/>",
            frame.path(&district.ring, true)
        )?;
    }
    writeln!(
        svg,
        "<path d='{}' fill='none' stroke='#8c6bb1' stroke-width='2.2'/>",
        frame.path(&map.outline, true)
    )
}

/// Names along the river and the streets, as far as they are long enough to carry them.
fn names_along(svg: &mut String, map: &TownMap, frame: &Frame) -> std::fmt::Result {
    let waters = map.waters.iter().map(|water| (water.name.as_str(), &water.axis, 11.0, "#2f6d93"));
    let streets = map.streets.iter().map(|street| {
        let size = if street.kind <= StreetKind::Ring { 8.5 } else { 5.0 * frame.scale };
        (street.name.as_str(), &street.axis, size, "#4a4038")
    });
    for (number, (name, axis, size, colour)) in waters.chain(streets).enumerate() {
        let mut line = axis.clone();
        if line.first().map(|p| p.east) > line.last().map(|p| p.east) {
            line.reverse();
        }
        let metres: f64 = line
            .windows(2)
            .map(|pair| (pair[1].east - pair[0].east).hypot(pair[1].north - pair[0].north))
            .sum();
        let letters = f64::from(u32::try_from(name.chars().count()).unwrap_or(u32::MAX));
        if size < 5.0 || letters * size * 0.62 > metres * frame.scale {
            continue;
        }
        writeln!(
            svg,
            "<path id='way{number}' d='{}' fill='none'/><text font-size='{size:.1}' \
             fill='{colour}' paint-order='stroke' stroke='#fff' stroke-width='1.4' \
             text-anchor='middle' dy='{:.1}'><textPath href='#way{number}' startOffset='50%'>\
             {name}</textPath></text>",
            frame.path(&line, false),
            size * 0.35
        )?;
    }
    Ok(())
}

fn labels(svg: &mut String, town: &Town, frame: &Frame) -> std::fmt::Result {
    let halo = "paint-order='stroke' stroke='#ffffff' stroke-width='3' stroke-linejoin='round'";
    for building in &town.map.buildings {
        let (x, y) = frame.xy(building.point);
        let colour = match building.kind {
            BuildingKind::TownHall | BuildingKind::Office => "#7a1f3d",
            BuildingKind::School | BuildingKind::Nursery => "#1f5c99",
            BuildingKind::Hospital | BuildingKind::CareHome => "#b3261e",
            BuildingKind::Worship => "#4a4a4a",
            _ => "#33691e",
        };
        writeln!(svg, "<circle cx='{x:.1}' cy='{y:.1}' r='3' fill='{colour}' stroke='#fff'/>")?;
    }
    for area in town.map.areas.iter().filter(|area| !area.name.is_empty()) {
        let (east, north, count) = area
            .ring
            .iter()
            .fold((0.0, 0.0, 0.0), |sum, p| (sum.0 + p.east, sum.1 + p.north, sum.2 + 1.0));
        let (x, y) = frame.xy(Point { east: east / count, north: north / count });
        let colour = if area.kind == AreaKind::Lake { "#2f6d93" } else { "#4c6b3c" };
        writeln!(
            svg,
            "<text x='{x:.1}' y='{y:.1}' font-size='9' font-style='italic' fill='{colour}' \
             text-anchor='middle' {halo}>{}</text>",
            area.name
        )?;
    }
    for district in &town.map.districts {
        let (x, y) = frame.xy(district.label);
        let size = if district.id == 1 { 19 } else { 16 };
        writeln!(
            svg,
            "<text x='{x:.1}' y='{y:.1}' font-size='{size}' font-weight='600' fill='#3c2f56' \
             text-anchor='middle' {halo}>{}</text>",
            district.name
        )?;
    }
    writeln!(
        svg,
        "<text x='24' y='44' font-size='30' font-weight='700' fill='#222'>{}</text>\
         <text x='24' y='66' font-size='14' fill='#444'>{} Einwohnerinnen und Einwohner, \
         {} Straßen, {} Adressen. Erfunden.</text>",
        town.identity.official_name,
        town.identity.population,
        town.map.streets.len(),
        town.map.addresses.len()
    )
}

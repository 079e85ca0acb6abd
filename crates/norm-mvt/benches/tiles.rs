//! How long a tile takes: `cargo bench -p norm-mvt`.

use norm_mvt::{Geometry, Layer, Spot, Tile, Value, tile};

fn main() {
    divan::main();
}

/// Packed addresses in one tile of zoom 14.
fn packed(count: i32) -> (Tile, Vec<Vec<u8>>) {
    let here = Tile::new(14, 8_700, 5_400).expect("a tile");
    let (west, north) = (8_700 << 17, 5_400 << 17);
    let step =
        |n: i32| Spot { x: west + (n * 7_919) % (1 << 17), y: north + (n * 104_729) % (1 << 17) };
    (here, (0..count).map(|n| Geometry::Points(vec![step(n)]).pack()).collect())
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn points(bencher: divan::Bencher<'_, '_>, count: i32) {
    let (here, all) = packed(count);
    bencher.bench_local(|| {
        let mut layer = Layer::new("addresses", here);
        for (number, bytes) in all.iter().enumerate() {
            let geometry = Geometry::unpack(bytes).expect("packed");
            layer.add(&geometry, &[("n", Value::Int(i64::try_from(number % 90).unwrap_or(0)))]);
        }
        tile(&[layer])
    });
}

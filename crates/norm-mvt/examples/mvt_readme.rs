//! A tile with one bench in it.

use norm_mvt::{Geometry, Layer, Tile, Value, of_web, read, tile};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(bench) = of_web(977_000.0, 6_750_000.0) else { return Ok(()) };
    let mut layer = Layer::new("benches", Tile::of(bench, 14));
    layer.add(&Geometry::Points(vec![bench]), &[("wood", Value::Text("oak".into()))]);
    let bytes = tile(&[layer]);
    println!("{} bytes, {:?}", bytes.len(), read(&bytes)?);
    Ok(())
}

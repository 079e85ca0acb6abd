//! Plane geometry in metres around the market place.
//!
//! Only addition, multiplication, division and square roots: they are exact to the last bit on
//! every machine, which sine and cosine of the system's library are not.

use crate::model::Point;

/// A place or direction: metres east and north of the market place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct V {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// Shorthand for a [`V`].
pub(crate) const fn v(x: f64, y: f64) -> V {
    V { x, y }
}

impl std::ops::Add for V {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        v(self.x + other.x, self.y + other.y)
    }
}

impl std::ops::Sub for V {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        v(self.x - other.x, self.y - other.y)
    }
}

impl std::ops::Mul<f64> for V {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        v(self.x * factor, self.y * factor)
    }
}

impl V {
    pub(crate) fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    /// Positive where `other` lies to the left.
    pub(crate) fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }

    pub(crate) fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    pub(crate) fn distance(self, other: Self) -> f64 {
        (self - other).length()
    }

    /// Length one; east for the null vector.
    pub(crate) fn unit(self) -> Self {
        let length = self.length();
        if length < 1e-9 { v(1.0, 0.0) } else { self * (1.0 / length) }
    }

    /// Turned left by a right angle.
    pub(crate) fn left(self) -> Self {
        v(-self.y, self.x)
    }

    /// Turned left by `angle` in degrees.
    pub(crate) fn turned(self, angle: f64) -> Self {
        let turn = direction(angle);
        v(self.x * turn.x - self.y * turn.y, self.x * turn.y + self.y * turn.x)
    }

    /// Rounded to centimetres, so that the same place always has the same coordinates.
    pub(crate) fn rounded(self) -> Self {
        v((self.x * 100.0).round() / 100.0, (self.y * 100.0).round() / 100.0)
    }

    /// Key of the place in whole centimetres.
    pub(crate) fn key(self) -> (u32, u32) {
        let shifted = |value: f64| crate::dice::whole((value + 20_000.0) * 100.0 + 0.5);
        (shifted(self.x), shifted(self.y))
    }

    /// The place on the map of the country.
    pub(crate) fn on_map(self, centre: Point) -> Point {
        let cm = |value: f64| (value * 100.0).round() / 100.0;
        Point { east: cm(centre.east + self.x), north: cm(centre.north + self.y) }
    }
}

/// Unit vector at `angle` degrees, counter-clockwise from east.
pub(crate) fn direction(angle: f64) -> V {
    v(sine(angle + 90.0), sine(angle))
}

/// Sine of an angle in degrees by its series; exact to about twelve digits.
pub(crate) fn sine(angle: f64) -> f64 {
    let mut rest = angle - (angle / 360.0).floor() * 360.0;
    if rest > 180.0 {
        rest -= 360.0;
    }
    if rest > 90.0 {
        rest = 180.0 - rest;
    } else if rest < -90.0 {
        rest = -180.0 - rest;
    }
    let x = rest * (std::f64::consts::PI / 180.0);
    let square = x * x;
    let mut term = x;
    let mut sum = x;
    for n in [2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0] {
        term = -term * square / (n * (n + 1.0));
        sum += term;
    }
    sum
}

/// Where the segments a–b and `from`–`to` cross: share of a–b (0 to 1) and the place.
pub(crate) fn crossing(a: V, b: V, from: V, to: V) -> Option<(f64, V)> {
    let (ab, cd) = (b - a, to - from);
    let area = ab.cross(cd);
    if area.abs() < 1e-9 {
        return None;
    }
    let t = (from - a).cross(cd) / area;
    let u = (from - a).cross(ab) / area;
    ((-1e-9..=1.0 + 1e-9).contains(&t) && (-1e-9..=1.0 + 1e-9).contains(&u))
        .then(|| (t, a + ab * t))
}

/// The place on segment a–b nearest to `p`.
pub(crate) fn foot(p: V, a: V, b: V) -> V {
    let ab = b - a;
    let square = ab.dot(ab);
    if square < 1e-12 {
        return a;
    }
    a + ab * ((p - a).dot(ab) / square).clamp(0.0, 1.0)
}

/// Distance of `p` from a polyline.
pub(crate) fn distance_to_line(p: V, line: &[V]) -> f64 {
    line.windows(2).map(|pair| p.distance(foot(p, pair[0], pair[1]))).fold(f64::INFINITY, f64::min)
}

/// Length of a polyline.
pub(crate) fn line_length(line: &[V]) -> f64 {
    line.windows(2).map(|pair| pair[0].distance(pair[1])).sum()
}

/// Place and direction at `chainage` metres from the beginning of a polyline.
pub(crate) fn along(line: &[V], chainage: f64) -> (V, V) {
    let mut rest = chainage;
    for pair in line.windows(2) {
        let length = pair[0].distance(pair[1]);
        if rest <= length && length > 0.0 {
            let unit = (pair[1] - pair[0]).unit();
            return (pair[0] + unit * rest, unit);
        }
        rest -= length;
    }
    let last = line.len() - 1;
    (line[last], (line[last] - line[last.saturating_sub(1)]).unit())
}

/// Whether `p` lies within the closed ring.
pub(crate) fn inside(p: V, ring: &[V]) -> bool {
    let mut within = false;
    let mut previous = ring[ring.len() - 1];
    for &corner in ring {
        if (corner.y > p.y) != (previous.y > p.y) {
            let x = (previous.x - corner.x) * (p.y - corner.y) / (previous.y - corner.y) + corner.x;
            if p.x < x {
                within = !within;
            }
        }
        previous = corner;
    }
    within
}

/// Area of a closed ring in square metres; positive if counter-clockwise.
pub(crate) fn ring_area(ring: &[V]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.cross(*b)).sum::<f64>() / 2.0
}

/// First crossing of the polyline with the closed ring: index of the segment of the line,
/// index of the side of the ring, the place.
pub(crate) fn first_exit(line: &[V], ring: &[V]) -> Option<(usize, usize, V)> {
    for (index, pair) in line.windows(2).enumerate() {
        let mut best: Option<(f64, usize, V)> = None;
        for side in 0..ring.len() {
            let hit = crossing(pair[0], pair[1], ring[side], ring[(side + 1) % ring.len()]);
            if let Some((t, place)) = hit
                && best.is_none_or(|(nearest, ..)| t < nearest)
            {
                best = Some((t, side, place));
            }
        }
        if let Some((_, side, place)) = best {
            return Some((index, side, place));
        }
    }
    None
}

/// Drops the points of a polyline that lie within `tolerance` metres of the straight line,
/// but keeps those for which `keep` holds (Douglas and Peucker).
pub(crate) fn simplified(line: &[V], tolerance: f64, keep: &dyn Fn(V) -> bool) -> Vec<V> {
    let last = line.len().saturating_sub(1);
    let mut stay = vec![false; line.len()];
    let mut fixed: Vec<usize> =
        (0..line.len()).filter(|&index| index == 0 || index == last || keep(line[index])).collect();
    for &index in &fixed {
        stay[index] = true;
    }
    let mut spans: Vec<(usize, usize)> = fixed.windows(2).map(|pair| (pair[0], pair[1])).collect();
    fixed.clear();
    while let Some((from, to)) = spans.pop() {
        let farthest = (from + 1..to)
            .map(|index| (index, line[index].distance(foot(line[index], line[from], line[to]))))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((index, distance)) = farthest
            && distance > tolerance
        {
            stay[index] = true;
            spans.push((from, index));
            spans.push((index, to));
        }
    }
    line.iter().zip(&stay).filter(|(_, stays)| **stays).map(|(point, _)| *point).collect()
}

/// A round shape with a wavy edge around a centre, described without angles: the radius is a
/// mixture of the first harmonics of the direction.
#[derive(Clone, Debug)]
pub(crate) struct Blob {
    pub(crate) centre: V,
    /// Mean radius in metres.
    pub(crate) radius: f64,
    /// Long axis as a unit vector.
    pub(crate) axis: V,
    /// How much longer than wide: 0 is round, 0.3 clearly oval.
    pub(crate) oval: f64,
    /// Sizes of the third, fourth and fifth wave.
    pub(crate) waves: [f64; 6],
}

impl Blob {
    /// Radius towards the unit vector `towards`.
    pub(crate) fn radius_towards(&self, towards: V) -> f64 {
        let (c, s) = (towards.dot(self.axis), self.axis.cross(towards));
        // cos 2a, sin 2a and so on by repeated complex multiplication.
        let (c2, s2) = (c * c - s * s, 2.0 * c * s);
        let (c3, s3) = (c2 * c - s2 * s, c2 * s + s2 * c);
        let (c5, s5) = (c2 * c3 - s2 * s3, c2 * s3 + s2 * c3);
        let w = &self.waves;
        let wave = w[0] * c3 + w[1] * s3 + w[2] * c5 + w[3] * s5 + w[4] * c + w[5] * s;
        self.radius * (1.0 + self.oval * c2 + wave)
    }

    /// How deep `p` lies inside: 0 at the centre, 1 on the edge, more outside.
    pub(crate) fn depth(&self, p: V) -> f64 {
        let offset = p - self.centre;
        offset.length() / self.radius_towards(offset.unit()).max(1.0)
    }

    /// The edge as a ring of `corners` points, counter-clockwise.
    pub(crate) fn ring(&self, corners: u32) -> Vec<V> {
        (0..corners)
            .map(|corner| {
                let towards = direction(360.0 * f64::from(corner) / f64::from(corners));
                (self.centre + towards * self.radius_towards(towards)).rounded()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sine_is_right() {
        for (angle, expected) in [
            (0.0, 0.0),
            (30.0, 0.5),
            (45.0, std::f64::consts::FRAC_1_SQRT_2),
            (90.0, 1.0),
            (150.0, 0.5),
            (210.0, -0.5),
            (270.0, -1.0),
            (-30.0, -0.5),
            (720.0 + 30.0, 0.5),
        ] {
            assert!((sine(angle) - expected).abs() < 1e-11, "{angle}");
        }
    }

    #[test]
    fn a_square_knows_its_inside_and_its_area() {
        let square = [v(0.0, 0.0), v(10.0, 0.0), v(10.0, 10.0), v(0.0, 10.0)];
        assert!(inside(v(5.0, 5.0), &square));
        assert!(!inside(v(15.0, 5.0), &square));
        assert!((ring_area(&square) - 100.0).abs() < 1e-9);
        let exit = first_exit(&[v(5.0, 5.0), v(5.0, 20.0)], &square);
        assert_eq!(exit.map(|(_, side, place)| (side, place)), Some((2, v(5.0, 10.0))));
    }

    #[test]
    fn simplifying_keeps_ends_bends_and_junctions() {
        let line = [v(0.0, 0.0), v(5.0, 0.01), v(10.0, 0.0), v(10.0, 10.0)];
        assert_eq!(simplified(&line, 0.5, &|_| false).len(), 3);
        assert_eq!(simplified(&line, 0.5, &|p| p == v(5.0, 0.01)).len(), 4);
    }
}

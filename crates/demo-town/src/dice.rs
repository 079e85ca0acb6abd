//! Chance that is the same on every machine and for ever.
//!
//! Only the raw words of `ChaCha8` are used: it is specified to the bit, while the ready-made
//! distributions of the rand crates may change with a version.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A die for one part of the town. Every part has its own, so that a change to the news does
/// not move the streets.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// A die for the part `name` of the town made from `seed`.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        let mut key = *b"________demo-town, first edition";
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        // FNV-1a: short, fixed, good enough to tell a dozen names apart.
        let stream = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        generator.set_stream(stream);
        Self(generator)
    }

    /// A number from 0 to `n` - 1; 0 where `n` is 0.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        let product = u64::from(self.0.next_u32()) * u64::from(n);
        u32::try_from(product >> 32).expect("the upper half of a 64-bit number has 32 bits")
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u32::try_from(high - low + 1).expect("spans here are small and not negative");
        low + i64::from(self.below(span))
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// A number from 0 up to, but not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// A number between `low` and `high`.
    pub(crate) fn range(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }

    /// One of the list, which must not be empty.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let length = u32::try_from(list.len()).expect("lists here are short");
        let index = usize::try_from(self.below(length)).expect("an index fits");
        &list[index]
    }

    /// Index of one of the weights, the heavier the likelier.
    pub(crate) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut rest = self.below(weights.iter().sum());
        for (index, &weight) in weights.iter().enumerate() {
            if rest < weight {
                return index;
            }
            rest -= weight;
        }
        weights.len() - 1
    }

    /// Puts the list into a random order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let bound = u32::try_from(last + 1).expect("lists here are short");
            let other = usize::try_from(self.below(bound)).expect("an index fits");
            list.swap(last, other);
        }
    }
}

/// A count as a floating point number.
pub(crate) fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("counts here are far below four billion"))
}

/// The whole part of a number that is neither negative nor large.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of the target first"
)]
pub(crate) fn whole(value: f64) -> u32 {
    value.clamp(0.0, 4_000_000_000.0).floor() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_die_falls_the_same_way_for_ever() {
        let mut dice = Dice::new(1, "test");
        let first: Vec<u32> = (0..6).map(|_| dice.below(1000)).collect();
        let mut again = Dice::new(1, "test");
        assert_eq!(first, (0..6).map(|_| again.below(1000)).collect::<Vec<_>>());
        let mut other = Dice::new(1, "tesu");
        assert_ne!(first, (0..6).map(|_| other.below(1000)).collect::<Vec<_>>());
    }

    #[test]
    fn weights_are_respected() {
        let mut dice = Dice::new(7, "weights");
        let mut counts = [0_u32; 3];
        for _ in 0..10_000 {
            counts[dice.weighted(&[1, 0, 3])] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((2300..2700).contains(&counts[0]), "{counts:?}");
    }
}

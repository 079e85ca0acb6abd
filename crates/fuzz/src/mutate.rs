//! Bends inputs: bits, bytes, numbers, pieces, words of the format, pieces of other inputs. The
//! same seed gives the same inputs for ever.

/// Longest input made, in bytes.
const BYTES_MAX: usize = 64 * 1024;
/// Bytes that parsers like to stumble over.
const ODD: &[u8] = b"\0\x01\x7f\x80\xff\n\r\t \"'<>&%#{}[]()=;:,.-+0919aZ";

/// A source of chance that can be repeated (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// Begins at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.roll() % end).unwrap_or(0)
    }
}

/// Bends one of the inputs a few times.
pub fn mutate(chance: &mut Chance, inputs: &[Vec<u8>], words: &[&str]) -> Vec<u8> {
    let mut bytes = inputs.get(chance.below(inputs.len())).cloned().unwrap_or_default();
    for _ in 0..=chance.below(5) {
        let at = chance.below(bytes.len() + 1);
        let end = at + chance.below(bytes.len() - at.min(bytes.len()) + 1).min(64);
        match chance.below(10) {
            0 => flip(chance, &mut bytes, at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].to_vec();
                let times = 1 + chance.below(8);
                splice(&mut bytes, at, &piece.repeat(times));
            }
            3 => splice(&mut bytes, at, &[ODD[chance.below(ODD.len())]]),
            4 => bytes.truncate(at),
            5 => {
                let number = [i64::MAX, i64::MIN, -1, 0, 256, 65_536, 4_294_967_296];
                let text = number[chance.below(number.len())].to_string();
                splice(&mut bytes, at, text.as_bytes());
            }
            6 => {
                let other = inputs.get(chance.below(inputs.len())).map_or(&[][..], Vec::as_slice);
                let from = chance.below(other.len() + 1);
                let until = from + chance.below(other.len() - from + 1).min(512);
                splice(&mut bytes, at, &other[from..until]);
            }
            _ if !words.is_empty() => {
                let word = words[chance.below(words.len())];
                splice(&mut bytes, at, word.as_bytes());
            }
            _ => flip(chance, &mut bytes, at),
        }
    }
    bytes.truncate(BYTES_MAX);
    bytes
}

fn flip(chance: &mut Chance, bytes: &mut [u8], at: usize) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << chance.below(8);
    }
}

fn splice(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    let tail = bytes.split_off(at.min(bytes.len()));
    bytes.extend_from_slice(piece);
    bytes.extend_from_slice(&tail);
}

//! How many mistakes of typing lie between two words.

/// A word made ready to be compared.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    letters: Vec<char>,
    /// One bit for each letter that occurs.
    mask: u64,
}

impl Word {
    pub fn new(text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let mask = letters.iter().fold(0, |mask, c| mask | 1 << (u32::from(*c) % 64));
        Self { letters, mask }
    }

    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// Letters put in, left out, changed, or exchanged with their neighbour; `None` above `max`.
    pub fn distance(&self, other: &Self, max: usize) -> Option<usize> {
        let (a, b) = (&self.letters, &other.letters);
        if a.len().abs_diff(b.len()) > max {
            return None;
        }
        // A changed letter changes two bits at most.
        let differing = (self.mask ^ other.mask).count_ones();
        if usize::try_from(differing).is_ok_and(|d| d > 2 * max) {
            return None;
        }
        let mut before_last = vec![0; b.len() + 1];
        let mut last: Vec<usize> = (0..=b.len()).collect();
        let mut row = vec![0; b.len() + 1];
        for i in 1..=a.len() {
            row[0] = i;
            let mut smallest = i;
            for j in 1..=b.len() {
                let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = change.min(last[j] + 1).min(row[j - 1] + 1);
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if swapped {
                    best = best.min(before_last[j - 2] + 1);
                }
                row[j] = best;
                smallest = smallest.min(best);
            }
            if smallest > max {
                return None;
            }
            std::mem::swap(&mut before_last, &mut last);
            std::mem::swap(&mut last, &mut row);
        }
        Some(last[b.len()]).filter(|d| *d <= max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_mistake_counts_one() {
        let right = Word::new("bogenstr");
        for (typed, wanted) in [
            ("bogenstr", Some(0)),
            ("bogensr", Some(1)),
            ("boggenstr", Some(1)),
            ("bogemstr", Some(1)),
            ("bgoenstr", Some(1)),
            ("bgoensr", Some(2)),
            ("marktplatz", None),
        ] {
            assert_eq!(Word::new(typed).distance(&right, 2), wanted, "{typed}");
        }
    }
}

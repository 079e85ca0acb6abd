//! Two texts compared word by word, so that a layman sees what went and what came.

/// Words of one text looked at; longer ones are shown whole.
const WORDS_MAX: usize = 1_500;

/// A stretch of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Whether the other text has it too.
    pub(crate) is_same: bool,
    pub(crate) text: String,
}

/// Words with the space behind them.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

/// Both texts in stretches that the other has too, or has not.
pub(crate) fn compare(before: &str, after: &str) -> (Vec<Stretch>, Vec<Stretch>) {
    let (old, new) = (words(before), words(after));
    if old.len() > WORDS_MAX || new.len() > WORDS_MAX {
        let whole = |text: &str| vec![Stretch { is_same: before == after, text: text.to_owned() }];
        return (whole(before), whole(after));
    }
    let (in_old, in_new) = common(&old, &new);
    (stretches(&old, &in_old), stretches(&new, &in_new))
}

/// Which words of either text belong to the longest row of words both have.
fn common(old: &[&str], new: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let same = |a: usize, b: usize| old[a].trim_end() == new[b].trim_end();
    let width = new.len() + 1;
    // Length of the longest common row from here to the ends.
    let mut longest = vec![0_u16; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            longest[a * width + b] = if same(a, b) {
                longest[(a + 1) * width + b + 1] + 1
            } else {
                longest[(a + 1) * width + b].max(longest[a * width + b + 1])
            };
        }
    }
    let (mut in_old, mut in_new) = (vec![false; old.len()], vec![false; new.len()]);
    let (mut a, mut b) = (0, 0);
    while a < old.len() && b < new.len() {
        if same(a, b) {
            (in_old[a], in_new[b]) = (true, true);
            (a, b) = (a + 1, b + 1);
        } else if longest[(a + 1) * width + b] >= longest[a * width + b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    (in_old, in_new)
}

fn stretches(words: &[&str], is_common: &[bool]) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (word, is_same) in words.iter().zip(is_common) {
        match all.last_mut() {
            Some(last) if last.is_same == *is_same => last.text.push_str(word),
            _ => all.push(Stretch { is_same: *is_same, text: (*word).to_owned() }),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(stretches: &[Stretch]) -> String {
        let parts = stretches
            .iter()
            .map(|s| if s.is_same { s.text.clone() } else { format!("[{}]", s.text) });
        parts.collect()
    }

    #[test]
    fn words_that_went_and_came_are_marked() {
        let (old, new) = compare("Das kostet 10 Euro im Jahr", "Das kostet 12 Euro in jedem Jahr");
        assert_eq!(marked(&old), "Das kostet [10 ]Euro [im ]Jahr");
        assert_eq!(marked(&new), "Das kostet [12 ]Euro [in jedem ]Jahr");
    }

    #[test]
    fn nothing_is_lost_on_the_way() {
        for (old, new) in [("", "x"), ("a\nb", "a b"), ("a b c", "c b a"), ("gleich", "gleich")] {
            let (left, right) = compare(old, new);
            let joined = |all: &[Stretch]| all.iter().map(|s| s.text.as_str()).collect::<String>();
            assert_eq!((joined(&left).as_str(), joined(&right).as_str()), (old, new));
        }
        let long = "Wort ".repeat(WORDS_MAX + 1);
        let (left, right) = compare(&long, "kurz");
        assert_eq!((left.len(), right[0].is_same), (1, false));
    }
}

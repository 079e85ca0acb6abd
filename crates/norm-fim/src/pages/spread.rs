//! How the questions of a large group are spread over pages.

use super::plan::item_size;
use super::{Item, QUESTIONS_PER_PAGE};

/// Items on as few pages as possible, about as many questions on each: nobody turns a page for the
/// one question that was left over.
pub(super) fn spread(items: Vec<Item>) -> Vec<Vec<Item>> {
    let ends = even_breaks(&items.iter().map(item_size).collect::<Vec<_>>());
    let mut chunks: Vec<Vec<Item>> = Vec::new();
    for (position, item) in items.into_iter().enumerate() {
        match chunks.last_mut().filter(|_| !ends.contains(&position)) {
            Some(chunk) => chunk.push(item),
            None => chunks.push(vec![item]),
        }
    }
    chunks
}

/// Where new pages begin when all are about as long.
fn even_breaks(sizes: &[usize]) -> Vec<usize> {
    let pages = breaks(sizes, QUESTIONS_PER_PAGE).len() + 1;
    let even = sizes.iter().sum::<usize>().div_ceil(pages);
    let limit = (even..QUESTIONS_PER_PAGE).find(|limit| breaks(sizes, *limit).len() < pages);
    breaks(sizes, limit.unwrap_or(QUESTIONS_PER_PAGE))
}

/// Where new pages begin when none may hold more than `limit` questions; an item that is larger
/// has a page of its own.
fn breaks(sizes: &[usize], limit: usize) -> Vec<usize> {
    let (mut found, mut count) = (Vec::new(), 0);
    for (position, size) in sizes.iter().enumerate() {
        if count > 0 && count + size > limit {
            found.push(position);
            count = 0;
        }
        count += size;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_few_and_even() {
        assert_eq!(breaks(&[1; 9], 8), [8]);
        assert_eq!(breaks(&[9, 1, 1], 8), [1], "a large one stands alone");
        let lengths = |sizes: &[usize]| {
            let mut ends = even_breaks(sizes);
            ends.insert(0, 0);
            ends.push(sizes.len());
            ends.windows(2).map(|w| w[1] - w[0]).collect::<Vec<_>>()
        };
        assert_eq!(lengths(&[1; 9]), [5, 4]);
        assert_eq!(lengths(&[1; 8]), [8]);
        assert_eq!(lengths(&[1; 17]), [6, 6, 5]);
        assert_eq!(lengths(&[4, 1, 4]), [2, 1]);
    }
}

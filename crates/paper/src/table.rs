//! How wide the columns of a table are.

/// Cells up to this many characters keep their column as narrow as they are.
const NARROW: usize = 16;
/// Cells beyond this many characters make a column no wider.
const WIDE: usize = 60;

/// Width of each column: 0 as narrow as its cells, otherwise its share of what is left.
pub fn columns(head: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let longest: Vec<usize> = (0..head.len())
        .map(|at| {
            rows.iter()
                .chain([&head.to_vec()])
                .filter_map(|row| row.get(at))
                .flat_map(|cell| cell.lines())
                .map(|line| line.chars().count())
                .max()
                .unwrap_or_default()
                .clamp(4, WIDE)
        })
        .collect();
    let narrow: usize = longest.iter().filter(|length| **length <= NARROW).sum();
    let widest = longest.iter().copied().max().unwrap_or_default();
    if narrow > WIDE {
        return longest; // Many columns: all share the width.
    }
    longest
        .iter()
        .map(|&length| if length > NARROW || length == widest { length } else { 0 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_share_the_width_by_what_they_hold() {
        let row = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let head = row(&["Monat", "Grundlage der Berechnung", "Betrag"]);
        assert_eq!(columns(&head, &[row(&["Januar", "x", "1,00 €"])]), [0, 24, 0]);
        let head = row(&["Monat", "Betrag"]);
        assert_eq!(columns(&head, &[row(&["September", "1,00 €"])]), [9, 0]);
    }
}

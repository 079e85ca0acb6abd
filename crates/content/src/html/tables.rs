//! Tables: real ones stay tables, those for layout become what stood in them.

use super::Dropped;
use super::clean::Reading;
use crate::block::{Kind, Table, Text};
use crate::document::{COLUMNS_MAX, ROWS_MAX};
use crate::inline::{Inlines, Marks};
use crate::parts::HeaderCells;

/// Rows a cell is repeated over at most.
const SPAN_MAX: usize = 50;

struct Cell {
    content: Inlines,
    is_header: bool,
}

impl Reading<'_> {
    fn rows_of(&self, at: usize, rows: &mut Vec<usize>) {
        for child in self.soup.children(at) {
            match self.soup.name(*child) {
                "tr" => rows.push(*child),
                "table" | "caption" => {}
                _ => self.rows_of(*child, rows),
            }
        }
    }

    fn cells_of(&self, row: usize) -> Vec<usize> {
        let cells = self.soup.children(row).iter();
        cells.copied().filter(|c| matches!(self.soup.name(*c), "td" | "th")).collect()
    }

    /// Whether a table only arranges: it holds another, headings or lists, or has one column.
    fn is_layout(&self, at: usize, rows: &[usize]) -> bool {
        let holds = |name: &'static str| {
            self.soup
                .children(at)
                .iter()
                .any(|child| self.soup.find(*child, &|s, n| s.name(n) == name).is_some())
        };
        let widest = rows.iter().map(|r| self.cells_of(*r).len()).max().unwrap_or(0);
        widest < 2 || ["table", "h1", "h2", "h3", "ul", "ol"].iter().any(|name| holds(name))
    }

    /// A table.
    pub(super) fn table(&mut self, at: usize, around: &Marks) {
        self.flush();
        let soup = self.soup;
        let mut rows = Vec::new();
        self.rows_of(at, &mut rows);
        let caption = soup.children(at).iter().copied().find(|c| soup.name(*c) == "caption");
        if self.is_layout(at, &rows) {
            for child in soup.children(at).to_vec() {
                self.walk(child, around);
            }
            return self.flush();
        }
        let caption = caption.map(|c| self.inline(c, around)).unwrap_or_default();
        let (cells, header) = self.grid(&rows, around);
        let width = cells.iter().map(Vec::len).max().unwrap_or(0);
        if width > COLUMNS_MAX {
            // Wider than a page can show: line by line, nothing is lost.
            for row in cells {
                let words: Vec<String> = row.iter().map(Inlines::text).collect();
                self.push(Kind::Text(Text { content: Inlines::plain(&words.join(" | ")) }));
            }
            return self.flush();
        }
        self.push_rows(cells, header, &caption);
        self.flush();
    }

    /// Long tables become several, each with the header.
    fn push_rows(
        &mut self,
        cells: Vec<Vec<Inlines>>,
        header: Option<HeaderCells>,
        caption: &Inlines,
    ) {
        let has_top = header.is_some_and(|h| h != HeaderCells::Column);
        let top = cells.first().cloned().filter(|_| has_top);
        let mut rest = cells;
        while !rest.is_empty() {
            let later = rest.split_off(rest.len().min(ROWS_MAX));
            let caption = caption.clone();
            self.push(Kind::Table(Table { caption, header, rows: rest }));
            rest = later;
            if let Some(top) = top.clone().filter(|_| !rest.is_empty()) {
                rest.insert(0, top);
            }
        }
    }

    /// All cells as an even grid, merged ones divided, empty rows gone; and which are headers.
    fn grid(&mut self, rows: &[usize], around: &Marks) -> (Vec<Vec<Inlines>>, Option<HeaderCells>) {
        let mut grid: Vec<Vec<Cell>> = Vec::new();
        // How many rows a cell from above still reaches down, by column.
        let mut reaching: Vec<usize> = Vec::new();
        for row in rows {
            let mut line: Vec<Cell> = Vec::new();
            for cell in self.cells_of(*row) {
                pass(&mut line, &mut reaching);
                let content = self.inline(cell, around);
                let is_header = self.soup.name(cell) == "th";
                let (across, down) = (self.span(cell, "colspan"), self.span(cell, "rowspan"));
                if across > 1 || down > 1 {
                    self.drop_it(Dropped::MergedCells);
                }
                let place = line.len();
                line.push(Cell { content, is_header });
                for _ in 1..across {
                    line.push(Cell { content: Inlines::default(), is_header });
                }
                reaching.resize(reaching.len().max(line.len()), 0);
                reaching[place..line.len()].fill(down - 1);
            }
            pass(&mut line, &mut reaching);
            if line.iter().any(|c| !c.content.is_empty()) {
                grid.push(line);
            }
        }
        let width = grid.iter().map(Vec::len).max().unwrap_or(0);
        for row in &mut grid {
            row.resize_with(width, || Cell { content: Inlines::default(), is_header: false });
        }
        let top = grid.first().is_some_and(|row| row.iter().all(|c| c.is_header));
        let left =
            grid.len() > 1 && grid.iter().skip(1).all(|r| r.first().is_some_and(|c| c.is_header));
        let header = match (top, left) {
            (true, true) => Some(HeaderCells::Both),
            (true, false) => Some(HeaderCells::Row),
            (false, true) => Some(HeaderCells::Column),
            // Word marks headers by bold type, if at all: a person decides.
            (false, false) => None,
        };
        (grid.into_iter().map(|r| r.into_iter().map(|c| c.content).collect()).collect(), header)
    }

    fn span(&self, cell: usize, name: &str) -> usize {
        let value = self.soup.attribute(cell, name).and_then(|v| v.trim().parse().ok());
        value.unwrap_or(1_usize).clamp(1, SPAN_MAX)
    }
}

/// Empty cells where one from above reaches down.
fn pass(line: &mut Vec<Cell>, reaching: &mut [usize]) {
    while let Some(left) = reaching.get_mut(line.len()).filter(|left| **left > 0) {
        *left -= 1;
        line.push(Cell { content: Inlines::default(), is_header: false });
    }
}

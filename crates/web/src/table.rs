//! Tables: dense on desks, cards on phones.

use maud::{Markup, html};

use crate::say::Say;

/// What a column holds; decides alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holds {
    /// Text.
    #[default]
    Text,
    /// Numbers and amounts: aligned to the right.
    Number,
    /// Buttons and links; the heading is only read out.
    Action,
}

/// How a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorted {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
    /// Not by this column.
    Not,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    label: String,
    holds: Holds,
    sort: Option<(String, Sorted)>,
}

impl Column {
    /// A column of text.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), holds: Holds::Text, sort: None }
    }

    /// A column of numbers.
    pub fn number(label: impl Into<String>) -> Self {
        Self { holds: Holds::Number, ..Self::new(label) }
    }

    /// A column of actions.
    pub fn action(label: impl Into<String>) -> Self {
        Self { holds: Holds::Action, ..Self::new(label) }
    }

    /// The heading is a link that sorts by this column.
    #[must_use]
    pub fn sort(mut self, url: impl Into<String>, sorted: Sorted) -> Self {
        self.sort = Some((url.into(), sorted));
        self
    }
}

/// A row; the first cell is its heading.
#[derive(Debug, Clone)]
pub struct Row {
    cells: Vec<Markup>,
    marked: bool,
}

impl Row {
    /// A row of cells, one per column.
    pub fn new(cells: Vec<Markup>) -> Self {
        Self { cells, marked: false }
    }

    /// A row that stands out: overdue, new.
    #[must_use]
    pub fn marked(mut self, marked: bool) -> Self {
        self.marked = marked;
        self
    }
}

/// A table in the making.
///
/// `Table::new(say, "Meine Vorgänge").columns(vec![…]).rows(rows).render()`
#[derive(Debug, Clone)]
pub struct Table<'a> {
    say: Say,
    caption: &'a str,
    id: Option<&'a str>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    dense: bool,
    caption_hidden: bool,
}

impl<'a> Table<'a> {
    /// A table with its caption.
    pub fn new(say: Say, caption: &'a str) -> Self {
        Self {
            say,
            caption,
            id: None,
            columns: Vec::new(),
            rows: Vec::new(),
            dense: false,
            caption_hidden: false,
        }
    }

    /// The id, for a [`crate::filter::quick_filter`].
    #[must_use]
    pub fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// The columns.
    #[must_use]
    pub fn columns(mut self, columns: Vec<Column>) -> Self {
        self.columns = columns;
        self
    }

    /// Adds a row.
    #[must_use]
    pub fn row(mut self, row: Row) -> Self {
        self.rows.push(row);
        self
    }

    /// Adds rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// Small text and little space, for lists of staff.
    #[must_use]
    pub fn dense(mut self) -> Self {
        self.dense = true;
        self
    }

    /// The caption is only read out, because a heading above says the same.
    #[must_use]
    pub fn caption_hidden(mut self) -> Self {
        self.caption_hidden = true;
        self
    }

    /// The table.
    pub fn render(self) -> Markup {
        // On phones rows become cards; the script gives their roles to browsers that forget them then.
        html! {
            table.rh-table."rh-table--dense"[self.dense] id=[self.id] {
                caption."kern-sr-only"[self.caption_hidden] { (self.caption) }
                thead { tr { @for column in &self.columns { (self.heading(column)) } } }
                tbody {
                    @for row in &self.rows {
                        tr ."rh-table__marked"[row.marked] {
                            @for (index, (cell, column)) in row.cells.iter().zip(&self.columns).enumerate() {
                                (body_cell(index, cell, column))
                            }
                        }
                    }
                }
            }
        }
    }

    fn heading(&self, column: &Column) -> Markup {
        let number = column.holds == Holds::Number;
        let sorted = column.sort.as_ref().map(|(_, sorted)| match sorted {
            Sorted::Ascending => "ascending",
            Sorted::Descending => "descending",
            Sorted::Not => "none",
        });
        html! {
            th scope="col" ."rh-num"[number] aria-sort=[sorted] {
                @match (&column.sort, column.holds) {
                    (Some((url, _)), _) => a.rh-sort href=(url) {
                        (column.label)
                        span.kern-sr-only { (self.say.of(" – sortieren", " – sort")) }
                    },
                    (None, Holds::Action) => span.kern-sr-only { (column.label) },
                    (None, _) => (column.label),
                }
            }
        }
    }
}

fn body_cell(index: usize, cell: &Markup, column: &Column) -> Markup {
    let class = match column.holds {
        Holds::Text => None,
        Holds::Number => Some("rh-num"),
        Holds::Action => Some("rh-table__action"),
    };
    html! {
        @if index == 0 { th scope="row" class=[class] { (cell) } }
        @else { td class=[class] data-label=(column.label) { (cell) } }
    }
}

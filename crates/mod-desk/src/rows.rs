//! Cases in lists: a table, and the names of their kinds.

use kernel::cases::CaseRow;
use kernel::{AppError, Ctx, Reader, Text, Town};
use web::badge::{Tone, badge};
use web::table::{Column, Row, Table};
use web::{Markup, Say, html};

use crate::view::{case_url, due_text, stage_badge};

/// The kinds of case of a town: those of the program and those the town made itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kinds(Vec<(String, Text)>);

impl Kinds {
    /// Asks every procedure.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn read(town: &Town, reader: &mut Reader<'_>) -> Result<Self, AppError> {
        let mut all = Vec::new();
        for procedure in town.house().procedures() {
            all.extend(procedure.kinds(reader)?);
        }
        Ok(Self(all))
    }

    /// The name of a kind; of one that nobody knows any more, its key.
    pub(crate) fn name(&self, kind: &str) -> Text {
        let found = self.0.iter().find(|(own, _)| own == kind);
        found.map_or_else(|| Text::new(kind, kind), |(_, name)| name.clone())
    }

    /// All of them with their names.
    pub(crate) fn all(&self) -> impl Iterator<Item = &(String, Text)> {
        self.0.iter()
    }
}

/// A list of cases as a table.
pub(crate) fn case_table(
    ctx: &Ctx,
    say: Say,
    kinds: &Kinds,
    caption: &str,
    id: &str,
    rows: &[CaseRow],
) -> Markup {
    let today = ctx.today();
    Table::new(say, caption)
        .id(id)
        .dense()
        // The heading above the table says the same.
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Aktenzeichen", "Case number")),
            Column::new(say.of("Antrag von", "Applicant")),
            Column::new(say.of("Art", "Kind")),
            Column::new(say.of("Schritt", "Step")),
            Column::new(say.of("Fällig", "Due")),
            Column::new(say.of("Bearbeitung", "Case worker")),
        ])
        .rows(rows.iter().map(|row| {
            let case = &row.case;
            let worker = if row.assignee.is_empty() { "–" } else { row.assignee.as_str() };
            Row::new(vec![
                html! {
                    a href=(case_url(ctx, case.id, "")) { (case.number) }
                    @if row.unread > 0 {
                        " " (badge(Tone::Info, say.of("neue Nachricht", "new message")))
                    }
                },
                html! { (row.applicant.reveal()) },
                html! { (kinds.name(&case.kind).of(ctx.language)) },
                stage_badge(ctx, case),
                due_text(say, case.due_on, today),
                html! { (worker) },
            ])
            .marked(case.is_open() && case.due_on.is_some_and(|day| day < today))
        }))
        .render()
}

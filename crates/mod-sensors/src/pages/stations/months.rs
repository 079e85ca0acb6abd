//! Months of a stream that are sealed: files that never change, their digests and supplements.

use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, details, format, html};

use super::Told;
use crate::store::months::Sealed;

/// Days values must be kept at least for a month to be whole when it is sealed.
const WHOLE_MONTH: i64 = 31;

/// The part of the page about sealed months.
pub(super) fn section(frame: &Frame<'_>, told: &Told) -> Markup {
    let say = frame.say;
    let days = format::number(say, told.raw_days);
    if told.sealed.is_empty() {
        return html! {
            @if told.raw_days < WHOLE_MONTH {
                p { (say.of(
                    format!("Abgeschlossene Monatsdateien gibt es nicht: Die Werte bleiben nur {days} Tage."),
                    format!("There are no sealed files of months: values are kept for {days} days only."),
                )) }
            }
        };
    }
    let title =
        format!("{} {}", say.of("Abgeschlossene Monate:", "Sealed months:"), told.stream.name);
    details::wide(
        &title,
        html! {
            p { (say.of(
                format!("Ein Monat wird abgeschlossen, sobald er vorbei ist. Seine Datei ändert sich nie mehr; was später kommt oder berichtigt wird, steht in Nachträgen. Sobald der erste Wert älter als {days} Tage ist, wird die Datei gelöscht, die Prüfsumme bleibt."),
                format!("A month is sealed as soon as it is over. Its file never changes; what comes or is corrected later stands in supplements. As soon as its first value is older than {days} days the file is deleted, the digest stays."),
            )) }
            (table(frame, told, &title))
        },
    )
}

fn table(frame: &Frame<'_>, told: &Told, title: &str) -> Markup {
    let say = frame.say;
    Table::new(say, title)
        .caption_hidden()
        .dense()
        .columns(vec![
            Column::new(say.of("Datei", "File")),
            Column::number(say.of("Werte", "Values")),
            Column::number(say.of("Größe", "Size")),
            Column::new(say.of("Prüfsumme (SHA-256)", "Digest (SHA-256)")),
        ])
        .rows(told.sealed.iter().map(|one| {
            Row::new(vec![
                file(say, told, one),
                html! { (format::number(say, one.lines)) },
                html! { (format::file_size(say, one.bytes)) },
                digest(&one.sha256),
            ])
        }))
        .render()
}

fn file(say: Say, told: &Told, one: &Sealed) -> Markup {
    let month = format::month_and_year(say, one.month);
    let name = match one.number {
        0 => month,
        number => format!("{month}, {} {number}", say.of("Nachtrag", "supplement")),
    };
    html! {
        @match one.gone_at {
            None => a href=(one.path(told.stream.id)) { (name) span.kern-sr-only { ", " (told.stream.name) ", CSV" } },
            Some(at) => {
                @let day = format::date(say, at.to_zoned(kernel::clock::berlin()).date());
                (name) ", " (say.of(format!("gelöscht am {day}"), format!("deleted on {day}")))
            }
        }
    }
}

/// A digest that may break anywhere.
fn digest(sha256: &str) -> Markup {
    let parts: Vec<String> =
        sha256.as_bytes().chunks(8).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    html! { code { @for part in &parts { (part) wbr; } } }
}

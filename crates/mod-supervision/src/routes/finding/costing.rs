//! The cost record of an own repair: what is claimed must stand up in court.

use jiff::civil::Date;
use kernel::{Ctx, Fields, Id, Problem};
use web::button::Weight;
use web::choice::Choice;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Markup, Say, button, buttons, format, html};

use super::{View, path};
use crate::model::{Cost, Stage};
use crate::routes::reading::wrong;

/// Largest quantity, in hundredths.
const QUANTITY_MAX: i64 = 100_000_000;

fn sort(say: Say, word: &str) -> &'static str {
    match word {
        "hours" => say.of("Arbeitszeit (Stunden)", "Work (hours)"),
        "machine" => say.of("Gerät oder Fahrzeug", "Machine or vehicle"),
        "material" => say.of("Material", "Material"),
        _ => say.of("Fremdfirma", "Other company"),
    }
}

/// Reads a quantity such as `2,5` in hundredths.
fn quantity(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let is_number = |t: &str| t.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 7
        || rest.len() > 2
        || !is_number(whole)
        || !is_number(rest)
    {
        return None;
    }
    let all = whole.parse::<i64>().ok()? * 100 + format!("{rest:0<2}").parse::<i64>().ok()?;
    (1..=QUANTITY_MAX).contains(&all).then_some(all)
}

/// What a quantity costs, rounded to the cent.
fn amount(hundredths: i64, unit_cents: i64) -> Option<i64> {
    hundredths.checked_mul(unit_cents)?.checked_add(50).map(|v| v / 100)
}

/// Reads a position.
pub(super) fn read(fields: &Fields, today: Date) -> Result<Cost, Problem> {
    let mut problem = wrong();
    let day = fields.date("tag").ok().flatten().filter(|day| *day <= today);
    if day.is_none() {
        problem = problem.at(
            "tag",
            "Geben Sie den Tag der Arbeit ein, nicht in der Zukunft.",
            "Enter the day of the work, not in the future.",
        );
    }
    let sort = fields.get("kostenart").to_owned();
    if !matches!(sort.as_str(), "hours" | "machine" | "material" | "third_party") {
        problem = problem.at("kostenart", "Wählen Sie die Art.", "Choose the kind.");
    }
    let what = fields.get("was").to_owned();
    if what.is_empty() || what.chars().count() > 300 {
        problem = problem.at(
            "was",
            "Sagen Sie, wer oder was: zum Beispiel „Kolonne 2, Pflaster aufgenommen“.",
            "Say who or what, such as “team 2, took up paving”.",
        );
    }
    let hundredths = quantity(fields.get("menge"));
    if hundredths.is_none() {
        problem = problem.at(
            "menge",
            "Geben Sie eine Menge ein, zum Beispiel 2,5.",
            "Enter a quantity, for example 2.5.",
        );
    }
    let price = fields.euro("preis").ok().flatten().filter(|p| (1..=100_000_000).contains(&p.0));
    if price.is_none() {
        problem = problem.at(
            "preis",
            "Geben Sie den Preis je Einheit ein, zum Beispiel 58,40.",
            "Enter the price of one, for example 58.40.",
        );
    }
    let cents = hundredths.zip(price).and_then(|(h, p)| amount(h, p.0));
    match (day, hundredths, price, cents) {
        (Some(day), Some(hundredths), Some(price), Some(cents)) if problem.fields.is_empty() => {
            Ok(Cost { day, sort, what, hundredths, unit_cents: price.0, cents })
        }
        _ => Err(problem),
    }
}

/// The record, and the form for another position.
pub(super) fn costs(ctx: &Ctx, say: Say, view: &View, fields: &Fields, errors: &Errors) -> Markup {
    let is_open = view.finding.state == Stage::OwnRepair;
    html! {
        @if is_open || !view.costs.is_empty() {
            h2 { (say.of("Kosten der Ersatzvornahme", "Cost of the own repair")) }
            (table(say, &view.costs))
        }
        @if is_open { (form(ctx, say, view, fields, errors)) }
    }
}

fn table(say: Say, all: &[Cost]) -> Markup {
    let sum: i64 = all.iter().map(|c| c.cents).sum();
    let rows = all.iter().map(|c| {
        Row::new(vec![
            html! { (format::date_short(say, c.day)) },
            html! { (sort(say, &c.sort)) },
            html! { (c.what) },
            html! { (format::decimal(say, c.hundredths, 2)) },
            html! { (format::money(say, c.unit_cents)) },
            html! { (format::money(say, c.cents)) },
        ])
    });
    html! {
        @if !all.is_empty() {
            (Table::new(say, say.of("Positionen", "Positions")).caption_hidden().dense().columns(vec![
                Column::new(say.of("Tag", "Day")),
                Column::new(say.of("Art", "Kind")),
                Column::new(say.of("Was", "What")),
                Column::number(say.of("Menge", "Quantity")),
                Column::number(say.of("Einzelpreis", "Price of one")),
                Column::number(say.of("Betrag", "Amount")),
            ]).rows(rows).render())
        }
        p { strong { (say.of("Summe: ", "Sum: ")) (format::money(say, sum)) } }
    }
}

fn form(ctx: &Ctx, say: Say, view: &View, fields: &Fields, errors: &Errors) -> Markup {
    let sorts = ["hours", "machine", "material", "third_party"];
    let sorts: Vec<Choice> = sorts.iter().map(|word| Choice::new(word, sort(say, word))).collect();
    let field = |name: &'static str, label: &'static str| {
        Field::new(say, name, label).value(fields.get(name)).error(errors.get(name))
    };
    Form::post(&ctx.to(&format!("{}/kosten", path(view.finding.id))), &ctx.form_token())
        .id("kosten")
        .body(html! {
            input type="hidden" name="nummer" value=(Id::<Cost>::new());
            (field("tag", say.of("Tag", "Day")).date_text())
            (field("kostenart", say.of("Art", "Kind")).select(&sorts))
            (field("was", say.of("Wer oder was", "Who or what")).max_length(300).text())
            (field("menge", say.of("Menge", "Quantity")).text())
            (field("preis", say.of("Preis je Einheit", "Price of one")).money())
            (buttons(button(Weight::Secondary, say.of("Position eintragen", "Enter the position"))))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_to_the_cent() {
        assert_eq!(quantity("2,5"), Some(250));
        assert_eq!(quantity("0.25"), Some(25));
        assert_eq!(quantity("0"), None);
        assert_eq!(quantity("1,234"), None);
        assert_eq!(quantity("-1"), None);
        assert_eq!(amount(250, 5_840), Some(14_600));
        // A third of a cent is rounded, half a cent up.
        assert_eq!(amount(33, 101), Some(33));
        assert_eq!(amount(50, 1), Some(1));
        assert_eq!(amount(i64::MAX, 2), None);
    }
}

//! The forms of a project's page. What is wrong with one is shown in it, opened.

use kernel::{Ctx, Fields};
use web::button::Weight;
use web::choice::Choice;
use web::{Errors, Field, Form, Frame, Markup, button, buttons, details, html};

use super::home;
use crate::funding::{BOOKING_KINDS, Draw, GIVERS, GRANT_KINDS, Milestone, Project};

/// What every form of the page needs.
pub(super) struct Forms<'a> {
    pub ctx: &'a Ctx,
    pub frame: &'a Frame<'a>,
    pub project: &'a Project,
    pub errors: &'a Errors,
    pub fields: &'a Fields,
}

impl<'a> Forms<'a> {
    fn field(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        let field = Field::new(self.frame.say, name, label);
        field.value(self.fields.get(name)).error(self.errors.get(name))
    }

    fn choices(&self, list: &[(&'a str, &'a str, &'a str)]) -> Vec<Choice<'a>> {
        list.iter().map(|(key, de, en)| Choice::new(key, self.frame.say.of(de, en))).collect()
    }

    /// A form behind its title, opened where something in it is wrong.
    fn folded(&self, names: &[&str], title: &str, path: &str, body: &Markup, done: &str) -> Markup {
        let action = self.ctx.to(&format!("{}/{path}", home(self.project.area.id)));
        let form = Form::post(&action, &self.ctx.form_token()).body(html! {
            (body)
            (buttons(button(Weight::Primary, done)))
        });
        if names.iter().any(|name| self.errors.get(name).is_some()) {
            html! { h3 { (title) } (form) }
        } else {
            details::details(title, form)
        }
    }

    /// A new notice.
    pub(super) fn grant(&self, profiles: &[String]) -> Markup {
        let say = self.frame.say;
        let mut kinds = vec![Choice::new("", say.of("nicht genannt", "not named"))];
        kinds.extend(profiles.iter().map(|p| Choice::new(p, p)));
        self.folded(
            &["bescheid_am", "bescheid_kosten", "bescheid_betrag", "bescheid_bis", "bescheid_nummer"],
            say.of("Bescheid eintragen", "Enter a notice"),
            "bescheid",
            &html! {
                (self.field("bescheid_geber", say.of("Geldgeber", "Giver")).select(&self.choices(&GIVERS)))
                (self.field("bescheid_art", say.of("Art", "Kind")).select(&self.choices(&GRANT_KINDS)))
                (self.field("bescheid_am", say.of("Datum des Bescheids", "Date of the notice")).date_text())
                (self.field("bescheid_nummer", say.of("Aktenzeichen", "File number")).max_length(80).text())
                (self.field("bescheid_kosten", say.of("Zuwendungsfähige Kosten laut Bescheid", "Eligible costs by the notice")).money())
                (self.field("bescheid_betrag", say.of("Bewilligter Betrag", "Amount granted")).money())
                (self.field("bescheid_bis", say.of("Bewilligungszeitraum bis", "To be built until")).optional().date_text())
                (self.field("bescheid_profil", say.of("Profil der GIS-Nebenbestimmungen", "Profile of the GIS rules")).select(&kinds))
            },
            say.of("Eintragen", "Enter"),
        )
    }

    /// A new milestone.
    pub(super) fn milestone(&self) -> Markup {
        let say = self.frame.say;
        self.folded(
            &["ziel", "ziel_bis", "ziel_kosten"],
            say.of("Meilenstein eintragen", "Enter a milestone"),
            "meilenstein",
            &html! {
                (self.field("ziel", say.of("Was erreicht sein soll", "What is to be reached")).max_length(120).text())
                (self.field("ziel_bis", say.of("Bis", "By")).optional().date_text())
                (self.field("ziel_kosten", say.of("Zuwendungsfähige Kosten dafür", "Eligible costs for it")).money())
            },
            say.of("Eintragen", "Enter"),
        )
    }

    /// A milestone was reached.
    pub(super) fn reach(&self, m: &Milestone) -> Markup {
        let say = self.frame.say;
        let (on, evidence) = (format!("am_{}", m.id), format!("beleg_{}", m.id));
        self.folded(
            &[&on, &evidence],
            say.of("Als erreicht eintragen", "Enter as reached"),
            &format!("meilenstein/{}", m.id),
            &html! {
                (self.field(&on, say.of("Erreicht am", "Reached on")).date_text())
                (self.field(&evidence, say.of("Beleg (Abnahme, Schreiben)", "Evidence (acceptance, letter)")).max_length(200).text())
            },
            say.of("Eintragen", "Enter"),
        )
    }

    /// Asking for money.
    pub(super) fn ask(&self) -> Markup {
        let say = self.frame.say;
        self.folded(
            &["abruf_betrag", "abruf_am"],
            say.of("Mittel abrufen", "Ask for money"),
            "abruf",
            &html! {
                (self.field("abruf_geber", say.of("Geldgeber", "Giver")).select(&self.choices(&GIVERS)))
                (self.field("abruf_betrag", say.of("Betrag", "Amount")).money())
                (self.field("abruf_am", say.of("Abgerufen am", "Asked for on")).optional().date_text())
            },
            say.of("Eintragen", "Enter"),
        )
    }

    /// Money came, or was spent.
    pub(super) fn move_on(&self, d: &Draw) -> Markup {
        let say = self.frame.say;
        let on = format!("am_{}", d.id);
        let title = if d.received_on.is_none() {
            say.of("Geldeingang eintragen", "Enter the receipt")
        } else {
            say.of("Verwendung eintragen", "Enter the spending")
        };
        self.folded(
            &[&on],
            title,
            &format!("abruf/{}", d.id),
            &html! { (self.field(&on, say.of("Am", "On")).date_text()) },
            say.of("Eintragen", "Enter"),
        )
    }

    /// A new line of the ledger.
    pub(super) fn book(&self) -> Markup {
        let say = self.frame.say;
        let ids: Vec<String> = self.project.milestones.iter().map(|m| m.id.to_string()).collect();
        let mut of = vec![Choice::new("", say.of("keiner", "none"))];
        of.extend(
            ids.iter().zip(&self.project.milestones).map(|(id, m)| Choice::new(id, &m.title)),
        );
        self.folded(
            &["buchung_am", "buchung_betrag", "buchung_zweck"],
            say.of("Buchung eintragen", "Enter a line"),
            "buchung",
            &html! {
                (self.field("buchung_art", say.of("Art", "Kind")).select(&self.choices(&BOOKING_KINDS)))
                (self.field("buchung_am", say.of("Tag", "Day")).date_text())
                (self.field("buchung_betrag", say.of("Betrag", "Amount")).money())
                (self.field("buchung_zweck", say.of("Zweck und Beleg, ohne Namen von Personen", "Purpose and evidence, no names of persons")).max_length(200).text())
                (self.field("buchung_ziel", say.of("Meilenstein", "Milestone")).select(&of))
            },
            say.of("Buchen", "Book"),
        )
    }
}

//! What comes from elsewhere in the house: units, services, news, events, maps, forms.

use content::{BlockId, Contact, Form, Map, OpeningHours, Services};
use maud::{Markup, html};

use super::{Artist, Entry};
use crate::button::{Weight, link_button};
use crate::contact::{contact_box, hours_list};
use crate::format;

impl Artist<'_> {
    pub(super) fn contact(&self, it: &Contact) -> Markup {
        let person = it.person.as_ref().and_then(|key| self.around.persons.get(key.as_str()));
        let unit = it.unit.as_ref().and_then(|key| self.around.units.get(key.as_str()));
        let Some(contact) = person.or(unit) else {
            return self.missing("Die Kontaktstelle fehlt.", "The contact is missing.");
        };
        let title = self.say().of("Kontakt", "Contact");
        html! {
            div.rh-unit-card {
                @if !it.note.is_empty() { p { (self.inlines(&it.note)) } }
                (contact_box(self.say(), title, contact))
            }
        }
    }

    pub(super) fn opening_hours(&self, it: &OpeningHours) -> Markup {
        let unit = it.unit.as_ref().and_then(|key| self.around.units.get(key.as_str()));
        let Some(unit) = unit.filter(|unit| !unit.hours.is_empty()) else {
            return self.missing("Die Öffnungszeiten fehlen.", "The opening hours are missing.");
        };
        html! {
            div.rh-unit-card {
                p.rh-contact__name {
                    (self.say().of("Öffnungszeiten: ", "Opening hours: ")) (unit.name)
                }
                (hours_list(self.say(), &unit.hours))
            }
        }
    }

    pub(super) fn services(&self, it: &Services) -> Markup {
        let found: Vec<&Entry> =
            it.services.iter().filter_map(|key| self.around.services.get(key.as_str())).collect();
        let is_one_missing = found.len() < it.services.len();
        html! {
            @if !found.is_empty() {
                ul.rh-grid {
                    @for entry in found { li {
                        div.rh-teaser { div.rh-teaser__text {
                            p.rh-teaser__title { a.rh-stretched href=(entry.url) { (entry.title) } }
                            @if !entry.teaser.is_empty() { p { (entry.teaser) } }
                        } }
                    } }
                }
            }
            @if is_one_missing {
                (self.missing(
                    "Eine Leistung ist nicht mehr im Verzeichnis.",
                    "A service is no longer in the catalogue.",
                ))
            }
        }
    }

    pub(super) fn news(&self, id: &BlockId) -> Markup {
        let say = self.say();
        let found = self.around.news.get(id).map_or(&[][..], Vec::as_slice);
        html! {
            @if found.is_empty() {
                p { (say.of("Zurzeit gibt es keine Meldungen.", "There is no news at present.")) }
            } @else {
                ul.rh-news {
                    @for entry in found {
                        li.rh-news__item { div.rh-news__text {
                            @if entry.date.is_some() || entry.topic.is_some() {
                                p.rh-news__meta {
                                    @if let Some(date) = entry.date {
                                        time datetime=(date) { (format::date(say, date)) }
                                    }
                                    @if let Some(topic) = &entry.topic { span { (topic) } }
                                }
                            }
                            p.rh-news__title { a.rh-stretched href=(entry.url) { (entry.title) } }
                            @if !entry.teaser.is_empty() { p { (entry.teaser) } }
                        } }
                    }
                }
            }
        }
    }

    pub(super) fn events(&self, id: &BlockId) -> Markup {
        let say = self.say();
        let found = self.around.events.get(id).map_or(&[][..], Vec::as_slice);
        html! {
            @if found.is_empty() {
                p { (say.of("Zurzeit sind keine Termine bekannt.", "No events are known at present.")) }
            } @else {
                ul.rh-dates {
                    @for event in found {
                        li.rh-dates__item {
                            time.rh-leaf datetime=(event.date) {
                                span.rh-leaf__day { (event.date.day()) (say.of(".", "")) }
                                span.rh-leaf__month { " " (format::month(say, event.date.month())) }
                            }
                            div {
                                p.rh-dates__title { a.rh-stretched href=(event.url) { (event.title) } }
                                p { (event.note) }
                            }
                        }
                    }
                }
            }
        }
    }

    pub(super) fn map(&self, id: &BlockId, it: &Map) -> Markup {
        let say = self.say();
        let view = self.around.maps.get(id);
        html! {
            @if let Some(picture) = view.and_then(|v| v.picture.as_ref()) {
                figure.rh-pic {
                    img src=(picture.url) width=(picture.width) height=(picture.height) loading="lazy"
                        alt=(it.description);
                }
            }
            @for line in it.description.lines().filter(|l| !l.is_empty()) { p { (line) } }
            @if let Some(view) = view {
                p { a.rh-more href=(view.url) { (say.of("Karte öffnen", "Open the map")) } }
            }
        }
    }

    pub(super) fn form(&self, it: &Form) -> Markup {
        let form = it.form.as_ref().and_then(|key| self.around.forms.get(key.as_str()));
        let Some(form) = form else {
            return self.missing("Das Formular fehlt.", "The form is missing.");
        };
        let label = if it.label.is_empty() { &form.title } else { &it.label };
        html! { p { (link_button(Weight::Primary, &form.url, label)) } }
    }
}

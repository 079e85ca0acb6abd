//! All media: found by words, kind and state; several changed at once.

use axum::response::Response;
use content::Key;
use jiff::ToSpan;
use kernel::{AppError, Audit, Ctx, Fields};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::empty::empty_state;
use web::filter::filter_bar;
use web::icon::Icon;
use web::pagination::{Position, pagination, result_count};
use web::thumbs::{Thumb, thumbs};
use web::{Field, Form, Frame, Markup, Say, alert, badge, button, buttons, html, link_button};

use super::{LIBRARY, kind_icon, kind_words, small_picture, state_badge};
use crate::model::{Item, LICENCES, LINE_CHARS_MAX, WARN_DAYS, licence_of};
use crate::store::{self, Special, Wanted};

/// Media on a page.
const PER_PAGE: u32 = 24;
/// Media changed at once.
const MANY_MAX: usize = 200;

/// What the address asks for.
struct Asked {
    kind: String,
    state: String,
    words: String,
    page: u32,
}

impl Asked {
    fn of(fields: &Fields) -> Self {
        Self {
            kind: fields.get("art").to_owned(),
            state: fields.get("stand").to_owned(),
            words: fields.get("q").chars().take(LINE_CHARS_MAX).collect(),
            page: fields.get("seite").parse().unwrap_or(1).clamp(1, 10_000),
        }
    }

    fn wanted(&self, today: jiff::civil::Date) -> Wanted {
        let soon = today.saturating_add(WARN_DAYS.days());
        let special = match self.state.as_str() {
            "unbenutzt" => Special::Unused,
            "ohne-alt" => Special::NoAlt,
            "einwilligung" => Special::Consent,
            "doppelt" => Special::Twins,
            _ => Special::Any,
        };
        let (state, ends_until) = match self.state.as_str() {
            "endet" => (String::new(), soon.to_string()),
            "abgelaufen" => (String::new(), today.saturating_sub(1.day()).to_string()),
            state @ ("usable" | "waiting" | "blocked") => (state.to_owned(), String::new()),
            _ => (String::new(), String::new()),
        };
        Wanted {
            kind: self.kind.clone(),
            state,
            ends_until,
            words: kernel::search::fold(&self.words),
            special,
        }
    }

    fn url(&self, ctx: &Ctx, page: u32) -> String {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
        let words = utf8_percent_encode(&self.words, NON_ALPHANUMERIC);
        let (kind, state) = (
            utf8_percent_encode(&self.kind, NON_ALPHANUMERIC),
            utf8_percent_encode(&self.state, NON_ALPHANUMERIC),
        );
        ctx.to(&format!("{LIBRARY}?q={words}&art={kind}&stand={state}&seite={page}"))
    }

    fn is_filtered(&self) -> bool {
        !(self.kind.is_empty() && self.state.is_empty() && self.words.is_empty())
    }
}

/// The library.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let asked = Asked::of(&fields);
    let today = ctx.today();
    let wanted = asked.wanted(today);
    let offset = i64::from(asked.page - 1) * i64::from(PER_PAGE);
    let soon = Asked { state: "endet".into(), kind: String::new(), words: String::new(), page: 1 };
    let ending = soon.wanted(today);
    let ((items, total), ending) = ctx
        .read(move |db| {
            let shown = store::list(db, &wanted, i64::from(PER_PAGE), offset)?;
            Ok((shown, store::list(db, &ending, 1, 0)?.1))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let may_edit = ctx.actor.may(crate::EDIT);
    let position = Position::new(asked.page, PER_PAGE, u64::try_from(total).unwrap_or(0));
    let body = html! {
        @if ending > 0 && asked.state != "endet" {
            (alert(Tone::Warning, say.of("Lizenzen laufen ab", "Licences are ending"), html! {
                p { a href=(soon.url(&ctx, 1)) {
                    (say.of(
                        format!("{ending} Medien sind abgelaufen oder enden in den nächsten {WARN_DAYS} Tagen."),
                        format!("{ending} media are over or end within the next {WARN_DAYS} days."),
                    ))
                } }
            }))
        }
        (filters(&ctx, say, &asked))
        (result_count(say, position, if total == 1 { say.of("Medium", "medium") } else { say.of("Medien", "media") }))
        @if items.is_empty() {
            (empty_state(Icon::UPLOAD, say.of("Hier liegt noch nichts", "Nothing here yet"),
                say.of("Laden Sie Bilder, Filme oder Dokumente hoch, oder ändern Sie die Suche.",
                    "Upload pictures, films or documents, or change the search."), html! {}))
        } @else {
            (grid(&ctx, say, &items, may_edit))
            (pagination(say, position, |n| asked.url(&ctx, n)))
        }
    };
    let mut page = frame.staff(say.of("Medien", "Media")).body(body);
    if may_edit {
        let url = ctx.to("/verwaltung/medien/hochladen");
        page = page.head_actions(link_button(Weight::Primary, &url, say.of("Hochladen", "Upload")));
    }
    Ok(frame.answer(page))
}

fn filters(ctx: &Ctx, say: Say, asked: &Asked) -> Markup {
    let clear = ctx.to(LIBRARY);
    let any = say.of("alle", "all");
    let kinds: Vec<Choice<'_>> = std::iter::once(Choice::new("", any))
        .chain(
            ["image", "video", "audio", "captions", "document"]
                .map(|k| Choice::new(k, kind_words(say, k))),
        )
        .collect();
    let states = [
        Choice::new("", any),
        Choice::new("usable", say.of("nutzbar", "usable")),
        Choice::new("waiting", say.of("unvollständig", "incomplete")),
        Choice::new("blocked", say.of("gesperrt", "blocked")),
        Choice::new("endet", say.of("Lizenz endet bald oder ist vorbei", "licence ending or over")),
        Choice::new("abgelaufen", say.of("Lizenz abgelaufen", "licence over")),
        Choice::new(
            "einwilligung",
            say.of("Einwilligung fehlt oder widerrufen", "consent missing or withdrawn"),
        ),
        Choice::new(
            "ohne-alt",
            say.of("Bild ohne Alternativtext", "picture without alternative text"),
        ),
        Choice::new("unbenutzt", say.of("nirgends verwendet", "used nowhere")),
        Choice::new("doppelt", say.of("mehrfach vorhanden", "there several times")),
    ];
    filter_bar(
        say,
        &clear,
        html! {
            (Field::new(say, "q", say.of("Suche", "Search")).value(&asked.words).text())
            (Field::new(say, "art", say.of("Art", "Kind")).value(&asked.kind).select(&kinds))
            (Field::new(say, "stand", say.of("Stand", "State")).value(&asked.state).select(&states))
        },
        asked.is_filtered().then_some(clear.as_str()),
    )
}

fn grid(ctx: &Ctx, say: Say, items: &[Item], may_edit: bool) -> Markup {
    let today = ctx.today();
    let all: Vec<Thumb> = items
        .iter()
        .map(|item| Thumb {
            title: item.media.title.clone(),
            url: ctx.to(&super::page_of(item.id())),
            picture: small_picture(item),
            icon: kind_icon(&item.media.kind),
            meta: if item.media.credit.is_empty() {
                kind_words(say, &item.media.kind).to_owned()
            } else {
                item.media.credit.clone()
            },
            badges: html! {
                (state_badge(say, item, today))
                @if let Some(days) = item.ends_soon(today) {
                    " " (badge(Tone::Warning, &say.of(format!("endet in {days} Tagen"), format!("ends in {days} days"))))
                }
                @if item.media.is_generated { " " (badge(Tone::Info, say.of("KI-generiert", "made with AI"))) }
            },
            choice: may_edit.then(|| ("medium", item.id().to_string())),
        })
        .collect();
    if !may_edit {
        return thumbs(&all);
    }
    let licences: Vec<Choice<'_>> =
        std::iter::once(Choice::new("", say.of("unverändert", "unchanged")))
            .chain(
                LICENCES
                    .iter()
                    .filter(|l| !l.needs_end)
                    .map(|l| Choice::new(l.word, say.of(l.de, l.en))),
            )
            .collect();
    let token = ctx.form_token();
    Form::post(&ctx.to("/verwaltung/medien/auswahl"), &token).body(html! {
        (thumbs(&all))
        (web::details::details(say.of("Ausgewählte Medien zusammen ändern", "Change the chosen media together"), html! {
            p { (say.of("Leere Felder bleiben, wie sie sind.", "Empty fields stay as they are.")) }
            (Field::new(say, "nachweis", say.of("Urheberin oder Urheber", "Credit")).optional().max_length(LINE_CHARS_MAX).text())
            (Field::new(say, "lizenz", say.of("Lizenz", "Licence")).select(&licences))
            (buttons(button(Weight::Secondary, say.of("Auswahl ändern", "Change the choice"))))
        }))
    })
}

/// Changes several media.
pub async fn change_many(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let chosen: Vec<Key> =
        fields.all("medium").take(MANY_MAX).filter_map(|id| Key::parse(id).ok()).collect();
    let credit: String = fields.get("nachweis").chars().take(LINE_CHARS_MAX).collect();
    let licence = licence_of(fields.get("lizenz")).filter(|l| !l.needs_end);
    if chosen.is_empty() || (credit.is_empty() && licence.is_none()) {
        return Err(AppError::refused(
            "media/nothing-chosen",
            "Wählen Sie mindestens ein Medium und eine Änderung.",
            "Choose at least one medium and one change.",
        ));
    }
    let town = std::sync::Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        for id in &chosen {
            let mut item = store::find(tx, id)?;
            if !credit.is_empty() {
                item.media.credit.clone_from(&credit);
            }
            if let Some(licence) = licence {
                licence.word.clone_into(&mut item.licence);
                item.usable_until = None;
            }
            store::save(tx, &town, &mut item)?;
        }
        Ok(Audit::of("media.changed", "several").note(format!("media={}", chosen.len())).done())
    })
    .await?;
    Ok(ctx.redirect(LIBRARY))
}

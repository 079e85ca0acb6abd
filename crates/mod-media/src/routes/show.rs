//! One medium: what it looks like, what is known of it, where it is used.

use axum::extract::Path;
use axum::response::Response;
use kernel::publication::{self, Publication};
use kernel::{AppError, Ctx, Id, Reader, media, people};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::list::definition_list;
use web::thumbs::{point_picture, specimens};
use web::upload::UploadRules;
use web::{
    Errors, Field, Form, Frame, Markup, Page, Say, action_form, alert, button, buttons, format,
    html,
};

use super::people::{agreement, cared};
use super::upload::{end_field, generated_field, licence_field, people_field};
use super::{LIBRARY, key, kind_words, language, page_of, state_badge};
use crate::model::{Consent, Item, LINE_CHARS_MAX};
use crate::store;

/// Width of the picture that is clicked, in points: fits a phone.
pub(super) const POINT_WIDTH: u32 = 280;

/// Everything the page of a medium shows.
pub(super) struct Sheet {
    pub item: Item,
    pub(super) consents: Vec<Consent>,
    agrees: bool,
    uses: Vec<(String, Option<String>)>,
    alike: Vec<(String, String)>,
    /// Who looks after it, by name; whether that is the one who asks.
    pub(super) owner: Option<(String, bool)>,
}

impl Sheet {
    /// Reads it.
    pub(super) fn read(
        db: &mut Reader<'_>,
        ctx: &Ctx,
        id: &content::Key,
    ) -> Result<Self, AppError> {
        let item = store::find(db, id)?;
        let consents = store::consents(db, &ctx.town, id)?;
        let agrees = crate::model::all_agree(&consents, db.today());
        let mut uses = Vec::new();
        for owner in media::uses(db, id)? {
            uses.push(named(db, ctx, &owner)?);
        }
        let mut keys = match item.fingerprint {
            Some(fingerprint) => store::alike(db, fingerprint, id)?,
            None => Vec::new(),
        };
        keys.extend(store::by_digest(db, &item.sha256)?.into_iter().filter(|k| k != id));
        keys.dedup();
        let mut alike = Vec::new();
        for key in keys {
            alike.push((store::find(db, &key)?.media.title, page_of(&key)));
        }
        let owner = match store::owner_of(db, id)? {
            Some(account) => {
                let name = people::account(db, account)?.person.name.reveal().clone();
                Some((name, ctx.actor.account() == Some(account)))
            }
            None => None,
        };
        Ok(Self { item, consents, agrees, uses, alike, owner })
    }
}

/// A use in words, with its page where it has one.
fn named(
    db: &mut Reader<'_>,
    ctx: &Ctx,
    owner: &str,
) -> Result<(String, Option<String>), AppError> {
    let say = |de: &str, en: &str| ctx.language.of(de, en).to_owned();
    if let Some(id) =
        owner.strip_prefix("publication/").and_then(|id| id.parse::<Id<Publication>>().ok())
        && let Some(found) = publication::find(db, id)?
    {
        let is_visible = found.is_visible(db.now());
        let title = found.title.of(ctx.language).to_owned();
        return Ok(if is_visible {
            (title, Some(ctx.to(&found.path())))
        } else {
            (format!("{title} ({})", say("nicht öffentlich", "not public")), None)
        });
    }
    let (kind, rest) = owner.split_once('/').unwrap_or((owner, ""));
    Ok((
        match kind {
            "edition" | "draft" => say("Entwurf in der Redaktion", "Draft in the newsroom"),
            "public" => {
                format!("{} {rest}", say("Gestaltung der Website:", "Look of the website:"))
            }
            _ => format!("{kind} {rest}"),
        },
        None,
    ))
}

/// The page of a medium.
pub async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id = key(&id)?;
    let inside = ctx.clone();
    let sheet = ctx.read(move |db| Sheet::read(db, &inside, &id)).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &sheet, &Errors::new());
    Ok(frame.answer(page))
}

/// The page in the making; with errors it is shown again.
pub(super) fn page<'f>(
    ctx: &'f Ctx,
    frame: &'f Frame<'f>,
    sheet: &Sheet,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let item = &sheet.item;
    let may_edit = ctx.actor.may(crate::EDIT);
    let body = html! {
        (warnings(say, sheet))
        (looks(say, item))
        @if may_edit {
            h2 { (say.of("Angaben", "Facts")) }
            (facts(ctx, say, item, errors))
            @if item.fingerprint.is_some() { (focal(ctx, say, item)) }
            @if matches!(item.media.kind.as_str(), "image" | "video") { (agreement(ctx, say, sheet, errors)) }
        }
        (used(ctx, say, sheet))
        (cared(ctx, say, sheet, may_edit))
        @if may_edit { (fate(ctx, say, sheet)) }
    };
    frame
        .staff(item.media.title.clone())
        .crumb(say.of("Medien", "Media"), ctx.to(LIBRARY))
        .head_actions(state_badge(say, item, ctx.today()))
        .errors(errors)
        .body(body)
}

fn warnings(say: Say, sheet: &Sheet) -> Markup {
    let item = &sheet.item;
    let missing = item.missing(sheet.agrees);
    let reason = match item.blocked.as_str() {
        "consent" => say.of("Eine Einwilligung wurde widerrufen.", "A consent was withdrawn."),
        "licence" => say
            .of("Die Lizenz fehlt oder ist entzogen.", "The licence is missing or was taken back."),
        _ => say.of("Das Medium wurde von Hand gesperrt.", "The medium was blocked by hand."),
    };
    html! {
        @if !item.blocked.is_empty() {
            (alert(Tone::Danger, say.of("Gesperrt: niemand sieht es mehr", "Blocked: nobody can see it any more"), html! {
                p { (reason) " " (say.of("Es ist von allen Seiten verschwunden. Unten steht, wo es verwendet wird.",
                    "It has disappeared from all pages. Below you see where it is used.")) }
            }))
        } @else if !missing.is_empty() {
            (alert(Tone::Warning, say.of("Noch nicht nutzbar. Es fehlt:", "Not yet usable. Missing:"), html! {
                ul { @for m in &missing { li { (m.words(language(say))) } } }
            }))
        }
        @if !item.notes.is_empty() {
            (alert(Tone::Info, say.of("Das ist beim Prüfen aufgefallen", "Found while checking"), html! {
                ul { @for note in &item.notes { li { (note.text(language(say))) } } }
            }))
        }
    }
}

fn looks(say: Say, item: &Item) -> Markup {
    let media = &item.media;
    let shown = |name: &str, words: &str| {
        let found = media.sized(name).find(|r| r.mime == "image/jpeg");
        found.map(|r| (format!("{words}, {} × {}", r.width, r.height), media.path(r)))
    };
    let prints: Vec<(String, String)> = [
        ("full-800", say.of("Ganz", "Whole")),
        ("teaser-480", say.of("Vorschau", "Teaser")),
        ("hero-1600", say.of("Bühne", "Stage")),
        ("og-1200x630", say.of("Geteilter Link", "Shared link")),
        ("square-1080", say.of("Quadrat", "Square")),
        ("portrait-1080", say.of("Hochformat", "Portrait")),
    ]
    .into_iter()
    .filter_map(|(name, words)| shown(name, words))
    .collect();
    let file = media.renditions.iter().find(|r| r.name.starts_with("original"));
    let dots =
        if item.width > 0 { format!("{} × {}", item.width, item.height) } else { "–".into() };
    html! {
        @if !prints.is_empty() { (specimens(&prints, &media.alt.de)) }
        @if let Some(file) = file {
            @if file.mime == "image/svg+xml" {
                (specimens(&[(say.of("Zeichnung", "Drawing").to_owned(), media.path(file))], &media.alt.de))
            }
            p { a href=(media.path(file)) { (say.of("Datei öffnen", "Open the file")) }
                " (" (item.ending.to_uppercase()) ", " (format::file_size(say, file.bytes)) ")" }
        }
        (definition_list(&[
            (say.of("Art", "Kind"), html! { (kind_words(say, &media.kind)) " (" (item.ending.to_uppercase()) ")" }),
            (say.of("Größe", "Size"), html! { (dots) }),
            (say.of("Aufgenommen am", "Taken on"), html! { @match item.taken_on.parse() {
                Ok(day) => { (format::date(say, day)) } Err(_) => { "–" } } }),
            (say.of("Hinzugefügt", "Added"), html! { (format::date(say, kernel::clock::local_day(item.added_at))) }),
        ]))
    }
}

fn facts(ctx: &Ctx, say: Say, item: &Item, errors: &Errors) -> Markup {
    let token = ctx.form_token();
    let media = &item.media;
    let field = |name: &'static str, label: &'static str| {
        Field::new(say, name, label).error(errors.get(name))
    };
    let until = item.usable_until.map(|d| format::date_short(say, d)).unwrap_or_default();
    Form::post(&ctx.to(&page_of(item.id())), &token).body(html! {
        (Field::new(say, "fassung", "").value(&item.version.to_string()).hidden())
        (field("titel", say.of("Titel", "Title")).value(&media.title).max_length(LINE_CHARS_MAX).text())
        (field("alt_de", say.of("Alternativtext (Vorschlag)", "Alternative text in German (suggestion)"))
            .hint(say.of("Was sieht man, und warum ist das wichtig? An jeder Stelle lässt er sich anpassen.",
                "What does one see, and why does it matter? It can be changed at each place."))
            .optional().value(&media.alt.de).max_length(LINE_CHARS_MAX).textarea(2))
        (field("alt_en", say.of("Alternativtext auf Englisch", "Alternative text in English"))
            .optional().value(&media.alt.en).max_length(LINE_CHARS_MAX).textarea(2))
        (field("nachweis", say.of("Urheberin oder Urheber", "Credit")).value(&media.credit).max_length(LINE_CHARS_MAX).text())
        (licence_field(say, &item.licence, errors))
        (end_field(say, &until, errors))
        (field("quelle", say.of("Herkunft", "Source")).optional().value(&item.source).max_length(LINE_CHARS_MAX)
            .hint(say.of("Adresse oder Bestellnummer; sieht nur die Verwaltung.", "Address or order number; only staff see it.")).text())
        @if matches!(media.kind.as_str(), "image" | "video") { (people_field(say, item.people.word(), errors)) }
        (generated_field(say, media.is_generated))
        (buttons(button(Weight::Primary, say.of("Speichern", "Save"))))
    })
}

fn percent(part: f64) -> String {
    format!("{:.0}", part * 100.0)
}

fn focal(ctx: &Ctx, say: Say, item: &Item) -> Markup {
    let token = ctx.form_token();
    let media = &item.media;
    let action = ctx.to(&format!("{}/punkt", page_of(item.id())));
    let whole = media.sized("full-800").find(|r| r.mime == "image/jpeg");
    let height = (u64::from(POINT_WIDTH) * u64::from(item.height) / u64::from(item.width.max(1)))
        .clamp(1, 2_000);
    let height = u32::try_from(height).unwrap_or(POINT_WIDTH);
    let names = [
        ("0-0", say.of("oben links", "top left")),
        ("50-0", say.of("oben", "top")),
        ("100-0", say.of("oben rechts", "top right")),
        ("0-50", say.of("links", "left")),
        ("50-50", say.of("Mitte", "centre")),
        ("100-50", say.of("rechts", "right")),
        ("0-100", say.of("unten links", "bottom left")),
        ("50-100", say.of("unten", "bottom")),
        ("100-100", say.of("unten rechts", "bottom right")),
    ];
    let choices: Vec<Choice<'_>> =
        std::iter::once(Choice::new("", say.of("wie in den Feldern", "as in the fields")))
            .chain(names.iter().map(|(value, label)| Choice::new(value, label)))
            .collect();
    html! {
        h2 { (say.of("Was muss im Bild bleiben?", "What must stay in the picture?")) }
        p { (say.of("Beim Zuschneiden bleibt dieser Punkt sichtbar. Klicken Sie auf die Stelle, oder geben Sie sie in Prozent an.",
            "This point stays visible when the picture is cut. Click on the place, or enter it in per cent.")) }
        @if let Some(whole) = whole {
            (Form::post(&action, &token).label(say.of("Punkt anklicken", "Click on the point")).body(html! {
                (point_picture("klick", &media.path(whole),
                    say.of("Wichtigste Stelle im Bild anklicken", "Click on the most important place"), POINT_WIDTH, height))
            }))
        }
        (Form::post(&action, &token).label(say.of("Punkt in Prozent", "Point in per cent")).body(html! {
            (Field::new(say, "x", say.of("Von links, in Prozent", "From the left, in per cent")).value(&percent(media.focal.0)).width(web::field::Width::Tiny).number())
            (Field::new(say, "y", say.of("Von oben, in Prozent", "From the top, in per cent")).value(&percent(media.focal.1)).width(web::field::Width::Tiny).number())
            (Field::new(say, "stelle", say.of("Oder eine Stelle", "Or a place")).select(&choices))
            (buttons(button(Weight::Secondary, say.of("Punkt setzen", "Set the point"))))
        }))
    }
}

fn used(ctx: &Ctx, say: Say, sheet: &Sheet) -> Markup {
    html! {
        h2 { (say.of("Verwendet auf", "Used on")) }
        @if sheet.uses.is_empty() { p { (say.of("Noch nirgends.", "Nowhere yet.")) } }
        ul { @for (words, url) in &sheet.uses {
            li { @match url { Some(url) => a href=(url) { (words) }, None => (words) } }
        } }
        @if !sheet.alike.is_empty() {
            h2 { (say.of("Sieht genauso aus", "Looks the same")) }
            p { (say.of("Vielleicht liegt dieses Bild mehrfach in der Mediathek:", "Perhaps this picture lies in the library several times:")) }
            ul { @for (title, page) in &sheet.alike { li { a href=(ctx.to(page)) { (title) } } } }
        }
    }
}

/// What may become of it: another file, blocked, deleted.
fn fate(ctx: &Ctx, say: Say, sheet: &Sheet) -> Markup {
    let token = ctx.form_token();
    let page = page_of(sheet.item.id());
    let rules = UploadRules {
        accept: "",
        kinds: say.of("Eine Datei derselben Art", "A file of the same kind"),
        max_bytes: 100 * 1024 * 1024,
        multiple: false,
    };
    html! {
        h2 { (say.of("Datei ersetzen, sperren, löschen", "Replace, block, delete")) }
        (web::details::details(say.of("Datei ersetzen", "Replace the file"), html! {
            p { (say.of("Alle Seiten zeigen danach die neue Datei.", "All pages show the new file afterwards.")) }
            (Form::post(&ctx.to(&format!("{page}/datei")), &token).with_files().body(html! {
                (Field::new(say, "datei", say.of("Neue Datei", "New file")).upload(rules))
                (buttons(button(Weight::Secondary, say.of("Ersetzen", "Replace"))))
            }))
        }))
        @if sheet.item.blocked.is_empty() {
            (action_form(&ctx.to(&format!("{page}/sperren")), &token, &[], Weight::Danger, say.of("Sperren", "Block")))
        } @else {
            (action_form(&ctx.to(&format!("{page}/freigeben")), &token, &[], Weight::Secondary, say.of("Sperre aufheben", "Lift the block")))
        }
        @if sheet.uses.is_empty() {
            (action_form(&ctx.to(&format!("{page}/loeschen")), &token, &[], Weight::Danger, say.of("Endgültig löschen", "Delete for good")))
        } @else {
            p { (say.of("Löschen geht erst, wenn das Medium nirgends mehr verwendet wird.", "It can be deleted once nothing uses it any more.")) }
        }
    }
}

//! The page of one publication: text, picture, film in sign language, public notes, and below it
//! when it was changed, who answers for it and where it can be had otherwise.

use kernel::publication::{Details, Publication};
use kernel::{Ctx, Language};
use norm_feeds::jsonld::{self, Thing};
use web::blocks;
use web::page::{Alternate, prose, stack};
use web::shared::SharedPicture;
use web::{Frame, Markup, Page, Say, alert, badge, card, format, html, markdown};

use crate::shown::{Edition, Shown, has_english};
use crate::{changes, feeds, structured, view};

/// The page, with everything that all kinds have in common.
pub(crate) fn page<'f>(ctx: &Ctx, frame: &'f Frame<'_>, shown: &Shown, facts: &Markup) -> Page<'f> {
    let say = frame.say;
    let it = &shown.it;
    let mut page = frame
        .public(shown.title())
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .hreflang(languages(ctx, it))
        .structured_data(structured::of(ctx, shown))
        .alternate(Alternate {
            mime: "application/json".into(),
            url: ctx.to(&format!("{}.json", it.path())),
            title: say.of("Diese Seite als JSON", "This page as JSON").into(),
        });
    if let Some(stream) = feeds::of_kind(&it.kind) {
        page = page
            .crumb(say.of(stream.title.0, stream.title.1), ctx.to(&format!("/{}", stream.name)));
        for feed in feeds::alternates(ctx, stream) {
            page = page.alternate(feed);
        }
    }
    for (title, path) in &shown.way {
        page = page.crumb(title.clone(), ctx.to(path));
    }
    if let Some(picture) = shown.shared.clone() {
        page =
            page.shared_picture(SharedPicture { alt: shown.picture_words().to_owned(), ..picture });
    }
    if !shown.teaser().is_empty() {
        page = page.lead(shown.teaser());
    }
    if ctx.language == Language::En
        && shown.language == Language::De
        && shown.edition == Edition::Usual
    {
        page = page.noindex();
    }
    if shown.edition == Edition::Easy {
        page = page
            .crumb(it.title.of(Language::De), ctx.to(&it.path()))
            .language("de-simple")
            .preline("Leichte Sprache");
    }
    page.body(html! {
        (editions(ctx, say, shown))
        (facts)
        (lead_picture(shown))
        (text(say, shown))
        (below(ctx, shown))
        (notes(ctx, say, shown))
        (colophon(ctx, say, shown))
    })
}

/// The same in other languages, as absolute addresses.
fn languages(ctx: &Ctx, it: &Publication) -> Vec<(String, String)> {
    let base = &ctx.town.plan().base_url;
    let path = it.path();
    let mut all = vec![("de".to_owned(), format!("{base}{path}"))];
    if has_english(it) {
        all.push(("en".to_owned(), format!("{base}/en{path}")));
    }
    if it.easy.is_some() {
        all.push(("de-simple".to_owned(), format!("{base}/leicht{path}")));
    }
    all.push(("x-default".to_owned(), format!("{base}{path}")));
    all
}

/// In which other forms the text can be had, and a word where it is not in the reader's language.
fn editions(ctx: &Ctx, say: Say, shown: &Shown) -> Markup {
    let it = &shown.it;
    let is_easy = shown.edition == Edition::Easy;
    let is_foreign = ctx.language == Language::En && shown.language == Language::De && !is_easy;
    html! {
        @if is_foreign {
            (alert(web::Tone::Info, say.of("", "This page is in German"), html! {
                p { "Nobody has translated this page yet. " a href=(ctx.to("/kontakt")) { "Ask us" } " if you need help." }
            }))
        }
        @if is_easy || it.easy.is_some() || shown.film.is_some() {
            ul.rh-row {
                @if is_easy {
                    li { a href=(ctx.to(&it.path())) { (say.of("Zum Text in Alltagssprache", "To the usual text")) } }
                } @else if it.easy.is_some() {
                    li { a href=(format!("/leicht{}", it.path())) hreflang="de-simple" { (say.of("Leichte Sprache", "Easy German")) } }
                }
                @if shown.film.is_some() {
                    li { a href="#gebaerdensprache" { (say.of("Gebärdensprache", "German Sign Language")) } }
                }
            }
        }
    }
}

fn lead_picture(shown: &Shown) -> Markup {
    html! {
        @if let Some(picture) = &shown.picture {
            @let mark = if picture.is_generated { " (KI)" } else { "" };
            @let caption = if picture.credit.is_empty() { String::new() } else { format!("{}{mark}", picture.credit) };
            (web::article::wide_picture(
                blocks::picture(picture, shown.picture_words(), "(min-width: 48rem) 44rem, 100vw"),
                &caption,
            ))
        }
    }
}

/// The text, in the language it is in.
fn text(say: Say, shown: &Shown) -> Markup {
    let plain = shown.it.text.of(shown.language);
    let foreign = (say.code() != shown.language.tag()).then(|| shown.language.tag());
    html! {
        div lang=[foreign] {
            @match shown.document() {
                Some(document) => {
                    (blocks::contents(document, &shown.around))
                    (blocks::draw(document, &shown.around))
                }
                None => (prose(markdown(plain))),
            }
        }
        @if let Some(film) = &shown.film {
            section #gebaerdensprache {
                h2 { (say.of("In Gebärdensprache", "In German Sign Language")) }
                video controls preload="none" poster=[film.poster.as_deref()] src=(film.url)
                    width=[(film.width > 0).then_some(film.width)] height=[(film.height > 0).then_some(film.height)] {}
            }
        }
    }
}

/// The pages right below.
fn below(ctx: &Ctx, shown: &Shown) -> Markup {
    let urls: Vec<String> = shown.below.iter().map(|p| ctx.to(&p.path())).collect();
    let teasers: Vec<card::Teaser<'_>> = shown
        .below
        .iter()
        .zip(&urls)
        .map(|(p, url)| card::Teaser::new(p.title.of(ctx.language), url, p.teaser.of(ctx.language)))
        .collect();
    html! {
        @if !teasers.is_empty() {
            section {
                h2 { (ctx.say("In diesem Bereich", "In this section")) }
                (card::teaser_grid(&teasers))
            }
        }
    }
}

/// What the public is told about changes.
fn notes(ctx: &Ctx, say: Say, shown: &Shown) -> Markup {
    html! {
        @if !shown.notes.is_empty() {
            section {
                h2 { (say.of("Was sich auf dieser Seite geändert hat", "What has changed on this page")) }
                ul.rh-stack { @for note in &shown.notes {
                    li {
                        (badge(changes::tone(note.kind), changes::words(say, note.kind))) " "
                        @let day = kernel::clock::local_day(note.at);
                        time datetime=(day) { (format::date(say, day)) } ": "
                        (note.text.of(ctx.language))
                    }
                } }
            }
        }
    }
}

/// When it was changed, who answers for it, where it can be had otherwise.
fn colophon(ctx: &Ctx, say: Say, shown: &Shown) -> Markup {
    let it = &shown.it;
    let changed = kernel::clock::local_day(it.changed_at.max(it.visible_from));
    let easy = it.easy.as_ref().filter(|_| shown.edition == Edition::Easy);
    web::article::colophon(html! {
            p {
                (say.of("Stand: ", "As of: ")) time datetime=(changed) { (format::date(say, changed)) }
                @if let Some(day) = it.reviewed_on {
                    " · " (say.of("Zuletzt geprüft: ", "Last reviewed: ")) time datetime=(day) { (format::date(say, day)) }
                }
                @if let Some(unit) = &shown.unit {
                    " · " (say.of("Zuständig: ", "In charge: "))
                    a href=(ctx.to(&format!("/rathaus/{}", unit.number))) { (unit.name.of(ctx.language)) }
                }
            }
            @if let Some(easy) = easy {
                p { @if easy.checked_by.is_empty() { "Dieser Text ist noch nicht von Menschen mit Lern-Schwierigkeiten geprüft." } @else { "Geprüft von: " (easy.checked_by) } }
            }
            p {
                a href=(ctx.to(&format!("{}.json", it.path()))) { (say.of("Diese Seite für Programme (JSON)", "This page for programs (JSON)")) }
                " · " a href=(ctx.to(&format!("/p/{}", it.id))) { (say.of("Dauerhafte Adresse", "Permanent address")) }
            }
    })
}

/// The menu of the section a page belongs to, for the column beside it.
pub(crate) fn section_menu(ctx: &Ctx, say: Say, shown: &Shown) -> Option<Markup> {
    let (above, path) = shown.way.last()?;
    if shown.beside.len() < 2 {
        return None;
    }
    let links: Vec<(String, String, bool)> = shown
        .beside
        .iter()
        .map(|p| (p.title.of(ctx.language).to_owned(), ctx.to(&p.path()), p.id == shown.it.id))
        .collect();
    Some(card::card(
        above,
        html! {
            nav aria-label=(say.of("Seiten dieses Bereichs", "Pages of this section")) {
                ul.rh-links {
                    @for (label, url, is_current) in &links {
                        li { a href=(url) aria-current=[is_current.then_some("page")] { (label) } }
                    }
                    li { a href=(ctx.to(path)) { (say.of("Alles zu: ", "All about: ")) (above) } }
                }
            }
        },
    ))
}

/// The unit in charge with contact and hours.
pub(crate) fn in_charge(ctx: &Ctx, say: Say, shown: &Shown) -> Option<Markup> {
    let unit = shown.unit.as_ref()?;
    let url = ctx.to(&format!("/rathaus/{}", unit.number));
    Some(web::contact::contact_card(
        say,
        say.of("Hier hilft man Ihnen", "Here you get help"),
        &view::contact(ctx, say, unit, Some(url)),
    ))
}

/// The column beside a text: menu of the section, then the unit in charge.
pub(crate) fn aside(ctx: &Ctx, say: Say, shown: &Shown) -> Option<Markup> {
    let (menu, unit) = (section_menu(ctx, say, shown), in_charge(ctx, say, shown));
    (menu.is_some() || unit.is_some()).then(|| {
        html! {
            @if let Some(menu) = menu { (menu) }
            @if let Some(unit) = unit { (unit) }
        }
    })
}

/// Facts of a kind as a list of words and values.
pub(crate) fn facts(entries: &[(&str, Markup)]) -> Markup {
    if entries.is_empty() {
        html! {}
    } else {
        stack(web::list::definition_list(entries))
    }
}

/// The way to a page as structured data.
pub(crate) fn way(ctx: &Ctx, shown: &Shown) -> Thing {
    let base = &ctx.town.plan().base_url;
    let mut steps =
        vec![(ctx.say("Startseite", "Home").to_owned(), format!("{base}{}", ctx.to("/")))];
    if let Some(stream) = feeds::of_kind(&shown.it.kind) {
        let title = ctx.say(stream.title.0, stream.title.1).to_owned();
        steps.push((title, format!("{base}{}", ctx.to(&format!("/{}", stream.name)))));
    }
    steps.extend(shown.way.iter().map(|(t, p)| (t.clone(), format!("{base}{}", ctx.to(p)))));
    steps.push((shown.title().to_owned(), format!("{base}{}", ctx.to(&shown.it.path()))));
    jsonld::breadcrumbs(&steps)
}

/// Whether a publication says more than its text.
pub(crate) fn has_details(it: &Publication) -> bool {
    it.details != Details::None
}

//! Whether the legal pages of the town are complete, and what is missing where.

use axum::response::Response;
use kernel::module::{Finding, Health};
use kernel::publication::{self, Details, Find};
use kernel::town::Profile;
use kernel::{AppError, Ctx, Reader, Town, settings};
use web::badge::{Tone, badge};
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Frame, Say, format, html};

use crate::processing;
use crate::settings::SiteSettings;

/// Days after which a statement has to be looked at again.
const REVIEW_DAYS: i64 = 365;
/// Editions in easy language looked through.
const PAGES_MAX: i64 = 5_000;

/// A legal page and what it lacks.
pub(crate) struct Legal {
    pub path: &'static str,
    pub title: (&'static str, &'static str),
    pub basis: &'static str,
    pub missing: Vec<(&'static str, &'static str)>,
    /// Where it is filled in, and what that place is called.
    pub mend: (&'static str, (&'static str, &'static str)),
}

/// Where the data of the town are filled in.
const TOWN: (&str, (&str, &str)) =
    ("/verwaltung/einstellungen/town", ("Angaben zur Stadt", "Data of the town"));
/// Where the data of the pages are filled in.
const SITE: (&str, (&str, &str)) = (
    "/verwaltung/einstellungen/site",
    ("Internetseiten und Barrierefreiheit", "Website and accessibility"),
);

type Wanted = (bool, (&'static str, &'static str));

fn lacks(wanted: &[Wanted]) -> Vec<(&'static str, &'static str)> {
    wanted.iter().filter(|(is_there, _)| !is_there).map(|(_, words)| *words).collect()
}

/// What the imprint needs (§ 5 DDG, § 18 (2) MStV).
pub(crate) fn imprint(p: &Profile) -> Vec<(&'static str, &'static str)> {
    lacks(&[
        (!p.street.is_empty() && !p.postcode.is_empty(), ("Anschrift", "address")),
        (!p.telephone.is_empty(), ("Telefon", "telephone")),
        (!p.email.is_empty(), ("E-Mail", "e-mail")),
        (
            !p.mayor.is_empty(),
            ("Name der Bürgermeisterin oder des Bürgermeisters", "name of the mayor"),
        ),
        (!p.supervision.is_empty(), ("Kommunalaufsicht", "supervisory authority")),
        (!p.editor.is_empty(), ("Verantwortlich für Inhalte", "person responsible for content")),
    ])
}

/// What the accessibility statement needs (§ 4 BITVNRW).
pub(crate) fn statement(
    s: &SiteSettings,
    today: jiff::civil::Date,
) -> Vec<(&'static str, &'static str)> {
    let reviewed = s.accessibility_reviewed_on.parse::<jiff::civil::Date>().ok();
    let is_fresh =
        reviewed.is_none_or(|day| today <= day.saturating_add(jiff::Span::new().days(REVIEW_DAYS)));
    lacks(&[
        (!s.accessibility_made_on.is_empty(), ("Tag der Erklärung", "day of the statement")),
        (reviewed.is_some(), ("Tag der letzten Überprüfung", "day of the last review")),
        (
            is_fresh,
            ("Überprüfung in den letzten zwölf Monaten", "review within the last twelve months"),
        ),
        (!s.accessibility_method_de.trim().is_empty(), ("Art der Prüfung", "method of the test")),
    ])
}

/// All legal pages with what they lack.
pub(crate) fn all(town: &Town, db: &mut Reader<'_>) -> Result<Vec<Legal>, AppError> {
    let s: SiteSettings = settings::get(db)?;
    let p = town.profile();
    let undescribed = processing::missing(town.house().modules());
    let mut all = vec![
        Legal {
            path: "/impressum",
            title: ("Impressum", "Imprint"),
            basis: "§ 5 DDG, § 18 Abs. 2 MStV",
            missing: imprint(&p),
            mend: TOWN,
        },
        Legal {
            path: "/datenschutz",
            title: ("Datenschutz", "Privacy"),
            basis: "Art. 13 DSGVO, § 25 TDDDG",
            missing: lacks(&[
                (
                    !p.privacy_contact.is_empty(),
                    ("Datenschutzbeauftragte", "data protection officer"),
                ),
                (
                    undescribed.is_empty(),
                    ("Beschreibung aller Verarbeitungen", "description of all processing"),
                ),
            ]),
            mend: TOWN,
        },
    ];
    all.extend(of_content(&s, &p, db)?);
    Ok(all)
}

/// Legal pages whose content editors make.
fn of_content(s: &SiteSettings, p: &Profile, db: &mut Reader<'_>) -> Result<Vec<Legal>, AppError> {
    let today = db.today();
    let pages = publication::list(db, &Find::in_place("page", PAGES_MAX))?;
    let has_easy = pages.iter().any(|p| p.easy.is_some());
    let has_film = pages.iter().any(|p| p.sign_language.is_some());
    let unbound = unbound_notices(db)?;
    let is_whole = crate::probe::Records::read(db)?.verify().bent.is_none();
    Ok(vec![
        Legal {
            path: "/barrierefreiheit",
            title: ("Erklärung zur Barrierefreiheit", "Accessibility statement"),
            basis: "§ 10b BGG NRW, § 4 BITVNRW",
            missing: statement(s, today),
            mend: SITE,
        },
        Legal {
            path: "/barriere-melden",
            title: ("Barriere melden", "Report a barrier"),
            basis: "§ 10b Abs. 2 BGG NRW, § 5 BITVNRW",
            missing: lacks(&[(
                !(s.contact_email.is_empty() && p.email.is_empty()),
                ("E-Mail-Adresse, an die Meldungen gehen", "e-mail address reports are sent to"),
            )]),
            mend: SITE,
        },
        Legal {
            path: "/bekanntmachungen",
            title: ("Amtliche Bekanntmachungen", "Official notices"),
            basis: "§ 7 GO NRW, BekanntmVO NRW",
            missing: lacks(&[
                (
                    !unbound,
                    ("Prüfsumme zur Datei einer Bekanntmachung", "digest of the file of a notice"),
                ),
                (is_whole, ("ein Nachweis, der zusammenpasst", "a record that fits together")),
            ]),
            mend: (
                "/verwaltung/bekanntmachungen",
                ("Abrufbarkeit der Bekanntmachungen", "Availability of notices"),
            ),
        },
        Legal {
            path: "/leicht",
            title: ("Leichte Sprache und Gebärdensprache", "Easy language and sign language"),
            basis: "BITV 2.0 § 4, Anlage 2",
            missing: lacks(&[
                (has_easy, ("Seiten in Leichter Sprache", "pages in easy language")),
                (has_film, ("Filme in Gebärdensprache", "films in sign language")),
            ]),
            mend: ("/verwaltung/redaktion", ("Redaktion", "Newsroom")),
        },
        Legal {
            path: "/.well-known/security.txt",
            title: ("Meldestelle für Sicherheitslücken", "Contact for security holes"),
            basis: "RFC 9116",
            missing: lacks(&[(
                !s.security_contact.is_empty(),
                ("Adresse der Meldestelle", "address of the contact"),
            )]),
            mend: SITE,
        },
    ])
}

/// Whether a notice names a file it is not bound to.
fn unbound_notices(db: &mut Reader<'_>) -> Result<bool, AppError> {
    let notices = publication::list(db, &Find::newest("notice", PAGES_MAX))?;
    Ok(notices.iter().any(|it| match &it.details {
        Details::Notice(notice) => notice.file.is_some() && notice.sha256.is_empty(),
        _ => false,
    }))
}

/// The same for `rathaus check`.
pub(crate) fn check(town: &Town, db: &mut Reader<'_>) -> Result<Finding, AppError> {
    let lacking: Vec<String> = all(town, db)?
        .iter()
        .filter(|legal| !legal.missing.is_empty())
        .map(|legal| {
            let words: Vec<&str> = legal.missing.iter().map(|(_, en)| *en).collect();
            format!("{}: {}", legal.path, words.join(", "))
        })
        .collect();
    Ok(if lacking.is_empty() {
        Finding::ok("site/legal", "the legal pages are complete")
    } else {
        Finding::bad(
            "site/legal",
            Health::Warn,
            lacking.join("; "),
            "Fill in what is missing under /verwaltung/einstellungen; see /verwaltung/rechtstexte.",
        )
    })
}

/// The page for staff.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    let town = std::sync::Arc::clone(&ctx.town);
    let all = ctx.read(move |db| all(&town, db)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let rows = all.iter().map(|legal| {
        let words = |(de, en): &(&'static str, &'static str)| say.of(*de, *en);
        let missing: Vec<&str> = legal.missing.iter().map(words).collect();
        Row::new(vec![
            html! { a href=(ctx.to(legal.path)) { (words(&legal.title)) } },
            html! { (format::law(legal.basis)) },
            state(say, missing.is_empty()),
            html! {
                @if !missing.is_empty() {
                    (format::enumeration(say, &missing)) ". "
                    a href=(ctx.to(legal.mend.0)) { (say.of("Eintragen unter: ", "Fill in at: ")) (words(&legal.mend.1)) }
                }
            },
        ])
        .marked(!missing.is_empty())
    });
    let page = frame
        .staff(say.of("Rechtstexte", "Legal pages"))
        .lead(say.of(
            "Was das Gesetz auf der Internetseite verlangt, und was davon noch fehlt.",
            "What the law demands of the website, and what is still missing.",
        ))
        .body(stack(html! {
            (Table::new(say, say.of("Seiten und was ihnen fehlt", "Pages and what they lack")).id("rechtstexte").columns(vec![
                Column::new(say.of("Seite", "Page")),
                Column::new(say.of("Grundlage", "Legal basis")),
                Column::new(say.of("Stand", "State")),
                Column::new(say.of("Es fehlt", "Missing")),
            ]).rows(rows).render())
        }));
    Ok(frame.answer(page))
}

fn state(say: Say, is_complete: bool) -> web::Markup {
    if is_complete {
        badge(Tone::Success, say.of("vollständig", "complete"))
    } else {
        badge(Tone::Warning, say.of("unvollständig", "incomplete"))
    }
}

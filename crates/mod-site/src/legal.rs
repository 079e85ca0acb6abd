//! Imprint, privacy and accessibility statement: generated from what the town is and does, with
//! what it wants to add.

use axum::response::Response;
use kernel::publication::{self, Publication};
use kernel::town::Profile;
use kernel::{AppError, Ctx, Reader, Text, settings};
use web::badge::Tone;
use web::page::{prose, stack};
use web::{Frame, Markup, Page, Say, alert, format, html, markdown};

use crate::settings::SiteSettings;
use crate::{barriers, complete, known, processing};

/// End of the slugs of publications that add to a legal page, such as `impressum-zusatz`.
pub(crate) const ADDITION: &str = "-zusatz";

/// The accessibility statement.
const STATEMENT: &str = "barrierefreiheit";
/// The ombuds office of the Land (§ 10d BGG NRW).
const OMBUDS_URL: &str = "https://www.lbbp.nrw.de/ombudsstelle";

struct Ground {
    settings: SiteSettings,
    /// Barriers that were reported and are not mended.
    gaps: Vec<Text>,
    /// What the modules know of their own.
    known: Vec<known::Known>,
    addition: Option<Publication>,
}

async fn ground(ctx: &Ctx, page: &'static str) -> Result<Ground, AppError> {
    let house = std::sync::Arc::clone(ctx.town.house());
    ctx.read(move |db| {
        let is_statement = page == STATEMENT;
        Ok(Ground {
            settings: settings::get(db)?,
            gaps: if is_statement { barriers::open_gaps(db)? } else { Vec::new() },
            known: if is_statement { known::read(db, house.modules())? } else { Vec::new() },
            addition: addition(db, page)?,
        })
    })
    .await
}

fn addition(db: &mut Reader<'_>, page: &str) -> Result<Option<Publication>, AppError> {
    match publication::by_slug(db, "page", &format!("{page}{ADDITION}")) {
        Ok(found) => Ok(Some(found)),
        Err(AppError::NotFound | AppError::Gone) => Ok(None),
        Err(other) => Err(other),
    }
}

fn added(ctx: &Ctx, ground: &Ground) -> Markup {
    html! {
        @if let Some(text) = &ground.addition { (markdown(text.text.of(ctx.language))) }
    }
}

/// Missing data of the profile, shown to staff only.
fn completeness(ctx: &Ctx, say: Say, missing: &[(&'static str, &'static str)]) -> Markup {
    let open: Vec<&str> = missing.iter().map(|(de, en)| say.of(*de, *en)).collect();
    html! {
        @if ctx.actor.is_staff() && !open.is_empty() {
            (alert(
                Tone::Warning,
                say.of("Nur für Beschäftigte: Hier fehlt noch etwas", "For staff only: something is missing"),
                html! {
                    p { (format::enumeration(say, &open)) "." }
                    p { a href=(ctx.to("/verwaltung/einstellungen")) { (say.of("Zu den Einstellungen", "To the settings")) } }
                },
            ))
        }
    }
}

fn start<'f>(ctx: &Ctx, frame: &'f Frame<'_>, title: &str) -> Page<'f> {
    frame.public(title).crumb(frame.say.of("Startseite", "Home"), ctx.to("/"))
}

fn line(label: &str, value: &str) -> Markup {
    html! { @if !value.is_empty() { p { (label) " " (value) } } }
}

/// The publisher with address and ways to reach it.
fn publisher(ctx: &Ctx, say: Say, profile: &Profile) -> Markup {
    html! {
        p {
            (profile.name)
            @if !profile.authority.is_empty() { br; (profile.authority) }
            @if !profile.street.is_empty() { br; (profile.street) }
            @if !profile.postcode.is_empty() { br; (profile.postcode) }
        }
        (line(say.of("Telefon:", "Telephone:"), &profile.telephone))
        @if !profile.email.is_empty() {
            p { (say.of("E-Mail:", "E-mail:")) " " a href={ "mailto:" (profile.email) } { (profile.email) } }
        }
        p { a href=(ctx.to("/kontakt")) { (say.of("Kontaktformular", "Contact form")) } }
    }
}

/// The imprint (§ 5 DDG, § 18 (2) MStV).
pub async fn imprint(ctx: Ctx) -> Result<Response, AppError> {
    let ground = ground(&ctx, "impressum").await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let p = ctx.town.profile();
    let missing = complete::imprint(&p);
    let page = start(&ctx, &frame, say.of("Impressum", "Imprint")).body(stack(html! {
        (completeness(&ctx, say, &missing))
        (prose(html! {
            h2 { (say.of("Herausgeber", "Publisher")) }
            (publisher(&ctx, say, &p))
            p { (say.of(
                format!("{} ist eine Körperschaft des öffentlichen Rechts.", p.name),
                format!("{} is a public body under German law.", p.name),
            )) }
            @if !p.mayor.is_empty() {
                h2 { (say.of("Vertreten durch", "Represented by")) }
                p { (p.authority) " " (p.mayor) }
            }
            @if !p.supervision.is_empty() {
                h2 { (say.of("Aufsichtsbehörde", "Supervisory authority")) }
                p { (p.supervision) }
            }
            @if !p.editor.is_empty() {
                h2 { (say.of("Verantwortlich für den Inhalt nach § 18 Absatz 2 MStV", "Responsible for content under § 18 (2) MStV")) }
                p { (p.editor) }
            }
            @if !ground.settings.vat_id.is_empty() {
                h2 { (say.of("Umsatzsteuer-Identifikationsnummer", "VAT identification number")) }
                p { (ground.settings.vat_id) }
            }
            @if !ground.settings.hosting.is_empty() {
                h2 { (say.of("Technischer Betrieb", "Technical operation")) }
                p { (ground.settings.hosting) }
            }
            (added(&ctx, &ground))
        }))
    }));
    Ok(frame.answer_shared(page))
}

/// The privacy statement (Art. 13 GDPR): its list comes from the modules that are switched on.
pub async fn privacy(ctx: Ctx) -> Result<Response, AppError> {
    let ground = ground(&ctx, "datenschutz").await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let p = ctx.town.profile();
    let missing = if p.privacy_contact.is_empty() {
        vec![("Datenschutzbeauftragte", "data protection officer")]
    } else {
        Vec::new()
    };
    let frames = ctx
        .read(|db| Ok(kernel::settings::get::<crate::settings::SiteSettings>(db)?.frames()))
        .await?;
    let page = start(&ctx, &frame, say.of("Datenschutz", "Privacy")).body(stack(html! {
        (completeness(&ctx, say, &missing))
        (prose(html! {
            h2 { (say.of("Verantwortlich", "Controller")) }
            (publisher(&ctx, say, &p))
            @if !p.privacy_contact.is_empty() {
                p { (say.of("Datenschutzbeauftragung:", "Data protection officer:")) " " (p.privacy_contact) }
            }
            (visit(say, &frames))
            h2 { (say.of("Was wir verarbeiten und warum", "What we process and why")) }
            @for part in processing::of(&ctx) { (activity(say, &part)) }
            (rights(say))
            (added(&ctx, &ground))
        }))
    }));
    Ok(frame.answer_shared(page))
}

fn visit(say: Say, frames: &std::collections::BTreeSet<String>) -> Markup {
    html! {
        h2 { (say.of("Wenn Sie diese Seiten nur lesen", "When you only read these pages")) }
        ul {
            li { (say.of(
                "Wir setzen kein Cookie und speichern nichts auf Ihrem Gerät. Erst wenn Sie sich anmelden oder einen Antrag beginnen, merkt sich Ihr Browser ein einziges Cookie, das dafür nötig ist (§ 25 Absatz 2 Nummer 2 TDDDG). Es verschwindet, wenn Sie den Browser schließen.",
                "We set no cookie and store nothing on your device. Only when you sign in or begin an application does your browser keep one cookie that is needed for it (§ 25 (2) no. 2 TDDDG). It disappears when you close the browser.",
            )) }
            li { (say.of(
                "Wir binden nichts von fremden Servern ein: keine Schriften, keine Karten, keine Zählpixel, keine sozialen Netzwerke.",
                "We embed nothing from other servers: no fonts, no maps, no counters, no social networks.",
            )) }
            @if !frames.is_empty() {
                li { (say.of(
                    "Einzelne Videos und Beiträge liegen bei anderen Anbietern. Davon wird nichts geladen, bis Sie auf der Seite „Hier zeigen“ wählen. Erst dann erfährt der Anbieter Ihre IP-Adresse und Angaben zu Ihrem Gerät. Das geht nur mit diesen Rechnern:",
                    "Single films and posts lie with other providers. Nothing of them is loaded until you choose “Show it here” on the page. Only then does the provider learn your IP address and details of your device. This is possible with these hosts only:",
                )) " " (frames.iter().cloned().collect::<Vec<_>>().join(", ")) }
            }
            li { (say.of(
                "Ihre IP-Adresse brauchen wir, um Ihnen die Seite zu schicken und Angriffe zu bremsen. Dafür merken wir uns höchstens kurze Zeit einen verkürzten Teil im Arbeitsspeicher, nie auf der Festplatte (Artikel 6 Absatz 1 Buchstabe e DSGVO).",
                "We need your IP address to send you the page and to slow down attacks. For this we keep at most a shortened part for a short time in memory, never on disk (Article 6 (1) (e) GDPR).",
            )) }
        }
    }
}

fn activity(say: Say, part: &processing::Activity) -> Markup {
    let text = |(de, en): (&'static str, &'static str)| say.of(de, en);
    let entries = [
        (say.of("Wozu", "Purpose"), text(part.purpose)),
        (say.of("Welche Daten", "Data"), text(part.data)),
        (say.of("Rechtsgrundlage", "Legal basis"), text(part.basis)),
        (say.of("Wer sie bekommt", "Recipients"), text(part.recipients)),
        (say.of("Wie lange", "How long"), text(part.kept)),
    ];
    html! {
        h3 { (text(part.title)) }
        ul {
            @for (label, words) in entries {
                @if !words.is_empty() { li { strong { (label) ":" } " " (words) } }
            }
        }
    }
}

fn rights(say: Say) -> Markup {
    html! {
        h2 { (say.of("Ihre Rechte", "Your rights")) }
        p { (say.of(
            "Sie können Auskunft über Ihre Daten verlangen, falsche berichtigen lassen und verlangen, dass wir sie löschen oder ihre Verarbeitung einschränken. Sie können der Verarbeitung widersprechen, und eine Einwilligung können Sie jederzeit für die Zukunft zurücknehmen. Eine Entscheidung trifft bei uns immer ein Mensch.",
            "You may ask for information about your data, have wrong data corrected, and ask us to erase them or restrict their processing. You may object to the processing, and withdraw a consent for the future at any time. Decisions are always made by a human being.",
        )) }
        p {
            (say.of("Beschweren können Sie sich bei der Aufsicht:", "You may complain to the supervisory authority:"))
            " "
            (say.of(
                "Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen,",
                "Data protection commissioner of North Rhine-Westphalia,",
            ))
            " " a href="https://www.ldi.nrw.de/" { "www.ldi.nrw.de" } "."
        }
    }
}

/// The accessibility statement (§ 10b BGG NRW, BITVNRW, Implementing Decision (EU) 2018/1523).
pub async fn accessibility(ctx: Ctx) -> Result<Response, AppError> {
    let ground = ground(&ctx, STATEMENT).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let s = &ground.settings;
    let missing = complete::statement(s, ctx.today());
    let page =
        start(&ctx, &frame, say.of("Erklärung zur Barrierefreiheit", "Accessibility statement"))
            .body(stack(html! {
                (completeness(&ctx, say, &missing))
                (prose(html! {
                    (conformity(&ctx, say, s, &ground))
                    (making(say, s))
                    (feedback(&ctx, say))
                    (enforcement(say))
                    (added(&ctx, &ground))
                }))
            }));
    Ok(frame.answer_shared(page))
}

fn conformity(ctx: &Ctx, say: Say, s: &SiteSettings, ground: &Ground) -> Markup {
    let name = &ctx.town.profile().name;
    let base = &ctx.town.plan().base_url;
    let en = if s.accessibility_gaps_en.is_empty() {
        &s.accessibility_gaps_de
    } else {
        &s.accessibility_gaps_en
    };
    let gaps: Vec<&str> = say
        .of(&s.accessibility_gaps_de, en)
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .chain(ground.gaps.iter().map(|gap| gap.of(ctx.language)))
        .collect();
    html! {
        p { (say.of(
            format!("{name} macht diese Internetseiten barrierefrei zugänglich, wie es § 10 des Behindertengleichstellungsgesetzes Nordrhein-Westfalen (BGG NRW) und die Barrierefreie-Informationstechnik-Verordnung Nordrhein-Westfalen (BITV NRW) verlangen. Diese Erklärung gilt für {base}."),
            format!("{name} makes these pages accessible as § 10 of the act on equal opportunities for people with disabilities of North Rhine-Westphalia (BGG NRW) and its ordinance (BITV NRW) demand. This statement applies to {base}."),
        )) }
        h2 { (say.of("Stand der Barrierefreiheit", "Compliance status")) }
        p { (state(say, s, !(gaps.is_empty() && ground.known.is_empty()))) }
        @if !gaps.is_empty() { ul { @for gap in &gaps { li { (gap) } } } }
        (known::draw(ctx, say, &ground.known))
    }
}

/// How far the pages comply. Whoever has not tested claims nothing; "fully" is said only where the
/// town has entered it as the result of a test.
fn state(say: Say, s: &SiteSettings, has_gaps: bool) -> &'static str {
    match (s.is_assessed(), has_gaps) {
        (true, true) => say.of(
            "Diese Seiten sind mit den Anforderungen teilweise vereinbar. Noch nicht barrierefrei ist:",
            "These pages partly comply with the requirements. Not accessible yet:",
        ),
        (true, false) if s.accessibility_full => say.of(
            "Diese Seiten sind mit den Anforderungen vollständig vereinbar. Uns ist kein Inhalt bekannt, der nicht barrierefrei ist.",
            "These pages fully comply with the requirements. We know of no content that is not accessible.",
        ),
        (_, false) => say.of(
            "Wie weit diese Seiten die Anforderungen erfüllen, ist noch nicht bewertet.",
            "How far these pages meet the requirements has not been assessed yet.",
        ),
        (false, true) => say.of(
            "Wie weit diese Seiten die Anforderungen erfüllen, ist noch nicht bewertet. Wir wissen schon, dass Folgendes nicht barrierefrei ist:",
            "How far these pages meet the requirements has not been assessed yet. We already know that the following is not accessible:",
        ),
    }
}

fn making(say: Say, s: &SiteSettings) -> Markup {
    let day = |text: &str| text.parse().map(|day| format::date(say, day)).unwrap_or_default();
    let (made, reviewed) = (day(&s.accessibility_made_on), day(&s.accessibility_reviewed_on));
    let en = if s.accessibility_method_en.is_empty() {
        &s.accessibility_method_de
    } else {
        &s.accessibility_method_en
    };
    let method = say.of(&s.accessibility_method_de, en);
    html! {
        h2 { (say.of("Erstellung dieser Erklärung", "Preparation of this statement")) }
        @if !made.is_empty() {
            p { (say.of(format!("Diese Erklärung wurde am {made} erstellt."), format!("This statement was prepared on {made}."))) }
        }
        @if !reviewed.is_empty() {
            p { (say.of(format!("Sie wurde zuletzt am {reviewed} überprüft."), format!("It was last reviewed on {reviewed}."))) }
        }
        @if !method.is_empty() { p { (say.of("Art der Prüfung:", "Method:")) " " (method) } }
        @if !s.is_assessed() {
            p { (say.of("Die Prüfung dieser Seiten steht noch aus.", "These pages have not been tested yet.")) }
        }
    }
}

fn feedback(ctx: &Ctx, say: Say) -> Markup {
    let profile = ctx.town.profile();
    html! {
        h2 { (say.of("Barriere melden", "Report a barrier")) }
        p {
            (say.of(
                "Können Sie etwas nicht lesen oder bedienen? Oder brauchen Sie Inhalte in einer anderen Form? Dann schreiben Sie uns. Wir antworten innerhalb von zwei Wochen.",
                "Is there something you cannot read or use? Or do you need content in another form? Then write to us. We answer within two weeks.",
            ))
        }
        p { a href=(ctx.to("/barriere-melden")) { (say.of("Barriere melden", "Report a barrier")) } }
        p {
            (profile.name)
            @if !profile.street.is_empty() { ", " (profile.street) ", " (profile.postcode) }
            @if !profile.telephone.is_empty() { br; (say.of("Telefon:", "Telephone:")) " " (profile.telephone) }
            @if !profile.email.is_empty() { br; a href={ "mailto:" (profile.email) } { (profile.email) } }
        }
    }
}

fn enforcement(say: Say) -> Markup {
    html! {
        h2 { (say.of("Ombudsverfahren", "Ombuds procedure")) }
        p { (say.of(
            "Haben wir nicht oder nicht zufriedenstellend geantwortet, können Sie sich an die Ombudsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen wenden (§ 10d BGG NRW). Sie gehört zur Beauftragten des Landes für die Belange der Menschen mit Behinderungen und vermittelt kostenlos zwischen Ihnen und uns.",
            "If we did not answer, or not to your satisfaction, you may turn to the ombuds office for accessible information technology of North Rhine-Westphalia (§ 10d BGG NRW). It belongs to the commissioner for people with disabilities of the Land and mediates between you and us free of charge.",
        )) }
        p { a href=(OMBUDS_URL) { (say.of("Ombudsstelle für barrierefreie Informationstechnik", "Ombuds office for accessible information technology")) } }
    }
}

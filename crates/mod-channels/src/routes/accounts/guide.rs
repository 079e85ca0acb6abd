//! The guided page of a channel: what to do at the provider, what was permitted, what to know by law.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Ctx, Problem};
use norm_social::Channel;
use web::button::{Weight, action_form, button};
use web::{Errors, Field, Form, Frame, Markup, Page, Say, Tone, badge, buttons, html};

use super::{channel, lamp};
use crate::account::{self, Connection, RETURN, app_of, word};
use crate::routes::{ACCOUNTS, BASE, moment};
use crate::{hook, store};

struct Sheet {
    channel: Channel,
    accounts: Vec<Connection>,
    /// Number of the town's application; empty without.
    client: String,
}

async fn sheet(ctx: &Ctx, channel: Channel) -> Result<Sheet, AppError> {
    ctx.read(move |db| {
        let mut accounts = store::account::all(db)?;
        accounts.retain(|c| c.channel == channel);
        let app = store::account::app(db, app_of(channel), "")?;
        Ok(Sheet { channel, accounts, client: app.map(|(client, _)| client).unwrap_or_default() })
    })
    .await
}

/// The page.
pub(in crate::routes) async fn guide(
    ctx: Ctx,
    Path(text): Path<String>,
) -> Result<Response, AppError> {
    let sheet = sheet(&ctx, channel(&text)?).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &sheet, &Errors::new());
    Ok(frame.answer(page))
}

/// The page after something was wrong.
pub(super) async fn again(
    ctx: &Ctx,
    channel: Channel,
    problem: &Problem,
) -> Result<Response, AppError> {
    let sheet = sheet(ctx, channel).await?;
    let frame = Frame::of(ctx);
    let page = page(ctx, &frame, &sheet, &frame.errors_of(problem));
    Ok(frame.answer_again(page))
}

fn page<'f>(ctx: &'f Ctx, frame: &'f Frame<'f>, sheet: &Sheet, errors: &Errors) -> Page<'f> {
    let say = frame.say;
    let channel = sheet.channel;
    let name = channel.name();
    let body = html! {
        @for connection in &sheet.accounts { (connected(ctx, say, connection)) }
        h2 { (say.of("So verbinden Sie das Konto", "How to connect the account")) }
        @match channel {
            Channel::Mastodon => {
                (steps(say, channel))
                (by_sign_in(ctx, say, sheet, errors))
                h2 { (say.of("Oder mit einem Zugangsschlüssel", "Or with an access token")) }
                (by_token(ctx, say, channel, errors))
            }
            Channel::Facebook | Channel::Instagram => {
                (steps(say, channel))
                (application(ctx, say, sheet, errors))
                (by_sign_in(ctx, say, sheet, errors))
                h2 { (say.of("Oder mit dem Schlüssel eines Systemnutzers", "Or with the token of a system user")) }
                p { (say.of(
                    "Am haltbarsten: Im Unternehmensportfolio der Stadt einen Systemnutzer anlegen, ihm die Seite zuweisen, einen Schlüssel ohne Ablauf erzeugen und hier einfügen.",
                    "The most lasting: make a system user in the town's business portfolio, assign the page to it, make a token that does not expire and paste it here.",
                )) }
                (by_token(ctx, say, channel, errors))
            }
            Channel::YouTube => {
                (steps(say, channel))
                (application(ctx, say, sheet, errors))
                (by_sign_in(ctx, say, sheet, errors))
            }
        }
        @if channel == Channel::Facebook { (told(ctx, say, sheet)) }
        (legal(say, channel))
    };
    frame
        .staff(say.of(format!("{name} verbinden"), format!("Connect {name}")))
        .crumb(say.of("Kanäle", "Channels"), ctx.to(BASE))
        .crumb(say.of("Konten", "Accounts"), ctx.to(ACCOUNTS))
        .errors(errors)
        .body(body)
}

fn connected(ctx: &Ctx, say: Say, c: &Connection) -> Markup {
    let (action, token) =
        (ctx.to(&format!("{ACCOUNTS}/{}/konto", word(c.channel))), ctx.form_token());
    let konto = c.id.to_string();
    web::card::sub_card(
        &c.label(),
        html! {
            p { (lamp(say, c)) @if !c.api.is_empty() { " " (c.api) } }
            @if let Some(t) = &c.trouble { p { (account::of(say, &t.reason)) " " (account::of(say, &t.advice)) } }
            @if let Some(at) = c.ends_at { p { (say.of("Die Verbindung hält bis ", "The connection holds until ")) (moment(ctx, at))
                (say.of(". 14, 7 und 2 Tage vorher schreiben wir allen, die Konten verbinden dürfen.", ". 14, 7 and 2 days before we write to everybody who may connect accounts.")) } }
            @let abilities = c.abilities();
            @if !abilities.is_empty() {
                ul {
                    @for (ability, lacks) in &abilities {
                        li {
                            @if lacks.is_empty() { (badge(Tone::Success, say.of("erlaubt", "allowed"))) }
                            @else { (badge(Tone::Warning, say.of("fehlt", "missing"))) }
                            " " (account::of(say, &ability.words()))
                            @if !lacks.is_empty() { ": " code { (lacks.join(", ")) } }
                        }
                    }
                }
            }
            @if !c.sealed.is_empty() {
                (buttons(html! {
                    (action_form(&action, &token, &[("aktion", "pruefen"), ("konto", &konto)], Weight::Secondary, &say.of(format!("{} jetzt prüfen", c.label()), format!("Check {} now", c.label()))))
                    (action_form(&action, &token, &[("aktion", "trennen"), ("konto", &konto)], Weight::Tertiary, &say.of(format!("{} trennen", c.label()), format!("Disconnect {}", c.label()))))
                }))
            }
        },
    )
}

/// How Meta tells of new comments and of permissions that are taken back.
fn told(ctx: &Ctx, say: Say, sheet: &Sheet) -> Markup {
    let action = ctx.to(&format!("{ACCOUNTS}/{}/konto", word(sheet.channel)));
    let address = format!("{}{}", ctx.town.plan().base_url, hook::PATH);
    html! {
        h2 { (say.of("Meldungen von Meta (freiwillig)", "Messages of Meta (optional)")) }
        p { (say.of(
            "Dann erfahren Sie von neuen Kommentaren, ohne nachzusehen, und sofort, wenn jemand der App eine Erlaubnis entzieht. Tragen Sie in der App unter „Webhooks“ für „Page“ (Feld feed) und „Permissions“ ein:",
            "Then you hear of new comments without looking, and at once when somebody takes a permission from the app. In the app, under “Webhooks”, enter for “Page” (field feed) and “Permissions”:",
        )) }
        ul {
            li { (say.of("Rückruf-Adresse: ", "Callback address: ")) code { (address) } }
            li { (say.of("Bestätigungswort: ", "Verification word: ")) code { (hook::agreed(&ctx.town)) } }
        }
        @for c in sheet.accounts.iter().filter(|c| !c.sealed.is_empty()) {
            @let konto = c.id.to_string();
            (action_form(&action, &ctx.form_token(), &[("aktion", "melden"), ("konto", &konto)], Weight::Secondary,
                &say.of(format!("Kommentare melden lassen: {}", c.label()), format!("Let comments be told: {}", c.label()))))
        }
    }
}

fn steps(say: Say, channel: Channel) -> Markup {
    let all: &[(&str, &str)] = match channel {
        Channel::Facebook => &[
            (
                "Die Seite gehört zum Unternehmensportfolio der Stadt, und Sie verwalten sie (Beiträge erstellen, Kommentare moderieren).",
                "The page belongs to the town's business portfolio, and you manage it (create content, moderate).",
            ),
            (
                "Legen Sie unter developers.facebook.com einmal eine App vom Typ „Business“ im Portfolio der Stadt an. Für eigene Seiten genügt der Standardzugriff.",
                "Make an app of the type “Business” in the town's portfolio at developers.facebook.com once. Standard access is enough for own pages.",
            ),
            (
                "Tragen Sie die Rückkehradresse unten bei „Facebook Login“ ein, und hier Nummer und Geheimnis der App.",
                "Enter the return address below at “Facebook Login”, and here number and secret of the app.",
            ),
        ],
        Channel::Instagram => &[
            (
                "Das Konto ist ein professionelles Konto und mit der Facebook-Seite der Stadt verknüpft.",
                "The account is a professional one and linked to the town's Facebook page.",
            ),
            (
                "Es nutzt dieselbe App wie Facebook. Nummer und Geheimnis gelten für beide.",
                "It uses the same app as Facebook. Number and secret hold for both.",
            ),
            (
                "Instagram holt Bilder von unserer Website ab: Sie muss von außen erreichbar sein.",
                "Instagram fetches pictures from our website: it must be reachable from outside.",
            ),
        ],
        Channel::YouTube => &[
            (
                "Legen Sie unter console.cloud.google.com ein Projekt der Stadt an und schalten Sie „YouTube Data API v3“ und „YouTube Analytics API“ ein.",
                "Make a project of the town at console.cloud.google.com and switch on “YouTube Data API v3” and “YouTube Analytics API”.",
            ),
            (
                "Stellen Sie den Zustimmungsbildschirm auf „In Produktion“: Im Testbetrieb stirbt jede Verbindung nach sieben Tagen.",
                "Set the consent screen to “In production”: while testing every connection dies after seven days.",
            ),
            (
                "Erzeugen Sie eine OAuth-Client-ID (Webanwendung) mit der Rückkehradresse unten.",
                "Make an OAuth client ID (web application) with the return address below.",
            ),
        ],
        Channel::Mastodon => &[(
            "Sie brauchen nur die Adresse des Servers, auf dem das Konto der Stadt liegt. Alles andere richten wir ein.",
            "You only need the address of the server the town's account is on. We set up everything else.",
        )],
    };
    html! { ol { @for (de, en) in all { li { (say.of(*de, *en)) } } } }
}

fn application(ctx: &Ctx, say: Say, sheet: &Sheet, errors: &Errors) -> Markup {
    let action = ctx.to(&format!("{ACCOUNTS}/{}/app", word(sheet.channel)));
    let back = format!("{}{RETURN}", ctx.town.plan().base_url);
    html! {
        p { (say.of("Rückkehradresse: ", "Return address: ")) code { (back) } }
        (Form::post(&action, &ctx.form_token()).label(say.of("App der Stadt", "App of the town")).body(html! {
            (Field::new(say, "nummer", say.of("Nummer der App (Client-ID)", "Number of the app (client ID)"))
                .value(&sheet.client).error(errors.get("nummer")).text())
            (Field::new(say, "geheimnis", say.of("Geheimnis der App", "Secret of the app"))
                .hint(say.of("Wird verschlüsselt gespeichert und nie wieder angezeigt.", "Is stored encrypted and never shown again."))
                .error(errors.get("geheimnis")).password())
            (buttons(button(Weight::Secondary, say.of("App speichern", "Save the app"))))
        }))
    }
}

fn by_sign_in(ctx: &Ctx, say: Say, sheet: &Sheet, errors: &Errors) -> Markup {
    let action = ctx.to(&format!("{ACCOUNTS}/{}/anmelden", word(sheet.channel)));
    let is_mastodon = sheet.channel == Channel::Mastodon;
    if !is_mastodon && sheet.client.is_empty() {
        return html! { p.rh-muted { (say.of("Danach erscheint hier die Anmeldung.", "Then the sign-in appears here.")) } };
    }
    Form::post(&action, &ctx.form_token()).label(say.of("Anmeldung", "Sign-in")).body(html! {
        @if is_mastodon { (server(say, errors)) }
        (buttons(button(Weight::Primary, say.of("Anmeldung beginnen", "Begin the sign-in"))))
    })
}

fn server(say: Say, errors: &Errors) -> Markup {
    Field::new(say, "server", say.of("Adresse des Servers", "Address of the server"))
        .hint(say.of("Zum Beispiel social.bund.de", "For example social.bund.de"))
        .error(errors.get("server"))
        .text()
}

fn by_token(ctx: &Ctx, say: Say, channel: Channel, errors: &Errors) -> Markup {
    let action = ctx.to(&format!("{ACCOUNTS}/{}/token", word(channel)));
    Form::post(&action, &ctx.form_token()).label(say.of("Zugangsschlüssel", "Access token")).body(html! {
        @if channel == Channel::Mastodon {
            p { (say.of(
                "Auf dem Server unter „Einstellungen, Entwicklung“ eine Anwendung mit den Rechten read:accounts, read:statuses, write:statuses und write:media anlegen.",
                "On the server at “Preferences, Development” make an application with the rights read:accounts, read:statuses, write:statuses and write:media.",
            )) }
            (Field::new(say, "server", say.of("Server des Schlüssels", "Server of the token"))
                .error(errors.get("server")).text())
        }
        (Field::new(say, "token", say.of("Zugangsschlüssel", "Access token"))
            .hint(say.of("Wird verschlüsselt gespeichert und nie wieder angezeigt.", "Is stored encrypted and never shown again."))
            .error(errors.get("token")).password())
        (buttons(button(Weight::Secondary, say.of("Mit diesem Schlüssel verbinden", "Connect with this token"))))
    })
}

fn legal(say: Say, channel: Channel) -> Markup {
    let lines: &[(&str, &str)] = match channel {
        Channel::Facebook | Channel::Instagram => &[
            (
                "Ob Behörden eine Seite bei Facebook betreiben dürfen, ist umstritten: Die Datenschutzaufsicht verneint es, das VG Köln (17. Juli 2025, 13 K 1419/23, nicht rechtskräftig) erlaubte es. Halten Sie Zweck und Notwendigkeit in einem Social-Media-Konzept fest.",
                "Whether authorities may run a page on Facebook is disputed: the data protection authorities say no, the VG Köln (17 July 2025, 13 K 1419/23, not final) allowed it. Write purpose and necessity down in a concept.",
            ),
            (
                "Impressum und Datenschutzhinweis gehören auf das Profil. Anliegen von Bürgerinnen und Bürgern gehören nicht in Direktnachrichten: Verweisen Sie auf die Formulare der Stadt.",
                "Imprint and privacy notice belong on the profile. Matters of citizens do not belong into direct messages: point to the town's forms.",
            ),
        ],
        Channel::YouTube => &[(
            "Videos brauchen Untertitel (BITVNRW). Impressum und Datenschutzhinweis gehören auf den Kanal.",
            "Films need captions (BITVNRW). Imprint and privacy notice belong on the channel.",
        )],
        Channel::Mastodon => &[(
            "Impressum und Datenschutzhinweis gehören auf das Profil. Der Server selbst sollte von einer öffentlichen Stelle oder der Stadt betrieben sein.",
            "Imprint and privacy notice belong on the profile. The server itself should be run by a public body or the town.",
        )],
    };
    html! {
        h2 { (say.of("Was rechtlich zu beachten ist", "What the law asks for")) }
        ul {
            @for (de, en) in lines { li { (say.of(*de, *en)) } }
            li { (say.of("Bilder mit erkennbaren Personen brauchen deren Einwilligung (KUG §§ 22, 23). Jeder Beitrag verweist auf die Seite der Stadt, auf der alles auch ohne den Anbieter steht.",
                "Pictures with recognisable people need their consent (KUG §§ 22, 23). Every post refers to the town's page, where everything stands without the provider, too.")) }
        }
    }
}

//! "What is stuck?": everything that waits for a person, in plain words, with what to do about it.

use axum::response::Response;
use jiff::Timestamp;
use kernel::jobs::{self, Job};
use kernel::outbox::{self, DeadDelivery};
use kernel::{AppError, Audit, Ctx, Fields, Id, audit, dump, notify};
use web::badge::Tone;
use web::button::Weight;
use web::card::figures;
use web::details::details;
use web::page::stack;
use web::{Frame, Markup, Say, action_form, alert, buttons, card, format, html, link_button};

/// Hours after which a backup is too old.
const BACKUP_HOURS_MAX: i64 = 26;

struct Shown {
    jobs: Vec<Job>,
    facts: Vec<DeadDelivery>,
    waiting: i64,
    oldest: Option<Timestamp>,
    retried: i64,
    unclear: i64,
    letters: usize,
    backup: Option<Timestamp>,
}

/// The page.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let shown = ctx
        .read(|db| {
            let (waiting, oldest) = jobs::backlog(db)?;
            let mails = notify::mail_counts(db)?;
            let backups = audit::latest_of(db, dump::BACKUP, "", i64::MAX, 1)?;
            Ok(Shown {
                jobs: jobs::dead(db)?,
                facts: outbox::dead(db)?,
                waiting,
                oldest,
                retried: outbox::backlog(db)?,
                unclear: mails.iter().find(|(s, _)| s == "unclear").map_or(0, |(_, n)| *n),
                letters: notify::letters(db)?.len(),
                backup: backups.first().and_then(|line| line.at.parse().ok()),
            })
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let mut page = frame
        .staff(say.of("Was steckt fest?", "What is stuck?"))
        .lead(say.of(
            "Alles, was das Haus nicht allein zu Ende bringt, und was Sie tun können.",
            "Everything the house cannot finish by itself, and what you can do.",
        ))
        .head_actions(link_button(
            Weight::Secondary,
            &ctx.to("/verwaltung/betrieb/pruefung"),
            say.of("Alles prüfen", "Check everything"),
        ))
        .body(body(&ctx, say, &shown));
    if let Some(words) = done_words(say, fields.get("erledigt")) {
        page = page.message(Tone::Success, words, html! {});
    }
    Ok(frame.answer(page))
}

fn done_words(say: Say, what: &str) -> Option<&'static str> {
    match what {
        "wiederholt" => {
            Some(say.of("Wird jetzt noch einmal versucht.", "Is being tried again now."))
        }
        "abgelegt" => Some(say.of("Abgelegt.", "Set aside.")),
        _ => None,
    }
}

fn moment(say: Say, at: Timestamp) -> String {
    format::date_time(say, at.to_zoned(kernel::clock::berlin()).datetime())
}

fn body(ctx: &Ctx, say: Say, shown: &Shown) -> Markup {
    let stuck = shown.jobs.len() + shown.facts.len();
    let overdue = shown.oldest.is_some_and(|at| ctx.now().duration_since(at).as_hours() >= 1);
    stack(html! {
        @if stuck == 0 && !overdue {
            (alert(
                Tone::Success,
                say.of("Nichts steckt fest", "Nothing is stuck"),
                html! { p { (say.of(
                    "Alle Aufträge laufen von allein. Sie müssen nichts tun.",
                    "All work runs by itself. There is nothing for you to do.",
                )) } },
            ))
        }
        (numbers(ctx, say, shown))
        @if overdue {
            (alert(
                Tone::Warning,
                say.of("Aufträge warten seit mehr als einer Stunde", "Work has been waiting for more than an hour"),
                html! { p { (say.of(
                    "Läuft der Dienst? Ist der Mailserver erreichbar? Das Haus versucht es weiter; nichts geht verloren.",
                    "Is the service running? Is the mail server reachable? The house keeps trying; nothing is lost.",
                )) } },
            ))
        }
        (backup(say, ctx.now(), shown.backup))
        @for job in &shown.jobs { (one_job(ctx, say, job)) }
        @for fact in &shown.facts { (one_fact(ctx, say, fact)) }
    })
}

fn numbers(ctx: &Ctx, say: Say, shown: &Shown) -> Markup {
    let number = |n: i64| format::number(say, n);
    let count = |n: usize| number(i64::try_from(n).unwrap_or(i64::MAX));
    let (outbox, letters) = (ctx.to("/verwaltung/postausgang"), ctx.to("/verwaltung/briefe"));
    figures(&[
        (
            count(shown.jobs.len() + shown.facts.len()),
            say.of("warten auf Sie", "wait for you"),
            None,
        ),
        (
            number(shown.unclear),
            say.of("E-Mails mit ungewissem Ausgang", "mails of unclear fate"),
            Some(&outbox),
        ),
        (number(shown.waiting), say.of("Aufträge unterwegs", "jobs on their way"), None),
        (
            number(shown.retried),
            say.of("Mitteilungen werden wiederholt", "facts being retried"),
            None,
        ),
        (count(shown.letters), say.of("Briefe zu drucken", "letters to print"), Some(&letters)),
    ])
}

fn backup(say: Say, now: Timestamp, at: Option<Timestamp>) -> Markup {
    match at {
        None => alert(
            Tone::Warning,
            say.of("Noch keine Sicherung", "No backup yet"),
            html! { p { (say.of(
                "Das Protokoll kennt keine Sicherung. Richten Sie „rathaus backup“ als täglichen Auftrag ein.",
                "The logbook knows no backup. Set up “rathaus backup” as a daily task.",
            )) } },
        ),
        Some(at) if now.duration_since(at).as_hours() > BACKUP_HOURS_MAX => alert(
            Tone::Warning,
            say.of("Die letzte Sicherung ist zu alt", "The last backup is too old"),
            html! { p {
                (say.of("Letzte Sicherung: ", "Last backup: ")) (moment(say, at)) ". "
                (say.of("Prüfen Sie den täglichen Auftrag.", "Check the daily task."))
            } },
        ),
        Some(at) => html! {
            p { (say.of("Letzte Sicherung: ", "Last backup: ")) (moment(say, at)) }
        },
    }
}

/// What a job does, in plain words.
fn job_words(say: Say, kind: &str) -> String {
    match kind {
        "notify.mail" => {
            say.of("Eine E-Mail wurde nicht verschickt", "A mail was not sent").to_owned()
        }
        other => say.of(
            format!("Der Auftrag „{other}“ kam nicht zu Ende"),
            format!("The job “{other}” did not finish"),
        ),
    }
}

fn for_experts(say: Say, facts: &[(&str, String)]) -> Markup {
    details(
        say.of("Für die Fachleute", "For experts"),
        html! { dl { @for (name, value) in facts { dt { (name) } dd { (value) } } } },
    )
}

fn one_job(ctx: &Ctx, say: Say, job: &Job) -> Markup {
    let token = ctx.form_token();
    let id = job.id.to_string();
    card::card(
        &job_words(say, &job.kind),
        html! {
            p {
                (say.of(
                    format!("Angelegt am {}, {} Mal versucht.", moment(say, job.made_at), job.attempts),
                    format!("Made on {}, tried {} times.", moment(say, job.made_at), job.attempts),
                ))
                " "
                (say.of(
                    "Beheben Sie die Ursache und wiederholen Sie den Auftrag. Legen Sie ihn nur ab, wenn er anders erledigt ist.",
                    "Remove the cause and repeat it. Set it aside only if it was done by other means.",
                ))
            }
            (buttons(html! {
                (action_form(&ctx.to("/verwaltung/betrieb/auftrag/wiederholen"), &token, &[("id", &id)],
                    Weight::Primary, say.of("Wiederholen", "Repeat")))
                (action_form(&ctx.to("/verwaltung/betrieb/auftrag/ablegen"), &token, &[("id", &id)],
                    Weight::Tertiary, say.of("Ablegen", "Set aside")))
            }))
            (for_experts(say, &[
                (say.of("Art", "Kind"), job.kind.clone()),
                (say.of("Kennung", "Identifier"), id.clone()),
                (say.of("Letzter Fehler", "Last error"), job.error.clone()),
            ]))
        },
    )
}

fn one_fact(ctx: &Ctx, say: Say, fact: &DeadDelivery) -> Markup {
    let token = ctx.form_token();
    let number = fact.fact.to_string();
    let hidden = [("nummer", number.as_str()), ("empfaenger", fact.subscriber.as_str())];
    card::card(
        say.of(
            "Eine Mitteilung im Haus kam nicht an",
            "A message within the house was not taken in",
        ),
        html! {
            p {
                (say.of(
                    format!("Vom {}, {} Mal versucht.", moment(say, fact.told_at), fact.attempts),
                    format!("Of {}, tried {} times.", moment(say, fact.told_at), fact.attempts),
                ))
                " "
                (say.of(
                    "Ein Fachbereich hat nicht erfahren, dass etwas geschehen ist. Wiederholen Sie die Mitteilung, wenn die Ursache behoben ist.",
                    "A department did not learn that something happened. Repeat the message when the cause is removed.",
                ))
            }
            (buttons(html! {
                (action_form(&ctx.to("/verwaltung/betrieb/mitteilung/wiederholen"), &token, &hidden,
                    Weight::Primary, say.of("Wiederholen", "Repeat")))
                (action_form(&ctx.to("/verwaltung/betrieb/mitteilung/ablegen"), &token, &hidden,
                    Weight::Tertiary, say.of("Ablegen", "Set aside")))
            }))
            (for_experts(say, &[
                (say.of("Mitteilung", "Fact"), format!("{} ({})", fact.name, fact.fact)),
                (say.of("Empfänger", "Subscriber"), fact.subscriber.clone()),
                (say.of("Letzter Fehler", "Last error"), fact.error.clone()),
            ]))
        },
    )
}

/// Somebody else was faster, or it freed itself.
fn no_longer_stuck(error: AppError) -> AppError {
    match error {
        AppError::NotFound => AppError::refused(
            "operations/not-stuck",
            "Das steckt nicht mehr fest. Wahrscheinlich hat sich schon jemand darum gekümmert.",
            "This is no longer stuck. Probably somebody has taken care of it.",
        ),
        other => other,
    }
}

fn job_of(fields: &Fields) -> Result<Id<Job>, AppError> {
    fields.get("id").parse().map_err(|_| AppError::NotFound)
}

fn fact_of(fields: &Fields) -> Result<(i64, String), AppError> {
    let number = fields.get("nummer").parse().map_err(|_| AppError::NotFound)?;
    Ok((number, fields.get("empfaenger").to_owned()))
}

/// Tries a job again.
pub async fn repeat_job(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let id = job_of(&fields)?;
    ctx.write(move |tx| {
        jobs::repeat(tx, id).map_err(no_longer_stuck)?;
        Ok(Audit::of("operations.job_repeated", id).done())
    })
    .await?;
    Ok(ctx.redirect("/verwaltung/betrieb?erledigt=wiederholt"))
}

/// Sets a job aside.
pub async fn drop_job(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let id = job_of(&fields)?;
    ctx.write(move |tx| {
        jobs::set_aside(tx, id).map_err(no_longer_stuck)?;
        Ok(Audit::of("operations.job_set_aside", id).done())
    })
    .await?;
    Ok(ctx.redirect("/verwaltung/betrieb?erledigt=abgelegt"))
}

/// Delivers a fact again.
pub async fn repeat_fact(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (fact, subscriber) = fact_of(&fields)?;
    ctx.write(move |tx| {
        outbox::repeat(tx, fact, &subscriber).map_err(no_longer_stuck)?;
        Ok(Audit::of("operations.fact_repeated", fact).note(subscriber).done())
    })
    .await?;
    Ok(ctx.redirect("/verwaltung/betrieb?erledigt=wiederholt"))
}

/// Sets a fact aside.
pub async fn drop_fact(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (fact, subscriber) = fact_of(&fields)?;
    ctx.write(move |tx| {
        outbox::set_aside(tx, fact, &subscriber).map_err(no_longer_stuck)?;
        Ok(Audit::of("operations.fact_set_aside", fact).note(subscriber).done())
    })
    .await?;
    Ok(ctx.redirect("/verwaltung/betrieb?erledigt=abgelegt"))
}

//! Figures for monitoring in the text form of Prometheus: counts only, no names, no town.
//!
//! Answers programs on the machine itself, or whoever shows the token that lies in the file
//! `metrics-token` in the town's folder. Everybody else finds nothing here.

use std::fmt::Write as _;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::{AppError, Ctx, audit, jobs, notify, outbox};
use sha2::{Digest, Sha256};

/// File with the token, in the town's folder.
const TOKEN_FILE: &str = "metrics-token";
/// Shortest token that counts: a short one could be guessed.
const TOKEN_CHARS_MIN: usize = 16;

/// The figures.
pub async fn show(ctx: Ctx, headers: HeaderMap) -> Result<Response, AppError> {
    if !is_local(&ctx, &headers) && !knows_token(&ctx, &headers) {
        return Err(AppError::NotFound);
    }
    let now = ctx.now();
    let (jobs, oldest, dead, facts, retried, mails, letters, lines) = ctx
        .read(|db| {
            let (waiting, oldest) = jobs::backlog(db)?;
            Ok((
                waiting,
                oldest,
                jobs::dead(db)?.len(),
                outbox::dead(db)?.len(),
                outbox::backlog(db)?,
                notify::mail_counts(db)?,
                notify::letters(db)?.len(),
                audit::latest(db, i64::MAX, 1)?.first().map_or(0, |line| line.seq),
            ))
        })
        .await?;
    let age = oldest.map_or(0, |at| now.duration_since(at).as_secs().max(0));
    let mut out = String::new();
    gauge(&mut out, "rathaus_jobs_waiting", "Jobs not yet done.", jobs);
    gauge(&mut out, "rathaus_jobs_oldest_seconds", "How long the oldest job has been due.", age);
    gauge(&mut out, "rathaus_jobs_dead", "Jobs that wait for a person.", dead);
    gauge(&mut out, "rathaus_facts_dead", "Facts that wait for a person.", facts);
    gauge(&mut out, "rathaus_facts_retried", "Facts being delivered again.", retried);
    gauge(&mut out, "rathaus_letters_waiting", "Letters to print and post.", letters);
    gauge(&mut out, "rathaus_audit_lines", "Lines of the logbook.", lines);
    gauge(
        &mut out,
        "rathaus_commits",
        "Commits that changed pages, since the process opened the town.",
        ctx.town.db().generation(),
    );
    head(&mut out, "rathaus_mails", "Mails by state.");
    for state in ["waiting", "sent", "kept", "unclear", "failed"] {
        let count = mails.iter().find(|(s, _)| s == state).map_or(0, |(_, n)| *n);
        writeln!(out, "rathaus_mails{{state=\"{state}\"}} {count}").expect("a string takes it all");
    }
    let mut response = out.into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
    );
    Ok(response)
}

fn head(out: &mut String, name: &str, help: &str) {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge").expect("a string takes it all");
}

fn gauge(out: &mut String, name: &str, help: &str, value: impl std::fmt::Display) {
    head(out, name, help);
    writeln!(out, "{name} {value}").expect("a string takes it all");
}

/// A program on this machine. A proxy on this machine passes on questions of others and says so.
fn is_local(ctx: &Ctx, headers: &HeaderMap) -> bool {
    let is_passed_on = ["x-forwarded-for", "forwarded", "x-real-ip", "via"]
        .iter()
        .any(|name| headers.contains_key(*name));
    !is_passed_on && matches!(ctx.caller.as_str(), "127.0.0.0/24" | "0:0:0:0::/56")
}

fn knows_token(ctx: &Ctx, headers: &HeaderMap) -> bool {
    let sent = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "));
    let kept = std::fs::read_to_string(ctx.town.plan().folder.join(TOKEN_FILE));
    let (Some(sent), Ok(kept)) = (sent, kept) else { return false };
    // Digests are compared, so that time tells nothing about the token.
    kept.trim().len() >= TOKEN_CHARS_MIN
        && Sha256::digest(sent.trim().as_bytes()) == Sha256::digest(kept.trim().as_bytes())
}

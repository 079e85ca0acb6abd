//! Mail about a street: asked for, confirmed by a link (double opt-in), ended by a link. A mail
//! address is kept sealed and forgotten with the subscription.

use kernel::limits::Rate;
use kernel::opt_in::{Proof, is_early};
use kernel::{AppError, Id, Language, Reader, Text, Town, Tx, notify};

use crate::model::Site;
use crate::store::follows::{self, Follow};

/// Subscriptions one caller may ask for.
pub const RATE: Rate =
    Rate { name: "roadworks.follow", burst: 8, every: jiff::SignedDuration::from_mins(5) };
/// Wishes nobody confirmed are forgotten after so many days.
const STALE_DAYS: i64 = 7;

/// What proves that somebody has the mail: part of the links in it.
pub(crate) const PROOF: Proof = Proof { name: "roadworks/follow", bytes: 12 };

/// The subscription of a link.
///
/// # Errors
/// [`AppError::NotFound`] when the link is not ours, or what it is about is gone.
pub fn of_link(
    town: &Town,
    reader: &mut Reader<'_>,
    id: &str,
    given: &str,
) -> Result<Follow, AppError> {
    let id = PROOF.subscriber(town, id, given).ok_or(AppError::NotFound)?;
    follows::find(town, reader, id)
}

/// Whether a link is from a mail of ours, be its subscription there or gone.
pub(crate) fn is_ours(town: &Town, id: &str, given: &str) -> bool {
    PROOF.subscriber::<Follow>(town, id, given).is_some()
}

fn link(town: &Town, language: Language, follow: Id<Follow>, below: &str) -> String {
    let start = language.of("", "/en");
    format!(
        "{}{start}/baustellen/abo/{follow}/{}{below}",
        town.plan().base_url,
        PROOF.code(town, follow)
    )
}

/// Somebody wants mail about a street; an empty key is the whole town. The mail asks whether it was
/// really them. Whoever is subscribed already gets no other answer than anybody.
///
/// # Errors
/// What the database says.
pub fn ask(
    town: &Town,
    tx: &mut Tx<'_>,
    street: (&str, &str),
    email: &str,
    language: Language,
) -> Result<Id<Follow>, AppError> {
    let mark = PROOF.mark(town, Some(street.0), email);
    let now = tx.now();
    let wish = Follow {
        id: Id::new(),
        street_key: street.0.to_owned(),
        street: street.1.to_owned(),
        email: email.trim().to_owned(),
        language,
        asked_at: now,
        confirmed_at: None,
    };
    let follow = follows::ask(town, tx, &wish, &mark)?;
    let is_new = follow.id == wish.id;
    let is_again = !is_new && is_early(follow.asked_at, now);
    if follow.confirmed_at.is_some() || is_again {
        return Ok(follow.id);
    }
    follows::asked_again(tx, follow.id)?;
    let what = about(&follow);
    let subject = language
        .of("Bitte bestätigen: Baustellen per E-Mail", "Please confirm: road works by mail");
    let body = match language {
        Language::De => format!(
            "Guten Tag,\n\njemand, vermutlich Sie, möchte E-Mails über Baustellen: {}.\n\n\
             Bitte bestätigen Sie das mit diesem Link:\n{}\n\n\
             Waren Sie das nicht? Dann müssen Sie nichts tun. Wir löschen Ihre Adresse nach {STALE_DAYS} Tagen.\n",
            what.de,
            link(town, language, follow.id, "")
        ),
        Language::En => format!(
            "Hello,\n\nsomebody, probably you, would like mail about road works: {}.\n\n\
             Please confirm with this link:\n{}\n\n\
             Was it not you? Then you need not do anything. We delete your address after {STALE_DAYS} days.\n",
            what.en,
            link(town, language, follow.id, "")
        ),
    };
    let event = format!("roadworks/ask/{}/{}", follow.id, now.as_second());
    notify::mail(tx, &event, &follow.email, subject, &body)?;
    Ok(follow.id)
}

/// What a subscription is about, in words.
pub fn about(follow: &Follow) -> Text {
    if follow.street_key.is_empty() {
        Text::new("in der ganzen Stadt", "in the whole town")
    } else {
        Text::same(follow.street.clone())
    }
}

/// Tells everybody who follows the street of a site. There is one mail per follower and revision.
///
/// # Errors
/// What the database says.
pub fn tell(
    town: &Town,
    tx: &mut Tx<'_>,
    site: &Site,
    what: &Text,
    reason: &str,
) -> Result<(), AppError> {
    for follow in follows::of_street(town, tx, &site.street_key)? {
        let language = follow.language;
        let start = language.of("", "/en");
        let page = format!("{}{start}{}", town.plan().base_url, site.path());
        let label = site.impact.label();
        let why = match (reason, language) {
            ("", _) => String::new(),
            (why, Language::De) => format!("Grund: {why}\n"),
            (why, Language::En) => format!("Reason: {why}\n"),
        };
        let end = link(town, language, follow.id, "/ende");
        let days = format!("{} – {}", language.day(site.from), language.day(site.until));
        let body = match language {
            Language::De => format!(
                "Guten Tag,\n\n{}: {}\n{}\n{why}\nZeitraum: {days}\nVerkehr: {}\n\nAlles dazu: {page}\n\n\
                 Keine E-Mails mehr zu Baustellen ({}): {end}\n",
                site.street,
                site.title,
                what.de,
                label.de,
                about(&follow).de
            ),
            Language::En => format!(
                "Hello,\n\n{}: {}\n{}\n{why}\nPeriod: {days}\nTraffic: {}\n\nMore: {page}\n\n\
                 No more mail about road works ({}): {end}\n",
                site.street,
                site.title,
                what.en,
                label.en,
                about(&follow).en
            ),
        };
        let subject = match language {
            Language::De => format!("Baustelle {}", site.street),
            Language::En => format!("Road works: {}", site.street),
        };
        let event = format!("roadworks/tell/{}/{}/{}", site.id, site.revision, follow.id);
        let leave = link(town, Language::De, follow.id, "/sofort");
        notify::mail_of_list(tx, &event, &follow.email, &subject, &body, &leave)?;
    }
    Ok(())
}

/// Forgets wishes nobody confirmed.
pub(crate) fn erase_stale(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - jiff::SignedDuration::from_hours(24 * STALE_DAYS);
    follows::drop_stale(tx, before)
}

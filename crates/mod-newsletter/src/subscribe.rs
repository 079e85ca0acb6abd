//! Asking for mail, confirming it (double opt-in), changing it, ending it. An address is kept sealed
//! and forgotten when its owner leaves. Whoever asks is told the same, be the address known or not.

use jiff::SignedDuration;
use kernel::limits::Rate;
use kernel::opt_in::{Proof, is_early};
use kernel::{AppError, Id, Language, Private, Reader, Town, Tx, notify};

use crate::model::{Rhythm, Subscriber, Topics};
use crate::store;

/// Subscriptions one caller may ask for.
pub const RATE: Rate =
    Rate { name: "newsletter.ask", burst: 8, every: SignedDuration::from_mins(5) };
/// Wishes nobody confirmed are forgotten after so many hours.
const STALE_HOURS: i64 = 48;
/// So many mails that could not be delivered end a subscription, if they are not further apart than
/// [`STRIKES_WITHIN`].
const STRIKES_MAX: i64 = 3;
const STRIKES_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 10);
/// What proves that somebody has the mail: part of the links in it.
const PROOF: Proof = Proof { name: "newsletter/reader", bytes: 16 };

/// Whether a link is from a mail of ours, be its subscription there or gone.
pub fn is_ours(town: &Town, id: &str, given: &str) -> bool {
    PROOF.subscriber::<Subscriber>(town, id, given).is_some()
}

/// Whose link this is.
///
/// # Errors
/// [`AppError::NotFound`] when the link is not ours, or the subscription is gone.
pub fn of_link(
    town: &Town,
    reader: &mut Reader<'_>,
    id: &str,
    given: &str,
) -> Result<Subscriber, AppError> {
    let id = PROOF.subscriber(town, id, given).ok_or(AppError::NotFound)?;
    store::find(town, reader, id)
}

/// A link of a mail: to the choices, or below them.
pub fn link(town: &Town, language: Language, id: Id<Subscriber>, below: &str) -> String {
    let start = language.of("", "/en");
    format!("{}{start}/newsletter/{id}/{}{below}", town.plan().base_url, PROOF.code(town, id))
}

/// Somebody wants mail. The mail asks whether it was really them; who is subscribed already gets
/// the link to their choices.
///
/// # Errors
/// What the database says.
pub fn ask(
    town: &Town,
    tx: &mut Tx<'_>,
    email: &str,
    language: Language,
    rhythm: Rhythm,
    topics: Topics,
) -> Result<Id<Subscriber>, AppError> {
    let mark = PROOF.mark(town, None, email);
    let now = tx.now();
    let wish = Subscriber {
        id: Id::new(),
        email: Private::new(email.trim().to_owned()),
        language,
        rhythm,
        topics,
        asked_at: now,
        confirmed_at: None,
        strikes: 0,
        struck_at: None,
    };
    let known = store::ask(town, tx, &wish, &mark)?;
    let is_new = known.id == wish.id;
    if !is_new && is_early(known.asked_at, now) {
        return Ok(known.id);
    }
    store::asked_again(tx, known.id, &wish)?;
    if is_new {
        store::count(tx, "asked", 1)?;
    }
    let (subject, body) = if known.confirmed_at.is_some() {
        reminder(town, &known)
    } else {
        question(town, known.id, &wish)
    };
    let event = format!("newsletter/ask/{}/{}", known.id, now.as_second());
    notify::mail(tx, &event, known.email.reveal(), &subject, &body)?;
    Ok(known.id)
}

fn question(town: &Town, id: Id<Subscriber>, wish: &Subscriber) -> (String, String) {
    let (language, name) = (wish.language, &town.profile().name);
    let link = link(town, language, id, "");
    let topics = wish.topics.words(language);
    let rhythm = wish.rhythm.label();
    let body = match language {
        Language::De => format!(
            "Guten Tag,\n\njemand, vermutlich Sie, möchte Neues von {name} per E-Mail: {topics}, {}.\n\n\
             Bitte bestätigen Sie das mit diesem Link:\n{link}\n\n\
             Waren Sie das nicht? Dann müssen Sie nichts tun. Wir löschen Ihre Adresse nach {STALE_HOURS} Stunden.\n",
            rhythm.de
        ),
        Language::En => format!(
            "Hello,\n\nsomebody, probably you, would like news of {name} by mail: {topics}, {}.\n\n\
             Please confirm with this link:\n{link}\n\n\
             Was it not you? Then you need not do anything. We delete your address after {STALE_HOURS} hours.\n",
            rhythm.en
        ),
    };
    let subject = language.of("Bitte bestätigen: Newsletter", "Please confirm: newsletter");
    (subject.to_owned(), body)
}

fn reminder(town: &Town, known: &Subscriber) -> (String, String) {
    let (language, name) = (known.language, &town.profile().name);
    let link = link(town, language, known.id, "");
    let body = match language {
        Language::De => format!(
            "Guten Tag,\n\njemand, vermutlich Sie, hat unseren Newsletter bestellt. Sie bekommen ihn schon.\n\n\
             Hier ändern Sie Ihre Auswahl oder bestellen ab:\n{link}\n\n{name}\n"
        ),
        Language::En => format!(
            "Hello,\n\nsomebody, probably you, asked for our newsletter. You get it already.\n\n\
             Change your choice or end it here:\n{link}\n\n{name}\n"
        ),
    };
    let subject = language.of("Ihr Newsletter", "Your newsletter");
    (subject.to_owned(), body)
}

/// A mail to somebody could not be delivered. Whether that was once too often.
///
/// # Errors
/// What the database says.
pub fn failed(town: &Town, tx: &mut Tx<'_>, id: Id<Subscriber>) -> Result<bool, AppError> {
    let known = match store::find(town, tx, id) {
        Err(AppError::NotFound) => return Ok(false),
        other => other?,
    };
    let now = tx.now();
    let is_near = known.struck_at.is_some_and(|at| now.duration_since(at) <= STRIKES_WITHIN);
    let strikes = if is_near { known.strikes + 1 } else { 1 };
    if strikes >= STRIKES_MAX {
        store::drop(tx, id)?;
        store::count(tx, "unreachable", 1)?;
        return Ok(true);
    }
    store::strike(tx, id, strikes, now)?;
    Ok(false)
}

/// Forgets wishes nobody confirmed.
pub(crate) fn erase_stale(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - SignedDuration::from_hours(STALE_HOURS);
    store::drop_stale(tx, before)
}

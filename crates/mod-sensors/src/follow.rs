//! Mail about warnings: asked for, confirmed by a link (double opt-in), ended by a link. A mail
//! address is kept sealed and forgotten with the subscription.

use kernel::limits::Rate;
use kernel::opt_in::{Proof, is_early};
use kernel::{AppError, Id, Language, Reader, Text, Town, Tx, notify};

use crate::store::follows::{self, Follow};
use crate::store::watch::{self, Spot};
use crate::watch::tell::{level_words, moment, peak_words};
use crate::watch::{Ending, Plan, Warning};

/// Subscriptions one caller may ask for.
pub(crate) const RATE: Rate =
    Rate { name: "sensors.follow", burst: 8, every: jiff::SignedDuration::from_mins(5) };
/// Wishes nobody confirmed are forgotten after so many days.
const STALE_DAYS: i64 = 7;

/// What somebody wants to hear of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    /// The station; 0 for all.
    pub thing: i64,
    /// The threshold; empty for all of the station.
    pub threshold: String,
}

/// What proves that somebody has the mail: part of the links in it.
pub(crate) const PROOF: Proof = Proof { name: "sensors/follow", bytes: 12 };

/// Whether a link is from a mail of ours, be its subscription there or gone.
pub(crate) fn is_ours(town: &Town, id: &str, given: &str) -> bool {
    PROOF.subscriber::<Follow>(town, id, given).is_some()
}

/// The subscription of a link.
pub(crate) fn of_link(
    town: &Town,
    reader: &mut Reader<'_>,
    id: &str,
    given: &str,
) -> Result<Follow, AppError> {
    let id = PROOF.subscriber(town, id, given).ok_or(AppError::NotFound)?;
    follows::find(town, reader, id)
}

fn link(town: &Town, language: Language, follow: Id<Follow>, below: &str) -> String {
    let start = language.of("", "/en");
    format!(
        "{}{start}/sensoren/abo/{follow}/{}{below}",
        town.plan().base_url,
        PROOF.code(town, follow)
    )
}

/// What a subscription is about, in words.
pub(crate) fn about(reader: &mut Reader<'_>, wish: &Wish) -> Result<Text, AppError> {
    if wish.thing == 0 {
        return Ok(Text::new("alle Messstellen der Stadt", "all stations of the town"));
    }
    let gone = Text::new("eine Messstelle, die es nicht mehr gibt", "a station that is gone");
    if let Ok(id) = wish.threshold.parse() {
        let Ok(threshold) = watch::find(reader, id) else { return Ok(gone) };
        let station = watch::spot(reader, threshold.stream)?.station;
        let title = &threshold.plan.title;
        return Ok(Text::new(
            format!("{station}: {}", title.de),
            format!("{station}: {}", title.of(Language::En)),
        ));
    }
    match crate::store::stations::one(reader, wish.thing) {
        Ok(station) => Ok(Text::same(station.name)),
        Err(AppError::NotFound) => Ok(gone),
        Err(other) => Err(other),
    }
}

/// Somebody wants mail. The first one asks whether it was really them. Whoever is subscribed already
/// gets no other answer than anybody.
pub(crate) fn ask(
    town: &Town,
    tx: &mut Tx<'_>,
    wish: &Wish,
    email: &str,
    language: Language,
) -> Result<Id<Follow>, AppError> {
    let ordered = format!("{}/{}", wish.thing, wish.threshold);
    let mark = PROOF.mark(town, Some(&ordered), email);
    let now = tx.now();
    let new = Follow {
        id: Id::new(),
        thing: wish.thing,
        threshold: wish.threshold.clone(),
        email: email.trim().to_owned(),
        language,
        asked_at: now,
        confirmed_at: None,
    };
    let follow = follows::ask(town, tx, &new, &mark)?;
    let is_new = follow.id == new.id;
    let is_again = !is_new && is_early(follow.asked_at, now);
    if follow.confirmed_at.is_some() || is_again {
        return Ok(follow.id);
    }
    follows::asked_again(tx, follow.id)?;
    let what = about(tx, wish)?;
    let url = link(town, language, follow.id, "");
    let subject =
        language.of("Bitte bestätigen: Warnungen per E-Mail", "Please confirm: warnings by mail");
    let body = match language {
        Language::De => format!(
            "Guten Tag,\n\njemand, vermutlich Sie, möchte E-Mails, wenn Sensoren der Stadt warnen: {}.\n\n\
             Bitte bestätigen Sie das mit diesem Link:\n{url}\n\n\
             Waren Sie das nicht? Dann müssen Sie nichts tun. Wir löschen Ihre Adresse nach {STALE_DAYS} Tagen.\n",
            what.de
        ),
        Language::En => format!(
            "Hello,\n\nsomebody, probably you, would like mail when sensors of the town warn: {}.\n\n\
             Please confirm with this link:\n{url}\n\n\
             Was it not you? Then you need not do anything. We delete your address after {STALE_DAYS} days.\n",
            what.of(language)
        ),
    };
    let event = format!("sensors/ask/{}/{}", follow.id, now.as_second());
    notify::mail(tx, &event, &follow.email, subject, &body)?;
    Ok(follow.id)
}

/// Tells everybody who follows that a warning began or ended: one mail each.
pub(crate) fn tell(
    town: &Town,
    tx: &mut Tx<'_>,
    (warning, plan, spot): (&Warning, &Plan, &Spot),
    is_end: bool,
) -> Result<(), AppError> {
    let threshold = warning.threshold.to_string();
    for follow in follows::to_tell(town, tx, spot.thing, &threshold)? {
        let wish = Wish { thing: follow.thing, threshold: follow.threshold.clone() };
        let about = about(tx, &wish)?;
        let language = follow.language;
        let (subject, said) = words((warning, plan, spot), is_end, language);
        let page = format!("{}{}{}", town.plan().base_url, language.of("", "/en"), spot.path());
        let end = link(town, language, follow.id, "/ende");
        let body = match language {
            Language::De => format!(
                "Guten Tag,\n\n{said}\nAktuelle Werte: {page}\n\n\
                 Keine E-Mails mehr zu Warnungen ({}): {end}\n",
                about.de
            ),
            Language::En => format!(
                "Hello,\n\n{said}\nValues now: {page}\n\n\
                 No more mail about warnings ({}): {end}\n",
                about.of(language)
            ),
        };
        let word = if is_end { "ended" } else { "raised" };
        let event = format!("sensors/tell/{}/{word}/{}", warning.id, follow.id);
        let leave = link(town, Language::De, follow.id, "/sofort");
        notify::mail_of_list(tx, &event, &follow.email, &subject, &body, &leave)?;
    }
    Ok(())
}

/// Subject and text about the begin or the end of a warning.
pub(crate) fn words(
    (warning, plan, spot): (&Warning, &Plan, &Spot),
    is_end: bool,
    language: Language,
) -> (String, String) {
    let title = warning.title.of(language);
    let station = &spot.station;
    let level = level_words(warning, spot, language);
    let peak = peak_words(warning, spot, language);
    let (begin, end) = (
        moment(warning.began_at, language),
        warning.ended_at.map(|at| moment(at, language)).unwrap_or_default(),
    );
    if is_end {
        let subject = match language {
            Language::De => format!("Entwarnung: {title}, {station}"),
            Language::En => format!("All clear: {title}, {station}"),
        };
        let why = match (warning.ending, language) {
            (Ending::Values | Ending::Stands, Language::De) => "Die Warnung ist beendet.",
            (Ending::Values | Ending::Stands, Language::En) => "The warning is over.",
            (_, Language::De) => {
                "Die Warnung ist beendet, weil dort nicht mehr gemessen oder gewarnt wird. Über die Lage sagt das nichts."
            }
            (_, Language::En) => {
                "The warning is over because nothing is measured or warned of there any more. This says nothing about the situation."
            }
        };
        let most =
            peak.map(|p| format!("{}: {p}\n", language.of("Äußerster Wert", "Most extreme value")));
        let most = most.unwrap_or_default();
        let label = language.of("Von", "From");
        let until = language.of("bis", "to");
        return (
            subject,
            format!("{title}, {station}.\n{why}\n{label} {begin} {until} {end}\n{most}"),
        );
    }
    let text = match plan.text.of(language) {
        "" => String::new(),
        text => format!("{text}\n"),
    };
    let since = language.of("Seit", "Since");
    let subject = format!("{title}, {station}");
    (subject.clone(), format!("{subject}, {}.\n{level}\n{since} {begin}\n\n{text}", spot.stream))
}

/// Forgets wishes nobody confirmed.
pub(crate) fn erase_stale(tx: &mut Tx<'_>) -> Result<u64, AppError> {
    let before = tx.now() - jiff::SignedDuration::from_hours(24 * STALE_DAYS);
    follows::drop_stale(tx, before)
}

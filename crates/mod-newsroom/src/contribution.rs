//! Events that clubs and other people outside send in: kept until the sender confirms the mail
//! address, then a draft that somebody looks at. Nothing appears unchecked.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use kernel::limits::Rate;
use kernel::publication::{Details, Publication};
use kernel::{AppError, Audit, Id, Saved, Text, Town, Tx, notify, org, session};
use serde::{Deserialize, Serialize};

use crate::model::{Draft, EditionStep, Item, State};
use crate::starting::empty_event;
use crate::store::{self, Contribution};

/// Purpose of the ticket in the mail.
pub(crate) const CONFIRM: &str = "newsroom.contribution";
/// How long the link in the mail holds.
const LINK_LIFE: SignedDuration = SignedDuration::from_hours(48);
/// Events one caller may send in.
pub(crate) const SEND_RATE: Rate =
    Rate { name: "contribution", burst: 5, every: SignedDuration::from_mins(10) };
/// Kind under which a unit is competent for what comes in.
pub(crate) const COMPETENCE: &str = "newsroom-contribution";

/// Who sent something in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sender {
    pub(crate) name: String,
    pub(crate) email: String,
}

/// What was sent in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub(crate) title: String,
    pub(crate) starts: DateTime,
    pub(crate) ends: Option<DateTime>,
    pub(crate) place: String,
    pub(crate) address: String,
    pub(crate) organiser: String,
    pub(crate) price: String,
    pub(crate) text: String,
}

fn seal_place(id: Id<Contribution>, part: &str) -> String {
    format!("newsroom_contribution|{part}|{id}")
}

/// Keeps what was sent in and writes the mail.
pub(crate) fn take(
    town: &Town,
    tx: &mut Tx<'_>,
    sender: &Sender,
    sent: &Sent,
) -> Result<Saved<()>, AppError> {
    let id = keep(town, tx, sender, sent)?;
    let token = session::ticket(tx, CONFIRM, &id.to_string(), "", LINK_LIFE)?;
    let (base, name) = (&town.plan().base_url, &town.profile().name);
    let body = format!(
        "Guten Tag,\n\nSie haben uns eine Veranstaltung gemeldet. Bitte bestätigen Sie das mit diesem Link:\n\n{base}/veranstaltung-melden/{token}\n\nDer Link gilt 48 Stunden. Danach sieht sich unsere Redaktion die Meldung an.\nWenn Sie nichts gemeldet haben, brauchen Sie nichts zu tun.\n\n{name}\n"
    );
    notify::mail(
        tx,
        &format!("contribution/{id}"),
        &sender.email,
        "Bitte bestätigen Sie Ihre Veranstaltung",
        &body,
    )?;
    Ok(Audit::of("newsroom.contribution_taken", id).done())
}

fn keep(
    town: &Town,
    tx: &mut Tx<'_>,
    sender: &Sender,
    sent: &Sent,
) -> Result<Id<Contribution>, AppError> {
    let id = Id::<Contribution>::new();
    let who = town.seal(&seal_place(id, "sender"), &serde_json::to_vec(sender)?)?;
    let what = town.seal(&seal_place(id, "content"), &serde_json::to_vec(sent)?)?;
    store::add_contribution(tx, id, &who, &what)?;
    Ok(id)
}

/// Takes something whose sender has confirmed already, for the demo: no mail leaves.
pub(crate) fn take_confirmed(
    town: &Town,
    tx: &mut Tx<'_>,
    sender: &Sender,
    sent: &Sent,
) -> Result<(), AppError> {
    let id = keep(town, tx, sender, sent)?;
    submit(tx, id, sent).map(|_| ())
}

/// What a link in a mail is about; none if it ran out or was used.
pub(crate) fn behind(
    town: &Town,
    db: &mut kernel::Reader<'_>,
    token: &str,
) -> Result<Option<Sent>, AppError> {
    let Some((subject, _)) = session::peek(db, CONFIRM, token)? else { return Ok(None) };
    let id: Id<Contribution> = subject.parse().map_err(AppError::internal)?;
    let Some(row) = store::contribution(db, Some(id), None)? else { return Ok(None) };
    if row.state != "waiting" {
        return Ok(None);
    }
    let bytes = town.unseal(&seal_place(id, "content"), &row.content)?;
    Ok(Some(serde_json::from_slice(&bytes)?))
}

/// The sender confirms: a draft for the newsroom, already under review.
pub(crate) fn confirm(town: &Town, tx: &mut Tx<'_>, token: &str) -> Result<Saved<bool>, AppError> {
    let Some(sent) = behind(town, tx, token)? else { return Ok(Saved::nothing(false)) };
    let Some((subject, _)) = session::redeem(tx, CONFIRM, token)? else {
        return Ok(Saved::nothing(false));
    };
    let id: Id<Contribution> = subject.parse().map_err(AppError::internal)?;
    match submit(tx, id, &sent)? {
        Some(item) => Ok(Audit::of("newsroom.contribution_confirmed", item).with(true)),
        None => Ok(Saved::nothing(false)),
    }
}

/// Makes a draft of it and hands it to review; nothing if that was done already.
fn submit(
    tx: &mut Tx<'_>,
    id: Id<Contribution>,
    sent: &Sent,
) -> Result<Option<Id<Publication>>, AppError> {
    let item = item(tx)?;
    let draft = draft(sent)?;
    store::add(tx, &item, &draft, EditionStep::Imported, "")?;
    if !store::confirm_contribution(tx, id, item.id)? {
        return Ok(None);
    }
    store::set_state(tx, &item, State::Submitted, 0, false)?;
    store::add_step(tx, item.id, 1, "submitted", "", ("", &Text::default()))?;
    Ok(Some(item.id))
}

/// The sender of an item that came from outside, for those who decide about it.
pub(crate) fn sender(
    town: &Town,
    db: &mut kernel::Reader<'_>,
    item: Id<Publication>,
) -> Result<Option<Sender>, AppError> {
    let Some(row) = store::contribution(db, None, Some(item))? else { return Ok(None) };
    let bytes = town.unseal(&seal_place(row.id, "sender"), &row.sender)?;
    Ok(Some(serde_json::from_slice(&bytes)?))
}

fn item(tx: &mut Tx<'_>) -> Result<Item, AppError> {
    let unit = match org::competent_for(tx, COMPETENCE)? {
        Some(unit) => unit.id,
        None => org::all(tx)?
            .into_iter()
            .find(|u| u.parent.is_none())
            .map(|u| u.id)
            .ok_or_else(|| AppError::internal("the town has no unit"))?,
    };
    Ok(Item {
        id: Id::new(),
        kind: "event".into(),
        title: String::new(),
        unit,
        owner: None,
        state: State::Draft,
        head: 1,
        live: 0,
        appears_at: None,
        ends_at: None,
        review_on: None,
        needs_second_look: false,
        origin: "outside".into(),
        changed_at: tx.now(),
    })
}

fn draft(sent: &Sent) -> Result<Draft, AppError> {
    let mut event = empty_event(sent.starts);
    event.ends = sent.ends;
    event.place.clone_from(&sent.place);
    event.address.clone_from(&sent.address);
    event.organiser.clone_from(&sent.organiser);
    event.price.clone_from(&sent.price);
    // Their words are words and no marks: nothing in them is understood as the text form.
    let blocks = sent
        .text
        .split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| content::Block::new(crate::fields::fresh_id(), content::Kind::paragraph(part)))
        .collect();
    Ok(Draft {
        title: Text::new(sent.title.clone(), ""),
        de: crate::change::document(blocks)?,
        details: Details::Event(event),
        ..Draft::default()
    })
}

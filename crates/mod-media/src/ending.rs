//! Ends that come near: whoever looks after a medium is told 30 and 7 days before its licence or a
//! consent ends, and when it has ended. One mail a night, whatever it holds.

use std::collections::BTreeMap;

use content::Key;
use jiff::civil::Date;
use kernel::people::{self, Account, AccountKind};
use kernel::{AppError, Id, Town, Tx, media, notify};

use crate::model::{Consent, Item};
use crate::store;

/// Days before an end at which somebody is told; zero is the first day on which it has ended.
const STAGES: [i64; 3] = [0, 7, 30];
/// People told about a medium that nobody looks after, at most.
const DEPUTIES_MAX: usize = 20;
/// Media named in one mail.
const NAMED_MAX: usize = 40;

/// What ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The licence.
    Licence,
    /// The consent of somebody shown.
    Consent,
}

impl What {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Licence => "licence",
            Self::Consent => "consent",
        }
    }

    fn de(self) -> &'static str {
        match self {
            Self::Licence => "die Lizenz",
            Self::Consent => "die Einwilligung einer abgebildeten Person",
        }
    }
}

/// The stage a last day has reached: 30, 7 or 0 days left; none while it is far away.
fn stage(today: Date, last: Date) -> Option<i64> {
    let left = today.until((jiff::Unit::Day, last)).map_or(i64::MAX, |s| i64::from(s.get_days()));
    // On its last day it still holds.
    if left < 0 {
        return Some(0);
    }
    STAGES.into_iter().filter(|days| *days > 0).find(|days| left <= *days)
}

/// The last days of a medium: of its licence, and of the consent that ends first.
fn lasts(item: &Item, consents: &[Consent]) -> Vec<(What, Date)> {
    let consent =
        consents.iter().filter(|c| c.withdrawn_at.is_none()).filter_map(|c| c.until).min();
    let licence = item.usable_until.map(|last| (What::Licence, last));
    licence.into_iter().chain(consent.map(|last| (What::Consent, last))).collect()
}

/// Notes what is to be told about a medium, unless it was told before; answers lines for people.
pub fn look(tx: &mut Tx<'_>, item: &Item, consents: &[Consent]) -> Result<Vec<String>, AppError> {
    let today = tx.today();
    let mut lines = Vec::new();
    for (what, last) in lasts(item, consents) {
        let Some(stage) = stage(today, last) else { continue };
        if !store::tell_once(tx, item.id(), what, last, stage)? {
            continue;
        }
        let places = media::uses(tx, item.id())?.len();
        let day = last.strftime("%d.%m.%Y");
        let title = &item.media.title;
        let used = match places {
            0 => "Es wird zurzeit nirgends verwendet.".to_owned(),
            1 => "Es wird an einer Stelle verwendet.".to_owned(),
            many => format!("Es wird an {many} Stellen verwendet."),
        };
        lines.push(if stage == 0 {
            format!(
                "„{title}“: {} galt bis {day}. Das Medium ist von allen Seiten verschwunden. {used}",
                what.de()
            )
        } else {
            format!("„{title}“: {} gilt noch bis {day}. Danach verschwindet das Medium von allen Seiten. {used}", what.de())
        });
    }
    Ok(lines)
}

/// Those who are told about a medium: who looks after it, or else everybody who may change media.
fn told(tx: &mut Tx<'_>, id: &Key) -> Result<Vec<Account>, AppError> {
    if let Some(owner) = store::owner_of(tx, id)? {
        match people::account(tx, owner) {
            Ok(account) if may_edit(tx, &account)? => return Ok(vec![account]),
            Ok(_) | Err(AppError::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    let mut all = Vec::new();
    for account in people::of_kind(tx, AccountKind::Staff)? {
        if all.len() < DEPUTIES_MAX && may_edit(tx, &account)? {
            all.push(account);
        }
    }
    Ok(all)
}

fn may_edit(tx: &mut Tx<'_>, account: &Account) -> Result<bool, AppError> {
    Ok(!account.is_disabled && people::actor(tx, account)?.may(crate::EDIT))
}

/// Writes the mails of a night; answers how many.
pub fn tell(tx: &mut Tx<'_>, town: &Town, found: &[(Key, Vec<String>)]) -> Result<usize, AppError> {
    let base = &town.plan().base_url;
    let mut mails: BTreeMap<Id<Account>, (Account, Vec<String>)> = BTreeMap::new();
    for (id, lines) in found {
        for account in told(tx, id)? {
            let (_, all) = mails.entry(account.id).or_insert_with(|| (account, Vec::new()));
            all.push(format!("{}\n{base}{}", lines.join("\n"), crate::routes::page_of(id)));
        }
    }
    let today = tx.today();
    for (id, (account, all)) in &mails {
        let more = match all.len().saturating_sub(NAMED_MAX) {
            0 => String::new(),
            more => format!("\n\nUnd {more} weitere: {base}/verwaltung/medien?stand=endet"),
        };
        let shown = all.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join("\n\n");
        let text = format!(
            "In der Mediathek enden Rechte an Medien, um die Sie sich kümmern:\n\n{shown}{more}\n\n\
             Verlängern Sie die Lizenz oder Einwilligung beim Medium, oder ersetzen Sie das Bild auf den Seiten.\n"
        );
        let event = format!("media.ending/{id}/{today}");
        notify::mail(tx, &event, account.login.reveal(), "Mediathek: Rechte enden", &text)?;
    }
    Ok(mails.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_reached_on_their_day_and_kept_until_the_next() {
        let last: Date = "2026-06-30".parse().unwrap();
        let at = |day: &str| stage(day.parse().unwrap(), last);
        assert_eq!(at("2026-05-30"), None);
        assert_eq!(at("2026-05-31"), Some(30));
        assert_eq!(at("2026-06-22"), Some(30));
        assert_eq!(at("2026-06-23"), Some(7));
        assert_eq!(at("2026-06-30"), Some(7), "on its last day it holds");
        assert_eq!(at("2026-07-01"), Some(0));
        assert_eq!(at("2027-07-01"), Some(0));
    }
}

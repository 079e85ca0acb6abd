//! What an import would do to each service, before anybody says yes.

use norm_xzufi::{Action, Identifier, Message, ObjectKind};

use super::taken::taken;
use crate::model::{Record, Service};
use crate::sheet::{SLUG, Sheet, UNIT, parts};
use crate::store::Origin;

/// What becomes of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The town does not have it: a draft is made.
    New,
    /// Nothing changed since it was last taken over.
    Same,
    /// It changes a page of the town.
    Changes {
        /// The page.
        slug: String,
        /// Fields that are taken over.
        taken: Vec<&'static str>,
        /// Fields where the town says something of its own: they stay, the catalogue's new words
        /// are only shown.
        kept: Vec<&'static str>,
    },
}

/// A service that a file offers.
#[derive(Clone, Debug)]
pub(crate) struct Offered {
    pub(crate) original: norm_xzufi::Service,
    /// In the town's fields.
    pub(crate) sheet: Sheet,
    pub(crate) service: Service,
    /// Fields that were cut.
    pub(crate) cut: Vec<&'static str>,
    pub(crate) fate: Fate,
}

impl Offered {
    /// Its name in forms: the identifier with its giver.
    pub(crate) fn key(&self) -> String {
        key(&self.original.id)
    }
}

/// What a file would do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) offered: Vec<Offered>,
    /// Pages of the town whose original the file deletes.
    pub(crate) deleted: Vec<String>,
}

/// An identifier as one word.
pub(crate) fn key(id: &Identifier) -> String {
    format!("{}|{}", id.agency.as_deref().unwrap_or_default(), id.value)
}

impl Plan {
    /// Compares a file with what the town has.
    pub(crate) fn of(message: &Message, records: &[Record], origins: &[Origin]) -> Self {
        let origin_of = |id: &Identifier| origins.iter().find(|o| o.original.id.is_same(id));
        let offered = message
            .services()
            .map(|original| {
                let taken = taken(original);
                let sheet = Sheet::of(&taken.service, None);
                let fate = fate(&sheet, &taken.service, origin_of(&original.id), records);
                Offered {
                    original: original.clone(),
                    sheet,
                    service: taken.service,
                    cut: taken.cut,
                    fate,
                }
            })
            .collect();
        let deleted = message.actions.iter().filter_map(|action| match action {
            Action::Delete(gone) if gone.kind == ObjectKind::Service => origin_of(&gone.id),
            _ => None,
        });
        Self { offered, deleted: deleted.map(|origin| origin.slug.clone()).collect() }
    }
}

fn fate(new: &Sheet, service: &Service, origin: Option<&Origin>, records: &[Record]) -> Fate {
    let is_key = |r: &&Record| !service.leika.is_empty() && r.service.leika == service.leika;
    let record = match origin {
        Some(origin) => records.iter().find(|r| r.service.slug == origin.slug),
        // The same key, else the same name: nothing of ours is overwritten by it.
        None => records
            .iter()
            .find(is_key)
            .or_else(|| records.iter().find(|r| r.service.slug == service.slug)),
    };
    let Some(record) = record else { return Fate::New };
    let (base, now) = (origin.map(|o| &o.sheet), Sheet::of(&record.service, None));
    let (mut taken, mut kept) = (Vec::new(), Vec::new());
    for part in parts() {
        let name = part.name;
        let is_said = !new.get(name).is_empty();
        let is_changed = base.map_or(is_said, |base| base.get(name) != new.get(name));
        if !is_changed || new.get(name) == now.get(name) {
            continue;
        }
        // Without an earlier import only what stands empty is the catalogue's.
        let is_own = base.map_or(!now.get(name).is_empty(), |b| b.get(name) != now.get(name));
        if is_own { kept.push(name) } else { taken.push(name) }
    }
    if taken.is_empty() && kept.is_empty() && origin.is_some() {
        return Fate::Same;
    }
    Fate::Changes { slug: record.service.slug.clone(), taken, kept }
}

/// A sheet with some fields of another.
pub(crate) fn overlaid(now: &Sheet, new: &Sheet, names: &[&'static str]) -> Sheet {
    let mut sheet = now.clone();
    for name in names.iter().filter(|name| ![SLUG, UNIT].contains(name)) {
        sheet.set(name, new.get(name));
    }
    sheet
}

//! Gathers the public catalogue for other catalogues.

use std::sync::Arc;

use kernel::{AppError, Ctx, Reader, Town, org};
use norm_xzufi::{Message, Version};

use crate::exchange::{Given, Giver, message};
use crate::model::{Record, State};
use crate::{catalogue, store};

/// All public services with units and online services, as one message.
///
/// # Errors
/// What the database says.
pub(crate) async fn message_of(ctx: &Ctx, version: Version) -> Result<Message, AppError> {
    let town = Arc::clone(&ctx.town);
    ctx.read(move |db| gather(&town, db, version)).await
}

/// As [`message_of`], within a snapshot.
///
/// # Errors
/// What the database says.
pub(crate) fn gather(
    town: &Town,
    reader: &mut Reader<'_>,
    version: Version,
) -> Result<Message, AppError> {
    let (origins, topics) = (store::origins(reader)?, store::topics(reader)?);
    let (units, competences) = (org::all(reader)?, org::competences(reader)?);
    let unit_of = |key: &str| {
        let (_, id) = competences.iter().find(|(kind, _)| kind == key)?;
        units.iter().find(|unit| unit.id == *id)
    };
    let listed = catalogue::public(town, reader)?;
    let kept: Vec<Record> = store::all(reader)?;
    let records: Vec<(Record, bool, String)> = listed
        .into_iter()
        .map(|listed| {
            let own = kept.iter().find(|r| r.service.slug == listed.service.slug);
            let own = own.filter(|r| r.state == State::Public).cloned();
            let record = own.unwrap_or_else(|| Record::of_form(listed.service, town.now()));
            (record, listed.is_online, listed.competence)
        })
        .collect();
    let all: Vec<Given<'_>> = records
        .iter()
        .map(|(record, is_online, competence)| {
            let slug = &record.service.slug;
            Given {
                record,
                unit: unit_of(competence).or_else(|| unit_of(slug)),
                origin: origins.iter().find(|o| o.slug == *slug),
                topics: topics.iter().filter(|t| t.services.contains(slug)).collect(),
                is_online: *is_online,
            }
        })
        .collect();
    let (profile, site) = (town.profile(), town.plan().base_url.trim_end_matches('/').to_owned());
    Ok(message(&Giver { profile: &profile, site: &site }, &all, version))
}

//! The SQL of life situations.

use kernel::{AppError, Reader, Sql, Text, Tx, sql};

use crate::topics::Topic;

const ALL: Sql = sql!(
    "SELECT slug, title_de, title_en, teaser_de, teaser_en, icon, position, version
     FROM services_topic
     ORDER BY position, title_de, slug
     LIMIT 200"
);
const SERVICES: Sql = sql!(
    "SELECT topic, service FROM services_topic_service ORDER BY topic, position, service LIMIT 10000"
);
const ADD: Sql = sql!(
    "INSERT INTO services_topic (slug, title_de, title_en, teaser_de, teaser_en, icon, position,
        version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
     ON CONFLICT (slug) DO NOTHING"
);
const CHANGE: Sql = sql!(
    "UPDATE services_topic SET title_de = $3, title_en = $4, teaser_de = $5, teaser_en = $6,
        icon = $7, position = $8, version = version + 1
     WHERE slug = $1 AND version = $2"
);
const CLEAR: Sql = sql!("DELETE FROM services_topic_service WHERE topic = $1");
const PUT: Sql = sql!(
    "INSERT INTO services_topic_service (topic, service, position) VALUES ($1, $2, $3)
     ON CONFLICT (topic, service) DO NOTHING"
);
const REMOVE: Sql = sql!("DELETE FROM services_topic WHERE slug = $1");
const MOVE: Sql = sql!("UPDATE services_topic_service SET service = $2 WHERE service = $1");

/// All life situations in their order; at most 200.
pub(crate) fn topics(reader: &mut Reader<'_>) -> Result<Vec<Topic>, AppError> {
    let mut all: Vec<Topic> = Vec::new();
    for row in reader.query(ALL, &[])? {
        all.push(Topic {
            slug: row.get("slug")?,
            title: Text { de: row.get("title_de")?, en: row.get("title_en")? },
            teaser: Text { de: row.get("teaser_de")?, en: row.get("teaser_en")? },
            icon: row.get("icon")?,
            position: row.get("position")?,
            version: row.get("version")?,
            services: Vec::new(),
        });
    }
    for row in reader.query(SERVICES, &[])? {
        let (topic, service): (String, String) = (row.get("topic")?, row.get("service")?);
        if let Some(topic) = all.iter_mut().find(|t| t.slug == topic) {
            topic.services.push(service);
        }
    }
    Ok(all)
}

/// Adds a life situation; false if its address is taken.
pub(crate) fn add_topic(tx: &mut Tx<'_>, topic: &Topic) -> Result<bool, AppError> {
    let t = topic;
    let values: [&dyn kernel::db::ToValue; 7] =
        [&t.slug, &t.title.de, &t.title.en, &t.teaser.de, &t.teaser.en, &t.icon, &t.position];
    Ok(tx.execute(ADD, &values)? == 1)
}

/// Changes a life situation whose version is still this one; false if it is not.
pub(crate) fn change_topic(tx: &mut Tx<'_>, topic: &Topic) -> Result<bool, AppError> {
    let t = topic;
    let values: [&dyn kernel::db::ToValue; 8] = [
        &t.slug,
        &t.version,
        &t.title.de,
        &t.title.en,
        &t.teaser.de,
        &t.teaser.en,
        &t.icon,
        &t.position,
    ];
    Ok(tx.execute(CHANGE, &values)? == 1)
}

/// Says which services belong to a life situation, in this order.
pub(crate) fn set_services(
    tx: &mut Tx<'_>,
    topic: &str,
    services: &[String],
) -> Result<(), AppError> {
    tx.execute(CLEAR, &[&topic])?;
    for (position, service) in services.iter().enumerate() {
        tx.execute(PUT, &[&topic, service, &position])?;
    }
    Ok(())
}

/// Removes a life situation; its services stay.
pub(crate) fn remove_topic(tx: &mut Tx<'_>, slug: &str) -> Result<bool, AppError> {
    tx.execute(CLEAR, &[&slug])?;
    Ok(tx.execute(REMOVE, &[&slug])? == 1)
}

pub(super) fn rename(tx: &mut Tx<'_>, slug: &str, new: &str) -> Result<(), AppError> {
    tx.execute(MOVE, &[&slug, &new])?;
    Ok(())
}

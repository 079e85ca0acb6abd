//! New entities with everything that comes with them.

use jiff::Timestamp;
use norm_sensorthings::Json;
use norm_sensorthings::entity::{EntityBody, FieldValue, Link, check_multi_result};
use norm_sensorthings::model::{EntityType, Relation};
use norm_sensorthings::time::{Instant, TimeValue};

use super::{Work, bind};
use crate::answer::Refusal;
use crate::register::{COUNTED_MINUTES_MIN, rounded};
use crate::store::register::Gate;
use crate::store::{self, Measured, Sight, Stream, is_storable, nanoseconds, stored_result};

type Bound = Option<(&'static Relation, i64)>;

/// An instant as it is stored.
fn stored(at: Timestamp, name: &str) -> Result<i64, Refusal> {
    if is_storable(at) {
        return Ok(nanoseconds(at));
    }
    Err(Refusal::bad(format!("/{name}: times lie between the years 1678 and 2261")))
}

fn json_text(body: &EntityBody, name: &str) -> Option<String> {
    match body.field(name) {
        None | Some(FieldValue::Null) => None,
        Some(value) => Some(value.to_json().to_string()),
    }
}

/// A count of people or vehicles as it may be stored: over a long enough time, and rounded.
fn counted(result: &Json, time: TimeValue) -> Result<(i64, Option<f64>, Option<String>), Refusal> {
    counted_span(result, (nanoseconds(time.start().at()), nanoseconds(time.end().at())))
}

/// The same with its time in nanoseconds.
pub(super) fn counted_span(
    result: &Json,
    (start, end): (i64, i64),
) -> Result<(i64, Option<f64>, Option<String>), Refusal> {
    let minutes = end.saturating_sub(start) / 60_000_000_000;
    if minutes < COUNTED_MINUTES_MIN {
        return Err(Refusal::bad(format!(
            "/phenomenonTime: a count is about at least {COUNTED_MINUTES_MIN} minutes, as in \
             2026-05-04T08:00:00Z/2026-05-04T08:15:00Z"
        )));
    }
    let (kind, number, _) = stored_result(result);
    match number {
        Some(count) if count >= 0.0 => Ok((kind, Some(rounded(count)), None)),
        _ => Err(Refusal::bad("/result: a count is a number from 0")),
    }
}

impl Work<'_, '_, '_> {
    /// Makes an entity and what is new in its body; answers its id.
    pub(super) fn create(&mut self, body: &EntityBody, bound: Bound) -> Result<i64, Refusal> {
        if let (Some(id), None) = (body.named, bound)
            && store::find(self.tx, body.entity, id, Sight::All)?.is_some()
        {
            // A client that sends a whole entity where it means one that exists.
            return Ok(id);
        }
        if body.entity == EntityType::Observation {
            let measured = self.measured(body, bound)?;
            let ids = self.insert(&[measured], None)?;
            return ids.first().copied().ok_or_else(|| Refusal::bad("no id was given"));
        }
        if body.entity == EntityType::Thing && !self.key.is_whole && self.key.entry.is_none() {
            let message = "new Things need a key for the whole service or for an entry of the \
                           register of purposes";
            return Err(Refusal::forbidden(message));
        }
        if let Some(FieldValue::Instant(at)) = body.field("time") {
            stored(at.at(), "time")?;
        }
        let references = self.references(body, bound)?;
        let id = store::save_new(self.tx, body, &references)?;
        self.seen.insert((body.entity, id));
        self.registered(body.entity, id)?;
        for (relation, links) in body.links.iter().filter(|(r, _)| r.is_many) {
            self.follow(id, relation, links)?;
        }
        if body.entity == EntityType::HistoricalLocation {
            self.remember_place(id, body, &references)?;
        }
        Ok(id)
    }

    /// A new Thing belongs to the entry of the key that made it; a stream is seen as its entry is.
    fn registered(&mut self, kind: EntityType, id: i64) -> Result<(), Refusal> {
        match (kind, self.key.entry) {
            (EntityType::Thing, Some(entry)) => {
                store::register::assign(self.tx, id, entry)?;
                self.own.insert(id);
            }
            (EntityType::Datastream | EntityType::MultiDatastream, _) => {
                store::register::hide_asleep(self.tx, id)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The single entities a new one belongs to; new ones are made first.
    fn references(
        &mut self,
        body: &EntityBody,
        bound: Bound,
    ) -> Result<Vec<(&'static Relation, i64)>, Refusal> {
        let mut references: Vec<(&'static Relation, i64)> = bound.into_iter().collect();
        for (relation, links) in body.links.iter().filter(|(r, _)| !r.is_many) {
            if bound.is_some_and(|(b, _)| b == *relation) {
                continue;
            }
            let Some(link) = links.first() else { continue };
            let id = match link {
                Link::To(id) => self.must_exist(relation.to, id, &format!("/{}", relation.name))?,
                Link::New(new) => self.create(new, None)?,
            };
            references.push((relation, id));
        }
        for (relation, id) in &references {
            if relation.to == EntityType::Thing {
                self.may_touch(*id)?;
            }
        }
        Ok(references)
    }

    /// The entities of a list of a new entity: made or found, and linked.
    pub(super) fn follow(
        &mut self,
        id: i64,
        relation: &'static Relation,
        links: &[Link],
    ) -> Result<(), Refusal> {
        let Some(back) = relation.back() else { return Ok(()) };
        if relation.to == EntityType::Observation {
            return self.observations(id, back, links);
        }
        let mut ids = Vec::with_capacity(links.len());
        for link in links {
            ids.push(match link {
                Link::To(_) if relation.to == EntityType::MultiDatastream && back.is_many => {
                    let message = "the properties of a MultiDatastream are given when it is made";
                    return Err(Refusal::bad(format!("/{}: {message}", relation.name)));
                }
                Link::New(new) if relation.to == EntityType::MultiDatastream && back.is_many => {
                    // It names its properties in the order of its results, this one among them.
                    let mut new = new.as_ref().clone();
                    bind(&mut new, back, id)?;
                    self.create(&new, None)?;
                    continue;
                }
                Link::To(other) => {
                    let place = format!("/{}", relation.name);
                    let other = self.must_exist(relation.to, other, &place)?;
                    if relation.to == EntityType::HistoricalLocation {
                        self.may_change(relation.to, other)?;
                    }
                    if !back.is_many {
                        self.may_change(relation.to, other)?;
                        store::relink(self.tx, relation.to, other, back.name, id)?;
                    }
                    other
                }
                Link::New(new) if back.is_many => self.create(new, None)?,
                Link::New(new) => self.create(new, Some((back, id)))?,
            });
        }
        self.link(id, relation, &ids)
    }

    /// Links entities by a table between them.
    pub(super) fn link(
        &mut self,
        id: i64,
        relation: &'static Relation,
        ids: &[i64],
    ) -> Result<(), Refusal> {
        match (relation.from, relation.to) {
            (EntityType::Thing, EntityType::Location) if !ids.is_empty() => {
                self.move_thing(id, ids)
            }
            (EntityType::Location, EntityType::Thing) => {
                ids.iter().try_for_each(|thing| self.move_thing(*thing, &[id]))
            }
            _ => ids.iter().try_for_each(|other| store::attach(self.tx, relation, id, *other)),
        }
    }

    /// A Thing is somewhere else. Where something goes is a value like any other: it passes the
    /// gate, but for the first place, which is where the Thing is put up.
    fn move_thing(&mut self, thing: i64, places: &[i64]) -> Result<(), Refusal> {
        self.may_touch(thing)?;
        self.features.remove(&thing);
        if store::is_placed(self.tx, thing)? {
            let gate = store::register::gate(self.tx, thing)?;
            if matches!(gate, Gate::Draft(_) | Gate::Unknown) {
                // Put right before it begins: no trace of where it was.
                return store::place_thing(self.tx, thing, places);
            }
            self.gate(thing)?;
        }
        store::move_thing(self.tx, thing, places)
    }

    fn observations(
        &mut self,
        id: i64,
        back: &'static Relation,
        links: &[Link],
    ) -> Result<(), Refusal> {
        let mut rows = Vec::with_capacity(links.len());
        for link in links {
            match link {
                Link::New(new) => rows.push(self.measured(new, Some((back, id)))?),
                Link::To(other) => {
                    let place = format!("/{}", back.name);
                    let other = self.must_exist(EntityType::Observation, other, &place)?;
                    self.move_observation(other, back, id)?;
                }
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        self.insert(&rows, None)?;
        Ok(())
    }

    fn remember_place(
        &mut self,
        id: i64,
        body: &EntityBody,
        references: &[(&'static Relation, i64)],
    ) -> Result<(), Refusal> {
        let thing = references.iter().find(|(r, _)| r.name == "Thing").map(|(_, thing)| *thing);
        let (Some(thing), Some(FieldValue::Instant(at))) = (thing, body.field("time")) else {
            return Ok(());
        };
        self.gate(thing)?;
        let relation = EntityType::HistoricalLocation.relation("Locations");
        let Some(relation) = relation else { return Ok(()) };
        let places = store::related_id(self.tx, relation, id, None, Sight::All)?;
        self.features.remove(&thing);
        store::historical_after(self.tx, id, thing, nanoseconds(at.at()), &places)
    }

    /// The stream of an Observation.
    fn stream_of(&mut self, body: &EntityBody, bound: Bound) -> Result<Stream, Refusal> {
        for name in ["Datastream", "MultiDatastream"] {
            let bound = bound.filter(|(relation, _)| relation.name == name);
            let kind = if name == "Datastream" {
                EntityType::Datastream
            } else {
                EntityType::MultiDatastream
            };
            let id = match (bound, body.links(name).first()) {
                (Some((_, id)), _) => id,
                (None, Some(Link::To(id))) => self.must_exist(kind, id, &format!("/{name}"))?,
                (None, Some(Link::New(new))) => self.create(new, None)?,
                (None, None) => continue,
            };
            return self.stream(id);
        }
        Err(Refusal::bad("an Observation needs a Datastream or a MultiDatastream"))
    }

    /// An Observation as it is stored; what it names that is new is made.
    pub(super) fn measured(
        &mut self,
        body: &EntityBody,
        bound: Bound,
    ) -> Result<Measured, Refusal> {
        let stream = self.stream_of(body, bound)?;
        self.may_touch(stream.thing)?;
        let counts = self.gate(stream.thing)?;
        let result = match body.field("result") {
            Some(value) => value.to_json(),
            None => Json::Null,
        };
        if stream.is_multi {
            check_multi_result(&result, stream.width).map_err(|e| Refusal::bad(e.to_string()))?;
        }
        let feature = self.feature_of(body, bound, stream.thing)?;
        let time = match body.field("phenomenonTime") {
            Some(FieldValue::Time(time)) => *time,
            _ => TimeValue::Instant(Instant::utc(self.tx.now())),
        };
        let name = "phenomenonTime";
        let result_at = match body.field("resultTime") {
            Some(FieldValue::Instant(at)) => Some(stored(at.at(), "resultTime")?),
            _ => None,
        };
        let valid = match body.field("validTime") {
            Some(FieldValue::Interval(valid)) => {
                let (start, end) = (valid.start().at(), valid.end().at());
                Some((stored(start, "validTime")?, stored(end, "validTime")?))
            }
            _ => None,
        };
        let (quality, parameters) =
            (json_text(body, "resultQuality"), json_text(body, "parameters"));
        if counts && (quality.is_some() || parameters.is_some()) {
            let message = "nothing but the count itself is stored here: leave out parameters and \
                           resultQuality";
            return Err(Refusal::bad(message));
        }
        let result = if counts { counted(&result, time)? } else { stored_result(&result) };
        Ok(Measured {
            stream: stream.id,
            feature,
            time: (stored(time.start().at(), name)?, stored(time.end().at(), name)?),
            result,
            result_at,
            quality,
            valid,
            parameters,
        })
    }

    /// What an Observation is about: what it names, or where its Thing is.
    fn feature_of(&mut self, body: &EntityBody, bound: Bound, thing: i64) -> Result<i64, Refusal> {
        const NAME: &str = "FeatureOfInterest";
        if let Some((_, id)) = bound.filter(|(relation, _)| relation.name == NAME) {
            return Ok(id);
        }
        match body.links(NAME).first() {
            Some(Link::To(id)) => {
                self.must_exist(EntityType::FeatureOfInterest, id, "/FeatureOfInterest")
            }
            Some(Link::New(new)) => self.create(new, None),
            None => self.default_feature(thing),
        }
    }

    /// Where a Thing is.
    pub(super) fn default_feature(&mut self, thing: i64) -> Result<i64, Refusal> {
        if let Some(known) = self.features.get(&thing) {
            return Ok(*known);
        }
        let found = store::default_feature(self.tx, thing)?.ok_or_else(|| {
            Refusal::bad("name a FeatureOfInterest: the Thing has no Location to take it from")
        })?;
        self.features.insert(thing, found);
        Ok(found)
    }
}

//! Writing: entities are created, changed and removed, each request in one transaction.

pub(crate) mod arrived;
mod bulk;
mod create;
mod update;

use std::collections::{BTreeMap, HashSet};

use kernel::{Reader, Tx};
use norm_sensorthings::Json;
use norm_sensorthings::batch::Method;
use norm_sensorthings::check::check_query;
use norm_sensorthings::entity::{EntityBody, EntityErrors, Link, Purpose, read_entity};
use norm_sensorthings::json::Object;
use norm_sensorthings::limits::PAGE_MAX;
use norm_sensorthings::model::{EntityType, Id, Relation};
use norm_sensorthings::path::{Resource, Tail, entity_path, parse_path};
use norm_sensorthings::query::Query;

use crate::answer::{Answer, Refusal};
use crate::read::{Target, View, get, resolve};
use crate::store::register::Gate;
use crate::store::{self, Key, Listing, Measured, Sight, Stream};

/// Entities that one request removes by a filter at most.
const SWEPT_MAX: u64 = 100_000;

/// A request that changes something.
pub(crate) struct Change<'a> {
    /// The service as the caller sees it.
    pub view: &'a View,
    /// The caller's key.
    pub key: &'a Key,
    /// The method.
    pub method: Method,
    /// The path below the root.
    pub path: &'a str,
    /// The query.
    pub query: &'a str,
    /// The media type of the body.
    pub content_type: &'a str,
    /// Whether the entity is wanted back.
    pub wants_entity: bool,
    /// The body.
    pub body: &'a [u8],
}

/// What was done, for the logbook; nothing for measured values.
pub(crate) type Line = Option<(&'static str, String)>;

/// The work of one request on one transaction.
struct Work<'a, 't, 'r> {
    tx: &'a mut Tx<'t>,
    key: &'r Key,
    streams: BTreeMap<i64, Stream>,
    features: BTreeMap<i64, i64>,
    seen: HashSet<(EntityType, i64)>,
    /// Things made by this very request.
    own: HashSet<i64>,
    /// Gates that were looked at: whether the Thing counts people or vehicles.
    gates: BTreeMap<i64, bool>,
    line: Line,
}

/// Does what a request asks for.
pub(crate) fn change(tx: &mut Tx<'_>, change: &Change<'_>) -> Result<(Answer, Line), Refusal> {
    let resource = parse_path(change.path)?;
    let mut work = Work::new(tx, change.key);
    let path = match resource {
        Resource::Entities(path) => path,
        Resource::CreateObservations if change.method == Method::Post => {
            let answer = work.create_observations(change)?;
            return Ok((answer, work.line));
        }
        _ => return Err(Refusal::Said(405, "this method does not fit here".into())),
    };
    if path.tail != Tail::Nothing {
        return Err(Refusal::Said(405, "properties are changed by PATCH of their entity".into()));
    }
    let target = resolve(work.tx, &path, Sight::All)?;
    let answer = match (change.method, target) {
        (Method::Post, Target::Many(kind, parent)) => work.post(change, kind, parent),
        (Method::Post, Target::One(..)) => {
            Err(Refusal::Said(405, "new entities are posted to a set, not to an entity".into()))
        }
        (Method::Patch | Method::Put, Target::One(kind, id)) => work.change(change, kind, id),
        (Method::Delete, Target::One(kind, id)) => {
            work.may_change(kind, id)?;
            store::remove(work.tx, kind, id)?;
            work.line = Some(("sensors.removed", entity_path(kind, &Id::Number(id))));
            Ok(Answer::empty(200))
        }
        (Method::Delete, Target::Many(kind, parent)) => work.sweep(change, kind, parent),
        _ => Err(Refusal::Said(405, "this method needs an entity, as in Things(1)".into())),
    }?;
    Ok((answer, work.line))
}

/// The body as JSON, with its text for messages.
fn json_of(body: &[u8]) -> Result<(Json, &str), Refusal> {
    let text = std::str::from_utf8(body)
        .map_err(|e| Refusal::bad(format!("the body is not UTF-8: {e}")))?;
    let json = Json::parse(text).map_err(|e| Refusal::bad(format!("the body is no JSON: {e}")))?;
    if has_nul(&json) {
        return Err(Refusal::bad("a text holds the character \\u0000, which is none"));
    }
    Ok((json, text))
}

/// Whether a text holds the one character that not every database keeps.
fn has_nul(json: &Json) -> bool {
    match json {
        Json::Text(text) => text.contains('\0'),
        Json::Array(items) => items.iter().any(has_nul),
        Json::Object(object) => object.iter().any(|(name, v)| name.contains('\0') || has_nul(v)),
        _ => false,
    }
}

fn with_places(errors: &EntityErrors, text: &str) -> Refusal {
    Refusal::bad(errors.with_places(text))
}

impl<'a, 't, 'r> Work<'a, 't, 'r> {
    fn new(tx: &'a mut Tx<'t>, key: &'r Key) -> Self {
        Self {
            tx,
            key,
            streams: BTreeMap::new(),
            features: BTreeMap::new(),
            seen: HashSet::new(),
            own: HashSet::new(),
            gates: BTreeMap::new(),
            line: None,
        }
    }
}

impl Work<'_, '_, '_> {
    fn post(
        &mut self,
        change: &Change<'_>,
        kind: EntityType,
        parent: Option<(&'static Relation, i64)>,
    ) -> Result<Answer, Refusal> {
        let (json, text) = json_of(change.body)?;
        let back = parent.and_then(|(relation, _)| relation.back());
        let read = read_entity(&json, kind, Purpose::Create(back));
        let mut body = read.map_err(|errors| with_places(&errors, text))?;
        if let (Some(back), Some((_, id))) = (back, parent) {
            bind(&mut body, back, id)?;
        }
        if (kind, parent.map(|(r, _)| r.from))
            == (EntityType::ObservedProperty, Some(EntityType::MultiDatastream))
        {
            return Err(Refusal::bad(
                "the properties of a MultiDatastream are given when it is made",
            ));
        }
        let id = self.create(&body, None)?;
        let path = entity_path(kind, &Id::Number(id));
        if kind != EntityType::Observation {
            self.line = Some(("sensors.created", path.clone()));
        }
        let mut answer = self.shown(change, &path, 201)?;
        answer.location = Some(format!("{}/{path}", change.view.root));
        Ok(answer)
    }

    /// The entity, if the caller wants it back.
    fn shown(&mut self, change: &Change<'_>, path: &str, status: u16) -> Result<Answer, Refusal> {
        if !change.wants_entity {
            return Ok(Answer::empty(status));
        }
        let view = View { sight: Sight::All, ..change.view.clone() };
        Ok(Answer { status, ..get(self.tx, &view, &format!("/{path}"), "")? })
    }

    /// Removes everything that a filter finds.
    fn sweep(
        &mut self,
        change: &Change<'_>,
        kind: EntityType,
        parent: Option<(&'static Relation, i64)>,
    ) -> Result<Answer, Refusal> {
        let query = Query::parse(change.query)?;
        if query.filter.is_none() {
            return Err(Refusal::bad("a whole set is not removed; name what by $filter"));
        }
        let query = Query { filter: query.filter, top: Some(PAGE_MAX), ..Query::default() };
        let checked = check_query(&query, kind)?;
        let listing =
            Listing { parent, query: &checked, sight: Sight::All, after: None, most: None };
        let mut count = 0;
        loop {
            let page = store::page(self.tx, listing)?;
            for entity in &page.entities {
                self.may_change(kind, entity.id)?;
                count += 1;
            }
            if kind == EntityType::Observation {
                store::remove_observations(self.tx, &page.entities)?;
            } else {
                for entity in &page.entities {
                    store::remove(self.tx, kind, entity.id)?;
                }
            }
            if count > SWEPT_MAX {
                return Err(Refusal::bad(format!(
                    "the filter finds more than {SWEPT_MAX} entities; narrow it, for example by time"
                )));
            }
            if page.entities.is_empty() || !page.has_more {
                break;
            }
        }
        self.line = Some(("sensors.swept", format!("{} {count}", kind.set())));
        Ok(Answer::empty(200))
    }

    /// Whether the key reaches this Thing.
    fn may_touch(&self, thing: i64) -> Result<(), Refusal> {
        let is_own = self.key.things.contains(&thing) || self.own.contains(&thing);
        if self.key.is_whole || is_own {
            return Ok(());
        }
        Err(Refusal::forbidden(format!("this key has no right to Thing {thing}")))
    }

    /// Whether values of a Thing may be stored now; answers whether they are counts.
    fn gate(&mut self, thing: i64) -> Result<bool, Refusal> {
        if let Some(counts) = self.gates.get(&thing) {
            return Ok(*counts);
        }
        let counts = match store::register::gate(self.tx, thing)? {
            Gate::Open { counts } => counts,
            Gate::Paused(slug) => {
                return Err(Refusal::busy(format!(
                    "Thing {thing} is paused: nothing is stored; see /sensoren/{slug}"
                )));
            }
            Gate::Closed(slug) | Gate::Draft(slug) => {
                return Err(Refusal::forbidden(format!(
                    "the entry {slug} of Thing {thing} in the register of purposes is not \
                     published or is over: nothing is stored"
                )));
            }
            Gate::Unknown => {
                return Err(Refusal::forbidden(format!(
                    "Thing {thing} stands in no published entry of the register of purposes: \
                     nothing is stored before it does"
                )));
            }
        };
        self.gates.insert(thing, counts);
        Ok(counts)
    }

    /// Whether the key may change or remove an entity.
    fn may_change(&mut self, kind: EntityType, id: i64) -> Result<(), Refusal> {
        if self.key.is_whole {
            return Ok(());
        }
        let relation = match kind {
            EntityType::Thing => return self.may_touch(id),
            EntityType::Observation => match store::find(self.tx, kind, id, Sight::All)? {
                Some(entity) => {
                    let thing = self.stream(entity.stream)?.thing;
                    return self.may_touch(thing);
                }
                None => return Err(Refusal::missing(format!("there is no {kind} {id}"))),
            },
            EntityType::Datastream
            | EntityType::MultiDatastream
            | EntityType::HistoricalLocation => kind.relation("Thing"),
            _ => None,
        };
        let things = match relation {
            Some(relation) => store::related_id(self.tx, relation, id, None, Sight::All)?,
            None => store::things_of(self.tx, kind, id)?,
        };
        if things.is_empty() {
            return Err(Refusal::forbidden(format!(
                "a {kind} is shared; changing it needs a key for the whole service"
            )));
        }
        things.iter().try_for_each(|thing| self.may_touch(*thing))
    }

    /// Makes sure that an entity exists, once for each.
    fn must_exist(&mut self, kind: EntityType, id: &Id, place: &str) -> Result<i64, Refusal> {
        let missing = || Refusal::bad(format!("{place}: there is no {kind} {id}"));
        let Id::Number(number) = id else { return Err(missing()) };
        if self.seen.contains(&(kind, *number)) {
            return Ok(*number);
        }
        let reader: &mut Reader<'_> = self.tx;
        store::find(reader, kind, *number, Sight::All)?.ok_or_else(missing)?;
        self.seen.insert((kind, *number));
        Ok(*number)
    }

    /// Stores values, and lets the thresholds look at them.
    fn insert(&mut self, rows: &[Measured], id: Option<i64>) -> Result<Vec<i64>, Refusal> {
        let ids = store::insert(self.tx, rows, id)?;
        crate::watch::acts::arrived(self.tx, rows)?;
        Ok(ids)
    }

    fn stream(&mut self, id: i64) -> Result<Stream, Refusal> {
        if let Some(stream) = self.streams.get(&id) {
            return Ok(*stream);
        }
        let found = store::stream(self.tx, id)?;
        let stream = found.ok_or_else(|| Refusal::bad(format!("there is no Datastream {id}")))?;
        self.streams.insert(id, stream);
        Ok(stream)
    }
}

/// Ties a new entity to the one whose address it was posted to.
fn bind(body: &mut EntityBody, back: &'static Relation, id: i64) -> Result<(), Refusal> {
    if !back.is_many {
        return body.bind(back, Id::Number(id)).map_err(|e| Refusal::bad(e.to_string()));
    }
    let link = Link::To(Id::Number(id));
    match body.links.iter_mut().find(|(relation, _)| *relation == back) {
        Some((_, links)) if links.contains(&link) => {}
        Some((_, links)) => links.push(link),
        None => body.links.push((back, vec![link])),
    }
    Ok(())
}

/// A reference as bodies hold it.
fn reference(id: i64) -> Json {
    let mut object = Object::new();
    object.set("@iot.id", id);
    object.into()
}

//! A transfer message: what is to be written, what is to be deleted.

use serde::{Deserialize, Serialize};

use super::{Form, Identifier, Moment, OnlineService, OrganisationUnit, Service, Specialisation};
use crate::wire::{Version, element};

element! {
    /// Who sends a message to whom, and when (`nachrichtenkopf`).
    Header {
        /// Identifier of the message.
        uuid: Option<String> = "nachrichtUUID",
        /// When it was made.
        created_at: Option<Moment> = "erstelltDatumZeit",
        /// Receiver.
        recipient: Option<String> = "empfaenger",
        /// Sender.
        sender: Option<String> = "sender",
    }
}

/// Kinds of objects that a message carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// A service.
    Service,
    /// A service as one place specialises it.
    Specialisation,
    /// An org unit.
    OrganisationUnit,
    /// An online service.
    OnlineService,
    /// A form.
    Form,
}

impl ObjectKind {
    /// All kinds, in the order of an export.
    pub const ALL: [Self; 5] = [
        Self::Service,
        Self::Specialisation,
        Self::OrganisationUnit,
        Self::OnlineService,
        Self::Form,
    ];

    /// Name of the element.
    pub const fn element(self) -> &'static str {
        match self {
            Self::Service => "leistung",
            Self::Specialisation => "spezialisierung",
            Self::OrganisationUnit => "organisationseinheit",
            Self::OnlineService => "onlinedienst",
            Self::Form => "formular",
        }
    }
}

/// An object of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Object {
    /// A service.
    Service(Box<Service>),
    /// A service as one place specialises it.
    Specialisation(Box<Specialisation>),
    /// An org unit.
    OrganisationUnit(Box<OrganisationUnit>),
    /// An online service.
    OnlineService(Box<OnlineService>),
    /// A form.
    Form(Box<Form>),
}

impl Object {
    /// Its kind.
    pub const fn kind(&self) -> ObjectKind {
        match self {
            Self::Service(_) => ObjectKind::Service,
            Self::Specialisation(_) => ObjectKind::Specialisation,
            Self::OrganisationUnit(_) => ObjectKind::OrganisationUnit,
            Self::OnlineService(_) => ObjectKind::OnlineService,
            Self::Form(_) => ObjectKind::Form,
        }
    }

    /// Its identifier.
    pub fn id(&self) -> &Identifier {
        match self {
            Self::Service(object) => &object.id,
            Self::Specialisation(object) => &object.id,
            Self::OrganisationUnit(object) => &object.id,
            Self::OnlineService(object) => &object.id,
            Self::Form(object) => &object.id,
        }
    }
}

/// An object that is no more.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deletion {
    /// Kind of the object.
    pub kind: ObjectKind,
    /// Its identifier.
    pub id: Identifier,
}

/// One step of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Write this object, new or in place of the older one (`schreibe`).
    Write(Object),
    /// Delete this object (`loesche`).
    Delete(Deletion),
}

/// A transfer message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Edition in which it was written.
    pub version: Version,
    /// Name of the root element, without prefix.
    pub root: String,
    /// Product that made it (`produktbezeichnung`).
    pub product: Option<String>,
    /// Maker of that product (`produkthersteller`).
    pub product_maker: Option<String>,
    /// Version of that product (`produktversion`).
    pub product_version: Option<String>,
    /// Sender, receiver, time.
    pub header: Option<Header>,
    /// The transaction of which it is a part.
    pub transaction_id: Option<String>,
    /// Its place in the transaction.
    pub transaction_position: Option<i64>,
    /// What is to be done, in order.
    pub actions: Vec<Action>,
}

/// Root element written where none is said; receivers who want another name it.
pub const ROOT: &str = "transferoperation";

impl Message {
    /// A message that writes objects.
    pub fn of(version: Version, objects: impl IntoIterator<Item = Object>) -> Self {
        Self {
            version,
            root: ROOT.to_owned(),
            product: None,
            product_maker: None,
            product_version: None,
            header: None,
            transaction_id: None,
            transaction_position: None,
            actions: objects.into_iter().map(Action::Write).collect(),
        }
    }

    /// The objects to be written.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.actions.iter().filter_map(|action| match action {
            Action::Write(object) => Some(object),
            Action::Delete(_) => None,
        })
    }

    /// The services in it.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.objects().filter_map(|object| match object {
            Object::Service(service) => Some(service.as_ref()),
            _ => None,
        })
    }

    /// The org units in it.
    pub fn units(&self) -> impl Iterator<Item = &OrganisationUnit> {
        self.objects().filter_map(|object| match object {
            Object::OrganisationUnit(unit) => Some(unit.as_ref()),
            _ => None,
        })
    }

    /// The online services in it.
    pub fn online_services(&self) -> impl Iterator<Item = &OnlineService> {
        self.objects().filter_map(|object| match object {
            Object::OnlineService(online) => Some(online.as_ref()),
            _ => None,
        })
    }
}

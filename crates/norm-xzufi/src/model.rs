//! What a catalogue of services is made of: services, org units, online services, forms.

mod basics;
mod code;
mod message;
mod modules;
mod objects;
mod organisation;
mod service;
mod special;

pub use basics::{
    Area, AreaClass, AreaKind, Category, CategoryClass, Copyright, Identifier, Image, ImageFile,
    LanguageVersion, Link, Localised, MachineTranslation, Moment, Publisher, TextIn, Validity,
    VersionInfo,
};
pub use code::{Code, OpenCode, ServiceKey};
pub use message::{Action, Deletion, Header, Message, Object, ObjectKind, ROOT};
pub use modules::{
    AmountValue, ApprovalModule, ChannelHead, Cost, CostChoice, CostModule, Deadline,
    DeadlineModule, DeadlineSpan, Document, DocumentModule, Dynamic, FixedCost, FixedDates,
    FreeOfCharge, IncomingDocument, InformationModule, OriginPortal, OwnTextModule, ProcessingTime,
    ProcessingTimeModule, TermInContext, TermModule, TextModule, TimeSpan, VariableCost,
};
pub use objects::{Branch, Form, OnlineService, OnlineServiceLink, Specialisation};
pub use organisation::{
    Address, AdministrativeCodes, Communication, Competence, GeoCode, OpeningHours, OpeningTime,
    OrganisationUnit, UnitName,
};
pub(crate) use service::ORDER_2_3;
pub use service::Service;
pub use special::{
    CodeOrCategory, Incoming, Nationalities, PlainLink, SdgAreas, Structure, StructureKind,
};

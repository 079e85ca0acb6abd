//! What a catalogue of services is made of: services, org units, online services, forms.

mod areas;
mod basics;
mod code;
mod costs;
mod message;
mod modules;
mod objects;
mod organisation;
mod service;
mod special;
mod structure;

pub use areas::{
    Area, AreaClass, AreaKind, Category, CategoryClass, Copyright, Image, ImageFile, Publisher,
};
pub use basics::{
    Identifier, LanguageVersion, Link, Localised, MachineTranslation, Moment, TextIn, Validity,
    VersionInfo,
};
pub use code::{Code, OpenCode, ServiceKey};
pub use costs::{AmountValue, Cost, CostChoice, CostModule, FixedCost, FreeOfCharge, VariableCost};
pub use message::{Action, Deletion, Header, Message, Object, ObjectKind, ROOT};
pub use modules::{
    ApprovalModule, ChannelHead, Deadline, DeadlineModule, DeadlineSpan, Document, DocumentModule,
    Dynamic, FixedDates, IncomingDocument, InformationModule, OriginPortal, OwnTextModule,
    ProcessingTime, ProcessingTimeModule, TermInContext, TermModule, TextModule, TimeSpan,
};
pub use objects::{Branch, Form, OnlineService, OnlineServiceLink, Specialisation};
pub use organisation::{
    Address, AdministrativeCodes, Communication, Competence, GeoCode, OpeningHours, OpeningTime,
    OrganisationUnit, UnitName,
};
pub(crate) use service::ORDER_2_3;
pub use service::Service;
pub use special::{Incoming, Nationalities, PlainLink, SdgAreas};
pub use structure::{CodeOrCategory, Structure, StructureKind};

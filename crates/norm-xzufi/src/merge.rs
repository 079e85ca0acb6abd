//! Texts of the state with what a town says in addition: the town wins, module by module, and an
//! update of the imported texts never overwrites it.

use serde::{Deserialize, Serialize};

use crate::diff::{Change, Part, diff};
use crate::model::{
    CostModule, DeadlineModule, DocumentModule, Identifier, OnlineService, OrganisationUnit,
    OwnTextModule, ProcessingTimeModule, Service, TextModule,
};

/// What a town says about a service in addition to the imported text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Supplement {
    /// Text modules that take the place of the imported ones of the same code.
    pub texts: Vec<TextModule>,
    /// Text modules of own kinds, likewise.
    pub own_texts: Vec<OwnTextModule>,
    /// Costs in place of the imported ones; `None` leaves those.
    pub costs: Option<Vec<CostModule>>,
    /// Deadlines, likewise.
    pub deadlines: Option<Vec<DeadlineModule>>,
    /// Processing times, likewise.
    pub processing_times: Option<Vec<ProcessingTimeModule>>,
    /// Documents, likewise.
    pub documents: Option<Vec<DocumentModule>>,
    /// The competent units: contact and office hours.
    pub units: Vec<OrganisationUnit>,
    /// Online services with their links.
    pub online_services: Vec<OnlineService>,
    /// Areas in which the town's version holds; empty leaves the imported ones.
    pub areas: Vec<Identifier>,
}

impl Supplement {
    /// The parts of the service that the town says itself.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> =
            self.texts.iter().map(|m| Part::Text(m.kind.code.clone())).collect();
        parts.extend(self.own_texts.iter().map(|m| Part::OwnText(m.kind.code.clone())));
        let structured = [
            (self.costs.is_some(), Part::Costs),
            (self.deadlines.is_some(), Part::Deadlines),
            (self.processing_times.is_some(), Part::ProcessingTimes),
            (self.documents.is_some(), Part::Documents),
            (!self.areas.is_empty(), Part::Field("areas".to_owned())),
        ];
        parts.extend(structured.into_iter().filter(|(is_local, _)| *is_local).map(|(_, p)| p));
        parts.sort();
        parts.dedup();
        parts
    }
}

/// A service as the town shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The service.
    pub service: Service,
    /// Its parts that come from the town; all others are imported.
    pub local: Vec<Part>,
    /// The competent units, each competent for this service.
    pub units: Vec<OrganisationUnit>,
    /// The online services, each assigned to this service.
    pub online_services: Vec<OnlineService>,
}

/// Lays the town's supplement over the imported text.
pub fn merge(imported: &Service, local: &Supplement) -> Merged {
    let mut service = imported.clone();
    service.texts = replaced(&imported.texts, &local.texts, |m| &m.kind.code);
    service.own_texts = replaced(&imported.own_texts, &local.own_texts, |m| &m.kind.code);
    let Supplement { costs, deadlines, processing_times, documents, .. } = local;
    if let Some(costs) = costs {
        service.costs.clone_from(costs);
    }
    if let Some(deadlines) = deadlines {
        service.deadlines.clone_from(deadlines);
    }
    if let Some(times) = processing_times {
        service.processing_times.clone_from(times);
    }
    if let Some(documents) = documents {
        service.documents.clone_from(documents);
    }
    if !local.areas.is_empty() {
        service.areas.clone_from(&local.areas);
    }
    let areas = &service.areas;
    let mut units = local.units.clone();
    for unit in &mut units {
        assign(&mut unit.competences, &service.id, areas);
    }
    let mut online_services = local.online_services.clone();
    for online in &mut online_services {
        assign(&mut online.competences, &service.id, areas);
    }
    Merged { service, local: local.parts(), units, online_services }
}

/// All local modules of a code take the place of all imported ones of that code.
fn replaced<T: Clone>(imported: &[T], local: &[T], code: impl Fn(&T) -> &String) -> Vec<T> {
    let mut done: Vec<&String> = Vec::new();
    let mut all = Vec::new();
    for module in imported {
        let here: Vec<&T> = local.iter().filter(|l| code(l) == code(module)).collect();
        if here.is_empty() {
            all.push(module.clone());
        } else if !done.contains(&code(module)) {
            all.extend(here.into_iter().cloned());
            done.push(code(module));
        }
    }
    all.extend(local.iter().filter(|l| !done.contains(&code(l))).cloned());
    all
}

fn assign(competences: &mut Vec<crate::model::Competence>, id: &Identifier, areas: &[Identifier]) {
    let is_assigned = competences.iter().flat_map(|c| &c.services).any(|s| s.is_same(id));
    if !is_assigned {
        competences.push(crate::model::Competence {
            services: vec![id.clone()],
            areas: areas.to_vec(),
            ..crate::model::Competence::default()
        });
    }
}

/// What an update of the imported text means for the town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// The service as it is shown from now on; local parts are kept.
    pub merged: Merged,
    /// Changes that people see now.
    pub visible: Vec<Change>,
    /// Changes of the imported text beneath local parts: nobody sees them until an editor has
    /// looked whether the local part still fits.
    pub beneath_local: Vec<Change>,
}

/// Takes in a new version of the imported text.
pub fn update(old: &Service, new: &Service, local: &Supplement) -> Update {
    let merged = merge(new, local);
    let (beneath_local, visible) =
        diff(old, new).into_iter().partition(|change| merged.local.contains(&change.part));
    Update { merged, visible, beneath_local }
}

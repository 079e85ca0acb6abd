//! Objects made by chance: org units, online services, forms.

use norm_xzufi::*;

use crate::chance::Chance;

impl Chance {
    fn competence(&mut self) -> Competence {
        Competence {
            id: self.opt(Self::id),
            role: self.opt(Self::open),
            services: self.many(Self::id),
            areas: self.many(Self::id),
            description: self.html(),
            validity: self.validity(),
        }
    }
    fn address(&mut self) -> Address {
        Address {
            id: self.opt(Self::id),
            kind: self.opt(Self::open),
            street: self.opt(Self::word),
            house_number: self.opt(Self::word),
            box_number: self.opt(Self::word),
            postcode: self.opt(Self::word),
            town: self.opt(Self::word),
            district: self.opt(Self::word),
            codes: self.opt(|c| AdministrativeCodes {
                state: c.opt(Self::code),
                ags: c.opt(Self::code),
                ars: c.opt(Self::code),
                ..AdministrativeCodes::default()
            }),
            note: self.texts(),
            place: self.many(|c| GeoCode { x: c.opt(Self::word), ..GeoCode::default() }),
            position: self.opt(|_| 1),
            validity: self.validity(),
        }
    }
    fn unit(&mut self) -> OrganisationUnit {
        OrganisationUnit {
            id: self.id(),
            secondary_ids: self.many(Self::id),
            parents: self.many(Self::id),
            children: self.many(Self::id),
            categories: self.many(Self::category),
            names: self.many(|c| UnitName {
                name: c.texts(),
                short_name: c.texts(),
                validity: c.validity(),
            }),
            description: self.html(),
            short_description: self.html(),
            addresses: self.many(Self::address),
            communications: self.many(|c| Communication {
                channel: c.code(),
                value: c.word(),
                note: c.texts(),
                position: c.opt(|_| 2),
                validity: c.validity(),
            }),
            websites: self.many(Self::link),
            opening_hours: self.many(|c| OpeningHours {
                kind: c.opt(Self::open),
                times: c.many(|c| OpeningTime {
                    weekday: c.opt(Self::code),
                    date: c.opt(Self::moment),
                    from: c.opt(Self::word),
                    until: c.opt(Self::word),
                    note: c.texts(),
                }),
                description: c.html(),
                validity: c.validity(),
            }),
            competences: self.many(Self::competence),
            publisher: self.opt(Self::publisher),
            version_info: self.opt(Self::version_info),
            languages: Vec::new(),
            validity: self.validity(),
        }
    }
    fn online(&mut self) -> OnlineService {
        OnlineService {
            id: self.id(),
            name: self.texts(),
            teaser: self.html(),
            links: self.many(|c| OnlineServiceLink {
                language: c.opt(|_| "de".to_owned()),
                kind: c.opt(Self::code),
                uri: c.word(),
                title: c.opt(Self::word),
                description: c.opt(Self::word),
                position: c.opt(|_| 1),
            }),
            trust_level: self.opt(Self::code),
            competences: self.many(Self::competence),
            areas: self.many(Self::id),
            ..OnlineService::default()
        }
    }
    pub fn object(&mut self, v: Version) -> Object {
        match self.next(5) {
            0 | 1 => Object::Service(Box::new(self.service(v))),
            2 => Object::OrganisationUnit(Box::new(self.unit())),
            3 => Object::OnlineService(Box::new(self.online())),
            _ if self.next(2) == 0 => Object::Form(Box::new(Form {
                id: self.id(),
                kind: self.opt(Self::open),
                name: self.texts(),
                description: self.html(),
                links: self.many(Self::link),
                competences: self.many(Self::competence),
                ..Form::default()
            })),
            _ => Object::Specialisation(Box::new(Specialisation {
                id: self.id(),
                service: self.opt(Self::id),
                units: self.many(Self::id),
                texts: self.many(|c| c.module(v)),
                deadlines: self.one(|c| c.deadlines(v)),
                documents: self.one(|c| c.documents(v)),
                addresses: self.many(Self::address),
                ..Specialisation::default()
            })),
        }
    }
}

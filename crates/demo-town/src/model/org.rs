//! The plan of offices and who works there.

use serde::{Deserialize, Serialize};

/// Opening hours of one weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u8,
    /// Opens, such as "08:30".
    pub from: String,
    /// Closes, such as "12:30".
    pub until: String,
    /// True where one needs an appointment.
    pub by_appointment: bool,
}

/// A unit of the town's administration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgUnit {
    /// Number as on the door: "50", "50.1", "BM".
    pub key: String,
    /// Key of the unit above.
    pub parent: Option<String>,
    /// German name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// What it does, for the public; German.
    pub duties: String,
    /// The same in English.
    pub duties_en: String,
    /// Function mailbox.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// Number of the building it sits in.
    pub building: u32,
    /// Rooms, such as "1.12".
    pub room: String,
    /// Opening hours.
    pub hours: Vec<Hours>,
    /// Number of the staff member who leads it.
    pub head: u32,
}

/// What somebody does in the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Mayor.
    Mayor,
    /// Leads a department or staff office.
    Head,
    /// Leads a team.
    TeamLead,
    /// Works on cases.
    CaseWorker,
    /// Front desk.
    FrontDesk,
    /// Civil engineer.
    Engineer,
    /// Writes for the public.
    Editor,
    /// Runs the computers.
    Administrator,
    /// Data protection officer.
    DataProtection,
}

/// Somebody who works for the town.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    /// Number, from 1.
    pub id: u32,
    /// Sign-in name, such as `e.yildiz`; unique.
    pub login: String,
    /// First name.
    pub first_name: String,
    /// Family name.
    pub family_name: String,
    /// Form of address in German: "Frau", "Herr" or empty.
    pub salutation: String,
    /// Key of the unit.
    pub unit: String,
    /// What they do.
    pub role: StaffRole,
    /// German job title.
    pub title: String,
    /// English job title.
    pub title_en: String,
    /// E-mail.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// Room.
    pub room: String,
    /// Initial letters of the family names they look after, such as "A–F", where work is shared
    /// that way.
    pub letters: Option<String>,
}

impl StaffMember {
    /// First and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.family_name)
    }
}

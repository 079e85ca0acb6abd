//! Funded projects: notices, milestones, the ledger, money asked for, reports, and what is missing.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::deadlines::end_shifted;
use kernel::{Euro, Id, Text};

use crate::area::Area;
use crate::money::{Rule, Shares, shares};

/// Who gives money.
pub const GIVERS: [(&str, &str, &str); 2] =
    [("federal", "Bund", "Federation"), ("state", "Land", "State")];
/// Kinds of notice.
pub const GRANT_KINDS: [(&str, &str, &str); 3] = [
    ("provisional", "vorläufig", "provisional"),
    ("final", "endgültig", "final"),
    ("change", "Änderung", "change"),
];
/// Kinds of entries in the ledger.
pub const BOOKING_KINDS: [(&str, &str, &str); 2] =
    [("cost", "Ausgabe", "Expense"), ("third", "Einnahme von Dritten", "Income from others")];
/// Kinds of reports.
pub const PROOF_KINDS: [(&str, &str, &str); 2] = [
    ("interim", "Zwischennachweis", "Interim proof"),
    ("final", "Verwendungsnachweis", "Proof of use"),
];

/// The words of a key in one of the lists above.
pub fn label(list: &[(&'static str, &'static str, &'static str)], key: &str) -> Text {
    let found = list.iter().find(|l| l.0 == key);
    found.map_or_else(|| Text::same(key), |l| Text::new(l.1, l.2))
}

/// A notice that grants money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Identifier.
    pub id: Id<Grant>,
    /// One of [`GIVERS`].
    pub giver: String,
    /// One of [`GRANT_KINDS`].
    pub kind: String,
    /// Its day.
    pub issued_on: Date,
    /// Its file number.
    pub file_number: String,
    /// Eligible costs it names.
    pub eligible: Euro,
    /// What it grants.
    pub amount: Euro,
    /// Last day of the time in which the project is built.
    pub until: Option<Date>,
    /// The profile of the GIS rules it names; empty for none.
    pub profile: String,
}

/// Something to be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Identifier.
    pub id: Id<Milestone>,
    /// What.
    pub title: String,
    /// By when.
    pub due_on: Option<Date>,
    /// Eligible costs that stand for it.
    pub cost: Euro,
    /// When it was reached.
    pub reached_on: Option<Date>,
    /// What shows it.
    pub evidence: String,
}

/// A line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// Identifier.
    pub id: Id<Booking>,
    /// Its number in the project, from 1.
    pub number: i64,
    /// Its day.
    pub on: Date,
    /// One of [`BOOKING_KINDS`].
    pub kind: String,
    /// How much; negative where it takes another back.
    pub amount: Euro,
    /// What for, without names of persons.
    pub words: String,
    /// The milestone it belongs to; empty for none.
    pub milestone: String,
    /// The line it takes back.
    pub takes_back: Option<Id<Booking>>,
}

/// Money asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Identifier.
    pub id: Id<Draw>,
    /// One of [`GIVERS`].
    pub giver: String,
    /// How much.
    pub amount: Euro,
    /// When it was asked for.
    pub asked_on: Date,
    /// When it came.
    pub received_on: Option<Date>,
    /// By when it is to be spent.
    pub spend_by: Option<Date>,
    /// When it was spent.
    pub spent_on: Option<Date>,
}

/// A report to those who give.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// One of [`PROOF_KINDS`].
    pub kind: String,
    /// The year it reports on.
    pub year: i64,
    /// What was done.
    pub progress: String,
    /// What became different.
    pub changes: String,
    /// What comes next.
    pub outlook: String,
    /// When it was handed in.
    pub filed_on: Option<Date>,
    /// What shows that.
    pub evidence: String,
    /// Counts changes; zero before the first.
    pub version: i64,
}

/// A photo of the project.
#[derive(Clone, Debug, PartialEq)]
pub struct Photo {
    /// Identifier of the file.
    pub file: String,
    /// What it shows.
    pub words: String,
    /// When, as the camera says; empty if it does not.
    pub taken_at: String,
    /// Where, as the camera says: longitude and latitude.
    pub place: Option<(f64, f64)>,
}

/// A period or share by a rule that a department can change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its key.
    pub key: String,
    /// How many.
    pub amount: i64,
    /// `weeks`, `months` or `percent`.
    pub unit: String,
    /// Where it comes from.
    pub basis: String,
    /// Whether the department confirmed it.
    pub is_confirmed: bool,
}

impl Term {
    /// The words of a deadline by this rule: whoever reads it is told when nobody confirmed it.
    pub fn label(&self, label: Text) -> Text {
        if self.is_confirmed {
            return label;
        }
        Text::new(
            format!("{} (Vorgabe nicht bestätigt)", label.de),
            format!("{} (rule not confirmed)", label.en),
        )
    }

    /// The last day of a period that begins with an event.
    pub fn end(&self, event: Date) -> Date {
        match self.unit.as_str() {
            "weeks" => end_shifted(event, self.amount.weeks()),
            _ => end_shifted(event, self.amount.months()),
        }
    }
}

/// Everything of a project.
#[derive(Clone, Debug)]
pub struct Project {
    /// The area.
    pub area: Area,
    /// Its rule of funding, as it held when the first notice came.
    pub rule: Option<Rule>,
    /// Notices, the earliest first.
    pub grants: Vec<Grant>,
    /// Milestones, the next first.
    pub milestones: Vec<Milestone>,
    /// The ledger.
    pub bookings: Vec<Booking>,
    /// Money asked for.
    pub draws: Vec<Draw>,
    /// Reports.
    pub proofs: Vec<Proof>,
    /// Photos.
    pub photos: Vec<Photo>,
    /// Periods and shares that hold today.
    pub terms: Vec<Term>,
}

/// What one giver gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// By the notice that holds.
    pub granted: Euro,
    /// Asked for so far.
    pub asked: Euro,
    /// Received so far.
    pub received: Euro,
    /// What may still be asked for: tied to milestones that were reached.
    pub open: Euro,
}

fn sum(amounts: impl Iterator<Item = Euro>) -> Euro {
    Euro(amounts.fold(0_i64, |all, one| all.saturating_add(one.0)))
}

impl Project {
    /// The notice of a giver that holds: the latest.
    pub fn grant(&self, giver: &str) -> Option<&Grant> {
        self.grants.iter().rev().find(|g| g.giver == giver)
    }

    /// The profile of the GIS rules: that of the federal notice.
    pub fn profile(&self) -> &str {
        self.grants.iter().rev().map(|g| g.profile.as_str()).find(|p| !p.is_empty()).unwrap_or("")
    }

    /// A period or share.
    pub fn term(&self, key: &str) -> Option<&Term> {
        self.terms.iter().find(|t| t.key == key)
    }

    /// Entries of a kind, taken-back ones balanced.
    pub fn booked(&self, kind: &str) -> Euro {
        sum(self.bookings.iter().filter(|b| b.kind == kind).map(|b| b.amount))
    }

    /// Costs of milestones that were reached.
    pub fn reached(&self) -> Euro {
        sum(self.milestones.iter().filter(|m| m.reached_on.is_some()).map(|m| m.cost))
    }

    /// Who pays what of an amount, by the rule.
    pub fn split(&self, amount: Euro) -> Option<Shares> {
        self.rule.as_ref().map(|rule| shares(amount, self.area.third.min(amount), rule))
    }

    /// What a giver gives: granted, asked for, received, and what may still be asked for.
    pub fn account(&self, giver: &str) -> Account {
        let granted = self.grant(giver).map_or(Euro(0), |g| g.amount);
        let of = || self.draws.iter().filter(|d| d.giver == giver);
        let asked = sum(of().map(|d| d.amount));
        let received = sum(of().filter(|d| d.received_on.is_some()).map(|d| d.amount));
        let due = self.split(self.reached()).map_or(Euro(0), |s| match giver {
            "federal" => s.federal,
            _ => s.state,
        });
        let retained = self.term("retained").map_or(0, |t| t.amount.clamp(0, 100));
        let is_proved = self.proofs.iter().any(|p| p.kind == "final" && p.filed_on.is_some());
        let most = if is_proved { granted.0 } else { granted.0 - granted.0 / 100 * retained };
        let open = Euro((due.0.min(most) - asked.0).max(0));
        Account { granted, asked, received, open }
    }

    /// The day the purpose was fulfilled: when the network went into service.
    pub fn fulfilled_on(&self) -> Option<Date> {
        let is_done = matches!(self.area.state.as_str(), "in_service" | "proved");
        is_done.then(|| self.area.since.parse().ok()).flatten()
    }

    /// What a report needs and whether it is there.
    pub fn checklist(&self, proof: &Proof) -> Vec<(bool, Text)> {
        let has = |giver| self.grant(giver).is_some();
        let is_final = proof.kind == "final";
        let mut list = vec![
            (has("federal"), Text::new("Bescheid des Bundes", "Notice of the federation")),
            (has("state"), Text::new("Bescheid des Landes", "Notice of the state")),
            (self.rule.is_some(), Text::new("Förderrichtlinie", "Rule of funding")),
            (
                self.milestones.iter().any(|m| m.reached_on.is_some()),
                Text::new("Mindestens ein Meilenstein erreicht", "At least one milestone reached"),
            ),
            (
                self.bookings.iter().all(|b| !b.milestone.is_empty() || b.kind == "third"),
                Text::new(
                    "Jede Ausgabe gehört zu einem Meilenstein",
                    "Every expense belongs to a milestone",
                ),
            ),
            (
                !self.photos.is_empty() && self.photos.iter().all(|p| p.place.is_some()),
                Text::new("Fotos, alle mit Ort", "Photos, all with a place"),
            ),
            (!proof.progress.is_empty(), Text::new("Sachbericht: Stand", "Report: progress")),
            (!proof.changes.is_empty(), Text::new("Sachbericht: Abweichungen", "Report: changes")),
        ];
        if is_final {
            list.push((
                self.milestones.iter().all(|m| m.reached_on.is_some()),
                Text::new("Alle Meilensteine erreicht", "All milestones reached"),
            ));
            list.push((
                self.draws.iter().all(|d| d.spent_on.is_some()),
                Text::new("Alle abgerufenen Mittel verwendet", "All money drawn was spent"),
            ));
        } else {
            list.push((
                !proof.outlook.is_empty(),
                Text::new("Sachbericht: Ausblick", "Report: outlook"),
            ));
        }
        list
    }
}

#[cfg(test)]
pub(crate) mod tests;

//! The words of the department: how far works, findings and sections are, and how bad a defect is.

use web::badge::Tone;

kernel::words! {
    /// How far works are.
    Progress {
        /// Permitted, not begun.
        Planned = "planned", "geplant", "planned";
        /// Going on.
        Active = "active", "in Arbeit", "in progress";
        /// Standing still.
        Stopped = "stopped", "unterbrochen", "interrupted";
        /// Ended, not accepted.
        Finished = "finished", "fertig gemeldet", "finished";
        /// All sections are accepted.
        Accepted = "accepted", "abgenommen", "accepted";
    }
}
kernel::words! {
    /// How bad a defect is; the worst first.
    Severity {
        /// Somebody may be hurt.
        Danger = "danger", "Gefahr", "Danger";
        /// Soon.
        High = "high", "hoch", "high";
        /// In the ordinary course.
        Medium = "medium", "mittel", "medium";
        /// Sometime.
        Low = "low", "gering", "low";
    }
}
kernel::words! {
    /// How far a finding is.
    Stage {
        /// Reported by citizens; nobody looked yet.
        Check = "check", "von Bürgern gemeldet, zu prüfen", "reported by citizens, to be checked";
        /// No defect: a visit, a test that passed.
        Recorded = "recorded", "festgehalten", "recorded";
        /// A defect the company does not know of.
        Found = "found", "festgestellt", "found";
        /// The company knows and has time until a day.
        Told = "told", "Firma benachrichtigt", "company told";
        /// The first period ran out; the second runs.
        Reminded = "reminded", "erinnert, zweite Frist", "reminded, second period";
        /// Own repair is announced; the last period runs.
        Announced = "announced", "Ersatzvornahme angekündigt", "own repair announced";
        /// The town repairs by itself.
        OwnRepair = "own_repair", "Ersatzvornahme", "own repair";
        /// The company says it is repaired.
        Answered = "answered", "Firma meldet: behoben", "company says: repaired";
        /// Two inspectors saw different things; a person decides.
        Disputed = "disputed", "Prüfer sind uneins, zu klären", "inspectors disagree, to be settled";
        /// Repaired and seen.
        Closed = "closed", "behoben", "repaired";
        /// Nothing is done, and why.
        Dismissed = "dismissed", "kein Mangel", "no defect";
    }
}
kernel::words! {
    /// How far a section is in its acceptance.
    Taken {
        /// Not accepted.
        Open = "open", "nicht abgenommen", "not accepted";
        /// The company says it is finished.
        Finished = "finished", "fertig gemeldet", "finished";
        /// Accepted.
        Accepted = "accepted", "abgenommen", "accepted";
        /// Accepted, defects remain.
        WithDefects = "with_defects", "abgenommen mit Mängeln", "accepted with defects";
        /// Acceptance was refused.
        Refused = "refused", "Abnahme verweigert", "acceptance refused";
    }
}

impl Progress {
    /// How it is marked.
    pub fn tone(self) -> Tone {
        match self {
            Self::Planned => Tone::Neutral,
            Self::Active => Tone::Info,
            Self::Stopped | Self::Finished => Tone::Warning,
            Self::Accepted => Tone::Success,
        }
    }
}

impl Severity {
    /// How it is marked.
    pub fn tone(self) -> Tone {
        match self {
            Self::Danger => Tone::Danger,
            Self::High => Tone::Warning,
            Self::Medium => Tone::Info,
            Self::Low => Tone::Neutral,
        }
    }
}

impl Stage {
    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Recorded | Self::Closed | Self::Dismissed)
    }

    /// Whether the company has it on its list.
    pub fn is_known_outside(self) -> bool {
        !matches!(self, Self::Check | Self::Recorded | Self::Found | Self::Dismissed)
    }

    /// How it is marked.
    pub fn tone(self) -> Tone {
        match self {
            Self::Closed => Tone::Success,
            Self::Recorded | Self::Dismissed => Tone::Neutral,
            Self::Check | Self::Answered => Tone::Info,
            Self::Found | Self::Told | Self::Disputed => Tone::Warning,
            Self::Reminded | Self::Announced | Self::OwnRepair => Tone::Danger,
        }
    }
}

impl Taken {
    /// How it is marked.
    pub fn tone(self) -> Tone {
        match self {
            Self::Open => Tone::Neutral,
            Self::Finished => Tone::Info,
            Self::Accepted => Tone::Success,
            Self::WithDefects => Tone::Warning,
            Self::Refused => Tone::Danger,
        }
    }

    /// Whether the warranty runs.
    pub fn is_taken(self) -> bool {
        matches!(self, Self::Accepted | Self::WithDefects)
    }
}

//! How a request is worked on at the desk: the contract with it.

use kernel::deadlines::DeliveryRule;
use kernel::paper::Block;
use kernel::procedure::{
    Correction, Decision, DocumentNeed, Notice, Outcome, Procedure, Proposal, Remedy, Sheet,
    SheetRow, SheetSection,
};
use kernel::{AppError, Case, Euro, Language, Period, Reader, Text, Town, Tx, files};

use crate::check::{self, Input, Light};
use crate::model::{CASES, Kind, Operator, Request, Ruling, Section};
use crate::settings::PermitSettings;
use crate::{acts, store};

/// Days after which a letter counts as delivered (§ 41 (2), (2a) VwVfG NRW).
const DELIVERY_DAYS: u8 = 4;

/// The procedure of permits.
pub(crate) struct Permits;

/// A request with all that belongs to it.
pub(crate) struct Whole {
    pub request: Request,
    pub operator: Operator,
    pub sections: Vec<Section>,
    pub labels: Vec<String>,
}

impl Whole {
    /// Reads a request with all that belongs to it.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn of(reader: &mut Reader<'_>, request: Request) -> Result<Self, AppError> {
        let operator = store::operator(reader, request.operator)?;
        let sections = store::sections(reader, request.id)?;
        let labels =
            files::of_owner(reader, &request.owner())?.into_iter().map(|f| f.label).collect();
        Ok(Self { request, operator, sections, labels })
    }

    /// What the check says.
    pub(crate) fn points(&self, today: jiff::civil::Date) -> Vec<check::Point> {
        check::check(&Input {
            request: &self.request,
            sections: &self.sections,
            operator: &self.operator,
            files: &self.labels,
            today,
        })
    }

    /// Centimetres of route with this ruling.
    pub(crate) fn length_cm(&self, test: impl Fn(Ruling) -> bool) -> i64 {
        self.sections.iter().filter(|s| test(s.ruling)).map(|s| s.length_cm).sum()
    }
}

/// Metres in words.
pub(crate) fn metres(language: Language, cm: i64) -> String {
    let point = language.of(",", ".");
    format!("{}{point}{:02}\u{a0}m", cm / 100, cm % 100)
}

fn row(label: &str, value: impl Into<String>) -> SheetRow {
    SheetRow {
        key: String::new(),
        label: label.to_owned(),
        declared: value.into(),
        found: None,
        reason: None,
    }
}

impl Procedure for Permits {
    fn kind(&self) -> &'static str {
        CASES
    }

    fn name(&self) -> Text {
        Text::new("Leitungen und Aufgrabungen", "Lines and excavations")
    }

    fn covers(&self, kind: &str) -> bool {
        Kind::of_case(kind).is_some()
    }

    fn kinds(&self, _: &mut Reader<'_>) -> Result<Vec<(String, Text)>, AppError> {
        Ok(Kind::ALL.iter().map(|kind| (kind.case_kind(), kind.label())).collect())
    }

    fn delivery_rule(&self, _: &mut Reader<'_>) -> Result<DeliveryRule, AppError> {
        Ok(DeliveryRule { days: DELIVERY_DAYS, is_shifted: false })
    }

    fn remedy(&self, _: &mut Reader<'_>) -> Result<Remedy, AppError> {
        Ok(Remedy::CourtAction)
    }

    fn room(&self, case: &Case) -> Option<(String, Text)> {
        let name = Text::new("Strecke, Fristen, Koordination", "Route, periods, coordination");
        Some((format!("/verwaltung/leitungen/{}", case.id), name))
    }

    fn sheet(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
        language: Language,
    ) -> Result<Sheet, AppError> {
        let request = store::of_case(town, reader, case.id)?;
        let clock = acts::clock_of(reader, &request)?;
        let judged = store::verdicts(reader, request.id)?;
        let whole = Whole::of(reader, request)?;
        let request = &whole.request;
        let nearby = crate::conflict::search(reader, request, &whole.sections)?;
        let points = whole.points(reader.today());
        let mut hints: Vec<Text> =
            points.into_iter().filter(|p| p.light != Light::Green).map(|p| p.text).collect();
        let open = nearby.iter().filter(|n| judged.iter().all(|(other, ..)| *other != n.other));
        let open = open.count();
        if open > 0 {
            hints.push(Text::new(
                format!("In der Nähe graben auch andere: {open} noch nicht abgestimmt."),
                format!("Others dig nearby: {open} not settled yet."),
            ));
        }
        let days = |term: Option<&crate::law::Term>| {
            term.map_or_else(
                || "–".to_owned(),
                |t| {
                    let (legal, internal) = (language.day(t.legal), language.day(t.internal));
                    match language {
                        Language::De => format!("{legal} (intern {internal}), {}", t.norm),
                        Language::En => format!("{legal} (internal {internal}), {}", t.norm),
                    }
                },
            )
        };
        let count = whole.sections.len();
        let length = metres(language, whole.length_cm(|_| true));
        let title = |de: &str, en: &str| language.of(de, en).to_owned();
        let works = vec![
            row(language.of("Art", "Kind"), request.kind.label().of(language)),
            row(language.of("Stand", "State"), request.state.label().of(language)),
            row(
                language.of("Strecke", "Route"),
                match language {
                    Language::De => format!("{count} Abschnitte, {length}"),
                    Language::En => format!("{count} sections, {length}"),
                },
            ),
            row(
                language.of("Bauzeit", "Works"),
                format!("{} – {}", language.day(request.from), language.day(request.until)),
            ),
            row(language.of("Firma", "Contractor"), request.details.contractor.clone()),
            row(
                language.of("Bauleitung", "Site manager"),
                format!("{} {}", request.details.manager, request.details.telephone),
            ),
            row(language.of("Verkehrsführung", "Traffic"), request.details.traffic.clone()),
        ];
        let periods = vec![
            row(
                language.of("Nachfordern bis", "Say what is missing by"),
                days(clock.completeness()),
            ),
            row(language.of("Entscheiden bis", "Decide by"), days(clock.decision())),
        ];
        Ok(Sheet {
            sections: vec![
                SheetSection { title: title("Vorhaben", "Works"), rows: works },
                SheetSection { title: title("Fristen", "Periods"), rows: periods },
            ],
            calculation: None,
            hints,
        })
    }

    fn documents(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
    ) -> Result<Vec<DocumentNeed>, AppError> {
        let request = match store::of_case(town, reader, case.id) {
            Err(AppError::NotFound) => return Ok(Vec::new()),
            other => other?,
        };
        let whole = Whole::of(reader, request)?;
        let count = |label: &str| whole.labels.iter().filter(|l| *l == label).count();
        let mut needs = vec![DocumentNeed {
            key: check::TRAFFIC_PLAN.into(),
            label: Text::new("Verkehrszeichenplan", "Traffic sign plan"),
            why: Text::new(
                "Zeigt, wie der Verkehr an der Baustelle vorbeigeführt wird (RSA 21).",
                "Shows how traffic is led past the works (RSA 21).",
            ),
            files: count(check::TRAFFIC_PLAN),
            is_required: false,
        }];
        if whole.operator.is_contractor {
            needs.push(DocumentNeed {
                key: check::ATTORNEY.into(),
                label: Text::new(
                    "Vollmacht des Netzbetreibers",
                    "Power of attorney of the operator",
                ),
                why: Text::new(
                    "Sie stellen den Antrag für ein anderes Unternehmen.",
                    "You ask on behalf of another company.",
                ),
                files: count(check::ATTORNEY),
                is_required: true,
            });
        }
        Ok(needs)
    }

    fn correct(
        &self,
        _: &Town,
        _: &mut Tx<'_>,
        _: &Case,
        _: &Correction<'_>,
    ) -> Result<(), AppError> {
        Err(AppError::refused(
            "permits/not-correctable",
            "Der Antrag wird nicht berichtigt: Der Antragsteller ändert ihn, oder Sie entscheiden je Abschnitt.",
            "A request is not corrected: the applicant changes it, or you decide per section.",
        ))
    }

    fn proposal(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
    ) -> Result<Proposal, AppError> {
        let request = store::of_case(town, reader, case.id)?;
        let whole = Whole::of(reader, request)?;
        let has = |ruling: Ruling| whole.sections.iter().any(|s| s.ruling == ruling);
        let is_any = has(Ruling::Granted) || has(Ruling::Pending);
        let outcome = match (is_any, has(Ruling::Refused)) {
            (false, _) => Outcome::Refused,
            (true, true) => Outcome::Partly,
            (true, false) => Outcome::Granted,
        };
        let mut reasons: Vec<String> = Vec::new();
        for (number, s) in (1_usize..).zip(&whole.sections) {
            if s.ruling == Ruling::Refused {
                reasons.push(format!("Abschnitt {number} ({}): {}", s.street, s.ground));
            }
        }
        let period = Period { from: whole.request.from, until: whole.request.until };
        Ok(Proposal {
            outcome,
            amount: None,
            period: is_any.then_some(period),
            reasons: reasons.join("\n\n"),
            is_amount_bound: true,
        })
    }

    fn notice(
        &self,
        town: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
        decision: &Decision,
    ) -> Result<Notice, AppError> {
        let request = store::of_case(town, reader, case.id)?;
        let conditions = store::conditions(reader, request.id)?;
        let settings = PermitSettings::of(reader)?;
        let whole = Whole::of(reader, request)?;
        let profile = town.profile();
        Ok(Notice {
            subject: format!("{}: {}", whole.request.kind.label().de, whole.request.title),
            ruling: ruling(&whole, decision),
            explanation: annex(&whole, decision),
            duties: duties(&whole, decision, &conditions, &settings),
            remedy: settings.remedy_text(&profile.authority, &profile.court),
        })
    }
}

/// What is decided on a section by a decision.
fn ruled(section: &Section, decision: &Decision) -> Ruling {
    match (section.ruling, decision.outcome) {
        (Ruling::Forwarded, _) => Ruling::Forwarded,
        (_, Outcome::Refused) => Ruling::Refused,
        (Ruling::Pending, _) => Ruling::Granted,
        (ruling, _) => ruling,
    }
}

fn ruling(whole: &Whole, decision: &Decision) -> Vec<Block> {
    let day = |d| Language::De.day(d);
    let request = &whole.request;
    let period = decision.period.unwrap_or(Period { from: request.from, until: request.until });
    let numbers = |wanted: Ruling| {
        let all: Vec<String> = (1_usize..)
            .zip(&whole.sections)
            .filter(|(_, s)| ruled(s, decision) == wanted)
            .map(|(n, _)| n.to_string())
            .collect();
        all.join(", ")
    };
    let (yes, no) = (numbers(Ruling::Granted), numbers(Ruling::Refused));
    let other = numbers(Ruling::Forwarded);
    let what = request.kind.label().de;
    let mut blocks = Vec::new();
    if yes.is_empty() {
        blocks.push(Block::Notice(format!("Ihren Antrag lehne ich ab ({what}).")));
    } else {
        blocks.push(Block::Notice(format!(
            "{what}: Dem Antrag stimme ich für die Abschnitte {yes} zu. Die Arbeiten dürfen vom {} bis zum {} ausgeführt werden.",
            day(period.from),
            day(period.until)
        )));
        if !no.is_empty() {
            blocks.push(Block::Paragraph(format!(
                "Für die Abschnitte {no} lehne ich den Antrag ab."
            )));
        }
    }
    if !other.is_empty() {
        blocks.push(Block::Paragraph(format!(
            "Für die Abschnitte {other} ist eine andere Straßenbaubehörde zuständig. Darüber ist hier nicht entschieden."
        )));
    }
    blocks
}

fn annex(whole: &Whole, decision: &Decision) -> Vec<Block> {
    let rows = (1_usize..)
        .zip(&whole.sections)
        .map(|(number, s)| {
            let ruling = ruled(s, decision);
            let words = match ruling {
                Ruling::Forwarded => format!("{} zuständig", s.road.competent().de),
                _ => ruling.label().de,
            };
            vec![
                number.to_string(),
                s.street.clone(),
                s.method.label().de,
                s.surface.label().de,
                words,
                metres(Language::De, s.length_cm),
            ]
        })
        .collect();
    let head = ["Nr.", "Straße", "Verfahren", "Fläche", "Entscheidung", "Länge"];
    vec![
        Block::Heading(1, "Anlage: Abschnitte".into()),
        Block::Table {
            caption: "Abschnitte mit Verfahren, Entscheidung und Länge".into(),
            head: head.iter().map(|h| (*h).to_owned()).collect(),
            rows,
            amounts: true,
        },
    ]
}

fn duties(
    whole: &Whole,
    decision: &Decision,
    conditions: &[crate::library::Condition],
    settings: &PermitSettings,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    if decision.outcome != Outcome::Refused && !conditions.is_empty() {
        let items = conditions
            .iter()
            .map(|c| {
                let ground = c.ground.label().de;
                let only = if c.streets.is_empty() {
                    String::new()
                } else {
                    format!(" Gilt für: {}.", c.streets.replace('\n', ", "))
                };
                format!("{}{only} (§ 127 Abs. 8 TKG: {ground})", c.text)
            })
            .collect();
        blocks.push(Block::Heading(1, "Nebenbestimmungen".into()));
        blocks.push(Block::Steps(items));
    }
    let granted: i64 = whole
        .sections
        .iter()
        .filter(|s| ruled(s, decision) == Ruling::Granted)
        .map(|s| s.length_cm)
        .sum();
    let fee = fee(settings, granted);
    if fee.0 > 0 && !settings.fee_norm.trim().is_empty() {
        blocks.push(Block::Heading(1, "Gebühr".into()));
        blocks.push(Block::Paragraph(format!(
            "Für diese Entscheidung wird eine Gebühr von {} festgesetzt ({}).",
            fee.german(),
            settings.fee_norm.trim()
        )));
    }
    blocks
}

/// The fee of a decision that grants so much route.
pub(crate) fn fee(settings: &PermitSettings, granted_cm: i64) -> Euro {
    Euro(settings.fee_flat.0 + store::per_metre(settings.fee_per_metre, granted_cm).0)
}

//! How a request is worked on at the desk: the contract with it.

use kernel::deadlines::DeliveryRule;
use kernel::procedure::{
    Correction, Decision, DocumentNeed, Notice, Outcome, Procedure, Proposal, Remedy, Sheet,
    SheetRow, SheetSection,
};
use kernel::{AppError, Case, Language, Period, Reader, Text, Town, Tx, files};

use crate::check::{self, Input, Light};
use crate::law::{Clock, Term};
use crate::model::{CASES, Kind, Operator, Request, Ruling, Section};
use crate::settings::PermitSettings;
use crate::{acts, annex, notice, store, warn};

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

/// The rows of works and of periods.
fn rows(whole: &Whole, clock: &Clock, language: Language) -> (Vec<SheetRow>, Vec<SheetRow>) {
    let request = &whole.request;
    let days = |term: Option<&Term>| {
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
        row(language.of("Nachfordern bis", "Say what is missing by"), days(clock.completeness())),
        row(language.of("Entscheiden bis", "Decide by"), days(clock.decision())),
    ];
    (works, periods)
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
        let today = reader.today();
        for (watched, term) in warn::watched(request, &clock) {
            if let Some(alarm) = warn::Alarm::of(term, today) {
                let words = |l: Language| {
                    let (what, how) = (watched.label(), alarm.label());
                    format!("{} {}: {}", what.of(l), l.day(term.legal), how.of(l))
                };
                hints.push(Text::new(words(Language::De), words(Language::En)));
            }
        }
        let (works, periods) = rows(&whole, &clock, language);
        let title = |de: &str, en: &str| language.of(de, en).to_owned();
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
            // Consent is no amount of money: the desk decides by the sections.
            is_amount_bound: false,
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
            ruling: notice::ruling(&whole, decision),
            explanation: Vec::new(),
            duties: notice::duties(&whole, decision, &conditions, &settings),
            remedy: settings.remedy_text(&profile.name, &profile.court),
            annex: annex::annex(reader, &whole, decision)?,
        })
    }
}

//! Cases that thresholds open: work the house gave itself. A full bin is emptied, not decided.

use std::sync::Arc;

use kernel::cases::Case;
use kernel::deadlines::DeliveryRule;
use kernel::procedure::{
    Correction, Decision, DocumentNeed, Notice, Procedure, Proposal, SharedProcedure, Sheet,
    SheetRow, SheetSection,
};
use kernel::{AppError, Language, Reader, Text, Town, Tx};

use super::tell::{level_words, moment, peak_words};
use crate::store::{warnings, watch as store};

/// The kind of these cases.
pub(crate) const KIND: &str = "sensors-watch";
/// Who holds them: nobody outside.
pub(crate) const HOLDER: &str = "house/sensors";
/// Who writes in their log.
pub(crate) const WHO: &str = "Sensoren";
/// Years they are kept: as long as anybody asks whether the town reacted.
pub(crate) const YEARS: i64 = 3;
/// Where their work is done.
pub(crate) const ROOM: &str = "/verwaltung/sensoren/aufgabe";

struct Watched;

/// The procedure.
pub(crate) fn procedure() -> SharedProcedure {
    Arc::new(Watched)
}

fn nothing_to_decide() -> AppError {
    AppError::refused(
        "sensors/nothing-to-decide",
        "Diese Aufgabe wird erledigt, nicht entschieden. Schließen Sie sie auf ihrer Seite ab.",
        "This task is done, not decided. Close it on its page.",
    )
}

impl Procedure for Watched {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn name(&self) -> Text {
        Text::new("Aufgaben von Sensoren", "Tasks of sensors")
    }

    fn delivery_rule(&self, _: &mut Reader<'_>) -> Result<DeliveryRule, AppError> {
        Ok(DeliveryRule { days: 4, is_shifted: false })
    }

    fn retention_years(&self, _: &mut Reader<'_>, _: &Case) -> Result<Option<i64>, AppError> {
        Ok(Some(YEARS))
    }

    fn room(&self, case: &Case) -> Option<(String, Text)> {
        let name =
            Text::new("Messstelle ansehen, Aufgabe abschließen", "See the station, close the task");
        Some((format!("{ROOM}/{}", case.id), name))
    }

    fn is_task(&self, _: &Case) -> bool {
        true
    }

    fn sheet(
        &self,
        _: &Town,
        reader: &mut Reader<'_>,
        case: &Case,
        language: Language,
    ) -> Result<Sheet, AppError> {
        let all = warnings::of_case(reader, case.id)?;
        let row = |label: &str, declared: String| SheetRow {
            key: String::new(),
            label: label.to_owned(),
            declared,
            found: None,
            reason: None,
        };
        let mut sections = Vec::new();
        for warning in &all {
            let spot = store::spot(reader, warning.stream)?;
            let mut rows = vec![
                row(
                    language.of("Messstelle", "Station"),
                    format!("{}, {}", spot.station, spot.stream),
                ),
                row(language.of("Schwelle", "Threshold"), level_words(warning, &spot, language)),
                row(language.of("Seit", "Since"), moment(warning.began_at, language)),
            ];
            if let Some(peak) = peak_words(warning, &spot, language) {
                rows.push(row(language.of("Äußerster Wert", "Most extreme value"), peak));
            }
            let state = warning.ending.label().of(language).to_owned();
            rows.push(row(language.of("Warnung", "Warning"), state));
            let title = warning.title.of(language).to_owned();
            sections.push(SheetSection { title, rows });
        }
        Ok(Sheet { sections, calculation: None, hints: Vec::new() })
    }

    fn documents(
        &self,
        _: &Town,
        _: &mut Reader<'_>,
        _: &Case,
    ) -> Result<Vec<DocumentNeed>, AppError> {
        Ok(Vec::new())
    }

    fn correct(
        &self,
        _: &Town,
        _: &mut Tx<'_>,
        _: &Case,
        _: &Correction<'_>,
    ) -> Result<(), AppError> {
        Err(nothing_to_decide())
    }

    fn proposal(&self, _: &Town, _: &mut Reader<'_>, _: &Case) -> Result<Proposal, AppError> {
        Err(nothing_to_decide())
    }

    fn notice(
        &self,
        _: &Town,
        _: &mut Reader<'_>,
        _: &Case,
        _: &Decision,
    ) -> Result<Notice, AppError> {
        Err(nothing_to_decide())
    }
}

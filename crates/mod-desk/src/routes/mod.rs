//! Pages and buttons of the desk.

mod ask;
mod assign;
mod correct;
mod course;
mod decide;
mod desk;
mod file;
mod letters;
mod list;
mod message;
mod outcome;
mod review;
mod sheet;
mod show;
mod sign;

use kernel::cases::WORK;
use kernel::{Access, Routes};

use crate::{COUNTERSIGN, DECIDE, LETTERS};

/// All routes of the desk. The outer door asks for the permission anywhere; every handler asks the
/// inner door for the unit of the case.
pub(crate) fn all() -> Routes {
    let work = Access::Staff(WORK);
    let decide = Access::Staff(DECIDE);
    let sign = Access::Staff(COUNTERSIGN);
    let letters = Access::Staff(LETTERS);
    Routes::new()
        .get("/schreibtisch", work, desk::show)
        .get("/vorgaenge", work, list::show)
        .get("/vorgaenge/{id}", work, show::show)
        .get("/vorgaenge/{id}/nachrichten", work, message::show)
        .post("/vorgaenge/{id}/nachrichten", work, message::send)
        .get("/vorgaenge/{id}/verlauf", work, course::show)
        .post("/vorgaenge/{id}/wiedervorlage", work, course::follow_up)
        .post("/vorgaenge/{id}/wiedervorlage-erledigt", work, course::end_follow_up)
        .get("/vorgaenge/{id}/beteiligte", work, course::parties)
        .get("/vorgaenge/{id}/datei/{file}", work, file::download)
        .upload("/vorgaenge/{id}/unterlagen", work, file::store)
        .get("/vorgaenge/{id}/berichtigen", work, correct::form)
        .post("/vorgaenge/{id}/berichtigen", work, correct::save)
        .post("/vorgaenge/{id}/uebernehmen", work, assign::take)
        .post("/vorgaenge/{id}/zuruecklegen", work, assign::give_back)
        .get("/vorgaenge/{id}/zuweisen", work, assign::form)
        .post("/vorgaenge/{id}/zuweisen", work, assign::assign)
        .post("/vorgaenge/{id}/abgeben", work, assign::forward)
        .get("/vorgaenge/{id}/nachfordern", work, ask::documents_form)
        .post("/vorgaenge/{id}/nachfordern", work, ask::documents)
        .get("/vorgaenge/{id}/anhoeren", work, ask::hearing_form)
        .post("/vorgaenge/{id}/anhoeren", work, ask::hearing)
        .post("/vorgaenge/{id}/anhoerung-beenden", work, ask::end_hearing)
        .get("/vorgaenge/{id}/entscheiden", decide, decide::form)
        .post("/vorgaenge/{id}/entscheiden", decide, decide::save)
        .get("/vorgaenge/{id}/entscheiden/pruefen", decide, review::show)
        .get("/vorgaenge/{id}/entscheiden/vorschau", decide, review::preview)
        .post("/vorgaenge/{id}/erlassen", decide, review::confirm)
        .post("/vorgaenge/{id}/entwurf-verwerfen", decide, review::drop)
        .post("/vorgaenge/{id}/entwurf-zurueckholen", decide, sign::recall)
        .get("/vorgaenge/{id}/mitzeichnen", sign, sign::show)
        .get("/vorgaenge/{id}/mitzeichnen/vorschau", sign, sign::preview)
        .post("/vorgaenge/{id}/mitzeichnen", sign, sign::sign)
        .get("/vorgaenge/{id}/entscheidung", work, outcome::show)
        .post("/vorgaenge/{id}/bescheid-wiederholen", work, outcome::repeat)
        .post("/vorgaenge/{id}/widerspruch", work, outcome::object)
        .post("/vorgaenge/{id}/abschliessen", work, outcome::close)
        .get("/verwaltung/briefe", letters, letters::show)
        .get("/verwaltung/briefe/{id}/pdf", letters, letters::download)
        .post("/verwaltung/briefe/versandt", letters, letters::posted)
}

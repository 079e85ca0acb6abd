//! Taking what was typed on a page into the answers: everything is kept, understood or not.

use kernel::Fields;
use norm_fim::{Answers, Input, Page, Path, Question, german_date};
use web::date_field::{DAY, DateInput, MONTH, YEAR};

use crate::catalogue::Loaded;
use crate::model::DraftData;
use crate::render::{SHOWN, choices};

/// Takes the answers of one page. Questions the page did not send are left as they are: an older
/// page in another tab then loses nothing.
pub(crate) fn take(loaded: &Loaded, data: &mut DraftData, page: &Page, fields: &Fields) {
    let schema = loaded.form.schema();
    for question in page.questions() {
        if let Some(text) = typed(question, fields) {
            data.answers.enter(schema, &question.path, &text);
        }
    }
    for choice in choices(&page.items) {
        let name = choice.path.to_string();
        let picked = fields.get(&name).to_owned();
        if choice.branches.iter().all(|b| b.path.to_string() != picked) {
            continue;
        }
        for branch in choice.branches.iter().filter(|b| b.path.to_string() != picked) {
            clear(&mut data.answers, &branch.path);
        }
        data.chosen.insert(name, picked);
    }
    data.seen.insert(page.id.clone());
}

/// Whether a choice was changed to a branch whose questions were not shown yet.
pub(crate) fn shows_new_branch(page: &Page, fields: &Fields) -> bool {
    choices(&page.items).iter().any(|choice| {
        let name = choice.path.to_string();
        let picked = fields.get(&name);
        let branch = choice.branches.iter().find(|b| b.path.to_string() == picked);
        branch.is_some_and(|b| !b.items.is_empty())
            && fields.get(&format!("{name}{SHOWN}")) != picked
    })
}

fn clear(answers: &mut Answers, above: &Path) {
    let below: Vec<Path> = answers.below(above).map(|(path, _)| path.clone()).collect();
    for path in below {
        answers.clear(&path);
    }
}

/// What was typed for a question; none where the page did not ask it.
fn typed(question: &Question, fields: &Fields) -> Option<String> {
    let name = question.path.to_string();
    match question.input {
        Input::File | Input::Locked => None,
        // A box that is not ticked is not sent.
        Input::Confirm => Some(fields.get(&name).to_owned()),
        Input::Date => date(&name, fields),
        Input::LongText => fields.has(&name).then(|| fields.text(&name)),
        _ => fields.has(&name).then(|| fields.get(&name).to_owned()),
    }
}

/// A date from its three parts, as `31.12.2026` where they are a day, else as typed; or from one
/// field of that name, as programs send it.
fn date(name: &str, fields: &Fields) -> Option<String> {
    if fields.has(name) {
        return Some(fields.get(name).to_owned());
    }
    let part = |ending: &str| format!("{name}{ending}");
    if ![DAY, MONTH, YEAR].iter().any(|e| fields.has(&part(e))) {
        return None;
    }
    let input = DateInput::from_form(name, |field| Some(fields.get(field)));
    if let Ok(day) = input.read() {
        return Some(german_date(day));
    }
    let typed = [input.day, input.month, input.year].map(|p| p.trim().to_owned());
    if typed.iter().all(String::is_empty) {
        return Some(String::new());
    }
    Some(typed.join("."))
}

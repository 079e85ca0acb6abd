//! Snippets that are kept once and stand in many texts: the newsroom writes them, the gazette keeps
//! what they say, and every text that shows one follows at once.

use std::collections::BTreeMap;

use content::check::{Level, Situation, check};
use content::{Document, Key};
use kernel::publication::{self, Publication, SNIPPET, State};
use kernel::{AppError, Id, Language, Problem, Reader, Text, Tx, media};

use crate::fields::blocks_of;
use crate::store::{self, PatternRow};

/// A snippet as it is to be.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) name: String,
    pub(crate) de: String,
    pub(crate) en: String,
}

/// Reads what somebody wrote.
///
/// # Errors
/// A [`Problem`] at the field that holds what cannot be a snippet, or what stands against publishing.
fn read(field: &str, text: &str, language: Language) -> Result<Document, AppError> {
    let document = crate::change::document(blocks_of(field, text, &[])?)?;
    if let Some(block) = document.unfit_for_snippet() {
        let kind = crate::fields::kind_label(block.kind.name());
        return Err(at(
            field,
            &format!("In einem Textbaustein darf nicht stehen: {}.", kind.de),
            &format!("A snippet must not hold: {}.", kind.en),
        ));
    }
    let situation = Situation { language: language.tag(), ..Situation::default() };
    let remarks = check(&document, &situation).remarks;
    // A snippet is no page: it has neither title nor teaser.
    let of_pages = ["title-missing", "teaser-missing"];
    let blocker = remarks.iter().find(|r| r.level == Level::Blocker && !of_pages.contains(&r.kind));
    match blocker {
        Some(remark) => Err(at(
            field,
            &format!("{} {}", remark.said.de, remark.mend.de),
            &format!("{} {}", remark.said.en, remark.mend.en),
        )),
        None => Ok(document),
    }
}

fn at(field: &str, de: &str, en: &str) -> AppError {
    Problem::new(
        "newsroom/snippet",
        "Bitte prüfen Sie den Textbaustein.",
        "Please check the snippet.",
    )
    .at(field, de, en)
    .into()
}

/// Keeps what a snippet says in the gazette and lets every public text that shows it follow. Answers
/// how many did.
///
/// # Errors
/// What stands against it, and what the database says.
pub(crate) fn publish(
    tx: &mut Tx<'_>,
    id: Id<PatternRow>,
    written: &Written,
) -> Result<usize, AppError> {
    let de = read("inhalt", &written.de, Language::De)?;
    let en = read("inhalt_en", &written.en, Language::En)?;
    let id: Id<Publication> = id.to_string().parse().map_err(AppError::internal)?;
    let now = tx.now();
    let mut kept = Publication::new(SNIPPET, &id.to_string(), now);
    kept.id = id;
    kept.title = Text::same(written.name.clone());
    kept.text = Text::new(de.plain_text(), en.plain_text());
    let filled = |document: Document| (!document.blocks().is_empty()).then_some(document);
    let mut shown: Vec<Key> = de.media().into_iter().chain(en.media()).collect();
    shown.dedup();
    kept.body = publication::Body { de: filled(de), en: filled(en) };
    kept.state = State::Draft;
    publication::save(tx, &kept, "snippet")?;
    // It may stand on any page, so its media are for everybody.
    media::set_uses(tx, &format!("public/snippet/{id}"), &shown)?;
    follow(tx, id)
}

/// Saves every public text that shows a snippet once more, so that search, feeds and pages in memory
/// follow.
fn follow(tx: &mut Tx<'_>, snippet: Id<Publication>) -> Result<usize, AppError> {
    let pattern: Id<PatternRow> = snippet.to_string().parse().map_err(AppError::internal)?;
    let key = Key::parse(&snippet.to_string()).map_err(AppError::internal)?;
    let mut count = 0;
    for item in store::users(tx, pattern)?.into_iter().filter(crate::model::Item::is_out) {
        let Some(mut p) = publication::find(tx, item.id)? else { continue };
        let shows = |d: &Document| d.snippets().contains(&key);
        let easy = p.easy.as_ref().map(|e| &e.body);
        let bodies = [p.body.de.as_ref(), p.body.en.as_ref(), easy];
        if p.state != State::Published || !bodies.into_iter().flatten().any(shows) {
            continue;
        }
        p.text = words(tx, p.body.de.as_ref(), p.body.en.as_ref())?;
        publication::save(tx, &p, "snippet")?;
        count += 1;
    }
    Ok(count)
}

/// The words of a text with what its snippets say, for search and channels.
///
/// # Errors
/// What the database says.
pub(crate) fn words(
    reader: &mut Reader<'_>,
    de: Option<&Document>,
    en: Option<&Document>,
) -> Result<Text, AppError> {
    let mut one = |document: Option<&Document>, language| match document {
        Some(document) => Ok(whole(reader, document, language)?.plain_text()),
        None => Ok::<_, AppError>(String::new()),
    };
    Ok(Text::new(one(de, Language::De)?, one(en, Language::En)?))
}

/// A text with what its snippets say.
///
/// # Errors
/// What the database says.
pub(crate) fn whole(
    reader: &mut Reader<'_>,
    document: &Document,
    language: Language,
) -> Result<Document, AppError> {
    let texts: BTreeMap<Key, Document> = publication::snippets(reader, &[document], language)?;
    Ok(document.with_snippets(&texts))
}

/// Whether the gazette knows what a snippet says.
///
/// # Errors
/// What the database says.
pub(crate) fn is_kept(reader: &mut Reader<'_>, id: Id<PatternRow>) -> Result<bool, AppError> {
    let id: Id<Publication> = id.to_string().parse().map_err(AppError::internal)?;
    Ok(publication::find(reader, id)?.is_some())
}

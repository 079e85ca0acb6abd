//! Everything that fits a question: what the index knows, units, offers and the house's own pages.

use kernel::search::{self, Entry, Question, Results, fold};
use kernel::{AppError, Ctx};

use super::own::{OWN_PAGES, fits};
use super::stock::{self, KnownOffer, KnownUnit, Stock};

/// Units among the results at most.
const UNITS_MAX: usize = 5;
/// Longest and shortest word that is remembered when nothing was found, in characters.
const MISSED_CHARS_MAX: usize = 30;
const MISSED_CHARS_MIN: usize = 3;

/// One result.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub kind: String,
    pub title: String,
    pub text: String,
    pub url: String,
}

/// All results of a question.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Those of the kind asked for that are shown.
    pub shown: Vec<Found>,
    /// How many there are of that kind.
    pub total: usize,
    /// Kinds with their numbers.
    pub kinds: Vec<(String, usize)>,
    /// There are more than were counted.
    pub is_more: bool,
    /// Something was only found with a slip.
    pub is_guessed: bool,
}

/// What the index says: of everything, and of the kind asked for.
async fn ask(
    ctx: &Ctx,
    query: String,
    kind: String,
) -> Result<(Results, Option<Results>), AppError> {
    let language = ctx.language;
    ctx.read(move |db| {
        let question = Question { words: &query, audience: "public", language, kind: "" };
        let all = search::ask(db, &question)?;
        let wanted = match kind.as_str() {
            "" => None,
            kind => Some(search::ask(db, &Question { kind, ..question })?),
        };
        Ok((all, wanted))
    })
    .await
}

/// Asks for everything, or for one kind.
pub(super) async fn find(ctx: &Ctx, query: String, wanted: String) -> Result<Answers, AppError> {
    let words: Vec<String> = fold(&query).split_whitespace().map(str::to_owned).collect();
    let stock = stock::of(ctx).await?;
    let (all, of_wanted) = ask(ctx, query, wanted.clone()).await?;
    let mut extras = own(ctx, &words);
    extras.extend(units(ctx, &stock, &words));
    let services = unlisted(ctx, &stock, &all.entries, &words);
    let mut kinds = all.kinds.clone();
    for kind in extras.iter().chain(&services).map(|f| &f.kind) {
        match kinds.iter_mut().find(|(known, _)| known == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind.clone(), 1)),
        }
    }
    let results = of_wanted.unwrap_or(all);
    let of_kind = |found: &Found| wanted.is_empty() || found.kind == wanted;
    let mut answers = Answers {
        total: results.total,
        is_more: results.is_more,
        is_guessed: results.is_guessed,
        kinds,
        ..Answers::default()
    };
    let extras: Vec<Found> = extras.into_iter().filter(of_kind).collect();
    let services: Vec<Found> = services.into_iter().filter(of_kind).collect();
    answers.total += extras.len() + services.len();
    // Everything of a title may be meant, with a slip: that comes first, and what people can do
    // before what is told about it.
    let is_named = |e: &Entry| {
        let title = fold(&e.title);
        let title: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
        words.iter().all(|w| title.iter().any(|known| search::means(w, known)))
    };
    let (named, other): (Vec<Entry>, Vec<Entry>) = results.entries.into_iter().partition(is_named);
    let (named, told): (Vec<Entry>, Vec<Entry>) =
        named.into_iter().partition(|e| e.kind == "service");
    let from_index =
        |e: Entry| Found { kind: e.kind, title: e.title, text: e.summary, url: ctx.to(&e.url) };
    answers.shown.extend(named.into_iter().map(from_index));
    answers.shown.extend(services);
    answers.shown.extend(extras);
    answers.shown.extend(told.into_iter().chain(other).map(from_index));
    Ok(answers)
}

/// Notes the words of a question nobody could answer, for editors: single words of letters, never
/// the question, never anything with digits or an at sign.
pub(super) fn note_missed(ctx: &Ctx, query: &str) {
    for word in fold(query).split(|c: char| c.is_whitespace() || ",;:!?()".contains(c)) {
        let is_word = word.chars().all(|c| c.is_alphabetic() || c == '-');
        let length = word.chars().count();
        if is_word && (MISSED_CHARS_MIN..=MISSED_CHARS_MAX).contains(&length) {
            ctx.town.tallies().count(super::MISSED, word);
        }
    }
}

/// Pages of the house and of departments that fit.
fn own(ctx: &Ctx, words: &[String]) -> Vec<Found> {
    let language = ctx.language;
    let page = |title: &str, text: &str, path: &str| Found {
        kind: "page".into(),
        title: title.to_owned(),
        text: text.to_owned(),
        url: ctx.to(path),
    };
    let modules = ctx.town.house().modules();
    let theirs = modules
        .iter()
        .flat_map(|m| &m.pages)
        .filter(|p| fits(p.words, words))
        .map(|p| page(p.title.of(language), p.text.of(language), p.path));
    let ours = OWN_PAGES
        .iter()
        .filter(|p| fits(p.words, words))
        .map(|p| page(language.of(p.title.0, p.title.1), language.of(p.text.0, p.text.1), p.path));
    theirs.chain(ours).collect()
}

fn units(ctx: &Ctx, stock: &Stock, words: &[String]) -> Vec<Found> {
    let today = ctx.today();
    let fitting = stock.units.iter().filter(|u| u.unit.exists_on(today) && u.fits(words));
    fitting
        .take(UNITS_MAX)
        .map(|KnownUnit { unit, .. }| Found {
            kind: "unit".into(),
            title: unit.name.of(ctx.language).to_owned(),
            text: unit.telephone.clone(),
            url: ctx.to(&format!("/rathaus/{}", unit.number)),
        })
        .collect()
}

/// Offers that fit and that the index does not know: online forms without a page of their own open
/// and close elsewhere.
fn unlisted(ctx: &Ctx, stock: &Stock, entries: &[Entry], words: &[String]) -> Vec<Found> {
    let known = |path: &str| entries.iter().any(|e| e.url == path);
    let fitting = stock.offers.iter().filter(|o| o.fits(words) && !known(&o.offer.path));
    fitting
        .map(|KnownOffer { offer, .. }| Found {
            kind: "service".into(),
            title: offer.title.of(ctx.language).to_owned(),
            text: offer.teaser.of(ctx.language).to_owned(),
            url: ctx.to(&offer.path),
        })
        .collect()
}

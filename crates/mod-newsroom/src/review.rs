//! What stands against publishing, what asks for a reason, what could be better: the checks of the
//! content library in all languages, and what only the house knows: media, addresses, dates.

use content::check::{Checked, Level, Remark, Situation, check};
use content::{Document, FieldText, Key, Said, TargetKind};
use kernel::publication::{self, Details, Publication};
use kernel::{AppError, Id, Reader, Town, media, settings};

use crate::model::{Draft, Item, Voice};
use crate::settings::NewsroomSettings;
use crate::{publish, snippets};

/// A remark and the text it is about.
#[derive(Clone, Debug)]
pub(crate) struct Noted {
    pub(crate) voice: Voice,
    pub(crate) remark: Remark,
}

/// Everything found about a draft.
#[derive(Clone, Debug, Default)]
pub(crate) struct Review {
    pub(crate) notes: Vec<Noted>,
    /// What was counted in the German text.
    pub(crate) german: Option<content::german::Measures>,
}

impl Review {
    pub(crate) fn count(&self, level: Level) -> usize {
        self.notes.iter().filter(|n| n.remark.level == level).count()
    }

    pub(crate) fn may_be_published(&self) -> bool {
        self.count(Level::Blocker) == 0
    }

    /// Remarks about one of the texts.
    pub(crate) fn of(&self, voice: Voice) -> impl Iterator<Item = &Noted> {
        self.notes.iter().filter(move |n| n.voice == voice)
    }

    fn add(&mut self, voice: Voice, level: Level, kind: &'static str, said: Said, mend: Said) {
        let remark = Remark {
            level,
            kind,
            block: None,
            field: String::new(),
            excerpt: String::new(),
            said,
            mend,
        };
        self.notes.push(Noted { voice, remark });
    }

    fn block(&mut self, voice: Voice, kind: &'static str, said: (&str, &str), mend: (&str, &str)) {
        let (said, mend) = (Said::new(said.0, said.1), Said::new(mend.0, mend.1));
        self.add(voice, Level::Blocker, kind, said, mend);
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

/// Checks a draft.
///
/// # Errors
/// What the database says.
pub(crate) fn review(
    town: &Town,
    reader: &mut Reader<'_>,
    item: &Item,
    draft: &Draft,
) -> Result<Review, AppError> {
    let settings: NewsroomSettings = settings::get(reader)?;
    let profile = town.profile();
    let mut own = lines(&settings.own);
    own.extend([profile.telephone.clone(), profile.email.clone()]);
    for unit in kernel::org::all(reader)? {
        own.extend([unit.telephone, unit.email]);
    }
    own.retain(|text| !text.is_empty());
    let known_abbreviations = lines(&settings.abbreviations);
    let mut review = Review::default();
    for voice in Voice::ALL {
        if voice != Voice::De && !draft.has(voice) {
            continue;
        }
        let language = match voice {
            Voice::En => kernel::Language::En,
            Voice::De | Voice::Easy => kernel::Language::De,
        };
        // The checks follow what the reader reads: snippets are part of the text.
        let whole = snippets::whole(reader, draft.body(voice), language)?;
        for missing in whole.snippets() {
            snippet_missing(&mut review, voice, draft.body(voice), &missing);
        }
        let checked = check(
            &whole,
            &Situation {
                title: draft.title(voice),
                teaser: draft.teaser(voice),
                needs_teaser: matches!(item.kind.as_str(), "news" | "page") && voice == Voice::De,
                language: voice.tag(),
                own: &own,
                known_abbreviations: &known_abbreviations,
            },
        );
        take(&mut review, voice, checked);
        media_and_links(reader, &mut review, voice, &whole)?;
    }
    picture(reader, &mut review, draft)?;
    facts(&mut review, item, draft);
    address(reader, &mut review, item, draft)?;
    review.notes.sort_by_key(|n| n.remark.level);
    Ok(review)
}

fn take(review: &mut Review, voice: Voice, checked: Checked) {
    review.notes.extend(checked.remarks.into_iter().map(|remark| Noted { voice, remark }));
    if voice == Voice::De {
        review.german = Some(checked.measures);
    }
}

/// A snippet that says nothing: it is gone, or nobody wrote it in this language.
fn snippet_missing(review: &mut Review, voice: Voice, document: &Document, key: &Key) {
    review.block(
        voice,
        "snippet-empty",
        (
            "Ein Textbaustein hat in dieser Sprache keinen Text.",
            "A snippet has no text in this language.",
        ),
        (
            "Ergänzen Sie ihn unter „Vorlagen und Textbausteine“, oder entfernen Sie ihn hier.",
            "Complete it under “Templates and snippets”, or remove it here.",
        ),
    );
    let holds = |block: &&content::Block| matches!(&block.kind, content::Kind::Snippet(it) if it.snippet.as_ref() == Some(key));
    let block = document.blocks().iter().find(holds).map(|b| b.id.clone());
    if let Some(note) = review.notes.last_mut() {
        note.remark.block = block;
    }
}

/// Media that may not be shown, and links to pages that do not exist.
fn media_and_links(
    reader: &mut Reader<'_>,
    review: &mut Review,
    voice: Voice,
    document: &Document,
) -> Result<(), AppError> {
    for key in document.media() {
        if !is_usable(reader, &key)? {
            review.block(
                voice,
                "media-unusable",
                ("Ein Bild oder eine Datei darf nicht gezeigt werden: gesperrt, abgelaufen oder noch nicht fertig.",
                 "A picture or file may not be shown: blocked, run out or not ready yet."),
                ("Wählen Sie ein anderes Bild, oder klären Sie das Nutzungsrecht in der Mediathek.",
                 "Choose another one, or settle its rights in the media library."),
            );
        }
    }
    let mut pages = Vec::new();
    document.walk(&mut |block| {
        for field in block.kind.fields() {
            let FieldText::Rich(inlines) = field.text else { continue };
            for (target, words) in inlines.links() {
                if let TargetKind::Page(id) = target.kind() {
                    pages.push((block.id.clone(), id.to_owned(), words));
                }
            }
        }
    });
    for (block, id, words) in pages {
        let found = match id.parse::<Id<Publication>>() {
            Ok(id) => publication::find(reader, id)?,
            Err(_) => None,
        };
        if found.is_none_or(|p| {
            matches!(p.state, publication::State::Withdrawn | publication::State::Expired)
        }) {
            review.block(
                voice,
                "link-broken",
                (
                    "Ein Link führt zu einer Seite, die es nicht mehr gibt.",
                    "A link leads to a page that is gone.",
                ),
                ("Ändern oder entfernen Sie den Link.", "Change or remove the link."),
            );
            if let Some(note) = review.notes.last_mut() {
                note.remark.block = Some(block);
                note.remark.excerpt = words;
            }
        }
    }
    Ok(())
}

fn is_usable(reader: &mut Reader<'_>, key: &Key) -> Result<bool, AppError> {
    let now = reader.now();
    Ok(media::find(reader, key)?.is_some_and(|m| m.is_usable(now)))
}

fn picture(reader: &mut Reader<'_>, review: &mut Review, draft: &Draft) -> Result<(), AppError> {
    let Some(picture) = &draft.picture else { return Ok(()) };
    if picture.alt.is_none() {
        review.block(
            Voice::De,
            "picture-alt",
            ("Zum Titelbild fehlt die Entscheidung: Was zeigt es, oder ist es Schmuck?",
             "The main picture is undecided: what does it show, or is it decoration?"),
            ("Tragen Sie unter „Angaben“ einen Alternativtext ein, oder wählen Sie „Schmuckbild“.",
             "Enter an alternative text under “Details”, or choose “decoration”."),
        );
    }
    if !is_usable(reader, &picture.media)? {
        review.block(
            Voice::De,
            "media-unusable",
            ("Das Titelbild darf nicht gezeigt werden.", "The main picture may not be shown."),
            ("Wählen Sie unter „Angaben“ ein anderes Bild.", "Choose another one under “Details”."),
        );
    }
    Ok(())
}

/// What a kind must have besides its text.
fn facts(review: &mut Review, item: &Item, draft: &Draft) {
    let is_right = match (&draft.details, item.kind.as_str()) {
        (Details::Event(event), "event") => {
            if event.ends.is_some_and(|end| end < event.starts) {
                review.block(
                    Voice::De,
                    "event-ends-early",
                    ("Das Ende liegt vor dem Beginn.", "The end is before the beginning."),
                    ("Prüfen Sie Datum und Uhrzeit.", "Check date and time."),
                );
            }
            true
        }
        (Details::Notice(notice), "notice") => !notice.sort.is_empty(),
        (Details::Job(job), "job") => !job.employment.is_empty(),
        (Details::Disruption(disruption), "disruption") => !disruption.sort.is_empty(),
        (Details::Document(paper), "document") => paper.file.is_some(),
        (_, "event" | "notice" | "job" | "disruption" | "document") => false,
        _ => true,
    };
    if !is_right {
        review.block(
            Voice::De,
            "details-missing",
            (
                "Unter „Angaben“ fehlt, was diese Art von Text braucht.",
                "Under “Details” something is missing that this kind of text needs.",
            ),
            ("Füllen Sie die Felder unter „Angaben“ aus.", "Fill in the fields under “Details”."),
        );
    }
    if let (Some(from), Some(until)) = (draft.appears_at, draft.ends_at)
        && until <= from
    {
        review.block(
            Voice::De,
            "time-order",
            ("Der Text würde enden, bevor er erscheint.", "The text would end before it appears."),
            ("Prüfen Sie „Erscheint am“ und „Endet am“.", "Check “Appears on” and “Ends on”."),
        );
    }
    if draft.de.blocks().is_empty() && !matches!(item.kind.as_str(), "document" | "event") {
        review.block(
            Voice::De,
            "no-text",
            ("Der Text ist leer.", "The text is empty."),
            ("Schreiben Sie mindestens einen Absatz.", "Write at least one paragraph."),
        );
    }
}

fn address(
    reader: &mut Reader<'_>,
    review: &mut Review,
    item: &Item,
    draft: &Draft,
) -> Result<(), AppError> {
    let slug = match draft.slug.as_str() {
        "" => publish::slug_of(&draft.title.de),
        slug => slug.to_owned(),
    };
    // What is not visible yet is refused by the gazette itself when it is saved.
    let found = match publication::by_slug(reader, &item.kind, &slug) {
        Ok(found) => Some(found.id),
        Err(AppError::NotFound | AppError::Gone) => None,
        Err(other) => return Err(other),
    };
    if draft.ends_at.is_some_and(|end| end <= reader.now()) {
        review.block(
            Voice::De,
            "time-past",
            (
                "Der Text ist schon abgelaufen: „Endet am“ liegt in der Vergangenheit.",
                "The text has run out already: “Ends on” lies in the past.",
            ),
            (
                "Ändern oder leeren Sie „Endet am“ unter „Angaben“.",
                "Change or empty “Ends on” under “Details”.",
            ),
        );
    }
    if found.is_some_and(|other| other != item.id) {
        review.block(
            Voice::De,
            "address-taken",
            ("Diese Adresse hat schon ein anderer Text.", "Another text has this address already."),
            ("Ändern Sie unter „Angaben“ die Adresse.", "Change the address under “Details”."),
        );
    }
    Ok(())
}

//! Texts by chance, for property tests.

use proptest::prelude::*;

use crate::key::{Counted, Ids, Key, Lang};
use crate::link::LinkTarget;
use crate::parts::{
    Alt, Captions, Download, Figure, FramePlace, GalleryImage, HeaderCells, ListItem, Provider,
    Query, Rank, Section, Tone,
};
use crate::{
    Accordion, Audio, BREAK, Block, CallOut, Columns, Contact, Document, Downloads, Embed, Events,
    Form, Gallery, Heading, Image, Inlines, KeyFigures, Kind, List, Map, Marks, News, OpeningHours,
    Quote, Run, Services, Snippet, Steps, Table, Text, Video,
};

/// Words with everything that has a meaning in the text form.
pub fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zäöüß ]{0,12}",
        2 => "[\\[\\](){}*_\\\\n:#|\"<>&'1. -]{0,10}",
        // What begins something else at the start of a line.
        2 => "(- |1\\. |# |#### |::|::: |---|\\| a \\||-|12\\.|::bild |\\\\)[a-z]{0,3}",
        1 => any::<String>().prop_map(|s| s.chars().take(12).collect()),
    ]
}

fn line() -> impl Strategy<Value = String> {
    words()
}

fn target() -> impl Strategy<Value = LinkTarget> {
    prop_oneof![
        Just("/rathaus/kontakt"),
        Just("https://example.org/a(b)?c=[d]|e"),
        Just("mailto:a@b.de"),
        Just("page:0198-a"),
        Just("#b-1"),
    ]
    .prop_map(|t| LinkTarget::parse(t).unwrap())
}

fn key() -> impl Strategy<Value = Key> {
    "[a-z0-9/._-]{1,8}".prop_map(|k| Key::parse(&k).unwrap())
}

/// Text with marks.
pub fn rich() -> impl Strategy<Value = Inlines> {
    let lang = prop_oneof![Just("en"), Just("de-simple")].prop_map(|l| Lang::parse(l).unwrap());
    let marks = (
        prop::option::weighted(0.2, target()),
        prop::option::weighted(0.2, lang),
        any::<bool>(),
        any::<bool>(),
        prop::option::weighted(0.1, words()),
    );
    let marks =
        marks.prop_map(|(link, lang, strong, em, abbr)| Marks { link, lang, strong, em, abbr });
    let text = prop_oneof![8 => words(), 1 => Just(BREAK.to_owned())];
    let runs = prop::collection::vec((text, marks), 0..6);
    runs.prop_map(|runs| {
        // Abbreviations come tidied from the tree; through it everything takes its normal form.
        let runs = runs.into_iter().map(|(text, marks)| Run { text, marks }).collect();
        let made = Inlines::from_runs(runs);
        Inlines::from(Vec::from(made))
    })
}

fn items() -> impl Strategy<Value = Vec<ListItem>> {
    let leaf = rich().prop_map(|content| ListItem { content, items: Vec::new() });
    let two = (rich(), prop::collection::vec(leaf, 0..3))
        .prop_map(|(content, items)| ListItem { content, items });
    let three = (rich(), prop::collection::vec(two, 0..3))
        .prop_map(|(content, items)| ListItem { content, items });
    prop::collection::vec(three, 0..4)
}

fn alt() -> impl Strategy<Value = Option<Alt>> {
    prop_oneof![Just(None), Just(Some(Alt::Decorative)), line().prop_map(|t| Some(Alt::Text(t)))]
}

fn picture() -> impl Strategy<Value = GalleryImage> {
    (prop::option::of(key()), alt(), rich()).prop_map(|(media, alt, caption)| GalleryImage {
        media,
        alt,
        caption,
    })
}

fn query() -> impl Strategy<Value = Query> {
    (prop::collection::vec(key(), 0..3), prop::option::of(key()), any::<u8>(), any::<u16>())
        .prop_map(|(topics, unit, count, days)| Query { topics, unit, count, days })
}

fn long() -> impl Strategy<Value = String> {
    prop::collection::vec(words(), 0..4).prop_map(|lines| lines.join("\n"))
}

fn captions() -> impl Strategy<Value = Option<Captions>> {
    prop_oneof![
        Just(None),
        Just(Some(Captions::InPicture)),
        Just(Some(Captions::NoSpeech)),
        key().prop_map(|k| Some(Captions::File(k))),
        line().prop_map(|t| Some(Captions::Missing(t))),
    ]
}

fn simple() -> impl Strategy<Value = Kind> {
    let rank = (1_u8..=4).prop_map(|r| Rank::try_from(r).unwrap());
    prop_oneof![
        rich().prop_map(|content| Kind::Text(Text { content })),
        (any::<bool>(), items()).prop_map(|(ordered, items)| Kind::List(List { ordered, items })),
        (rank, rich()).prop_map(|(rank, content)| Kind::Heading(Heading { rank, content })),
        picture().prop_map(|p| Kind::Image(Image {
            media: p.media,
            alt: p.alt,
            caption: p.caption
        })),
        (rich(), line(), prop::option::of(target()))
            .prop_map(|(content, author, source)| Kind::Quote(Quote { content, author, source })),
        Just(Kind::Divider),
    ]
}

fn media() -> impl Strategy<Value = Kind> {
    let file = (prop::option::of(key()), line(), line())
        .prop_map(|(media, label, note)| Download { media, label, note });
    let provider = prop::option::of(prop::sample::select(Provider::ALL.to_vec()));
    prop_oneof![
        (line(), prop::collection::vec(picture(), 0..3))
            .prop_map(|(title, images)| Kind::Gallery(Gallery { title, images })),
        (prop::option::of(key()), line(), captions(), prop::option::of(key()), long()).prop_map(
            |(media, title, captions, description, transcript)| {
                let sign_language = description.clone();
                Kind::Video(Video {
                    media,
                    title,
                    captions,
                    description,
                    sign_language,
                    transcript,
                })
            }
        ),
        (prop::option::of(key()), line(), long())
            .prop_map(|(media, title, transcript)| Kind::Audio(Audio { media, title, transcript })),
        (line(), prop::collection::vec(file, 0..3))
            .prop_map(|(title, files)| Kind::Downloads(Downloads { title, files })),
        (provider, line(), line(), prop::option::of(key()), prop::option::of(target())).prop_map(
            |(provider, reference, title, preview, alternative)| {
                Kind::Embed(Embed { provider, reference, title, preview, alternative })
            }
        ),
    ]
}

fn fetched() -> impl Strategy<Value = Kind> {
    let place = (-90_000_000..90_000_000, -180_000_000..180_000_000, 0_u8..20).prop_map(
        |(lat_microdeg, lon_microdeg, zoom)| FramePlace { lat_microdeg, lon_microdeg, zoom },
    );
    let figure =
        (line(), line(), line()).prop_map(|(value, label, source)| Figure { value, label, source });
    prop_oneof![
        (prop::option::of(key()), prop::option::of(key()), rich())
            .prop_map(|(unit, person, note)| Kind::Contact(Contact { unit, person, note })),
        prop::option::of(key()).prop_map(|unit| Kind::OpeningHours(OpeningHours { unit })),
        prop::option::of(key()).prop_map(|snippet| Kind::Snippet(Snippet { snippet })),
        (line(), prop::collection::vec(key(), 0..3))
            .prop_map(|(title, services)| Kind::Services(Services { title, services })),
        (line(), query()).prop_map(|(title, query)| Kind::News(News { title, query })),
        (line(), query()).prop_map(|(title, query)| Kind::Events(Events { title, query })),
        (line(), prop::collection::vec(key(), 0..3), prop::option::of(place), long()).prop_map(
            |(title, layers, center, description)| {
                Kind::Map(Map { title, layers, center, description })
            }
        ),
        (line(), prop::collection::vec(figure, 0..3))
            .prop_map(|(title, figures)| Kind::KeyFigures(KeyFigures { title, figures })),
        (prop::option::of(key()), line())
            .prop_map(|(form, label)| Kind::Form(Form { form, label })),
    ]
}

fn table() -> impl Strategy<Value = Kind> {
    let header = prop::option::of(prop::sample::select(vec![
        HeaderCells::Row,
        HeaderCells::Column,
        HeaderCells::Both,
    ]));
    (rich(), header, 0_usize..3, 0_usize..4, prop::collection::vec(rich(), 12)).prop_map(
        |(caption, header, width, height, cells)| {
            let row = |at: usize| cells.iter().skip(at * 3).take(width).cloned().collect();
            Kind::Table(Table { caption, header, rows: (0..height).map(row).collect() })
        },
    )
}

/// Blocks without others in them; ids come later.
fn leaf() -> impl Strategy<Value = Kind> {
    prop_oneof![5 => simple(), 2 => media(), 2 => fetched(), 1 => table()]
}

fn blocks(kinds: Vec<Kind>) -> Vec<Block> {
    let mut ids = Counted::new("x");
    kinds.into_iter().map(|kind| Block::new(ids.next_id(), kind)).collect()
}

fn container() -> impl Strategy<Value = Kind> {
    let words = prop_oneof![
        rich().prop_map(|content| Kind::Text(Text { content })),
        (any::<bool>(), items()).prop_map(|(ordered, items)| Kind::List(List { ordered, items })),
    ];
    let tone = prop::sample::select(vec![Tone::Info, Tone::Success, Tone::Warning, Tone::Danger]);
    let section = || {
        (line(), prop::collection::vec(leaf(), 0..3))
            .prop_map(|(title, kinds)| Section { title, blocks: blocks(kinds) })
    };
    let kinds = || prop::collection::vec(leaf(), 0..3).prop_map(blocks);
    prop_oneof![
        (tone, line(), prop::collection::vec(words, 0..3)).prop_map(|(tone, title, kinds)| {
            Kind::CallOut(CallOut { tone, title, blocks: blocks(kinds) })
        }),
        prop::collection::vec(section(), 0..3).prop_map(|steps| Kind::Steps(Steps { steps })),
        (any::<bool>(), prop::collection::vec(section(), 0..3))
            .prop_map(|(faq, sections)| Kind::Accordion(Accordion { faq, sections })),
        (kinds(), kinds()).prop_map(|(left, right)| Kind::Columns(Columns { left, right })),
    ]
}

fn number(all: &mut [Block], ids: &mut Counted) {
    for block in all {
        block.id = ids.next_id();
        for group in block.groups_mut() {
            number(group, ids);
        }
    }
}

/// Whole texts.
pub fn documents() -> impl Strategy<Value = Document> {
    let kind = prop_oneof![4 => leaf(), 1 => container()];
    prop::collection::vec(kind, 0..6).prop_map(|kinds| {
        let mut all = blocks(kinds);
        number(&mut all, &mut Counted::new("b"));
        Document::new(all).expect("chance keeps within the limits")
    })
}

//! The ways every public page shows: main navigation, links on top, columns at the foot.

use kernel::Ctx;
use kernel::guide::{Guide, Sign};
use kernel::module::NavEntry;

use crate::town::{FooterColumn, NavItem, Text};

/// An entry that leads to a path of the site.
pub(crate) fn item(ctx: &Ctx, de: &str, en: &str, path: &str) -> NavItem {
    NavItem::new(de, en, &ctx.to(path))
}

/// Letters of the main navigation that stand in one line on a desk.
const LINE_LETTERS: usize = 72;
/// Letters that an entry needs beside its label: distance and arrow.
const ENTRY_LETTERS: usize = 4;
/// Pages below one of the top in its panel.
const BELOW_SHOWN: usize = 9;
/// Pages below one of the top where all of the top share one panel.
const BELOW_SHARED: usize = 4;
/// What has a list of its own: kind, German, English, path.
const LISTS: &[(&str, &str, &str, &str)] = &[
    ("news", "Meldungen", "News", "/aktuelles"),
    ("event", "Veranstaltungen", "Events", "/veranstaltungen"),
    ("disruption", "Störungen und Sperrungen", "Disruptions and closures", "/stoerungen"),
    ("roadworks", "Baustellen", "Road works", "/baustellen"),
    ("notice", "Amtliche Bekanntmachungen", "Official notices", "/bekanntmachungen"),
    ("job", "Stellenangebote", "Vacancies", "/stellen"),
    ("document", "Dokumente", "Documents", "/dokumente"),
];

/// Lists that have something in them.
fn lists(ctx: &Ctx) -> Vec<NavItem> {
    let guide = ctx.town.signposts().guide();
    LISTS
        .iter()
        .filter(|(kind, ..)| guide.kinds.iter().any(|known| known == kind))
        .map(|(_, de, en, path)| item(ctx, de, en, path))
        .collect()
}

/// What people come for stands first, then the tree of pages, then what the modules bring.
pub(crate) fn navigation(ctx: &Ctx) -> Vec<NavItem> {
    let guide = ctx.town.signposts().guide();
    let mut entries: Vec<&NavEntry> =
        ctx.town.house().modules().iter().flat_map(|m| &m.menu).collect();
    entries.sort_by_key(|entry| entry.path != "/leistungen");
    let has_tree = !guide.pages.is_empty();
    let (grouped, single): (Vec<&NavEntry>, Vec<&NavEntry>) =
        entries.into_iter().partition(|entry| !entry.group.de.is_empty());
    let mut nav: Vec<NavItem> = single
        .into_iter()
        // With a tree, the contact stands below the town hall.
        .filter(|entry| !(has_tree && entry.path == "/kontakt"))
        .map(|entry| {
            let found = NavItem::new(&entry.label.de, &entry.label.en, &ctx.to(entry.path));
            let lists = if entry.path == "/aktuelles" { lists(ctx) } else { Vec::new() };
            match entry.path {
                "/aktuelles" if lists.len() > 1 => found.with(lists),
                "/rathaus" if has_tree => found.with(vec![
                    item(ctx, "Ämter und Öffnungszeiten", "Offices and opening hours", "/rathaus"),
                    item(ctx, "Kontakt", "Contact", "/kontakt"),
                ]),
                _ => found,
            }
        })
        .collect();
    nav.extend(groups(ctx, &grouped));
    let after = nav.iter().position(|i| i.url == ctx.to("/leistungen")).map_or(0, |at| at + 1);
    let letters = |all: &[NavItem]| -> usize {
        all.iter().map(|i| i.label.de.chars().count() + ENTRY_LETTERS).sum()
    };
    let tops = tops(ctx, &guide, BELOW_SHOWN);
    let tree = if letters(&nav) + letters(&tops) <= LINE_LETTERS {
        tops
    } else {
        // More than a line holds: one entry opens them all at once.
        let all = item(ctx, "Themen", "Topics", "/a-z");
        vec![all.with(self::tops(ctx, &guide, BELOW_SHARED))]
    };
    nav.splice(after..after, tree);
    nav
}

/// Entries of modules that name the same heading share one entry of the menu.
fn groups(ctx: &Ctx, entries: &[&NavEntry]) -> Vec<NavItem> {
    let mut titles: Vec<&kernel::Text> = Vec::new();
    for entry in entries {
        if !titles.contains(&&entry.group) {
            titles.push(&entry.group);
        }
    }
    let of = |title: &kernel::Text| {
        let below: Vec<NavItem> = entries
            .iter()
            .filter(|entry| entry.group == *title)
            .map(|entry| item(ctx, &entry.label.de, &entry.label.en, entry.path))
            .collect();
        let first = below.first().map(|entry| entry.url.clone()).unwrap_or_default();
        NavItem::new(&title.de, &title.en, &first).with(below)
    };
    titles.into_iter().map(of).collect()
}

/// The pages at the top of the tree, each with the first of those below it.
fn tops(ctx: &Ctx, guide: &Guide, below_shown: usize) -> Vec<NavItem> {
    let entry = |p: &Sign| NavItem::new(&p.title.de, &p.title.en, &ctx.to(&p.path));
    guide
        .pages
        .iter()
        .map(|top| entry(top).with(top.below.iter().take(below_shown).map(entry).collect()))
        .collect()
}

/// On top of every page: the ways for people who read or hear otherwise.
pub(crate) fn service_links(ctx: &Ctx) -> Vec<NavItem> {
    if ctx.town.signposts().guide().has_easy {
        vec![NavItem::new("Leichte Sprache", "Easy German", "/leicht")]
    } else {
        Vec::new()
    }
}

/// The columns at the foot of public pages.
pub(crate) fn footer(ctx: &Ctx) -> Vec<FooterColumn> {
    vec![
        FooterColumn {
            title: Text::new("Service", "Services"),
            links: vec![
                item(ctx, "Leistungen von A bis Z", "Services from A to Z", "/leistungen"),
                item(ctx, "Alles von A bis Z", "Everything from A to Z", "/a-z"),
                item(ctx, "Antrag weiterführen", "Continue an application", "/antrag/weiter"),
                item(ctx, "Mein Konto", "My account", "/konto"),
            ],
        },
        FooterColumn {
            title: Text::new("Aktuell", "Up to date"),
            links: lists(ctx)
                .into_iter()
                .chain([
                    item(ctx, "Abonnieren", "Subscribe", "/abonnieren"),
                    item(
                        ctx,
                        "Was sich geändert hat",
                        "What has changed",
                        "/transparenz/aenderungen",
                    ),
                ])
                .collect(),
        },
        FooterColumn {
            title: Text::new("Verwaltung", "Town hall"),
            links: vec![
                item(ctx, "Ämter und Öffnungszeiten", "Offices and opening hours", "/rathaus"),
                item(ctx, "Anmeldung für Beschäftigte", "Staff sign-in", "/verwaltung/anmelden"),
            ],
        },
    ]
}

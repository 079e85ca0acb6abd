//! The public pages: from a click to a banner on all of them, a crisis, publishing, searching.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::publication::{self, Publication, State};
use kernel::search::{self, Entry};
use kernel::{Actor, AppError, Audit, Id, Language, Text, Town};
use testkit::{Client, TestTown};

use super::{Error, middle_of};

/// Pages of the site, entries of the search, and how many are written together. `MEASURE_SMALL` in
/// the environment makes a thousandth of it: to see that it works.
const PAGES: i64 = 5_000;
const ENTRIES: i64 = 100_000;
const TOGETHER: i64 = 1_000;
/// News of a storm, each published by itself.
const STORM: i64 = 500;
/// How long somebody holds the lock of the database.
const LOCKED: Duration = Duration::from_millis(1_500);
/// Pages a visitor reads again and again meanwhile.
const READ: [&str; 4] = ["/", "/aktuelles", "/seite-1", "/seite-2"];
const SMALL: i64 = 100;
const NOW: &str = "2026-05-04T08:00:00Z";
const DESK: &str = "/verwaltung/warnung";
/// Words of the entries; every entry has three of them and its number.
const WORDS: [&str; 16] = [
    "Wohngeld",
    "Personalausweis",
    "Bebauungsplan",
    "Straßenreinigung",
    "Hundesteuer",
    "Stadtbücherei",
    "Kindergarten",
    "Müllabfuhr",
    "Wochenmarkt",
    "Feuerwehr",
    "Hochwasserschutz",
    "Glasfaserausbau",
    "Gewerbeanmeldung",
    "Führungszeugnis",
    "Seniorentreff",
    "Radverkehr",
];
/// Questions: a word, a part of a compound, a slip, two words, nothing.
const QUESTIONS: [(&str, &str); 5] = [
    ("a word", "Wohngeld"),
    ("the end of a compound", "Ausweis"),
    ("a slip", "Hundesteur"),
    ("two words", "Wochenmarkt Feuerwehr"),
    ("a word nobody wrote", "Xylophonkurs"),
];

fn many(count: i64) -> i64 {
    if std::env::var_os("MEASURE_SMALL").is_some() { count / SMALL } else { count }
}

pub(crate) async fn measure() -> Result<(), Error> {
    let house = testkit::town(rathaus::modules, NOW).await;
    let kira = house.staff("Kira", &[mod_warnings::ISSUE], "50").await;
    publish(&house.town, many(PAGES)).await?;
    let paths: Vec<String> = (0..many(PAGES)).map(|n| format!("/seite-{n}")).collect();
    println!("pages {}", paths.len());
    let visitor = house.anybody();
    println!("Every page once, made anew {}", seconds(all(&visitor, &paths, "").await));
    println!("Every page once more {}", seconds(all(&visitor, &paths, "").await));
    warn(&kira, &visitor, &paths).await;
    crisis(&house, &kira, &visitor).await?;
    news(&house, &visitor).await?;
    println!("memory of its own with every page fetched {}", memory("Pss_Anon:")?);
    println!("memory mapped with every page fetched {}", memory("Pss_File:")?);
    println!("bytes of scripts of the editor page {}", scripts_of_the_editor(&house).await?);
    let storm = publish_one_by_one(Arc::clone(&house.town), many(STORM));
    println!(
        "Slowest page in a storm of publishing {}",
        slowest_while(&house, &visitor, storm).await?
    );
    let lock = hold(Arc::clone(&house.town));
    println!(
        "Slowest page while the database is locked {}",
        slowest_while(&house, &visitor, lock).await?
    );
    find(&house, &visitor).await
}

fn seconds(taken: std::time::Duration) -> f64 {
    taken.as_secs_f64() * 1e3
}

/// Asks for every page; each must show the words.
async fn all(visitor: &Client, paths: &[String], words: &str) -> std::time::Duration {
    let started = Instant::now();
    for path in paths {
        let page = visitor.get(path).await.is(200);
        assert!(words.is_empty() || page.text().contains(words), "{path}");
    }
    started.elapsed()
}

/// From the click to the first page with the banner, and to the last of all.
async fn warn(kira: &Client, visitor: &Client, paths: &[String]) {
    let flood = [("stufe", "danger"), ("text", "Hochwasser: Meiden Sie die Ufer.")];
    let started = Instant::now();
    drop(kira.post(DESK, &flood).await.is(303));
    drop(visitor.get(&paths[paths.len() - 1]).await.is(200).shows("Meiden Sie die Ufer"));
    println!("From the click to the banner {}", seconds(started.elapsed()));
    all(visitor, paths, "Meiden Sie die Ufer").await;
    println!("From the click until every page was fetched with it {}", seconds(started.elapsed()));
}

/// The home page reduced to text, out of memory.
async fn crisis(house: &TestTown, kira: &Client, visitor: &Client) -> Result<(), Error> {
    let started = Instant::now();
    drop(kira.post(&format!("{DESK}/krisenmodus"), &[("an", "ja")]).await.is(303));
    let page = visitor.get("/").await.is(200);
    println!("From the click to the text-only home page {}", seconds(started.elapsed()));
    println!("bytes of the text-only home page {}", page.body.len());
    let generation = house.town.db().generation();
    let taken = middle_of(|_| async { drop(visitor.get("/").await.is(200)) }).await;
    if house.town.db().generation() != generation {
        return Err("the text-only page writes".into());
    }
    println!("The text-only home page, from memory {taken}");
    drop(kira.post(&format!("{DESK}/krisenmodus"), &[("an", "nein")]).await.is(303));
    Ok(())
}

/// From publishing to the list that shows it.
async fn news(house: &TestTown, visitor: &Client) -> Result<(), Error> {
    drop(visitor.get("/aktuelles").await.is(200));
    let started = Instant::now();
    house
        .town
        .write(Actor::system("measure"), |tx| {
            publication::save(tx, &page("news", "neu", "Brandneue Meldung"), "measure")?;
            Ok(Audit::of("measure.published", "neu").done())
        })
        .await?;
    drop(visitor.get("/aktuelles").await.is(200).shows("Brandneue Meldung"));
    println!("From publishing to the list of news {}", seconds(started.elapsed()));
    Ok(())
}

/// What a browser loads of scripts to open a text in the editor, packed with brotli, in bytes.
async fn scripts_of_the_editor(house: &TestTown) -> Result<usize, Error> {
    let egon = house.staff("Egon", &[mod_newsroom::WRITE], "50").await;
    let unit = house.unit("50").await.id.to_string();
    let fields = [("titel", "Wochenmarkt"), ("art", "news"), ("einheit", &unit)];
    let begun = egon.post("/verwaltung/redaktion/neu", &fields).await.is(303);
    let page = egon.follow(&begun).await.is(200).text();
    let mut sum = 0;
    for script in page.split("<script src=\"").skip(1) {
        let path = script.split('"').next().unwrap_or_default();
        let file = web::assets::find(path).ok_or_else(|| format!("no script at {path}"))?;
        sum += file.for_encoding("br").0.len();
    }
    Ok(sum)
}

/// Memory of this process that lies in the machine, in MiB: its own, or its part of mapped files.
fn memory(name: &str) -> Result<f64, Error> {
    let rollup = std::fs::read_to_string("/proc/self/smaps_rollup")?;
    let line = rollup.lines().find_map(|l| l.strip_prefix(name)).ok_or("no such memory")?;
    let kilobytes: f64 = line.split_whitespace().next().unwrap_or("0").parse()?;
    Ok(kilobytes / 1024.0)
}

/// The slowest answer a visitor got while something else went on, in milliseconds.
async fn slowest_while(
    house: &TestTown,
    visitor: &Client,
    work: impl Future<Output = Result<(), AppError>> + Send + 'static,
) -> Result<f64, Error> {
    for path in READ.iter().take(2) {
        drop(visitor.get(path).await.is(200));
    }
    let commits = house.town.db().generation();
    let work = tokio::spawn(work);
    let (mut slowest, mut at) = (Duration::ZERO, 0);
    while !work.is_finished() {
        let path = READ[at % READ.len()];
        let started = Instant::now();
        let answer = visitor.get(path).await;
        slowest = slowest.max(started.elapsed());
        if answer.status >= 500 {
            return Err(format!("{path}: status {}", answer.status).into());
        }
        at += 1;
    }
    work.await??;
    if at < READ.len() || house.town.db().generation() == commits {
        return Err("nothing was read or nothing was written".into());
    }
    Ok(seconds(slowest))
}

async fn publish_one_by_one(town: Arc<Town>, count: i64) -> Result<(), AppError> {
    for n in 0..count {
        town.write(Actor::system("measure"), move |tx| {
            let (slug, title) = (format!("sturm-{n}"), format!("Meldung {n}"));
            publication::save(tx, &page("news", &slug, &title), "measure")?;
            Ok(Audit::of("measure.published", n).done())
        })
        .await?;
    }
    Ok(())
}

/// Holds the one place of writing, and with it the lock of the database.
async fn hold(town: Arc<Town>) -> Result<(), AppError> {
    town.write(Actor::system("measure"), |tx| {
        publication::save(tx, &page("news", "sperre", "Sperre"), "measure")?;
        std::thread::sleep(LOCKED);
        Ok(Audit::of("measure.held", "lock").done())
    })
    .await
}

async fn find(house: &TestTown, visitor: &Client) -> Result<(), Error> {
    list(&house.town, many(ENTRIES)).await?;
    println!("entries {}", many(ENTRIES));
    for (what, question) in QUESTIONS {
        let taken = middle_of(|_| async {
            let ask =
                |db: &mut kernel::Reader<'_>| search::find(db, question, "public", Language::De);
            drop(house.town.read(ask).await);
        })
        .await;
        println!("Search for {what} {taken}");
    }
    let taken = middle_of(|_| async { drop(visitor.get("/suche?q=Wohngeld").await.is(200)) }).await;
    println!("Search for a word, whole page {taken}");
    Ok(())
}

fn page(kind: &str, slug: &str, title: &str) -> Publication {
    let at = NOW.parse().unwrap_or_default();
    Publication {
        title: Text::new(title, ""),
        teaser: Text::new("Was dazu zu wissen ist.", ""),
        text: Text::new("## Worum es geht\n\nHier steht, was dazu zu wissen ist.\n".repeat(20), ""),
        state: State::Published,
        ..Publication::new(kind, slug, at)
    }
}

async fn publish(town: &Town, count: i64) -> Result<(), AppError> {
    town.db().hurry(true);
    for start in (0..count).step_by(usize::try_from(TOGETHER).unwrap_or(1)) {
        town.write(Actor::system("measure"), move |tx| {
            for n in start..(start + TOGETHER).min(count) {
                let (slug, title) = (format!("seite-{n}"), format!("Seite {n}"));
                publication::save(tx, &page("page", &slug, &title), "measure")?;
            }
            Ok(Audit::of("measure.filled", start).done())
        })
        .await?;
    }
    town.db().hurry(false);
    Ok(())
}

async fn list(town: &Town, count: i64) -> Result<(), AppError> {
    let word = |n: i64| {
        let at = usize::try_from(n).unwrap_or_default() % WORDS.len();
        WORDS[at]
    };
    town.db().hurry(true);
    for start in (0..count).step_by(usize::try_from(TOGETHER).unwrap_or(1)) {
        town.write(Actor::system("measure"), move |tx| {
            for n in start..(start + TOGETHER).min(count) {
                let entry = Entry {
                    id: format!("measure/{}", Id::<Entry>::new()),
                    kind: "page".into(),
                    audience: "public".into(),
                    language: Language::De,
                    title: format!("{} und {}", word(n), word(n / 16)),
                    summary: format!("{} in Abschnitt{}", word(n / 7), n % 4_001),
                    url: format!("/eintrag-{n}"),
                };
                search::save(tx, &entry, "")?;
            }
            Ok(Audit::of("measure.listed", start).done())
        })
        .await?;
    }
    town.db().hurry(false);
    Ok(())
}

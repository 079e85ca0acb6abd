//! What `cargo xtask bench house` measures from within: prints lines of `name value`.
//!
//! `measure submissions` sends whole applications to a town on SQLite, `measure lists` opens the
//! lists of the desk over 100,000 cases on every engine at hand, `measure studio` writes on the
//! official schema with most fields, `measure website` warns on thousands of pages, publishes and
//! searches. All work below `TMPDIR`.

mod website;

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::ToSpan;
use kernel::cases::{self, NewParty};
use kernel::{Actor, AppError, Audit, Id, Language, Town};
use testkit::TestTown;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// As in the house: figures of memory are those of its allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// People who send at the same time.
const SENDERS: usize = 32;
/// How long they send, and how long the disk is asked alone.
const SENDING: Duration = Duration::from_secs(8);
const SYNCING: Duration = Duration::from_secs(3);
/// Files of a submission: data twice, and the summary. Each is synchronised with its folder.
const FILES: u64 = 3;
/// Cases in the lists, and how many are written together.
const CASES: i64 = 100_000;
const TOGETHER: i64 = 5_000;
/// Requests per list; the middle one counts.
const REQUESTS: usize = 9;
/// The lists, as addresses.
const LISTS: [(&str, &str); 11] = [
    ("Desk of a case worker", "/schreibtisch"),
    ("Open cases", "/vorgaenge"),
    ("Open cases, page 100", "/vorgaenge?seite=100"),
    ("All cases", "/vorgaenge?zustand=alle"),
    ("All cases, page 200", "/vorgaenge?zustand=alle&seite=200"),
    ("Waiting for a hearing", "/vorgaenge?schritt=hearing"),
    ("Nobody's, due this week", "/vorgaenge?wer=niemand&frist=woche"),
    ("Mine, overdue", "/vorgaenge?wer=ich&frist=ueberfaellig"),
    ("Search for a name", "/vorgaenge?q=nachname77"),
    ("Search for a name nobody has", "/vorgaenge?q=qqqq"),
    ("Search for a part of a number", "/vorgaenge?q=-00077"),
];

#[tokio::main]
async fn main() -> Result<(), Error> {
    match std::env::args().nth(1).as_deref() {
        Some("submissions") => submissions().await,
        Some("lists") => lists().await,
        Some("studio") => studio().await,
        Some("website") => website::measure().await,
        _ => Err("say what to measure: submissions, lists, studio or website".into()),
    }
}

/// Bytes this process handed to the disk so far.
fn written() -> Result<u64, Error> {
    let text = std::fs::read_to_string("/proc/self/io")?;
    let line = text.lines().find_map(|l| l.strip_prefix("write_bytes: ")).unwrap_or("0");
    Ok(line.trim().parse()?)
}

async fn submissions() -> Result<(), Error> {
    let house = testkit::town(rathaus::modules, "2026-05-04T08:00:00Z").await;
    house.competent(mod_wohngeld::KIND, "50.2").await;
    let answers = Arc::new(rathaus::demo::sample_answers(SENDERS));
    let (sent, is_over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let mut senders = Vec::new();
    let (commits, bytes, started) = (house.town.db().generation(), written()?, Instant::now());
    for number in 0..SENDERS {
        let (town, answers) = (Arc::clone(&house.town), Arc::clone(&answers));
        let (sent, is_over) = (Arc::clone(&sent), Arc::clone(&is_over));
        senders.push(tokio::spawn(async move {
            let holder = mod_applications::holder_for_demo(&town, Language::De).await?.key;
            while !is_over.load(Ordering::Relaxed) {
                let own = answers[number % answers.len()].clone();
                submit(&town, own, &holder).await?;
                sent.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<_, AppError>(())
        }));
    }
    tokio::time::sleep(SENDING).await;
    is_over.store(true, Ordering::Relaxed);
    for sender in senders {
        sender.await??;
    }
    let seconds = started.elapsed().as_secs_f64();
    let commits = house.town.db().generation() - commits;
    let sent = sent.load(Ordering::Relaxed);
    let syncs = commits + 2 * FILES * sent;
    let each = (written()? - bytes) / syncs.max(1);
    println!("submissions {sent}");
    println!("seconds {seconds}");
    println!("commits {commits}");
    println!("syncs {syncs}");
    // Two writes make a submission: the draft, and the case that it becomes.
    println!("writes per commit {}", per(2 * sent, commits));
    println!("bytes per sync {each}");
    println!("disk syncs per second {}", disk(each)?);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts of seconds of work")]
fn per(count: u64, of: u64) -> f64 {
    count as f64 / of.max(1) as f64
}

async fn submit(
    town: &Arc<Town>,
    answers: norm_fim::Answers,
    holder: &str,
) -> Result<(), AppError> {
    let (service, german) = (mod_wohngeld::SERVICE, Language::De);
    mod_applications::submit_for_demo(town, service, answers, holder, german, Vec::new()).await?;
    Ok(())
}

/// What the disk does alone: appends of this size, each synchronised.
fn disk(bytes: u64) -> Result<f64, Error> {
    let folder = tempfile::tempdir()?;
    let mut file = std::fs::File::create(folder.path().join("log"))?;
    let block = vec![7_u8; usize::try_from(bytes.max(1))?];
    let (started, mut count) = (Instant::now(), 0_u64);
    while started.elapsed() < SYNCING {
        file.write_all(&block)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(per(count, 1) / started.elapsed().as_secs_f64())
}

async fn lists() -> Result<(), Error> {
    for house in testkit::towns(rathaus::modules, "2026-05-04T08:00:00Z").await {
        let rights = [cases::WORK, mod_desk::DECIDE, mod_desk::COUNTERSIGN];
        let worker = house.staff("Egon Amtsmann", &rights, "50").await;
        fill(&house).await?;
        let engine = format!("{:?}", house.town.db().kind());
        for (name, path) in LISTS {
            let mut times = Vec::new();
            for _ in 0..REQUESTS {
                let started = Instant::now();
                worker.get(path).await.is(200);
                times.push(started.elapsed());
            }
            times.sort_unstable();
            println!("{name} ({engine}) {}", times[REQUESTS / 2].as_secs_f64() * 1e3);
        }
    }
    Ok(())
}

/// Cases of some years: one in ten is open, a third of those is due some day.
async fn fill(house: &TestTown) -> Result<(), Error> {
    let unit = house.unit("50.2").await;
    let mine = house
        .town
        .read(|db| kernel::people::of_kind(db, kernel::people::AccountKind::Staff))
        .await?
        .first()
        .map(|account| account.id);
    house.town.db().hurry(true);
    for start in (0..CASES).step_by(usize::try_from(TOGETHER)?) {
        let unit = unit.clone();
        house
            .town
            .write(Actor::system("measure"), move |tx| {
                for n in start..start + TOGETHER {
                    let id = Id::new();
                    let holder = format!("holder/{n}");
                    cases::open(tx, id, mod_wohngeld::KIND, "Wohngeld", &unit, &holder)?;
                    let name = format!("Vorname{} Nachname{}", n % 997, n % 7919);
                    cases::add_party(
                        tx,
                        id,
                        &NewParty {
                            role: "applicant",
                            name: &name,
                            address: "Marktplatz 1",
                            email: "",
                            language: Language::De,
                            account: None,
                            is_digital: true,
                        },
                    )?;
                    if n % 100 < 7 {
                        cases::assign(tx, id, mine)?;
                    }
                    if n % 3 == 0 {
                        let due = tx.today().saturating_add((n % 300 - 20).days());
                        let stage = if n % 9 == 0 { "hearing" } else { "checking" };
                        cases::set_stage(tx, id, stage, Some(due))?;
                    }
                    if n % 10 != 0 {
                        cases::decide(tx, id)?;
                        if n % 20 != 1 {
                            cases::close(tx, id, false, None)?;
                        }
                    }
                }
                Ok(Audit::of("measure.filled", start).done())
            })
            .await?;
    }
    house.town.db().hurry(false);
    Ok(())
}

/// The official schema with most fields: its file and how many there are.
fn largest_schema() -> Result<(std::path::PathBuf, usize), Error> {
    let index = testkit::shared_data("fim/xdf3/INDEX.tsv").ok_or("no schemas at hand")?;
    let rows = std::fs::read_to_string(&index)?;
    let columns: Vec<&str> = rows.lines().next().unwrap_or_default().split('\t').collect();
    let at = |name: &str| columns.iter().position(|c| *c == name).ok_or("another index");
    let (file, fields) = (at("file")?, at("fields")?);
    let counted = rows.lines().skip(1).filter_map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        Some((cells.get(fields)?.parse::<usize>().ok()?, (*cells.get(file)?).to_owned()))
    });
    let (count, name) = counted.max().ok_or("an empty index")?;
    Ok((index.with_file_name(name), count))
}

/// The middle of several goes, in milliseconds.
async fn middle_of<F: Future<Output = ()>>(mut go: impl FnMut(usize) -> F) -> f64 {
    let mut times = Vec::new();
    for number in 0..REQUESTS {
        let started = Instant::now();
        go(number).await;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    times[REQUESTS / 2].as_secs_f64() * 1e3
}

async fn studio() -> Result<(), Error> {
    let (file, count) = largest_schema()?;
    let xml = std::fs::read(file)?;
    let house = testkit::town(rathaus::modules, "2026-05-04T08:00:00Z").await;
    let builder = house.staff("Birgit", &[mod_studio::BUILD, mod_studio::OPEN], "50").await;
    println!("fields {count}");
    let started = Instant::now();
    let sent = [("titel_de", "Gemessen"), ("adresse", "gemessen")];
    let answer =
        builder.upload("/verwaltung/formulare/neu", &sent, &[("datei", "s.xml", &xml)]).await;
    let edition = answer.is(303).location.ok_or("no edition")?;
    println!("Read the schema in {}", started.elapsed().as_secs_f64() * 1e3);
    let root = format!("{edition}/seiten");
    let page = builder.get(&root).await.is(200);
    let group = page.link("/seiten/G").ok_or("a schema without groups")?;
    for (name, path) in [
        ("Overview with report", &edition),
        ("All pages of the form", &root),
        ("One page of the form", &group),
    ] {
        let taken = middle_of(|_| async { drop(builder.get(path).await.is(200)) }).await;
        println!("{name} {taken}");
    }
    let text = builder.get(&group).await.is(200).text().clone();
    let end = text.find("-frage-de\"").ok_or("a page without questions")?;
    let start = text[..end].rfind('"').ok_or("a page without questions")? + 1;
    let question = format!("{}-frage-de", &text[start..end]);
    let saved = middle_of(|number| {
        let (builder, group, question) = (&builder, &group, &question);
        async move {
            let version = builder.get(group).await.is(200).field("fassung").unwrap_or_default();
            let words = format!("Wie lautet es beim {number}. Mal?");
            let fields = [("fassung", version.as_str()), (question, words.as_str())];
            drop(builder.post(group, &fields).await.is(303));
        }
    })
    .await;
    println!("Save a page and see it again {saved}");
    let trial = builder.get(&edition).await.is(200).link("/antrag/probe-").ok_or("no trial")?;
    let taken = middle_of(|_| async { drop(builder.get(&trial).await.is(200)) }).await;
    println!("First page of the form in trial {taken}");
    Ok(())
}

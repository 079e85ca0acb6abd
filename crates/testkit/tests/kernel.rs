//! The kernel on every engine at hand: writes, the audit chain, counters, outbox, jobs, dumps.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use jiff::ToSpan;
use kernel::audit::{self, Verdict};
use kernel::facts::{DeadlineExpired, Fact};
use kernel::jobs::{self, JobError, JobKind, Running, Weight};
use kernel::module::Module;
use kernel::outbox::{self, Subscriber};
use kernel::{Actor, AppError, Audit, Id, Saved, Tx, cases, deadlines, dump, search, sql};

const START: &str = "2026-05-01T08:00:00Z";

fn none() -> Vec<Module> {
    Vec::new()
}

fn tester() -> Actor {
    Actor::system("test")
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_have_no_gaps_though_some_give_up() {
    for town in testkit::towns(none, START).await {
        let mut writers = Vec::new();
        for i in 0..40 {
            let town = Arc::clone(&town.town);
            writers.push(tokio::spawn(async move {
                town.write(tester(), move |tx| {
                    let number = tx.next("probe")?;
                    if i % 4 == 0 {
                        return Err(AppError::Forbidden);
                    }
                    Ok(Audit::of("probe.counted", number).with(number))
                })
                .await
            }));
        }
        let mut numbers = Vec::new();
        for writer in writers {
            if let Ok(number) = writer.await.unwrap() {
                numbers.push(number);
            }
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=30).collect::<Vec<_>>());
        let verdict = town.town.read(audit::verify).await.unwrap();
        assert!(matches!(verdict, Verdict::Sound(n, _) if n >= 30), "{verdict:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panicking_write_is_one_failed_write() {
    for town in testkit::towns(none, START).await {
        let broken: Result<(), _> = town
            .town
            .write(tester(), |tx| {
                tx.next("panic")?;
                assert!(tx.now().as_second() < 0, "on purpose");
                Ok(Saved::nothing(()))
            })
            .await;
        assert!(matches!(broken, Err(AppError::Internal(_))));
        let next = town
            .town
            .write(tester(), |tx| {
                let n = tx.next("panic")?;
                Ok(Audit::of("probe.after", n).with(n))
            })
            .await
            .unwrap();
        assert_eq!(next, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_bend_the_logbook_is_found() {
    for bend in ["note", "delete", "swap", "cut"] {
        for town in testkit::towns(none, START).await {
            for i in 0..20 {
                town.town
                    .write(tester(), move |_| Ok(Audit::of("probe.done", i).done()))
                    .await
                    .unwrap();
            }
            town.town
                .write(tester(), move |tx| {
                    match bend {
                        "note" => tx.execute(
                            sql!("UPDATE kernel_audit SET note = 'x' WHERE seq = 12"),
                            &[],
                        )?,
                        "delete" => {
                            tx.execute(sql!("DELETE FROM kernel_audit WHERE seq = 12"), &[])?
                        }
                        "swap" => {
                            tx.execute(
                                sql!("UPDATE kernel_audit SET seq = 1000012 WHERE seq = 12"),
                                &[],
                            )?;
                            tx.execute(
                                sql!("UPDATE kernel_audit SET seq = 12 WHERE seq = 13"),
                                &[],
                            )?;
                            tx.execute(
                                sql!("UPDATE kernel_audit SET seq = 13 WHERE seq = 1000012"),
                                &[],
                            )?
                        }
                        _ => tx.execute(sql!("DELETE FROM kernel_audit WHERE seq > 12"), &[])?,
                    };
                    Ok(Audit::of("probe.bent", bend).done())
                })
                .await
                .unwrap();
            let verdict = town.town.read(audit::verify).await.unwrap();
            let Verdict::Broken { seq, .. } = verdict else { panic!("{bend} was not found") };
            // Cutting moves the next line's place in the chain to the gap.
            let expected = if bend == "cut" { 13 } else { 12 };
            assert_eq!(seq, expected, "{bend}");
        }
    }
}

static FLAKY: AtomicUsize = AtomicUsize::new(0);

fn listen(_: &Arc<kernel::Town>, tx: &mut Tx<'_>, body: &str) -> Result<Audit, AppError> {
    let fact: DeadlineExpired = outbox::read(body)?;
    tx.next(&format!("heard/{}", fact.subject))?;
    if fact.subject == "never" || FLAKY.fetch_add(1, Ordering::SeqCst) < 2 {
        return Err(AppError::Unavailable("not yet".into()));
    }
    Ok(Audit::of("probe.heard", fact.subject))
}

fn listening() -> Vec<Module> {
    vec![Module {
        name: "probe",
        subscribers: vec![Subscriber {
            name: "probe.listen",
            fact: DeadlineExpired::NAME,
            run: listen,
        }],
        ..Module::default()
    }]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_has_its_effect_once_and_a_stubborn_one_waits_for_a_person() {
    for town in testkit::towns(listening, START).await {
        FLAKY.store(0, Ordering::SeqCst);
        for subject in ["a", "never", "b"] {
            town.town
                .write(tester(), move |tx| {
                    let due_on = tx.today();
                    tx.emit(&DeadlineExpired {
                        subject: subject.into(),
                        rule: "r".into(),
                        due_on,
                    })?;
                    Ok(Audit::of("probe.told", subject).done())
                })
                .await
                .unwrap();
        }
        for _ in 0..20 {
            town.settle().await;
            town.advance(jiff::SignedDuration::from_hours(2));
        }
        let heard: Vec<String> =
            town.trail().await.into_iter().filter(|a| a == "probe.heard").collect();
        assert_eq!(heard.len(), 2, "a and b once each, though a failed twice before");
        let dead = town.town.read(outbox::dead).await.unwrap();
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0].attempts, outbox::ATTEMPTS_MAX);
        let fact = dead[0].fact;
        town.town
            .write(tester(), move |tx| {
                outbox::repeat(tx, fact, "probe.listen")?;
                Ok(Audit::of("probe.repeated", fact).done())
            })
            .await
            .unwrap();
        assert!(town.town.read(outbox::dead).await.unwrap().is_empty());
    }
}

static RUNS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn work(_: Arc<kernel::Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        RUNS.lock().expect("no run panics").push(body.clone());
        if body == "\"bad\"" { Err(JobError::Never("no use".into())) } else { Ok(()) }
    })
}

fn working() -> Vec<Module> {
    let kind = |name, is_armed| JobKind {
        name,
        weight: Weight::Light,
        attempts_max: 3,
        is_armed,
        run: work,
    };
    vec![Module {
        name: "probe",
        jobs: vec![kind("probe.work", false), kind("probe.armed", true)],
        ..Module::default()
    }]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_runs_once_per_key_and_a_hopeless_one_waits_for_a_person() {
    for town in testkit::towns(working, START).await {
        RUNS.lock().unwrap().clear();
        town.town
            .write(tester(), |tx| {
                jobs::schedule(tx, "probe.work", "k1", &"good")?;
                jobs::schedule(tx, "probe.work", "k1", &"good")?;
                jobs::schedule(tx, "probe.work", "k2", &"bad")?;
                Ok(Audit::of("probe.scheduled", 3).done())
            })
            .await
            .unwrap();
        town.settle().await;
        let mut runs = RUNS.lock().unwrap().clone();
        runs.sort();
        assert_eq!(runs, ["\"bad\"", "\"good\""]);
        assert_eq!(town.town.read(jobs::dead).await.unwrap().len(), 1);
    }
}

/// Held by heavy work until the test lets it go.
static GATE: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(0);

fn heavy(_: Arc<kernel::Town>, _: String) -> Running<'static> {
    Box::pin(async move {
        drop(GATE.acquire().await.map_err(|e| JobError::Never(e.to_string()))?);
        Ok(())
    })
}

fn light(_: Arc<kernel::Town>, _: String) -> Running<'static> {
    Box::pin(async { Ok(()) })
}

fn two_lanes() -> Vec<Module> {
    let kind = |name, weight, run| JobKind { name, weight, attempts_max: 1, is_armed: false, run };
    vec![Module {
        name: "probe",
        jobs: vec![
            kind("probe.picture", Weight::Heavy, heavy as fn(_, _) -> _),
            kind("probe.mail", Weight::Light, light),
            kind("probe.letter", Weight::Light, light),
        ],
        ..Module::default()
    }]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_waits_neither_for_pictures_nor_for_a_storm_of_mails() {
    const PICTURES: i64 = 30;
    for town in testkit::towns(two_lanes, START).await {
        town.town
            .write(tester(), |tx| {
                for n in 0..PICTURES {
                    jobs::schedule(tx, "probe.picture", &format!("p{n}"), &n)?;
                }
                for n in 0..100 {
                    jobs::schedule(tx, "probe.mail", &format!("m{n}"), &n)?;
                }
                jobs::schedule(tx, "probe.letter", "l", &"")?;
                Ok(Audit::of("probe.scheduled", 2).done())
            })
            .await
            .unwrap();
        let worker = tokio::spawn(kernel::worker::work(Arc::clone(&town.town)));
        let only = |left: i64| {
            let town = Arc::clone(&town.town);
            async move {
                while town.read(jobs::backlog).await.unwrap().0 != left {
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
            }
        };
        let patience = std::time::Duration::from_mins(1);
        tokio::time::timeout(patience, only(PICTURES)).await.expect("the light ones are done");
        GATE.add_permits(1);
        tokio::time::timeout(patience, only(0)).await.expect("the pictures are done");
        GATE.forget_permits(1);
        worker.abort();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_learns_the_words_of_entries_that_came_without_them() {
    for town in testkit::towns(none, START).await {
        town.town
            .write(tester(), |tx| {
                let entry = search::Entry {
                    id: "service/1".into(),
                    kind: "service".into(),
                    audience: "public".into(),
                    language: kernel::Language::De,
                    title: "Sondernutzungserlaubnis".into(),
                    summary: String::new(),
                    url: "/leistungen/sondernutzung".into(),
                };
                search::save(tx, &entry, "")?;
                // As an older edition or an import left it.
                tx.execute(sql!("DELETE FROM kernel_search_slip WHERE term <> $1"), &[&""])?;
                tx.execute(sql!("DELETE FROM kernel_search_word WHERE term <> $1"), &[&""])?;
                Ok(Audit::of("test.forgotten", "words").done())
            })
            .await
            .unwrap();
        let found = async |words: &'static str| {
            let ask = move |db: &mut kernel::Reader<'_>| {
                search::find(db, words, "public", kernel::Language::De)
            };
            town.town.read(ask).await.unwrap().len()
        };
        assert_eq!(found("Erlaubnis").await + found("Sondernuzungserlaubnis").await, 0);
        kernel::worker::recover(&town.town).await.unwrap();
        assert_eq!(found("Erlaubnis").await, 1, "the end of a compound");
        assert_eq!(found("Sondernuzungserlaubnis").await, 1, "a slip");
        let before = town.town.db().generation();
        kernel::worker::recover(&town.town).await.unwrap();
        assert_eq!(town.town.db().generation(), before, "nothing is left to learn");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_the_check_waits_no_longer_than_they_want() {
    use kernel::check::{Look, look};
    for town in testkit::towns(none, START).await {
        let hasty = look(&town.town, std::time::Duration::ZERO).await;
        assert!(matches!(hasty, Look::Running(_, None)), "{hasty:?}");
        let Look::Done(report) = look(&town.town, std::time::Duration::from_mins(1)).await else {
            panic!("a small town is checked within a minute");
        };
        assert!(report.findings.iter().any(|f| f.id == "audit/chain"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_moves_a_town_between_engines() {
    let towns = testkit::towns(none, START).await;
    for from in &towns {
        from.town
            .write(tester(), |tx| {
                let entry = search::Entry {
                    id: "x".into(),
                    kind: "probe".into(),
                    audience: "public".into(),
                    language: kernel::Language::De,
                    title: "Grüße aus Öhningen".into(),
                    summary: "mit „Anführung“ und 'Strich'".into(),
                    url: "/".into(),
                };
                search::save(tx, &entry, "")?;
                kernel::places::add_district(tx, "Mitte", &[(1.5, 2.25), (3.0, 4.0)])?;
                Ok(Audit::of("probe.filled", 1).done())
            })
            .await
            .unwrap();
        let bytes = from
            .town
            .read(|db| {
                let mut out = Vec::new();
                dump::write(db, &mut out).map_err(AppError::internal)?;
                Ok(out)
            })
            .await
            .unwrap();
        for to in testkit::towns(none, START).await {
            let input = std::io::Cursor::new(bytes.clone());
            dump::read(to.town.db(), std::io::BufReader::new(input)).await.unwrap();
            let again = to
                .town
                .read(|db| {
                    let mut out = Vec::new();
                    dump::write(db, &mut out).map_err(AppError::internal)?;
                    Ok(out)
                })
                .await
                .unwrap();
            let lines = |b: &[u8]| {
                let text = String::from_utf8_lossy(b).replace("true", "1").replace("false", "0");
                let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                lines.sort();
                lines
            };
            assert_eq!(lines(&bytes), lines(&again));
            assert!(matches!(to.town.read(audit::verify).await.unwrap(), Verdict::Sound(..)));
            let cut = bytes[..bytes.len() - 20].to_vec();
            let broken = dump::read(to.town.db(), std::io::Cursor::new(cut)).await;
            assert!(broken.is_err());
            assert!(
                matches!(to.town.read(audit::verify).await.unwrap(), Verdict::Sound(..)),
                "unchanged"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_sees_their_case_and_another_unit_does_not() {
    for town in testkit::towns(none, START).await {
        let unit = town.unit("50.2").await;
        let roads = town.unit("66").await;
        let case = town
            .town
            .write(tester(), move |tx| {
                let case = cases::open(tx, Id::new(), "probe", "Probe", &unit, "holder/1")?;
                deadlines::start(
                    tx,
                    &case.id.to_string(),
                    "r",
                    &kernel::Text::same("Frist"),
                    tx.today().saturating_add(3.days()),
                    None,
                )?;
                Ok(Audit::of("probe.opened", case.id).with(case))
            })
            .await
            .unwrap();
        assert_eq!(case.number, "50.2-2026-00001");
        let id = case.id;
        let held = |key: &str| Actor::Guest { key: key.into() };
        let open = |actor: Actor| {
            let town = Arc::clone(&town.town);
            async move { town.read(move |db| cases::find(db, id)?.open(&actor)).await }
        };
        assert!(open(held("holder/1")).await.is_ok());
        assert!(matches!(open(held("holder/2")).await, Err(AppError::NotFound)));
        let staff = |unit: &kernel::org::Unit| Actor::Staff {
            account: Id::new(),
            person: Id::new(),
            rights: vec![kernel::access::Held {
                permission: cases::WORK.0.into(),
                units: [unit.id].into(),
            }],
        };
        assert!(matches!(open(staff(&roads)).await, Err(AppError::NotFound)));
    }
}

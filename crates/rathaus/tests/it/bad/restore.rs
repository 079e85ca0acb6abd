//! Backups that do not fit: made by an older program, by a newer one, cut, with a wrong passphrase,
//! with a foreign key. And the way back after an upgrade.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use age::secrecy::SecretString;
use kernel::clock::Clock;
use kernel::db::{Migration, Place};
use kernel::dump::DumpError;
use kernel::keys::Key;
use kernel::notify::Post;
use kernel::town::{House, TownPlan};
use kernel::{Actor, Audit, Module, Sql, Town, sql};
use platform::KeepingPost;
use platform::backup::{self, BackupError};

use super::process::{Machine, refuses, words};

/// A department in its first year.
const OLD: &[Migration] = &[Migration {
    module: "bees",
    name: "0001_hive",
    sql: "CREATE TABLE bees_hive (\n    id TEXT PRIMARY KEY,\n    place TEXT NOT NULL\n);",
}];
/// And a year later: a column that must be filled.
const NEW: &[Migration] = &[
    OLD[0],
    Migration {
        module: "bees",
        name: "0002_colour",
        sql: "ALTER TABLE bees_hive ADD COLUMN colour TEXT NOT NULL DEFAULT 'yellow';\n\
              UPDATE bees_hive SET colour = 'blue' WHERE place = 'Garten';",
    },
];
const ADD: Sql = sql!("INSERT INTO bees_hive (id, place) VALUES ('1', 'Garten')");
const COLOUR: Sql = sql!("SELECT colour FROM bees_hive WHERE id = '1'");
const PLACE: Sql = sql!("SELECT place FROM bees_hive WHERE id = '1'");

fn house(migrations: &'static [Migration]) -> Arc<House> {
    let post: Arc<dyn Post> = Arc::new(KeepingPost);
    let bees = Module { name: "bees", migrations, ..Module::default() };
    Arc::new(House::new(vec![bees], Arc::new(testkit::PlainPress), post))
}

fn plan(ground: &testkit::Ground) -> TownPlan {
    TownPlan {
        key: "a".into(),
        hosts: vec!["town.test".into()],
        base_url: "http://town.test".into(),
        folder: ground.folder.path().to_owned(),
        place: ground.place.clone(),
    }
}

async fn open(ground: &testkit::Ground, house: &Arc<House>, key: &Key) -> Arc<Town> {
    Town::open(plan(ground), Arc::clone(house), key, Clock::system()).await.expect("it opens")
}

/// A town of the old program with a hive and a file.
async fn old_town(ground: &testkit::Ground, key: &Key) -> Arc<Town> {
    let old = house(OLD);
    kernel::town::migrate(&ground.place, &old, Clock::system()).await.expect("migrations");
    let town = open(ground, &old, key).await;
    let file = kernel::files::made_here("a.txt", "text/plain", b"Honig".to_vec());
    town.files().write(&file).expect("the disk takes it");
    town.write(Actor::system("test"), move |tx| {
        tx.execute(ADD, &[])?;
        kernel::files::link(tx, &file, "case/1", "notice", "house")?;
        Ok(Audit::of("bees.kept", "1").done())
    })
    .await
    .expect("a hive");
    town
}

fn secret() -> SecretString {
    SecretString::from("richtig".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_an_older_program_is_restored_and_brought_up_to_date() {
    let key = Key::random();
    for from in testkit::grounds().await {
        let town = old_town(&from, &key).await;
        let target = from.folder.path().join("a.age");
        let made = backup::write(&town, &target, secret()).await.expect("a backup");
        for to in testkit::grounds().await {
            let new = house(NEW);
            let restored = backup::restore_fresh(&plan(&to), &new, &target, secret()).await;
            assert_eq!(restored.expect("the older backup fits"), made);
            let town = open(&to, &new, &key).await;
            let colour = town.read(|db| Ok(db.one(COLOUR, &[])?.at::<String>(0)?)).await;
            assert_eq!(colour.expect("the hive"), "blue", "the later step ran over the old rows");
            let findings = kernel::check::run(&town).await.expect("the check");
            let files = findings.iter().find(|f| f.id == "files/sound").expect("the finding");
            assert!(files.found.starts_with("1 files open"), "{}", files.found);
        }
        // A database that is ahead already is told apart from a broken backup.
        let ahead = testkit::grounds().await.remove(0);
        let new = house(NEW);
        kernel::town::migrate(&ahead.place, &new, Clock::system()).await.expect("migrations");
        let refused = backup::restore_fresh(&plan(&ahead), &new, &target, secret()).await;
        let Err(BackupError::Dump(error @ DumpError::NotFresh(1))) = refused else {
            panic!("{refused:?}")
        };
        assert!(error.to_string().contains("empty folder"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_newer_program_is_refused_by_the_older_one() {
    let key = Key::random();
    let (from, to) = (testkit::grounds().await.remove(0), testkit::grounds().await.remove(0));
    let new = house(NEW);
    kernel::town::migrate(&from.place, &new, Clock::system()).await.expect("migrations");
    let town = open(&from, &new, &key).await;
    let target = from.folder.path().join("a.age");
    backup::write(&town, &target, secret()).await.expect("a backup");
    let refused = backup::restore_fresh(&plan(&to), &house(OLD), &target, secret()).await;
    let error = refused.expect_err("too new").to_string();
    assert!(error.contains("bees/0002_colour") && error.contains("newer version"), "{error}");
    // Nothing happened: the right program still restores it here.
    backup::restore_fresh(&plan(&to), &new, &target, secret()).await.expect("it fits now");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_is_undone_from_the_records_it_kept() {
    let key = Key::random();
    for ground in testkit::grounds().await {
        drop(old_town(&ground, &key).await);
        let new = house(NEW);
        rathaus::command::upgrade(&plan(&ground), &new, &key).await.expect("the upgrade");
        let kept: Vec<_> = fs::read_dir(ground.folder.path().join("before-upgrade"))
            .expect("the folder")
            .map(|e| e.expect("an entry").path())
            .collect();
        let [kept] = kept.as_slice() else { panic!("{kept:?}") };
        let plain = fs::read(kept).expect("the records");
        assert!(!plain.windows(6).any(|w| w == b"Garten"), "the records are sealed");

        // The old program again, in a fresh database beside the files of the town.
        let mut fresh = testkit::grounds().await;
        let at = matches!(ground.place, Place::Postgres(_)).then_some(1).unwrap_or_default();
        let fresh = fresh.remove(at);
        copy_files(ground.folder.path(), fresh.folder.path());
        let old = house(OLD);
        let (target, stranger) = (plan(&fresh), Key::random());
        let foreign = rathaus::command::undo_upgrade(&target, &old, &stranger, kept).await;
        let error = foreign.expect_err("a foreign key").to_string();
        assert!(error.contains("another root key"), "{error}");
        let rows = rathaus::command::undo_upgrade(&target, &old, &key, kept).await;
        assert!(rows.expect("the records of the old program") > 0);
        let town = open(&fresh, &old, &key).await;
        let place = town.read(|db| Ok(db.one(PLACE, &[])?.at::<String>(0)?)).await;
        assert_eq!(place.expect("the hive"), "Garten");
        let findings = kernel::check::run(&town).await.expect("the check");
        for id in ["audit/chain", "files/complete", "files/sound"] {
            let finding = findings.iter().find(|f| f.id == id).expect("the finding");
            assert_eq!(finding.health, kernel::module::Health::Ok, "{finding:?}");
        }
    }
}

fn copy_files(from: &Path, to: &Path) {
    for folder in fs::read_dir(from.join("files")).expect("the files") {
        let folder = folder.expect("an entry").path();
        let target = to.join("files").join(folder.file_name().expect("a name"));
        fs::create_dir_all(&target).expect("a folder");
        for file in fs::read_dir(&folder).expect("its files") {
            let file = file.expect("an entry").path();
            fs::copy(&file, target.join(file.file_name().expect("a name"))).expect("a copy");
        }
    }
}

#[test]
fn wrong_cut_and_foreign_backups_are_refused_on_the_command_line() {
    let machine = Machine::new();
    machine.furnish();
    let path = |name: &str| machine.path(name).display().to_string();
    machine.secret("right", "ein langer Satz");
    machine.secret("wrong", "ein anderer Satz");
    let made = machine.run(&["backup", &path("a.age"), "--passphrase-file", &path("right")]);
    assert!(made.status.success(), "{}", words(&made));
    fs::rename(machine.path("data"), machine.path("old")).expect("moved away");

    let restore = |source: &str, passphrase: &str| {
        let (source, passphrase) = (path(source), path(passphrase));
        machine.run(&["restore", &source, "--passphrase-file", &passphrase])
    };
    refuses(&restore("a.age", "wrong"), &["wrong passphrase"]);
    let whole = fs::read(machine.path("a.age")).expect("the backup");
    fs::write(machine.path("cut.age"), &whole[..whole.len() * 2 / 3]).expect("a cut one");
    refuses(&restore("cut.age", "right"), &["damaged"]);
    fs::write(machine.path("none.age"), "Das ist ein Brief.").expect("a letter");
    refuses(&restore("none.age", "right"), &["no backup"]);
    refuses(&restore("nowhere.age", "right"), &["cannot open the backup"]);
    refuses(&machine.run(&["restore", &path("a.age")]), &["--passphrase-file"]);
    // After all these tries the right one comes back, and only once.
    let done = restore("a.age", "right");
    assert!(words(&done).contains("0 broken") || done.status.code() == Some(2), "{}", words(&done));
    let checked = words(&machine.run(&["check"]));
    assert!(checked.contains("ok    audit/chain"), "{checked}");
    refuses(&restore("a.age", "right"), &["holds records already"]);
    // The backup with the key of another machine.
    fs::rename(machine.path("data"), machine.path("older")).expect("moved away");
    fs::write(machine.path("root.key"), "08".repeat(32)).expect("another key");
    refuses(&restore("a.age", "right"), &["does not belong to this town"]);
}

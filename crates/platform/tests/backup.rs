//! Backups prove themselves: what comes back is what was there, and what was bent is refused.

use std::sync::Arc;

use age::secrecy::SecretString;
use kernel::clock::Clock;
use kernel::db::Place;
use kernel::keys::Key;
use kernel::notify::Post;
use kernel::town::{House, TownPlan};
use kernel::{Actor, Audit, Id, Module, Town, files};
use platform::KeepingPost;
use platform::backup::{self, BackupError};

fn passphrase(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

async fn town(folder: &std::path::Path, key: &Key, name: &str) -> Arc<Town> {
    let post: Arc<dyn Post> = Arc::new(KeepingPost);
    let house = Arc::new(House::new(Vec::<Module>::new(), Arc::new(testkit::PlainPress), post));
    let place = Place::Sqlite(folder.join("town.sqlite"));
    kernel::town::migrate(&place, &house, Clock::system()).await.expect("migrations");
    let plan = TownPlan {
        key: name.into(),
        hosts: vec![],
        base_url: "http://town.test".into(),
        folder: folder.to_owned(),
        place,
    };
    Town::open(plan, house, key, Clock::system()).await.expect("the town opens")
}

async fn fill(town: &Arc<Town>) -> Id<files::StoredFile> {
    let file = files::made_here("bescheid.txt", "text/plain", b"Sie bekommen Wohngeld.".to_vec());
    town.files().write(&file).expect("the disk takes it");
    town.write(Actor::system("test"), move |tx| {
        let id = files::link(tx, &file, "case/1", "notice", "house")?;
        Ok(Audit::of("test.filed", id).with(id))
    })
    .await
    .expect("it is filed")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_comes_back_whole_and_only_with_its_passphrase() {
    let (old, new, key) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Key::random());
    let from = town(old.path(), &key, "a").await;
    let id = fill(&from).await;
    let target = old.path().join("a.backup");
    let made = backup::write(&from, &target, passphrase("richtig")).await.unwrap();
    assert_eq!(made.files, 1);

    let to = town(new.path(), &key, "a").await;
    let wrong = backup::restore(&to, &target, passphrase("falsch")).await;
    assert!(matches!(wrong, Err(BackupError::DoesNotOpen(_))), "{wrong:?}");
    let restored = backup::restore(&to, &target, passphrase("richtig")).await.unwrap();
    assert_eq!(restored, made);
    drop(to);
    // Opened again with the same root key: the town's own key came with the records.
    let to = town(new.path(), &key, "a").await;
    let file = to.read(move |db| files::find(db, id)).await.unwrap();
    assert_eq!(to.files().read(&file.sha256).unwrap(), b"Sie bekommen Wohngeld.");
}

#[tokio::test(flavor = "multi_thread")]
async fn bent_cut_and_foreign_backups_are_refused() {
    let (old, new, key) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Key::random());
    let from = town(old.path(), &key, "a").await;
    fill(&from).await;
    let target = old.path().join("a.backup");
    backup::write(&from, &target, passphrase("x")).await.unwrap();
    let bytes = std::fs::read(&target).unwrap();
    let to = town(new.path(), &key, "a").await;
    let bent = new.path().join("bent");
    for (place, name) in [(bytes.len() / 2, "middle"), (bytes.len() - 3, "end")] {
        let mut copy = bytes.clone();
        copy[place] ^= 1;
        std::fs::write(&bent, copy).unwrap();
        assert!(backup::restore(&to, &bent, passphrase("x")).await.is_err(), "{name}");
    }
    std::fs::write(&bent, &bytes[..bytes.len() * 2 / 3]).unwrap();
    assert!(backup::restore(&to, &bent, passphrase("x")).await.is_err(), "cut");
    std::fs::write(&bent, b"no backup at all").unwrap();
    assert!(backup::restore(&to, &bent, passphrase("x")).await.is_err(), "no backup");
    let other = tempfile::tempdir().unwrap();
    let foreign = town(other.path(), &key, "b").await;
    let refused = backup::restore(&foreign, &target, passphrase("x")).await;
    assert!(matches!(refused, Err(BackupError::OtherTown { .. })), "{refused:?}");
}

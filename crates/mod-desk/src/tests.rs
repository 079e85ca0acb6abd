//! Stories of case work, through the real router, with a small department of their own.

mod decide;
mod deliver;
mod probe;
mod together;
mod work;

use std::sync::Arc;

use jiff::civil::Date;
use kernel::cases::{self, Case, NewParty, WORK};
use kernel::facts::ApplicationSubmitted;
use kernel::people::{AccountKind, Role};
use kernel::settings;
use kernel::{
    Actor, AppError, Audit, Id, Language, Module, Permission, Reader, Text, people, session,
};
use testkit::{Answer, Client, TestTown};

use crate::{COUNTERSIGN, DECIDE, DeskSettings, LETTERS};

/// Everything a case worker of the stories may do.
const ALL: &[Permission] = &[WORK, DECIDE, COUNTERSIGN, LETTERS];
/// A Monday morning.
const MONDAY: &str = "2026-05-04T08:00:00Z";

fn modules() -> Vec<Module> {
    vec![crate::module(), probe::module()]
}

async fn towns() -> Vec<TestTown> {
    testkit::towns(modules, MONDAY).await
}

/// Somebody applies; the answer is the case.
async fn apply(town: &TestTown, name: &str, is_digital: bool) -> Id<Case> {
    apply_as(town, name, "guest@mail.test", "holder/1", is_digital).await
}

async fn apply_as(
    town: &TestTown,
    name: &str,
    email: &str,
    holder: &str,
    is_digital: bool,
) -> Id<Case> {
    let unit = town.unit("50.2").await;
    let (name, email, holder) = (name.to_owned(), email.to_owned(), holder.to_owned());
    let id = town
        .town
        .write(Actor::system("test"), move |tx| {
            let id = Id::new();
            cases::open(tx, id, probe::KIND, "Probe", &unit, &holder)?;
            let party = NewParty {
                role: "applicant",
                name: &name,
                address: "Am Bach 1\n49999 Teststadt",
                email: &email,
                language: Language::De,
                account: None,
                is_digital,
            };
            cases::add_party(tx, id, &party)?;
            tx.emit(&ApplicationSubmitted {
                form: String::new(),
                kind: probe::KIND.into(),
                case: id.to_string(),
                data: String::new(),
                language: "de".into(),
            })?;
            Ok(Audit::of("test.applied", id).with(id))
        })
        .await
        .expect("a case");
    town.settle().await;
    id
}

async fn read<T: Send + 'static>(
    town: &TestTown,
    f: impl FnOnce(&mut Reader<'_>) -> Result<T, AppError> + Send + 'static,
) -> T {
    town.town.read(f).await.expect("a reading")
}

async fn case_of(town: &TestTown, id: Id<Case>) -> Case {
    read(town, move |reader| cases::find_for_update(reader, id)).await
}

async fn set_rules(town: &TestTown, rules: DeskSettings) {
    town.town
        .write(Actor::system("test"), move |tx| {
            settings::set(tx, &rules)?;
            Ok(Audit::of("test.rules", "desk").done())
        })
        .await
        .expect("settings");
}

fn url(id: Id<Case>, below: &str) -> String {
    if below.is_empty() { format!("/vorgaenge/{id}") } else { format!("/vorgaenge/{id}/{below}") }
}

/// What a form says of itself, as a page of the case shows it.
struct Seen {
    version: String,
    once: String,
}

impl Seen {
    fn on(page: &Answer) -> Self {
        Self {
            version: page.field("stand").expect("a version on the page"),
            once: page.field("einmal").expect("a key on the page"),
        }
    }

    fn with<'a>(&'a self, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let own = [("stand", self.version.as_str()), ("einmal", self.once.as_str())];
        own.into_iter().chain(fields.iter().copied()).collect()
    }
}

/// Opens a page of a case and sends its form.
async fn fill(
    client: &Client,
    id: Id<Case>,
    form: &str,
    action: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let page = client.get(&url(id, form)).await.is(200);
    let seen = Seen::on(&page);
    client.post(&url(id, action), &seen.with(fields)).await
}

/// Takes a case as its case worker.
async fn take(client: &Client, id: Id<Case>) {
    fill(client, id, "", "uebernehmen", &[]).await.is(303);
}

/// A case worker whose session can be renewed after the clock has moved.
struct Worker {
    client: Client,
    account: Id<people::Account>,
}

impl Worker {
    async fn hire(town: &TestTown, name: &str, email: &str, unit: &str) -> Self {
        let unit = town.unit(unit).await.id;
        let (name, email) = (name.to_owned(), email.to_owned());
        let account = town
            .town
            .write(Actor::system("test"), move |tx| {
                let id = people::register(tx, AccountKind::Staff, &name, &email, Language::De)?;
                let permissions = ALL.iter().map(|p| p.0.to_owned()).collect();
                let role = Role { id: Id::new(), name: Text::same(name), permissions };
                people::save_role(tx, &role)?;
                let from = tx.today();
                people::grant(tx, id, role.id, unit, from, None)?;
                Ok(Audit::of("test.hired", id).with(id))
            })
            .await
            .expect("an account");
        let this = Self { client: town.anybody(), account };
        this.sign_in(town).await;
        this
    }

    async fn sign_in(&self, town: &TestTown) {
        let id = self.account;
        let token = town
            .town
            .write(Actor::system("test"), move |tx| {
                let account = people::account(tx, id)?;
                let token = session::start(tx, &account, "Test")?;
                Ok(Audit::of("test.signed_in", id).with(token))
            })
            .await
            .expect("a session");
        self.client.set_cookie("rathaus", Some(&token));
    }
}

/// The PDF's text of the files of a case with a label.
async fn papers(town: &TestTown, id: Id<Case>, label: &'static str) -> Vec<String> {
    let house = Arc::clone(&town.town);
    read(town, move |reader| {
        let files = kernel::files::of_owner(reader, &format!("case/{id}"))?;
        let own = files.into_iter().filter(|f| f.label == label);
        own.map(|f| Ok(String::from_utf8_lossy(&house.files().read(&f.sha256)?).into_owned()))
            .collect()
    })
    .await
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

//! A town for tests: the real router over a real database, a clock that tests move, people who ask
//! for pages, and outside services that speak their real protocol.
//!
//! ```ignore
//! #[tokio::test(flavor = "multi_thread")]
//! async fn a_story() {
//!     for town in testkit::towns(modules, "2026-05-01T08:00:00Z").await {
//!         let erika = town.citizen("Erika").await;
//!         erika.get("/konto").await.is(200).shows("Erika");
//!     }
//! }
//! ```
//!
//! Helpers panic with the page they saw: a failing story should read like one.

#![expect(clippy::missing_panics_doc, reason = "panicking is how a test helper says no")]

mod client;
mod engines;
pub mod nina;
pub mod portal;
mod post;
mod press;
pub mod smtp;

use std::sync::Arc;

use axum::Router;
use jiff::{SignedDuration, Timestamp};
use kernel::clock::Clock;
use kernel::http::Site;
use kernel::keys::Key;
use kernel::org::Unit;
use kernel::people::{self, Account, AccountKind, Role};
use kernel::town::{House, TownPlan};
use kernel::{
    Actor, Audit, Id, Language, Module, Permission, Text, Town, audit, org, session, worker,
};

pub use client::{Answer, Client};
pub use engines::{Ground, grounds, postgres_url, shared_data};
pub use post::KeptPost;
pub use press::PlainPress;

/// A town for one test.
pub struct TestTown {
    /// The town.
    pub town: Arc<Town>,
    /// Mail that left it.
    pub post: Arc<KeptPost>,
    /// Its clock: stands still until a test moves it.
    pub clock: Clock,
    router: Router,
    // Held so that the folder and database live as long as the town.
    _ground: engines::Ground,
}

/// The same empty town once per engine at hand: SQLite always, PostgreSQL where the environment
/// names one (`RATHAUS_TEST_POSTGRES`); its absence is said aloud.
pub async fn towns(modules: fn() -> Vec<Module>, at: &str) -> Vec<TestTown> {
    let mut towns = Vec::new();
    for ground in engines::grounds().await {
        towns.push(TestTown::on(ground, modules(), at).await);
    }
    towns
}

/// The same towns with the real press, for journeys of the whole house.
pub async fn towns_with(
    modules: fn() -> Vec<Module>,
    press: Arc<dyn kernel::paper::Press>,
    at: &str,
) -> Vec<TestTown> {
    let mut towns = Vec::new();
    for ground in engines::grounds().await {
        towns.push(TestTown::pressed(ground, modules(), Arc::clone(&press), at).await);
    }
    towns
}

/// Somebody passing by at a town that a test opened itself; with a session's token, the person of
/// that session.
pub fn visitor_of(town: &Arc<Town>, session: Option<String>) -> Client {
    let house = Arc::clone(town.house());
    let site = Arc::new(Site::new(house, &[Arc::clone(town)], web::frame::present));
    let router = web::cache::around(kernel::http::router(Arc::clone(&site)), site);
    Client::new(Arc::clone(town), router, session)
}

/// One town on SQLite, for tests that do not touch the database's nature.
pub async fn town(modules: fn() -> Vec<Module>, at: &str) -> TestTown {
    TestTown::on(engines::sqlite_ground(), modules(), at).await
}

impl TestTown {
    async fn on(ground: engines::Ground, modules: Vec<Module>, at: &str) -> Self {
        Self::pressed(ground, modules, Arc::new(PlainPress), at).await
    }

    async fn pressed(
        ground: engines::Ground,
        modules: Vec<Module>,
        press: Arc<dyn kernel::paper::Press>,
        at: &str,
    ) -> Self {
        let at: Timestamp = at.parse().expect("an instant such as 2026-05-01T08:00:00Z");
        let clock = Clock::held_at(at);
        let post = Arc::new(KeptPost::default());
        let kept: Arc<dyn kernel::notify::Post> = Arc::<KeptPost>::clone(&post);
        let house = Arc::new(House::new(modules, press, kept));
        kernel::town::migrate(&ground.place, &house, clock.clone()).await.expect("migrations");
        let plan = TownPlan {
            key: "teststadt".into(),
            hosts: vec!["town.test".into()],
            base_url: "http://town.test".into(),
            folder: ground.folder.path().to_owned(),
            place: ground.place.clone(),
        };
        let town = Town::open(plan, Arc::clone(&house), &Key::random(), clock.clone())
            .await
            .expect("a fresh town opens");
        let site = Arc::new(Site::new(house, &[Arc::clone(&town)], web::frame::present));
        let router = web::cache::around(kernel::http::router(Arc::clone(&site)), site);
        let this = Self { town, post, clock, router, _ground: ground };
        this.furnish().await;
        this
    }

    /// A profile and three units: 50 with its team 50.2, and 66.
    async fn furnish(&self) {
        self.town
            .write(Actor::system("test"), |tx| {
                let profile = kernel::town::Profile {
                    name: "Stadt Teststadt".into(),
                    authority: "Die Bürgermeisterin".into(),
                    street: "Marktplatz 1".into(),
                    postcode: "49999 Teststadt".into(),
                    telephone: "02000 1".into(),
                    email: "post@town.test".into(),
                    ags: "05999999".into(),
                    ..Default::default()
                };
                kernel::settings::set(tx, &profile)?;
                let social = unit("50", "Soziales", None, 1);
                let team = unit("50.2", "Wohngeldstelle", Some(social.id), 2);
                let roads = unit("66", "Tiefbau", None, 3);
                for u in [&social, &team, &roads] {
                    org::save(tx, u)?;
                }
                Ok(Audit::of("test.furnished", "town").done())
            })
            .await
            .expect("furniture");
        self.town.reload_profile().await.expect("profile");
    }

    /// The unit of a number.
    pub async fn unit(&self, number: &str) -> Unit {
        let number = number.to_owned();
        self.town
            .read(move |db| Ok(org::all(db)?.into_iter().find(|u| u.number == number)))
            .await
            .expect("units")
            .expect("a unit of this number")
    }

    /// Makes the unit competent for a kind of case.
    pub async fn competent(&self, kind: &'static str, number: &str) {
        let unit = self.unit(number).await.id;
        self.town
            .write(Actor::system("test"), move |tx| {
                org::make_competent(tx, kind, unit)?;
                Ok(Audit::of("test.competent", unit).done())
            })
            .await
            .expect("competence");
    }

    /// Somebody passing by.
    pub fn anybody(&self) -> Client {
        Client::new(Arc::clone(&self.town), self.router.clone(), None)
    }

    /// A citizen with an account, signed in. The same name gives another account each time.
    pub async fn citizen(&self, name: &str) -> Client {
        let (_, token) = self.account(AccountKind::Citizen, name, Vec::new(), "50").await;
        Client::new(Arc::clone(&self.town), self.router.clone(), Some(token))
    }

    /// A member of staff with permissions in a unit, signed in a moment ago.
    pub async fn staff(&self, name: &str, permissions: &[Permission], unit: &str) -> Client {
        let rights = permissions.iter().map(|p| p.0.to_owned()).collect();
        let (_, token) = self.account(AccountKind::Staff, name, rights, unit).await;
        Client::new(Arc::clone(&self.town), self.router.clone(), Some(token))
    }

    async fn account(
        &self,
        kind: AccountKind,
        name: &str,
        rights: Vec<String>,
        unit: &str,
    ) -> (Id<Account>, String) {
        let name = name.to_owned();
        let unit = self.unit(unit).await.id;
        self.town
            .write(Actor::system("test"), move |tx| {
                let email =
                    format!("{}-{}@mail.test", kernel::search::fold(&name), Id::<()>::new());
                let id = people::register(tx, kind, &name, &email, Language::De)?;
                if kind == AccountKind::Staff {
                    let role = Role { id: Id::new(), name: Text::same(name), permissions: rights };
                    people::save_role(tx, &role)?;
                    let from = tx.today();
                    people::grant(tx, id, role.id, unit, from, None)?;
                }
                let account = people::account(tx, id)?;
                let token = session::start(tx, &account, "Test")?;
                Ok(Audit::of("test.account", id).with((id, token)))
            })
            .await
            .expect("an account")
    }

    /// Serves the town over a socket of this machine, for what needs a real connection; answers the
    /// port.
    pub async fn serve(&self) -> u16 {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let service =
            self.router.clone().into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        port
    }

    /// Delivers facts and runs jobs until nothing is due.
    pub async fn settle(&self) {
        worker::settle(&self.town).await.expect("the town settles");
    }

    /// Moves the clock.
    pub fn advance(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// Moves the clock by whole days.
    pub fn advance_days(&self, days: i64) {
        self.clock.advance(SignedDuration::from_hours(24 * days));
    }

    /// Actions in the logbook, oldest first, without those of the furniture and the night.
    pub async fn trail(&self) -> Vec<String> {
        let mut entries =
            self.town.read(|db| audit::latest(db, i64::MAX, 10_000)).await.expect("the logbook");
        entries.reverse();
        entries
            .into_iter()
            .map(|e| e.action)
            .filter(|a| !a.starts_with("test.") && a != "kernel.night" && a != "kernel.key_made")
            .collect()
    }
}

fn unit(number: &str, name: &str, parent: Option<Id<Unit>>, position: i64) -> Unit {
    Unit {
        id: Id::new(),
        parent,
        number: number.into(),
        name: Text::same(name),
        telephone: "02000 50".into(),
        email: "amt@town.test".into(),
        street: "Marktplatz 1".into(),
        postcode: "49999 Teststadt".into(),
        room: "101".into(),
        hours: Vec::new(),
        position,
        from: jiff::civil::Date::constant(2000, 1, 1),
        until: None,
    }
}

//! Stories of services whose online form is open, with and without a page of the town.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kernel::access::Trust;
use kernel::forms::{Applicant, FormOffer, FormShelf, OnlineForm, SharedForm, Terms};
use kernel::procedure::DocumentNeed;
use kernel::{Actor, AppError, Audit, Module, Reader, Text, Town};
use testkit::TestTown;

use super::{furnish, wohngeld};
use crate::EDIT;

/// Whether the form of the dog is open; every test that changes it holds [`TURN`].
static IS_OPEN: AtomicBool = AtomicBool::new(true);
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn offer(service: &'static str, kind: &'static str) -> FormOffer {
    FormOffer {
        service,
        kind,
        schema: include_str!("../../../../data/wohngeld/form.xdf3.xml"),
        english: "",
        title: || Text::new("Hund anmelden", "Register a dog"),
        applicant: |_| Applicant::default(),
        documents: |_| {
            vec![DocumentNeed {
                key: "proof".into(),
                label: Text::new("Haftpflichtpolice", "Liability policy"),
                why: Text::default(),
                files: 0,
                is_required: true,
            }]
        },
    }
}

/// A shelf that opens and closes.
struct Shelf;

impl FormShelf for Shelf {
    fn open(&self, town: &Town, reader: &mut Reader<'_>) -> Result<Vec<SharedForm>, AppError> {
        if !IS_OPEN.load(Ordering::SeqCst) {
            return Ok(Vec::new());
        }
        let made = offer("hund-anmelden", "dog").open(town, reader)?.remove(0);
        let terms = Terms {
            trust: Trust::None,
            fee: Text::new("12 Euro im Jahr", "12 euros a year"),
            deadline: Text::new("binnen zwei Wochen", "within two weeks"),
            is_trial: false,
        };
        Ok(vec![Arc::new(OnlineForm {
            service: made.service.clone(),
            kind: made.kind.clone(),
            title: made.title.clone(),
            key: made.key.clone(),
            form: norm_fim_form(town),
            terms,
            claims: Arc::clone(&made.claims),
        })])
    }
}

fn norm_fim_form(_: &Town) -> norm_fim::Form {
    let schema = include_str!("../../../../data/wohngeld/form.xdf3.xml");
    let schema = norm_fim::read(schema.as_bytes()).expect("the project's own form reads").schema;
    norm_fim::Form::new(schema, norm_fim::FormOptions::default())
}

fn modules() -> Vec<Module> {
    let dogs = Module { name: "dogs", forms: vec![Arc::new(Shelf)], ..Module::default() };
    vec![crate::module(), dogs]
}

/// Pages are kept in memory until something is written; opening a form writes too.
async fn open(town: &TestTown, is_open: bool) {
    IS_OPEN.store(is_open, Ordering::SeqCst);
    town.town
        .write(Actor::system("test"), |tx| {
            tx.record(&Audit::of("test.turned", "form"))?;
            Ok(Audit::of("test.turned", "form").done())
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_form_has_a_page_by_itself() {
    let _turn = TURN.lock().await;
    for town in testkit::towns(modules, "2026-05-04T08:00:00Z").await {
        furnish(&town).await;
        town.competent("dog", "66").await;
        open(&town, true).await;
        let visitor = town.anybody();
        let list = visitor.get("/leistungen").await.is(200);
        assert!(list.text().contains("href=\"/leistungen/hund-anmelden\""));
        let _ = list.shows("Hund anmelden (online)");
        let _ = visitor.get("/leistungen?q=hund").await.shows("Online möglich");
        let _ = visitor.get("/leistungen?q=hunt").await.shows("Hund anmelden");
        let page = visitor.get("/leistungen/hund-anmelden").await.is(200);
        let page = page.shows("12 Euro im Jahr").shows("binnen zwei Wochen").shows("Tiefbau");
        let _ = page.shows("Haftpflichtpolice").shows("Online beantragen");
        let _ = visitor.get("/en/leistungen/hund-anmelden").await.shows("within two weeks");
        let json = visitor.get("/leistungen.json").await.is(200);
        let json: serde_json::Value = serde_json::from_slice(&json.body).unwrap();
        let all = json["services"].as_array().unwrap();
        let dog = all.iter().find(|s| s["slug"] == "hund-anmelden").unwrap();
        assert_eq!(dog["online"], true);
        assert_eq!(all.iter().find(|s| s["slug"] == "wohngeld").unwrap()["online"], false);
        let house = Arc::clone(&town.town);
        let offers =
            town.town.read(move |db| (crate::module().offers.unwrap())(&house, db)).await.unwrap();
        let offer = offers.iter().find(|o| o.path == "/leistungen/hund-anmelden").unwrap();
        assert!(offer.is_online && offer.competence == "dog");

        open(&town, false).await;
        let _ = visitor.get("/leistungen/hund-anmelden").await.is(404);
        let _ = visitor.get("/leistungen").await.hides("Hund anmelden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_towns_own_page_takes_the_place_of_the_forms_words() {
    let _turn = TURN.lock().await;
    for town in testkit::towns(modules, "2026-05-04T08:00:00Z").await {
        open(&town, true).await;
        let edda = town.staff("Edda", &[EDIT], "50").await;
        let list = edda.get("/verwaltung/leistungen").await.is(200);
        let _ =
            list.shows("Formulare ohne eigene Seite").shows("Seite zu „Hund anmelden“ schreiben");
        let form = edda.get("/verwaltung/leistungen/neu?formular=hund-anmelden").await.is(200);
        assert_eq!(form.field("kosten_de").as_deref(), Some("12 Euro im Jahr"));
        assert_eq!(form.field("adresse").as_deref(), Some("hund-anmelden"));
        let unit = town.unit("66").await.id.to_string();
        let fields = [
            ("adresse", "hund-anmelden"),
            ("titel_de", "Hundesteuer"),
            ("kurz_de", "Für jeden Hund."),
            ("stelle", &unit),
        ];
        let _ = edda.post("/verwaltung/leistungen/neu", &fields).await.is(303);
        // Applications go to this unit too: the kind of the form, not the address, says where.
        let told = town.town.read(|db| kernel::org::competent_for(db, "dog")).await.unwrap();
        assert_eq!(told.unwrap().number, "66");
        let visitor = town.anybody();
        // A draft does not take the form's own page away.
        let _ = visitor.get("/leistungen/hund-anmelden").await.is(200).shows("Hund anmelden");
        let path = "/verwaltung/leistungen/hund-anmelden";
        let version = edda.get(path).await.is(200).field("fassung").unwrap();
        let fields = [("fassung", version.as_str()), ("stand", "public")];
        let _ = edda.post(&format!("{path}/stand"), &fields).await.is(303);
        let page = visitor.get("/leistungen/hund-anmelden").await.is(200);
        let _ = page.shows("Hundesteuer").shows("Für jeden Hund.").shows("Online beantragen");
        // While people can apply, the page cannot go.
        let version = edda.get(path).await.field("fassung").unwrap();
        let _ = edda
            .get(&format!("{path}/entfernen"))
            .await
            .shows("Das Online-Formular ist noch offen");
        let fields = [("fassung", version.as_str()), ("grund_de", "Keine Hunde mehr.")];
        let _ = edda.post(&format!("{path}/entfernen"), &fields).await.is(422);
        open(&town, false).await;
        let _ = edda.post(&format!("{path}/entfernen"), &fields).await.is(303);
        let _ = visitor.get("/leistungen/hund-anmelden").await.is(410).shows("Keine Hunde mehr.");
        // A form that opens again is offered again.
        open(&town, true).await;
        let _ = visitor.get("/leistungen/hund-anmelden").await.is(200).shows("Online beantragen");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_it_is_online_is_never_typed() {
    let _turn = TURN.lock().await;
    let town = testkit::town(modules, "2026-05-04T08:00:00Z").await;
    furnish(&town).await;
    open(&town, true).await;
    let page = town.anybody().get(&format!("/leistungen/{}", wohngeld().slug)).await.is(200);
    let _ = page.hides("Online beantragen");
}

#[tokio::test(flavor = "multi_thread")]
async fn how_far_a_service_is_online_follows_from_facts() {
    let _turn = TURN.lock().await;
    for town in testkit::towns(modules, "2026-05-04T08:00:00Z").await {
        furnish(&town).await;
        town.competent("dog", "66").await;
        open(&town, true).await;
        let edda = town.staff("Edda", &[EDIT], "50").await;
        let page = edda.get("/verwaltung/leistungen/reifegrad").await.is(200);
        let page = page.shows("Es fehlt eine Beschreibung im Netz.");
        let _ = page.shows("Es gibt ein Formular zum Ausfüllen.").shows("0 – offline");
        let csv = edda.get("/verwaltung/leistungen/reifegrad.csv").await.is(200);
        assert!(csv.kind.starts_with("text/csv"));
        let text = csv.text();
        let line = |slug: &str| {
            let start = format!("\"{slug}\"");
            text.lines().find(|l| l.starts_with(&start)).map(str::to_owned).expect("a line")
        };
        assert!(line("hund-anmelden").contains("\"0\";\"ja\";\"nein\";\"ja\";\"nein\""));
        assert!(line("wohngeld").contains("\"1\";\"nein\";\"nein\";\"nein\";\"unbekannt\""));
        // Once it is described, everything up to the notice counts.
        town.town
            .write(Actor::system("test"), |tx| {
                let dog = crate::Service {
                    slug: "hund-anmelden".into(),
                    title: Text::same("Hund"),
                    teaser: Text::same("Kurz."),
                    text: Text::same("Lang."),
                    ..crate::Service::default()
                };
                crate::save(tx, &dog)?;
                Ok(Audit::of("test.saved", "dog").done())
            })
            .await
            .unwrap();
        let csv = edda.get("/verwaltung/leistungen/reifegrad.csv").await.is(200).text();
        let line = csv.lines().find(|l| l.starts_with("\"hund-anmelden\"")).unwrap();
        assert!(line.contains(";\"2\";") && line.contains("Der Bescheid kommt nicht digital."));
    }
}

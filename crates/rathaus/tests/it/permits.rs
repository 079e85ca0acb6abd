//! Lines in roads through the whole house: an operator asks, the road authority examines, the desk
//! decides, and everybody who acts for the company reads the notice with its map. On both engines,
//! with the real press.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use kernel::people::{self, AccountKind};
use kernel::{Actor, Audit, Case, Id, Permission, cases, places};
use testkit::{Client, TestTown};

/// A Monday morning.
const MONDAY: &str = "2026-03-02T08:00:00Z";
const WEST: f64 = 366_000.0;
const SOUTH: f64 = 5_696_000.0;
const COMPANIES: &str = "/verwaltung/netzbetreiber";

/// Two streets in a town of four square kilometres.
async fn survey(town: &TestTown) {
    town.town
        .write(Actor::system("test"), |tx| {
            let corners = [(0.0, 0.0), (2_000.0, 0.0), (2_000.0, 2_000.0), (0.0, 2_000.0)];
            let ring: Vec<(f64, f64)> = corners.iter().map(|p| (WEST + p.0, SOUTH + p.1)).collect();
            places::add_district(tx, "Mitte", &ring)?;
            for (key, name, y) in [("1", "Lindenweg", 200.0), ("2", "Birkenweg", 400.0)] {
                let axis = [(WEST + 100.0, SOUTH + y), (WEST + 600.0, SOUTH + y)];
                places::add_street(tx, key, name, "residential", &axis)?;
            }
            Ok(Audit::of("test.surveyed", "town").done())
        })
        .await
        .expect("streets");
    town.competent(mod_permits::COMPETENCE, "66").await;
}

/// Somebody with an account that acts for a company of this name.
async fn company(town: &TestTown, engineer: &Client, name: &str) -> Client {
    let fields = [
        ("art", "operator"),
        ("name", name),
        ("email", "netz@firma.test"),
        ("nachweis", "BNetzA 1"),
    ];
    engineer.post(COMPANIES, &fields).await.is(303);
    member(town, engineer, name).await
}

/// One more account for a company, added by the office as it does.
async fn member(town: &TestTown, engineer: &Client, name: &str) -> Client {
    let person = town.citizen(&format!("{name} {}", Id::<()>::new())).await;
    let accounts = town.town.read(|db| people::of_kind(db, AccountKind::Citizen)).await;
    let mut accounts = accounts.expect("accounts");
    accounts.sort_by_key(|a| a.id.to_string());
    let wanted = person.get("/konto").await.is(200).words();
    let login = accounts.iter().find(|a| wanted.contains(a.login.reveal().as_str()));
    let login = login.expect("its address stands on its page").login.reveal().clone();
    let page = engineer.get(COMPANIES).await.is(200).text();
    let card = page.split("<h").find(|part| part.contains(&format!(">{name}<"))).expect("its card");
    let field = |kind: &str| {
        let from = card.find(&format!("name=\"{kind}-")).expect("a form to add an account") + 6;
        card[from..].split('"').next().expect("a name").to_owned()
    };
    let (email, called) = (field("email"), field("name"));
    let id = email.strip_prefix("email-").expect("an operator").to_owned();
    let fields = [(email.as_str(), login.as_str()), (called.as_str(), name)];
    engineer.post(&format!("{COMPANIES}/{id}/konten"), &fields).await.is(303);
    person
}

/// One act at the desk, with what its form says of itself.
async fn act(client: &Client, case: Id<Case>, form: &str, action: &str, more: &[(&str, &str)]) {
    let page = client.get(&format!("/vorgaenge/{case}{form}")).await.is(200);
    let (stand, once) =
        (page.field("stand").expect("a version"), page.field("einmal").expect("a key"));
    let mut fields = vec![("stand", stand.as_str()), ("einmal", once.as_str())];
    fields.extend_from_slice(more);
    client.post(&format!("/vorgaenge/{case}/{action}"), &fields).await.is(303);
}

/// What a PDF says, where poppler is installed.
fn words(pdf: &[u8]) -> Option<String> {
    let mut child = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let (mut into, bytes) = (child.stdin.take()?, pdf.to_vec());
    let writer = std::thread::spawn(move || into.write_all(&bytes));
    let output = child.wait_with_output().ok()?;
    writer.join().expect("a writer").expect("the whole file");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

async fn asked(operator: &Client) -> String {
    let fields = [
        ("art", "consent"),
        ("titel", "Ausbau Nord"),
        ("von", "1.8.2026"),
        ("bis", "30.9.2026"),
        ("strassen", "Lindenweg\nBirkenweg"),
        ("verfahren", "open"),
        ("belag", "footway"),
        ("tiefe", "70"),
        ("breite", "30"),
        ("firma", "Grabenbau"),
        ("bauleitung", "Rita Polier"),
        ("telefon", "0151 1"),
        ("auskunft", "ja"),
    ];
    let page = operator.upload("/leitungen/neu", &fields, &[]).await.is(303);
    let page = page.location.expect("the page of the request");
    operator.post(&format!("{page}/absenden"), &[]).await.is(303);
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_asks_the_desk_decides_and_the_whole_company_reads_the_notice() {
    let press = Arc::new(paper::Typesetter::new());
    for town in testkit::towns_with(rathaus::modules, press, MONDAY).await {
        survey(&town).await;
        let rights: Vec<Permission> =
            vec![cases::WORK, mod_desk::DECIDE, mod_desk::COUNTERSIGN, mod_permits::REGISTER];
        let ina = town.staff("Ina Geneur", &rights, "66").await;
        let lind = company(&town, &ina, "Lindnetz").await;
        let west = company(&town, &ina, "Westlicht").await;
        let page = asked(&lind).await;
        town.settle().await;

        let list = ina.get("/verwaltung/leitungen").await.is(200).shows("Ausbau Nord");
        let room = list.link("/verwaltung/leitungen/0").expect("the request");
        let case: Id<Case> = room.rsplit('/').next().expect("a case").parse().expect("a case");
        let stand = ina.get(&room).await.field("stand").expect("a version");
        ina.post(&format!("{room}/vollstaendig"), &[("stand", &stand)]).await.is(303);
        let conditions = [("vorlage", "gehweg"), ("vorlage", "lage")];
        ina.post(&format!("{room}/nebenbestimmung"), &conditions).await.is(303);
        let shown = ina.get(&room).await.is(200).text();
        let section = shown.split("name=\"abschnitt\" value=\"").nth(2).expect("a second section");
        let section = section.split('"').next().expect("a section").to_owned();
        let refuse = [
            ("abschnitt", section.as_str()),
            ("ablehnung", "Die Fahrbahn ist neu."),
            ("entscheidung", "refused"),
        ];
        ina.post(&format!("{room}/abschnitte"), &refuse).await.is(303);

        act(&ina, case, "", "uebernehmen", &[]).await;
        let decision = [
            ("ergebnis", "partly"),
            ("von", "1.8.2026"),
            ("bis", "30.9.2026"),
            ("begruendung", "Abschnitt 2 (Birkenweg): Die Fahrbahn ist neu."),
        ];
        act(&ina, case, "/entscheiden", "entscheiden", &decision).await;
        act(&ina, case, "/entscheiden/pruefen", "erlassen", &[]).await;
        town.settle().await;

        // A colleague of the applicant, who has no share in the case itself.
        let colleague = member(&town, &ina, "Lindnetz").await;
        colleague.get(&format!("/vorgang/{case}")).await.is(404);
        let shown = colleague.get(&page).await.is(200).shows("zugestimmt").shows("Rollstuhl");
        let notice = shown.link("/datei/").expect("the notice");
        let pdf = colleague.get(&notice).await.is(200);
        assert!(pdf.body.starts_with(b"%PDF-"), "{}", pdf.kind);
        west.get(&notice).await.is(404);
        town.anybody().get(&notice).await.is(401);
        let foreign = format!("{page}/datei/{}", Id::<()>::new());
        lind.get(&foreign).await.is(404);
        if let Some(words) = words(&pdf.body) {
            for wanted in [
                "Anlage: Lageplan",
                "Abschnitte 1 bis 2",
                "Norden",
                "Birkenweg",
                "Rollstuhl",
                "§ 127 Abs. 8 TKG",
                "Die Fahrbahn ist neu.",
                "Klage",
                "500,00",
            ] {
                assert!(words.contains(wanted), "{wanted} is missing in:\n{words}");
            }
            // What is decided and how to go against it first, plans and lists below the signature.
            let place = |wanted: &str| words.find(wanted).expect("it stands there");
            assert!(place("Rollstuhl") < place("Klage"), "{words}");
            assert!(place("Klage") < place("Im Auftrag"), "{words}");
            assert!(place("Im Auftrag") < place("Anlage: Lageplan"), "{words}");
        }
    }
}

//! What everybody may take away of the roll-out.

use kernel::places::{self, Address};
use kernel::{Actor, Audit, Id};
use testkit::TestTown;

use super::{NOW, furnish, modules};

#[tokio::test(flavor = "multi_thread")]
async fn the_roll_out_is_open_data_without_single_households() {
    for town in testkit::towns(modules, NOW).await {
        let ids = furnish(&town).await;
        let offered = |town: &TestTown| {
            let of = std::sync::Arc::clone(&town.town);
            let read = town.town.clone();
            async move { read.read(move |db| crate::open::datasets(&of, db)).await.expect("datasets") }
        };
        assert!(offered(&town).await.is_empty(), "nobody said anything yet");
        let first = ids[0];
        town.town
            .write(Actor::system("test"), move |tx| {
                // A fifth house makes the street large enough to stand by itself.
                let more = Address { id: Id::new(), number: 5, ..places::address(tx, first)? };
                places::add_address(tx, "1", &more)?;
                let operator = crate::store::Operator {
                    id: Id::new(),
                    name: "Netz GmbH".into(),
                    contact: String::new(),
                    right_until: String::new(),
                    invitation: String::new(),
                };
                crate::store::add_operator(tx, &operator)?;
                let offer = crate::model::Offer {
                    status: crate::model::Status::Connected,
                    technology: "ftth".into(),
                    ..crate::model::Offer::default()
                };
                let spans = crate::model::noted(&[], tx.today(), offer, "test");
                crate::store::set_spans(tx, first, operator.id, "ftth", &spans)?;
                let mut batch = kernel::map::Batch::default();
                crate::layer::draw(tx, &mut batch, first)?;
                batch.finish(tx)?;
                Ok(Audit::of("test.noted", "coverage").done())
            })
            .await
            .expect("noted");
        assert_eq!(offered(&town).await[0].files.len(), 2);
        let all = town.anybody();
        let districts = all.get("/glasfaser/ausbau/stadtteile.csv").await.is(200).text();
        assert!(districts.contains("\"Nord\",9,1,1,0,0,11.1,2026-05-04\r\n"), "{districts}");
        let streets = all.get("/glasfaser/ausbau/strassen.csv").await.is(200).text();
        assert!(
            streets.contains("\"Ahornweg\",\"Nord\",5,1,1,0,0,20.0,2026-05-04\r\n"),
            "{streets}"
        );
        assert!(!streets.contains("Birkenstraße"), "four houses are too few: {streets}");
        all.get("/glasfaser/ausbau/haeuser.csv").await.is(404);
    }
}

//! Stories through the router, on every engine at hand.

use crate::WRITE;

#[tokio::test(flavor = "multi_thread")]
async fn staff_add_and_everybody_reads() {
    for town in testkit::towns(|| vec![crate::module()], "2026-05-04T08:00:00Z").await {
        let visitor = town.anybody();
        let writer = town.staff("Egon", &[WRITE], "50").await;
        visitor.get("/{{name}}").await.is(200).shows("Noch ist nichts eingetragen").hides("Eintragen");
        visitor.post("/{{name}}", &[("name", "Ada")]).await.is(401);
        town.staff("Edda", &[], "50").await.post("/{{name}}", &[("name", "Ada")]).await.is(403);

        writer.post("/{{name}}", &[("name", "")]).await.is(422).shows("höchstens 60 Zeichen");
        writer.post("/{{name}}", &[("name", "Ada <b>")]).await.is(303);
        visitor.get("/{{name}}").await.is(200).shows("Ada <b>");
        visitor.get("/en/{{name}}").await.is(200).shows("Ada <b>");
        assert_eq!(town.trail().await, ["{{name}}.added"]);
    }
}

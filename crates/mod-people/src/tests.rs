//! Stories of the porter, through the real router on every engine at hand.

mod citizens;
mod device;
mod office;
mod outside;
mod own_pages;
mod passkeys;
mod staff;

use jiff::SignedDuration;
use kernel::Module;
use testkit::{Client, TestTown};

use crate::totp;

/// A morning.
const START: &str = "2026-05-04T08:00:00Z";
const PASSWORD: &str = "Regenschirm auf dem Dach";
/// Secret of the code app in these stories.
const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

fn modules() -> Vec<Module> {
    vec![crate::module()]
}

/// The code the app shows now.
fn code(town: &TestTown) -> String {
    totp::code_at(&totp::read_secret(SECRET).unwrap(), town.clock.now()).unwrap()
}

/// A case worker with password and code app.
async fn egon(town: &TestTown) -> kernel::Id<kernel::people::Account> {
    let unit = town.unit("50").await.id;
    let made = crate::make_staff(
        &town.town,
        "Egon Amt",
        "egon@town.test",
        Some(PASSWORD),
        "case-worker",
        unit,
    )
    .await
    .unwrap();
    assert_eq!(made.link, None);
    crate::set_totp_secret(&town.town, made.account, SECRET).await.unwrap();
    made.account
}

async fn sign_in(browser: &Client, password: &str, code: &str) -> testkit::Answer {
    let fields = [("email", "egon@town.test"), ("passwort", password), ("code", code)];
    browser.post("/verwaltung/anmelden", &fields).await
}

fn seconds(n: i64) -> SignedDuration {
    SignedDuration::from_secs(n)
}

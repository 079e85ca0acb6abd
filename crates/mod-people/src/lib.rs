//! The porter: staff and citizens sign in, look after their own accounts, and administrators look
//! after people, roles and units.
//!
//! What others use: [`module`], [`seed_roles`], [`make_administrator`], [`make_staff`],
//! [`set_totp_secret`] and [`first_sign_in_link`].

mod back;
mod citizen;
mod cookies;
mod lockout;
mod oidc;
mod password;
mod qr;
mod recovery;
mod settings;
mod setup;
mod staff;
mod store;
mod totp;

#[cfg(test)]
mod tests;

use kernel::module::{Erase, Retention};
use kernel::settings::SettingsPage;
use kernel::{Access, Module, Permission, Routes, Text};

pub use settings::PeopleSettings;
pub use setup::{
    DefaultRole, NewStaff, ROLES, first_sign_in_link, make_administrator, make_staff, role_id,
    seed_roles, set_totp_secret,
};

/// Looks after people, their grants and sessions, and units.
pub const ADMINISTER: Permission = Permission("people.administer");
/// Changes what a role may do.
pub const CHANGE_ROLES: Permission = Permission("people.roles");

/// The department.
pub fn module() -> Module {
    let routes = Routes::new()
        .get("/verwaltung/anmelden", Access::Everyone, staff::door::show)
        .post("/verwaltung/anmelden", Access::Everyone, staff::door::sign_in)
        .get("/verwaltung/erstanmeldung/{token}", Access::Everyone, staff::first::arrive)
        .get("/verwaltung/erstanmeldung", Access::Everyone, staff::first::show)
        .post("/verwaltung/erstanmeldung", Access::Everyone, staff::first::set_up)
        .post("/abmelden", Access::Everyone, staff::door::sign_out)
        .get("/anmelden", Access::Everyone, citizen::door::show)
        .post("/anmelden", Access::Everyone, citizen::door::send_code)
        .get("/anmelden/code", Access::Everyone, citizen::door::ask_code)
        .post("/anmelden/code", Access::Everyone, citizen::door::check_code);
    Module {
        name: "people",
        routes,
        migrations: store::MIGRATIONS,
        permissions: vec![
            (
                ADMINISTER,
                Text::new(
                    "Personen, Rechte und Einheiten verwalten",
                    "Administer people, grants and units",
                ),
            ),
            (CHANGE_ROLES, Text::new("Rollen ändern", "Change roles")),
        ],
        settings: vec![SettingsPage::of::<PeopleSettings>(|| {
            Text::new("Anmeldung und Konten", "Sign-in and accounts")
        })],
        retention: vec![
            Retention {
                table: "people_device",
                rule: "180 days after its last use; with the account.",
                erase: Erase::Nightly(store::erase_devices),
            },
            Retention {
                table: "people_failure",
                rule: "One day after the last failed sign-in; keyed digests only.",
                erase: Erase::Nightly(store::erase_failures),
            },
            Retention {
                table: "people_mail_code",
                rule: "In the night after it ran out; the address is sealed.",
                erase: Erase::Nightly(store::erase_mail_codes),
            },
        ],
        ..Module::default()
    }
}

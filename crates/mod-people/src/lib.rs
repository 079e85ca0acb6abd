//! The porter: staff and citizens sign in, look after their own accounts, and administrators look
//! after people, roles and units.
//!
//! What others use: [`module`], [`seed_roles`], [`make_administrator`], [`make_staff`],
//! [`set_totp_secret`] and [`first_sign_in_link`].

mod admin;
mod back;
mod ceremonies;
mod checks;
mod citizen;
mod cookies;
mod lockout;
mod oidc;
mod outside;
mod own;
mod passkeys;
mod password;
mod recovery;
mod settings;
mod setup;
mod staff;
mod store;
mod totp;

#[cfg(test)]
mod tests;

use kernel::module::{Erase, NavEntry, Retention};
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

/// The doors: sign-in of staff and citizens, step-up, sign-out.
fn doors(routes: Routes) -> Routes {
    routes
        .get("/verwaltung/anmelden", Access::Everyone, staff::door::show)
        .post("/verwaltung/anmelden", Access::Everyone, staff::door::sign_in)
        .get("/verwaltung/erstanmeldung/{token}", Access::Everyone, staff::first::arrive)
        .get("/verwaltung/erstanmeldung", Access::Everyone, staff::first::show)
        .post("/verwaltung/erstanmeldung", Access::Everyone, staff::first::set_up)
        .post("/abmelden", Access::Everyone, staff::door::sign_out)
        .get("/anmelden", Access::Everyone, citizen::door::show)
        .post("/anmelden", Access::Everyone, citizen::door::send_code)
        .get("/anmelden/code", Access::Everyone, citizen::door::ask_code)
        .post("/anmelden/code", Access::Everyone, citizen::door::check_code)
        .post("/anmelden/passkey/start", Access::Everyone, ceremonies::sign_in_start)
        .script("/anmelden/passkey/fertig", Access::Everyone, ceremonies::sign_in_finish)
        .post(
            "/verwaltung/erstanmeldung/passkey/start",
            Access::Everyone,
            staff::first::passkey_start,
        )
        .script(
            "/verwaltung/erstanmeldung/passkey/fertig",
            Access::Everyone,
            staff::first::passkey_finish,
        )
        .get("/anmelden/nutzerkonto", Access::Everyone, oidc::door::leave)
        .get(oidc::door::BACK, Access::Everyone, oidc::door::come_back)
        .get("/verwaltung/bestaetigen", Access::AnyStaff, staff::step_up::show)
        .post("/verwaltung/bestaetigen", Access::AnyStaff, staff::step_up::confirm)
        .post(
            "/verwaltung/bestaetigen/passkey/start",
            Access::AnyStaff,
            staff::step_up::passkey_start,
        )
        .script(
            "/verwaltung/bestaetigen/passkey/fertig",
            Access::AnyStaff,
            staff::step_up::passkey_finish,
        )
}

/// What everybody does with an account of their own.
fn own_things(routes: Routes) -> Routes {
    routes
        .get("/verwaltung/konto", Access::AnyStaff, staff::account::show)
        .post("/verwaltung/konto/passwort", Access::AnyStaff, staff::account::change_password)
        .get("/verwaltung/konto/code-app", Access::AnyStaff, staff::code_app::show)
        .post("/verwaltung/konto/code-app", Access::AnyStaff, staff::code_app::connect)
        .post("/verwaltung/konto/wiederherstellung", Access::AnyStaff, staff::code_app::renew_codes)
        .get("/konto", Access::Citizen, citizen::account::show)
        .post("/konto", Access::Citizen, citizen::account::save)
        .get("/konto/adresse", Access::Citizen, citizen::address::show)
        .post("/konto/adresse", Access::Citizen, citizen::address::send_code)
        .get("/konto/adresse/code", Access::Citizen, citizen::address::ask_code)
        .post("/konto/adresse/code", Access::Citizen, citizen::address::check_code)
        .get("/konto/loeschen", Access::Citizen, citizen::account::ask_to_delete)
        .post("/konto/loeschen", Access::Citizen, citizen::account::delete)
        .post("/konto/passkey/start", Access::SignedIn, ceremonies::register_start)
        .script("/konto/passkey/fertig", Access::SignedIn, ceremonies::register_finish)
        .post("/konto/passkey/{passkey}/name", Access::SignedIn, own::rename)
        .post("/konto/passkey/{passkey}/entfernen", Access::SignedIn, own::remove)
        .post("/konto/sitzung/{session}/beenden", Access::SignedIn, own::end_session)
        .post("/konto/sitzungen/beenden", Access::SignedIn, own::end_others)
}

/// The office of the administrators: looking needs the permission, changing a fresh factor too.
fn administration(routes: Routes) -> Routes {
    use admin::{people, person, roles, units};
    let (look, change) = (Access::Staff(ADMINISTER), Access::StaffStepUp(ADMINISTER));
    let (look_roles, change_roles) =
        (Access::Staff(CHANGE_ROLES), Access::StaffStepUp(CHANGE_ROLES));
    routes
        .get("/verwaltung/personen", look, people::list)
        .get("/verwaltung/personen/neu", change, people::ask)
        .post("/verwaltung/personen/neu", change, people::add)
        .get("/verwaltung/personen/{person}", look, person::show)
        .post("/verwaltung/personen/{person}/angaben", change, person::rename)
        .post("/verwaltung/personen/{person}/rechte", change, person::grant)
        .post("/verwaltung/personen/{person}/rechte/{grant}/beenden", change, person::end_grant)
        .post("/verwaltung/personen/{person}/sperren", change, person::lock)
        .post("/verwaltung/personen/{person}/entsperren", change, person::unlock)
        .post("/verwaltung/personen/{person}/sitzungen/beenden", change, person::end_sessions)
        .post("/verwaltung/personen/{person}/link", change, person::link)
        .get("/verwaltung/einheiten", look, units::list)
        .get("/verwaltung/einheiten/neu", change, units::ask)
        .post("/verwaltung/einheiten/neu", change, units::add)
        .get("/verwaltung/einheiten/{unit}", change, units::show)
        .post("/verwaltung/einheiten/{unit}", change, units::save)
        .get("/verwaltung/rollen", look_roles, roles::list)
        .get("/verwaltung/rollen/neu", change_roles, roles::ask)
        .post("/verwaltung/rollen/neu", change_roles, roles::add)
        .get("/verwaltung/rollen/{role}", change_roles, roles::show)
        .post("/verwaltung/rollen/{role}", change_roles, roles::save)
}

fn navigation() -> Vec<NavEntry> {
    let entry = |path, de: &str, en: &str, icon, permission| NavEntry {
        path,
        label: Text::new(de, en),
        group: Text::new("Verwaltung", "Administration"),
        icon,
        permission: Some(permission),
    };
    vec![
        entry("/verwaltung/personen", "Personen", "People", "account-circle", ADMINISTER),
        entry("/verwaltung/einheiten", "Einheiten", "Units", "rh-building", ADMINISTER),
        entry("/verwaltung/rollen", "Rollen", "Roles", "rh-key", CHANGE_ROLES),
    ]
}

/// The department.
pub fn module() -> Module {
    Module {
        name: "people",
        routes: administration(own_things(doors(Routes::new()))),
        migrations: store::MIGRATIONS,
        navigation: navigation(),
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
        checks: checks::all(),
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

//! Writes pattern pages as static HTML, to look at the components and to test them in a browser:
//! `cargo run -p web --example patterns -- OUTDIR`.

mod desk;
mod form;
mod home;
mod parts;
mod service;
mod sign_in;
mod status;
mod town;

use std::path::Path;
use std::{env, fs, io};

use web::error_page::{Trouble, error_page};
use web::theme::Theme;
use web::{ASSETS, Say};

/// Token of the sample forms; nothing checks it.
pub(crate) const TOKEN: &str = "muster";

fn main() -> io::Result<()> {
    let Some(out) = env::args().nth(1) else {
        return Err(io::Error::other("Where to? cargo run -p web --example patterns -- OUTDIR"));
    };
    let out = Path::new(&out);
    fs::create_dir_all(out.join("assets"))?;
    for asset in ASSETS {
        fs::write(out.join(asset.url.trim_start_matches('/')), asset.bytes)?;
    }
    fs::write(out.join("wappen.svg"), include_str!("wappen.svg"))?;
    let theme = Theme {
        main: "#14506b".parse().map_err(io::Error::other)?,
        accent: "#e0a526".parse().map_err(io::Error::other)?,
    };
    fs::write(out.join("theme.css"), theme.css())?;
    let say = Say::GERMAN;
    let look = town::look();
    let pages = [
        ("index.html", home::page(say)),
        ("home-en.html", home::page(Say::ENGLISH)),
        ("leistung.html", service::page(say)),
        ("formular.html", form::with_errors(say)),
        ("haushalt.html", form::household(say)),
        ("felder.html", form::every_field(say)),
        ("pruefen.html", form::review(say)),
        ("rechnung.html", form::calculation(say)),
        ("status.html", status::page(say)),
        ("anmelden.html", sign_in::page(say)),
        ("schreibtisch.html", desk::list(say)),
        ("vorgang.html", desk::case(say)),
        ("bausteine.html", parts::page(say)),
        ("404.html", error_page(say, &look, &Trouble::NotFound)),
        ("500.html", error_page(say, &look, &Trouble::Broken(Some("7F3A-21".to_owned())))),
    ];
    for (name, page) in pages {
        fs::write(out.join(name), page.into_string())?;
    }
    Ok(())
}

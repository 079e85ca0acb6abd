//! Texts of the homepage, written for this town.

mod news;
mod news_items;
mod pages;
mod services;
mod services_more;
mod wohngeld;

pub(crate) use news::items;
pub(crate) use pages::pages;
pub(crate) use services::services;

use crate::model::Identity;

/// Replaces the placeholders of a text by the facts of the town.
pub(crate) fn filled(text: &str, town: &Identity) -> String {
    let article = if town.mayor_title.ends_with("in") { "Die" } else { "Der" };
    text.replace("{town}", &town.name)
        .replace("{river}", &town.river)
        .replace("{mayor}", &town.mayor)
        .replace("{title}", &town.mayor_title)
        .replace("{mail}", &town.mail_domain)
        .replace("{host}", &town.host)
        .replace("{kreis}", &town.kreis)
        .replace("{of_kreis}", &town.kreis.replacen("Kreis", "Kreises", 1))
        .replace("{the_title}", &format!("{article} {}", town.mayor_title))
}

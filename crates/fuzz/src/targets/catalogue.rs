//! The catalogue of services: messages of others, the portal's JSON, texts with markup.

use norm_xzufi::{
    Identifier, Message, Object, OrganisationUnit, Service, Version, plain, read, read_json,
    sanitise, write, write_json,
};

use super::text;
use crate::Target;

fn service() -> Service {
    let service = Service { id: Identifier::new("1"), ..Service::default() };
    service.with_text("02", "de", "Name").with_text(
        "05",
        "en",
        "<p>a<br/>b &amp; <a href=\"https://a.de/\">c</a></p>",
    )
}

fn message(version: Version) -> Vec<u8> {
    let unit = OrganisationUnit { id: Identifier::new("2"), ..OrganisationUnit::default() };
    let objects = [Object::Service(Box::new(service())), Object::OrganisationUnit(Box::new(unit))];
    write(&Message::of(version, objects)).xml.into_bytes()
}

/// Messages: what is read can be written, and is then read and written the same.
pub(crate) const MESSAGE: Target = Target {
    name: "catalogue",
    about: "XZuFi messages of both editions",
    run: |bytes| {
        let Ok(found) = read(bytes) else { return };
        let written = write(&found.message).xml;
        let again = read(written.as_bytes());
        let again = again.unwrap_or_else(|e| panic!("what we wrote does not read: {e}\n{written}"));
        assert_eq!(write(&again.message).xml, written, "writing is not stable");
    },
    seeds: || {
        let mut all = vec![message(Version::V2_2), message(Version::V2_3)];
        let costs = "<leistung xmlns=\"http://xoev.de/schemata/xzufi/2_2_0\"><id>1</id><modulKosten><kosten>\
            <typ><code>001</code></typ><kostenauswahl><kostenFix><betrag>1,5</betrag></kostenFix>\
            </kostenauswahl></kosten></modulKosten><struktur><verrichtung><code>1</code></verrichtung>\
            </struktur></leistung>";
        all.push(costs.as_bytes().to_vec());
        all
    },
    words: &[
        "<xzufi:loesche>",
        "</xzufi:loesche>",
        "<xzufi:inhalt languageCode=\"de\">",
        "</xzufi:inhalt>",
        "<code>",
        "</code>",
        " xsi:type=\"KostenFrei\"",
        "<frist><fristauswahl><dauer>1</dauer></fristauswahl></frist>",
        "&lt;p&gt;",
        "<![CDATA[",
        "]]>",
        "&#13;",
        "<!DOCTYPE a>",
    ],
};

/// The portal's JSON.
pub(crate) const JSON: Target = Target {
    name: "catalogue-json",
    about: "services as the FIM portal answers them",
    run: |bytes| {
        let Ok(found) = read_json(bytes) else { return };
        let written = write_json(&found.service);
        let again = read_json(written.to_string().as_bytes());
        let again = again.unwrap_or_else(|e| panic!("what we wrote does not read: {e}\n{written}"));
        assert_eq!(write_json(&again.service), written, "writing is not stable");
    },
    seeds: || vec![write_json(&service()).to_string().into_bytes()],
    words: &[
        "null",
        "[]",
        "{}",
        "\"betrag\":{\"value\":1.50,\"currency_code\":\"EUR\"}",
        "\"modul_kosten\":",
        "\"kosten\":[{\"typ\":\"001\"}]",
        "\"struktur\":{\"verrichtung\":{\"code\":\"1\"}}",
        "\"_value\":",
    ],
};

/// Texts with markup: clean is stable, and has no more words than before.
pub(crate) const MARKUP: Target = Target {
    name: "catalogue-text",
    about: "texts with markup",
    run: |bytes| {
        let raw = text(bytes);
        let clean = sanitise(&raw);
        let again = sanitise(&clean.html);
        assert_eq!(again.html, clean.html, "cleaning is not stable");
        assert!(again.removed.is_empty(), "{:?}", again.removed);
        assert!(plain(&clean.html).len() <= raw.len() * 3 + 16);
    },
    seeds: || {
        let all =
            ["<p>a<br>b</p><ul><li>c<li>d</ul>", "<a href=\"https://a.de/?b&c\">d</a> &amp; e"];
        super::texts(&all)
    },
    words: &[
        "<ul>",
        "</ul>",
        "<li>",
        "<a href=\"",
        "javascript:",
        "</a>",
        "<script>",
        "</script>",
        "<b>",
        "</b>",
        "<p>",
        "<title>",
        "<svg>",
        "<!--",
        "-->",
        "&lt;",
        "&#0;",
        "<h1>",
    ],
};

//! What people type into forms and addresses.

use kernel::Fields;
use kernel::fields::{FIELD_BYTES_MAX, FIELDS_MAX, parse_date, parse_euro, parse_pairs};

use super::{text, texts};
use crate::Target;

/// Url-encoded bodies and queries.
pub(crate) const PAIRS: Target = Target {
    name: "pairs",
    about: "url-encoded bodies of forms and queries of addresses",
    run: |bytes| {
        let Ok(pairs) = parse_pairs(bytes) else { return };
        assert!(pairs.len() <= FIELDS_MAX);
        assert!(pairs.iter().all(|(_, v)| v.len() <= FIELD_BYTES_MAX && !v.contains('\0')));
        let names: Vec<String> = pairs.iter().map(|(name, _)| name.clone()).collect();
        let fields = Fields::from_pairs(pairs);
        for name in &names {
            assert!(fields.has(name) && fields.all(name).count() >= 1);
            assert!(!fields.text(name).contains("\r\n"));
            drop(fields.date(name));
            drop(fields.euro(name));
        }
    },
    seeds: || {
        texts(&[
            "a=b&c=d",
            "q=Wohngeld+beantragen&seite=2",
            "tag=4.5.2026&betrag=1.234%2C56",
            "a=%C3%A4&a=%FF",
        ])
    },
    words: &["%00", "%0D%0A", "&", "=", "%C3%A4", "+", "%", "2026-05-04", "1.234,56"],
};

/// Amounts and days as people write them: what is read is written, and read again.
pub(crate) const AMOUNTS: Target = Target {
    name: "amounts",
    about: "amounts and days as people write them",
    run: |bytes| {
        let text = text(bytes);
        if let Some(euro) = parse_euro(&text) {
            let cents = euro.0.unsigned_abs();
            let sign = if euro.0 < 0 { "-" } else { "" };
            let written = format!("{sign}{},{:02}", cents / 100, cents % 100);
            assert_eq!(parse_euro(&written), Some(euro), "{text:?} and {written:?}");
        }
        if let Some(day) = parse_date(&text) {
            assert_eq!(parse_date(&day.to_string()), Some(day), "{text:?}");
        }
    },
    seeds: || {
        texts(&["650,50 €", "1.234.567,89", "-3", "12.5", "4.5.2026", "2026-05-04", "1 234,5"])
    },
    words: &[".", ",", "-", " ", "\u{a0}", "€", "Euro", "000", "9999"],
};

//! Code lists as far as the standard's fields name them.

/// Label under which [`list_of`] knows the list of kinds of documents.
pub(crate) const DOCUMENT_KIND: &str = "dokumenttyp";

/// Address and version of the list of a field, by the field's name in 2.2.
pub fn list_of(field: &str) -> Option<(&'static str, &'static str)> {
    Some(match field {
        "referenzLeiKa" => ("urn:de:fim:leika:leistung", ""),
        "leikaTextmodul" => ("urn:de:xzufi:codeliste:leistungstextmodulleika", "20240216"),
        "vertrauensniveau" => ("urn:xoev-de:fim:codeliste:vertrauensniveau", ""),
        "typisierung" => ("urn:de:fim:leika:typisierung", ""),
        "informationsbereichSDG" => ("urn:xoev-de:fim:codeliste:sdginformationsbereich", "4"),
        DOCUMENT_KIND => ("urn:de:fim:codeliste:dokumenttyp", "5"),
        "onlinedienstlinktyp" => ("urn:xoev-de:fim:codeliste:onlinedienstlinktyp", ""),
        _ => return None,
    })
}

/// Whether a text looks like a code of the lists of costs and deadlines: three digits.
pub(crate) fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit())
}

/// A text module of the catalogue: code, German name, English name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModuleKind {
    /// Code in the list.
    pub code: &'static str,
    /// German name.
    pub de: &'static str,
    /// English name.
    pub en: &'static str,
}

/// The text modules of a service, in the order of the list.
pub const TEXT_MODULES: &[ModuleKind] = &[
    ModuleKind { code: "02", de: "Leistungsbezeichnung", en: "Name of the service" },
    ModuleKind { code: "03", de: "Leistungsbezeichnung II", en: "Name for the public" },
    ModuleKind { code: "05", de: "Kurztext", en: "Short text" },
    ModuleKind { code: "06", de: "Volltext", en: "Full text" },
    ModuleKind { code: "07", de: "Rechtsgrundlage", en: "Legal basis" },
    ModuleKind { code: "08", de: "Erforderliche Unterlagen", en: "Documents needed" },
    ModuleKind { code: "09", de: "Voraussetzungen", en: "Requirements" },
    ModuleKind { code: "11", de: "Verfahrensablauf", en: "Procedure" },
    ModuleKind { code: "14", de: "Formulare", en: "Forms" },
    ModuleKind { code: "15", de: "Weiterführende Informationen", en: "Further information" },
    ModuleKind { code: "16", de: "Hinweise", en: "Notes" },
    ModuleKind { code: "18", de: "Urheber", en: "Author" },
    ModuleKind { code: "22", de: "Zuständige Stelle", en: "Competent office" },
    ModuleKind { code: "23", de: "Ansprechpunkt", en: "Contact point" },
    ModuleKind { code: "24", de: "Teaser", en: "Teaser" },
    ModuleKind { code: "25", de: "Rechtsbehelf", en: "Remedy" },
];

/// The text module of a code.
pub fn text_module(code: &str) -> Option<&'static ModuleKind> {
    TEXT_MODULES.iter().find(|m| m.code == code)
}

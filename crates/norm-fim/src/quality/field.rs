//! Fields: kind, type, limits, content, lists.

use std::collections::BTreeSet;

use super::QualityKind::{FehlerKritisch, FehlerMethodisch, Warnung};
use super::Report;
use crate::decimal::Decimal;
use crate::model::{CodeListRef, DataType, Field, FieldKind, Key};
use crate::value::{Notation, Value};

impl Report<'_> {
    /// A field definition.
    pub(super) fn field(&mut self, field: &Field) {
        self.kind_and_type(field);
        self.lengths(field);
        self.range(field);
        self.lists(field);
        self.content(field);
    }

    fn kind_and_type(&mut self, field: &Field) {
        let key = &field.base.key;
        let is_file = matches!(field.data_type, DataType::File | DataType::Object);
        if field.base.element_kind.as_deref() == Some("ABS") {
            self.add(
                key,
                "Strukturelementart",
                1014,
                FehlerKritisch,
                "Ein Datenfeld darf nicht abstrakt sein.",
            );
        }
        if field.kind == FieldKind::Select && !is_text(field) {
            self.add(
                key,
                "Datentyp",
                1011,
                FehlerKritisch,
                "Ein Auswahlfeld muss den Datentyp Text haben.",
            );
        }
        if field.kind == FieldKind::Label && !is_text(field) && field.data_type != DataType::Object
        {
            self.add(
                key,
                "Datentyp",
                1090,
                FehlerKritisch,
                "Ein statisches Feld darf nur Text oder ein statisches Objekt sein.",
            );
        }
        if field.data_type != DataType::File {
            if field.max_size.is_some() {
                self.add(
                    key,
                    "Dateigröße",
                    1056,
                    FehlerKritisch,
                    "Eine Dateigröße gibt es nur bei Anlagen.",
                );
            }
            if !field.media_types.is_empty() {
                self.add(
                    key,
                    "Dateitypen",
                    1057,
                    FehlerKritisch,
                    "Dateitypen gibt es nur bei Anlagen.",
                );
            }
        }
        if is_file && field.constraints.pattern.is_some() {
            self.add(key, "Pattern", 1120, FehlerMethodisch, "Eine Anlage kann kein Muster haben.");
        }
        let prefill = field.prefill.as_deref();
        let is_known = matches!(prefill, Some("keine" | "optional" | "verpflichtend"));
        if self.schema.standard == crate::Standard::Xdf3 && !is_known {
            self.add(
                key,
                "Vorbefüllung",
                1030,
                FehlerKritisch,
                "Die Art der Vorbefüllung fehlt oder ist unbekannt.",
            );
        }
    }

    fn lengths(&mut self, field: &Field) {
        let key = &field.base.key;
        let row = "Feldlänge";
        let (min, max) = (field.constraints.min_length, field.constraints.max_length);
        let has_length = min.is_some() || max.is_some();
        let is_fixed = matches!(field.kind, FieldKind::Select | FieldKind::Label);
        if has_length && is_fixed {
            self.add(
                key,
                row,
                1012,
                FehlerMethodisch,
                "Auswahl- und statische Felder haben keine Feldlänge.",
            );
        }
        if has_length && !is_text(field) {
            self.add(key, row, 1015, FehlerKritisch, "Eine Feldlänge gibt es nur bei Text.");
        }
        if max == Some(0) {
            self.add(
                key,
                row,
                1060,
                FehlerKritisch,
                "Die größte Feldlänge muss größer als null sein.",
            );
        }
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            self.add(
                key,
                row,
                1061,
                FehlerKritisch,
                "Die kleinste Feldlänge ist größer als die größte.",
            );
        }
        let is_incomplete = min.is_none() || max.is_none();
        if field.kind == FieldKind::Input && is_text(field) && is_incomplete {
            self.add(key, row, 1102, Warnung, "Die Feldlänge ist nicht begrenzt.");
        }
    }

    fn range(&mut self, field: &Field) {
        let key = &field.base.key;
        let row = "Wertebereich";
        let limits =
            [field.constraints.min_value.as_deref(), field.constraints.max_value.as_deref()];
        if limits == [None, None] {
            return;
        }
        let wrong = |code: usize| u16::try_from(code).unwrap_or(0);
        for (position, limit) in limits.iter().enumerate() {
            let Some(limit) = limit else { continue };
            let number = limit.parse::<Decimal>();
            let exchange = |kind: DataType| {
                let probe = Field { data_type: kind, ..Field::default() };
                Value::parse(&probe, limit, Notation::Exchange).is_ok()
            };
            let code = match field.data_type {
                DataType::Number | DataType::Money if number.is_err() => wrong(1062 + position),
                DataType::Integer if !number.is_ok_and(|n| n.whole().is_some()) => {
                    wrong(1065 + position)
                }
                DataType::Date if !exchange(DataType::Date) => wrong(1067 + position),
                DataType::DateTime if !exchange(DataType::DateTime) => wrong(1079 + position),
                DataType::Time if !exchange(DataType::Time) => wrong(1081 + position),
                DataType::Text
                | DataType::TextLatin
                | DataType::Bool
                | DataType::File
                | DataType::Object => 1016,
                _ => continue,
            };
            self.add(key, row, code, FehlerKritisch, "Die Wertgrenze passt nicht zum Datentyp.");
        }
        if let [Some(low), Some(high)] = limits {
            let is_upside_down = match (low.parse::<Decimal>(), high.parse::<Decimal>()) {
                (Ok(low), Ok(high)) => low > high,
                _ => field.data_type == DataType::Date && low > high,
            };
            if is_upside_down {
                self.add(
                    key,
                    row,
                    1064,
                    FehlerKritisch,
                    "Die untere Wertgrenze liegt über der oberen.",
                );
            }
        }
    }

    fn lists(&mut self, field: &Field) {
        let key = &field.base.key;
        let has_list = !field.choices.is_empty() || field.code_list.is_some();
        if has_list && field.kind != FieldKind::Select {
            self.add(
                key,
                "Feldart",
                1017,
                FehlerKritisch,
                "Ein Feld mit Liste muss ein Auswahlfeld sein.",
            );
        }
        if !has_list && field.kind == FieldKind::Select {
            self.add(key, "Feldart", 1018, Warnung, "Dem Auswahlfeld fehlt die Liste.");
        }
        if field.choices.len() == 1 {
            self.add(
                key,
                "Werteliste",
                1044,
                FehlerMethodisch,
                "Die Werteliste hat nur einen Eintrag.",
            );
        }
        let mut codes = BTreeSet::new();
        let mut names = BTreeSet::new();
        for choice in &field.choices {
            if !codes.insert(&choice.code) {
                self.add(
                    key,
                    "Werteliste",
                    1045,
                    FehlerKritisch,
                    "Ein Code kommt in der Werteliste doppelt vor.",
                );
            }
            if !names.insert(&choice.name) {
                self.add(
                    key,
                    "Werteliste",
                    1093,
                    Warnung,
                    "Ein Name kommt in der Werteliste doppelt vor.",
                );
            }
        }
        let has_columns =
            field.code_key.is_some() || field.name_key.is_some() || field.help_key.is_some();
        if has_columns && field.code_list.is_none() {
            self.add(
                key,
                "Codeliste",
                1058,
                FehlerMethodisch,
                "Spalten sind genannt, aber keine Codeliste.",
            );
        }
        if let Some(list) = &field.code_list {
            self.list_name(key, list);
            self.with_list(field, list);
        }
    }

    fn list_name(&mut self, key: &Key, list: &CodeListRef) {
        if !list.uri.starts_with("urn:") {
            self.add(
                key,
                "Codeliste",
                1005,
                FehlerKritisch,
                "Die Kennung der Codeliste ist keine URN.",
            );
        } else if !list.uri.bytes().all(|b| b.is_ascii_graphic()) || list.uri.split(':').count() < 3
        {
            self.add(
                key,
                "Codeliste",
                1048,
                FehlerMethodisch,
                "Die URN der Codeliste hat nicht die vorgeschriebene Form.",
            );
        }
    }

    fn content(&mut self, field: &Field) {
        let key = &field.base.key;
        let row = "Inhalt";
        let Some(content) = field.content.as_deref() else {
            if field.kind == FieldKind::Label {
                self.add(key, row, 1109, Warnung, "Dem statischen Feld fehlt der Text.");
            }
            return;
        };
        if matches!(field.data_type, DataType::File | DataType::Object) {
            self.add(key, row, 1100, FehlerKritisch, "Eine Anlage kann keinen Inhalt haben.");
            return;
        }
        if field.kind == FieldKind::Select {
            let is_known = field.choices.iter().any(|c| c.code == content);
            if !field.choices.is_empty() && !is_known {
                self.add(
                    key,
                    row,
                    1085,
                    FehlerMethodisch,
                    "Der Inhalt ist kein Code der Werteliste.",
                );
            }
            return;
        }
        if field.kind == FieldKind::Label {
            return;
        }
        if Value::parse(field, content, Notation::Exchange).is_err() {
            let code = match field.data_type {
                DataType::Integer => 1070,
                DataType::Date => 1071,
                DataType::Bool => 1077,
                DataType::DateTime => 1083,
                DataType::Time => 1084,
                _ => 1069,
            };
            self.add(key, row, code, FehlerKritisch, "Der Inhalt passt nicht zum Datentyp.");
            return;
        }
        let length = u32::try_from(content.chars().count()).unwrap_or(u32::MAX);
        if is_text(field) && field.constraints.min_length.is_some_and(|min| length < min) {
            self.add(key, row, 1074, FehlerKritisch, "Der Inhalt ist zu kurz.");
        }
        if is_text(field) && field.constraints.max_length.is_some_and(|max| length > max) {
            self.add(key, row, 1075, FehlerKritisch, "Der Inhalt ist zu lang.");
        }
        if let Ok(number) = content.parse::<Decimal>() {
            let limit = |text: &Option<String>| text.as_ref()?.parse::<Decimal>().ok();
            if limit(&field.constraints.min_value).is_some_and(|low| number < low) {
                self.add(key, row, 1072, FehlerKritisch, "Der Inhalt ist zu klein.");
            }
            if limit(&field.constraints.max_value).is_some_and(|high| number > high) {
                self.add(key, row, 1073, FehlerKritisch, "Der Inhalt ist zu groß.");
            }
        }
    }
}

fn is_text(field: &Field) -> bool {
    matches!(field.data_type, DataType::Text | DataType::TextLatin)
}

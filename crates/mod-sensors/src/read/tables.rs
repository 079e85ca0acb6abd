//! Lists in other forms: tables of Observations, CSV, `GeoJSON`.

use std::collections::HashMap;

use norm_sensorthings::Json;
use norm_sensorthings::check::CheckedQuery;
use norm_sensorthings::data_array::{Column, columns, write_data_array};
use norm_sensorthings::model::{EntityType, Id};
use norm_sensorthings::result::{CsvWriter, FeatureRow, GeoJsonWriter, Separator, table_columns};
use norm_sensorthings::write::{Out, Record};

use super::{CheckedMeta, Reading};
use crate::answer::{Answer, Refusal};
use crate::store::{Entity, stream};

impl Reading<'_, '_> {
    pub(super) fn data_array(
        &mut self,
        entities: &[Entity],
        checked: &CheckedQuery,
        count: Option<u64>,
        next: Option<&str>,
    ) -> Result<Answer, Refusal> {
        let columns = columns(checked);
        let mut addresses: HashMap<i64, String> = HashMap::new();
        for entity in entities {
            if addresses.contains_key(&entity.stream) {
                continue;
            }
            let is_multi = stream(self.reader, entity.stream)?.is_some_and(|s| s.is_multi);
            let kind = if is_multi { EntityType::MultiDatastream } else { EntityType::Datastream };
            let id = Id::Number(entity.stream);
            let address = self.writer(CheckedMeta::default()).self_link(kind, &id);
            addresses.insert(entity.stream, address);
        }
        let rows = entities.iter().map(|entity| {
            let cells = columns.iter().map(|column| match column {
                Column::Id => Out::Json(Json::from(entity.id)),
                Column::Property(property) => {
                    entity.field(property.name).cloned().unwrap_or(Out::Null)
                }
            });
            let address = addresses.get(&entity.stream).cloned().unwrap_or_default();
            (address, cells.collect())
        });
        let mut out = String::new();
        write_data_array(&mut out, &columns, rows, count, next);
        Ok(Answer::json(out))
    }
}

pub(super) fn csv(
    records: &[Record<'static>],
    checked: &CheckedQuery,
    next: Option<String>,
) -> Result<Answer, Refusal> {
    let columns = table_columns(checked)?;
    let names: Vec<String> =
        columns.iter().map(norm_sensorthings::result::TableColumn::name).collect();
    let mut out = String::new();
    let mut writer = CsvWriter::new(&mut out, Separator::Comma, &names);
    for record in records {
        let cells: Vec<Out<'_>> = columns.iter().map(|c| c.cell(record)).collect();
        writer.row(&cells);
    }
    // A table has no place for it: where it goes on stands in the header `Link`.
    Ok(Answer { kind: "text/csv;charset=UTF-8", next, ..Answer::json(out) })
}

pub(super) fn geojson(
    records: &[Record<'static>],
    checked: &CheckedQuery,
    next: Option<&str>,
) -> Result<Answer, Refusal> {
    let columns = table_columns(checked)?;
    let mut out = String::new();
    let mut writer = GeoJsonWriter::new(&mut out);
    for record in records {
        let values = columns.iter().map(|c| (c.name(), c.cell(record))).collect();
        writer.row(&FeatureRow { id: Some(Json::from(&record.id)), values });
    }
    writer.end(next);
    Ok(Answer { kind: "application/geo+json", ..Answer::json(out) })
}

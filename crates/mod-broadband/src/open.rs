//! The roll-out as open data: how far fibre is in each district and street. Never a single house: a
//! street with few addresses stands in its district only.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::open_data::{DataFile, Dataset, Every, Format, Licence};
use kernel::{AppError, Ctx, Reader, Text, Town, places};

use crate::model::Status;
use crate::overview::{self, Part};
use crate::store;

/// Addresses a street has at least, to stand by itself.
const STREET_ADDRESSES_MIN: usize = 5;
/// Columns behind the name.
const COLUMNS: &str =
    "addresses,available,connected,under_construction,planned,available_percent,day";

/// What this department offers.
///
/// # Errors
/// What the database says.
pub fn datasets(_: &Town, reader: &mut Reader<'_>) -> Result<Vec<Dataset>, AppError> {
    let today = reader.today();
    let (_, named) = store::reached(reader, today)?;
    if named == 0 {
        return Ok(Vec::new());
    }
    let file = |name: &str, de: &str, en: &str| DataFile {
        title: Text::new(de, en),
        path: format!("/glasfaser/ausbau/{name}.csv"),
        format: Format::Csv,
        bytes: None,
        sha256: None,
        modified: None,
    };
    Ok(vec![Dataset {
        key: "glasfaser".into(),
        title: Text::new("Glasfaserausbau", "Fibre roll-out"),
        text: Text::new(
            "Wie viele Adressen in jedem Stadtteil und jeder Straße Glasfaser erreicht, wo gebaut wird und was geplant ist. Zusammengefasst, ohne einzelne Haushalte.",
            "How many addresses of each district and street fibre reaches, where it is being built and what is planned. Summed up, without single households.",
        ),
        keywords: ["Glasfaser", "Breitband", "Ausbau"].map(str::to_owned).to_vec(),
        themes: vec!["TECH", "REGI"],
        licence: Licence::DlZero,
        page: "/glasfaser".into(),
        issued: None,
        modified: None,
        every: Every::Day,
        from: None,
        until: None,
        area: None,
        high_value: None,
        source: String::new(),
        files: vec![
            file("stadtteile", "Nach Stadtteilen", "By district"),
            file("strassen", "Nach Straßen", "By street"),
        ],
        interface: None,
    }])
}

/// One of the files.
pub async fn csv(ctx: Ctx, Path(name): Path<String>) -> Result<Response, AppError> {
    let text = match name.as_str() {
        "stadtteile.csv" => ctx.read(districts).await?,
        "strassen.csv" => ctx.read(streets).await?,
        _ => return Err(AppError::NotFound),
    };
    let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    let open = HeaderValue::from_static("*");
    let headers = [(header::CONTENT_TYPE, kind), (header::ACCESS_CONTROL_ALLOW_ORIGIN, open)];
    Ok(web::cache::shared((headers, text).into_response()))
}

/// A name as a cell; one that a table program would take for a formula gets an apostrophe.
fn cell(name: &str) -> String {
    let start = if name.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{start}{}\"", name.replace('"', "\"\""))
}

fn line(out: &mut String, names: &[&str], part: &Part, day: jiff::civil::Date) {
    let names: Vec<String> = names.iter().map(|name| cell(name)).collect();
    // Who is connected can be connected: what is available counts both.
    let available = part.available + part.connected;
    let share = part.per_mille(available);
    // Writing to memory cannot fail.
    let _ = write!(
        out,
        "{},{},{available},{},{},{},{}.{},{day}\r\n",
        names.join(","),
        part.addresses,
        part.connected,
        part.building,
        part.planned,
        share / 10,
        share % 10,
    );
}

fn districts(reader: &mut Reader<'_>) -> Result<String, AppError> {
    let today = reader.today();
    let all = overview::on(reader, today)?;
    let mut out = format!("district,{COLUMNS}\r\n");
    for (name, part) in &all.districts {
        line(&mut out, &[name], part, today);
    }
    Ok(out)
}

fn streets(reader: &mut Reader<'_>) -> Result<String, AppError> {
    let today = reader.today();
    let mut best: HashMap<String, Status> = HashMap::new();
    for counted in store::tally(reader, today)? {
        let top = best.entry(counted.address).or_default();
        *top = (*top).max(counted.status);
    }
    let names: HashMap<String, String> =
        places::districts(reader)?.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let mut parts: BTreeMap<(String, String), Part> = BTreeMap::new();
    for address in places::all(reader)? {
        let status = best.get(&address.id.to_string()).copied().unwrap_or_default();
        let district = address.district.and_then(|d| names.get(&d.to_string()).cloned());
        let street = (address.street, district.unwrap_or_default());
        parts.entry(street).or_default().count(status.mark(), 1);
    }
    let mut out = format!("street,district,{COLUMNS}\r\n");
    for ((street, district), part) in &parts {
        if part.addresses >= STREET_ADDRESSES_MIN {
            line(&mut out, &[street, district], part, today);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_shares_and_no_formulas() {
        let part = Part { addresses: 8, available: 1, connected: 2, building: 1, planned: 0 };
        let mut out = String::new();
        line(&mut out, &["=Nord \"alt\""], &part, jiff::civil::date(2026, 5, 4));
        assert_eq!(out, "\"'=Nord \"\"alt\"\"\",8,3,2,1,0,37.5,2026-05-04\r\n");
    }
}

//! Placeholders of the texts: what the town has must be said by the town.

use jiff::civil::Date;

use super::days::{self, Look};
use crate::model::{PublicBuilding, StreetKind, Town};

/// What placeholders are filled from.
#[derive(Clone, Copy)]
pub(super) struct Filler<'a> {
    /// The town.
    pub town: &'a Town,
    /// The day from which days in the text are seen.
    pub from: Date,
    /// Whether the text is English.
    pub is_en: bool,
}

/// Streets shorter than this are no good example.
const STREET_M_MIN: u32 = 120;

impl Filler<'_> {
    /// The text with everything filled in.
    ///
    /// # Errors
    /// With the placeholder nobody knows.
    pub fn fill(&self, text: &str) -> Result<String, String> {
        let mut out = String::with_capacity(text.len() + text.len() / 8);
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let behind = &rest[start + 1..];
            let Some(end) = behind.find('}') else { break };
            let name = &behind[..end];
            out.push_str(&rest[..start]);
            if name.contains("=\"") {
                // A mark of the text form: a language, an abbreviation.
                out.push_str(&rest[start..=start + 1 + end]);
            } else {
                out.push_str(&self.value(name).ok_or_else(|| name.to_owned())?);
            }
            rest = &behind[end + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }

    fn value(&self, name: &str) -> Option<String> {
        match name.split_once(':') {
            Some((what, which)) => self.one_of_many(what, which.trim()),
            None => self.fact(name),
        }
    }

    fn fact(&self, name: &str) -> Option<String> {
        let town = &self.town.identity;
        let is_woman = town.mayor_title.ends_with("in");
        Some(match name {
            "town" => town.name.clone(),
            "river" => town.river.clone(),
            "mayor" => town.mayor.clone(),
            "title" => town.mayor_title.clone(),
            "the_title" if is_woman => format!("die {}", town.mayor_title),
            "the_title" => format!("der {}", town.mayor_title),
            "The_title" if is_woman => format!("Die {}", town.mayor_title),
            "The_title" => format!("Der {}", town.mayor_title),
            "of_title" | "with_title" if is_woman => format!("der {}", town.mayor_title),
            "of_title" => format!("des {}s", town.mayor_title),
            "with_title" => format!("dem {}", town.mayor_title),
            "mail" => town.mail_domain.clone(),
            "host" => town.host.clone(),
            "kreis" => town.kreis.clone(),
            "of_kreis" => town.kreis.replacen("Kreis", "Kreises", 1),
            "phone" => format!("{}-0", town.phone_base),
            "postcode" => town.postcode.clone(),
            "people" => thousands(town.population, self.is_en),
            "households" => {
                let count = u32::try_from(self.town.households.len()).unwrap_or(u32::MAX);
                thousands(count, self.is_en)
            }
            "streets" => self.town.map.streets.len().to_string(),
            "area" => {
                let mark = if self.is_en { '.' } else { ',' };
                format!("{}{mark}{}", town.area_ha / 100, town.area_ha % 100 / 10)
            }
            "recorded" => town.first_recorded.to_string(),
            "chartered" => town.chartered.to_string(),
            "blazon" => town.blazon.clone(),
            "year" => self.from.year().to_string(),
            "last_year" => (self.from.year() - 1).to_string(),
            "next_year" => (self.from.year() + 1).to_string(),
            "outer" => self.outer_districts(),
            _ => return None,
        })
    }

    /// All districts but the first: "A, B und C".
    fn outer_districts(&self) -> String {
        let names: Vec<&str> =
            self.town.map.districts.iter().skip(1).map(|d| d.name.as_str()).collect();
        let and = if self.is_en { "and" } else { "und" };
        match names.split_last() {
            Some((last, rest)) => format!("{} {and} {last}", rest.join(", ")),
            None => String::new(),
        }
    }

    fn one_of_many(&self, what: &str, which: &str) -> Option<String> {
        let number = || which.parse::<usize>().ok();
        match what {
            "district" => self.town.map.districts.get(number()?).map(|d| d.name.clone()),
            "building" => Some(self.building(which)?.name.clone()),
            "at" => {
                let address = self.town.address(self.building(which)?.address)?;
                Some(self.town.address_line(address))
            }
            "in" => {
                let address = self.town.address(self.building(which)?.address)?;
                let of = |d: &&crate::model::District| d.id == address.district;
                self.town.map.districts.iter().find(of).map(|d| d.name.clone())
            }
            "street" => {
                let matching = self.town.map.streets.iter();
                let fits = |s: &&crate::model::Street| {
                    s.kind == StreetKind::Collector && s.length_m > STREET_M_MIN
                };
                matching.filter(fits).nth(number()?).map(|s| s.name.clone())
            }
            "lane" => {
                let lanes = self.town.map.streets.iter();
                lanes
                    .filter(|s| s.kind == StreetKind::OldTown)
                    .nth(number()?)
                    .map(|s| s.name.clone())
            }
            "bridge" => {
                let bridges = self.town.map.bridges.iter().filter(|b| b.over_river);
                bridges.clone().nth(number()?).map(|b| b.name.clone())
            }
            "brook" => self.town.map.waters.get(number()? + 1).map(|w| w.name.clone()),
            "unit" if self.is_en => self.town.unit(which).map(|u| u.name_en.clone()),
            "unit" => self.town.unit(which).map(|u| u.name.clone()),
            "phone" => self.town.unit(which).map(|u| u.phone.clone()),
            "email" => self.town.unit(which).map(|u| u.email.clone()),
            "date" => self.day(which).map(|day| days::long(day, self.is_en)),
            "day" => self.day(which).map(|day| days::with_weekday(day, self.is_en)),
            "month" => self.day(which).map(|day| days::month(day, self.is_en).to_owned()),
            "year" => self.day(which).map(|day| day.year().to_string()),
            _ => None,
        }
    }

    fn day(&self, expression: &str) -> Option<Date> {
        days::day(expression, self.from, Look::Ahead)
    }

    /// The building whose name begins so; `name#2` is the third of them.
    pub fn building(&self, name: &str) -> Option<&PublicBuilding> {
        let (name, number) = name.split_once('#').unwrap_or((name, "0"));
        let begins = |b: &&PublicBuilding| b.name.starts_with(name);
        self.town.map.buildings.iter().filter(begins).nth(number.parse().ok()?)
    }
}

/// "30.201" or "30,201".
fn thousands(number: u32, is_en: bool) -> String {
    let mark = if is_en { ',' } else { '.' };
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_marks() {
        assert_eq!(thousands(7, false), "7");
        assert_eq!(thousands(30_201, false), "30.201");
        assert_eq!(thousands(1_234_567, true), "1,234,567");
    }
}

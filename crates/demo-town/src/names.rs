//! Names of invented people.

use crate::dice::Dice;
use crate::model::Gender;
use crate::words::people::{BIRTH_PLACES, GERMAN, GERMAN_FAMILIES, GROUPS, Group, HARD};

/// Where the names of a family come from.
#[derive(Clone, Copy)]
pub(crate) enum Origin {
    /// German.
    German,
    /// Number of the group in the word list.
    Other(usize),
}

/// A family of invented people: how its members are called.
pub(crate) struct Family {
    pub(crate) origin: Origin,
    /// Family name in the form of a man.
    pub(crate) name: String,
}

/// A new family.
pub(crate) fn family(dice: &mut Dice) -> Family {
    let origin = origin(dice);
    Family { origin, name: family_name(dice, origin) }
}

/// Another family name of the same origin, for maiden names and flat mates.
pub(crate) fn family_name(dice: &mut Dice, origin: Origin) -> String {
    match origin {
        Origin::German => {
            let name = *dice.pick(GERMAN_FAMILIES);
            if dice.chance(3) {
                let other = *dice.pick(GERMAN_FAMILIES);
                if other != name && !name.contains('-') && !other.contains('-') {
                    return format!("{name}-{other}");
                }
            }
            if dice.below(300) == 0 { format!("von {name}") } else { name.to_owned() }
        }
        Origin::Other(group) => (*dice.pick(GROUPS[group].families)).to_owned(),
    }
}

fn origin(dice: &mut Dice) -> Origin {
    let shares: Vec<u32> = GROUPS.iter().map(|group| group.share).collect();
    let others: u32 = shares.iter().sum();
    if dice.below(1000) < others { Origin::Other(dice.weighted(&shares)) } else { Origin::German }
}

/// First names for somebody born in `year`.
pub(crate) fn first_names(dice: &mut Dice, origin: Origin, gender: Gender, year: i16) -> String {
    let group = match origin {
        // Children of immigrants carry names from both lists.
        Origin::Other(group) if year < 1995 || dice.chance(72) => &GROUPS[group].first,
        _ => GERMAN
            .iter()
            .find(|(last, _)| year <= *last)
            .map_or(&GERMAN[GERMAN.len() - 1].1, |(_, names)| names),
    };
    let female = match gender {
        Gender::Female => true,
        Gender::Male => false,
        Gender::Diverse => dice.chance(50),
    };
    let list = if female { group.0 } else { group.1 };
    let first = *dice.pick(list);
    if dice.chance(14) {
        let second = *dice.pick(list);
        if second != first {
            return format!("{first} {second}");
        }
    }
    first.to_owned()
}

/// The family name in the form that `gender` carries.
pub(crate) fn inflected(name: &str, origin: Origin, gender: Gender) -> String {
    let Origin::Other(group) = origin else { return name.to_owned() };
    if gender != Gender::Female || !GROUPS[group].inflected {
        return name.to_owned();
    }
    if let Some(stem) = name.strip_suffix("ski") {
        return format!("{stem}ska");
    }
    if name.ends_with("ow") || name.ends_with("ew") {
        return format!("{name}a");
    }
    name.to_owned()
}

/// A name at which forms break, by number; none when they are used up.
pub(crate) fn hard(number: usize) -> Option<(&'static str, &'static str)> {
    HARD.get(number).copied()
}

fn group(origin: Origin) -> Option<&'static Group> {
    match origin {
        Origin::German => None,
        Origin::Other(number) => Some(&GROUPS[number]),
    }
}

/// Nationality, language and place of birth of somebody born in `year`.
pub(crate) fn roots(dice: &mut Dice, origin: Origin, year: i16, town: &str) -> Roots {
    let here = (*dice.pick(BIRTH_PLACES)).replace("{town}", town);
    let Some(group) = group(origin) else {
        return Roots { nationality: "DE".into(), language: "de".into(), birth_place: here };
    };
    // The younger, the more of them were born here and are German.
    let foreign = if year > 2005 { group.foreign / 2 } else { group.foreign };
    let nationality = if dice.chance(foreign) { group.country } else { "DE" };
    let abroad = nationality != "DE" && dice.chance(88) || year < 1985 && dice.chance(70);
    let birth_place = if abroad { (*dice.pick(group.cities)).to_owned() } else { here };
    let language = if year > 1995 && !abroad { "de" } else { group.language };
    Roots { nationality: nationality.into(), language: language.into(), birth_place }
}

/// Where somebody comes from.
pub(crate) struct Roots {
    pub(crate) nationality: String,
    pub(crate) language: String,
    pub(crate) birth_place: String,
}

/// The name in ASCII and lower case, for e-mail addresses and hosts.
pub(crate) fn ascii(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.to_lowercase().chars() {
        match letter {
            'ä' | 'æ' => plain.push_str("ae"),
            'ö' | 'ø' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'þ' => plain.push_str("th"),
            'á' | 'à' | 'â' | 'ã' | 'ą' | 'ă' | 'ạ' | 'ầ' | 'ặ' | 'ả' => {
                plain.push('a');
            }
            'ç' | 'ć' | 'č' => plain.push('c'),
            'đ' => plain.push('d'),
            'é' | 'è' | 'ê' | 'ę' | 'ë' | 'ễ' => plain.push('e'),
            'ğ' => plain.push('g'),
            'ı' | 'í' | 'ị' | 'î' => plain.push('i'),
            'ł' => plain.push('l'),
            'ń' | 'ñ' => plain.push('n'),
            'ó' | 'ô' | 'õ' | 'ō' | 'ộ' | 'ơ' | 'ọ' | 'ỗ' => plain.push('o'),
            'ş' | 'ś' | 'š' | 'ș' => plain.push('s'),
            'ț' | 'ţ' => plain.push('t'),
            'ú' | 'ù' | 'ư' | 'ũ' | 'ấ' => plain.push('u'),
            'ý' | 'ÿ' => plain.push('y'),
            'ź' | 'ż' | 'ž' => plain.push('z'),
            ' ' | '-' | '\'' => plain.push('-'),
            other if other.is_ascii_alphanumeric() => plain.push(other),
            _ => {}
        }
    }
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_plain() {
        assert_eq!(ascii("Marlenbrück"), "marlenbrueck");
        assert_eq!(ascii("Łukasiewicz"), "lukasiewicz");
        assert_eq!(ascii("D'Angelo"), "d-angelo");
        assert_eq!(ascii("İbrahim"), "ibrahim");
        assert_eq!(ascii("Großmann"), "grossmann");
    }

    #[test]
    fn polish_women_have_their_own_form() {
        let polish = GROUPS.iter().position(|group| group.language == "pl").map(Origin::Other);
        let name = inflected("Kowalski", polish.unwrap(), Gender::Female);
        assert_eq!(name, "Kowalska");
    }

    #[test]
    fn every_group_has_names() {
        for group in GROUPS {
            assert!(group.first.0.len() >= 6 && group.first.1.len() >= 6, "{}", group.country);
            assert!(group.families.len() >= 8 && !group.cities.is_empty(), "{}", group.country);
        }
    }
}

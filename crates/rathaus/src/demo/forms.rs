//! A second service beside housing benefit: a form that came from the workshop of forms, with some
//! applications of today on the desk of the taxes.

use std::sync::Arc;

use demo_town as invented;
use invented::Household;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{AppError, Language, Text, Town, org};
use mod_studio::DemoForm;
use norm_fim::{Answers, Path, Schema};

use super::Error;

/// The project's own schema.
const SCHEMA: &str = include_str!("../../../../data/demo/dog.xdf3.xml");
/// The service the form belongs to.
const SERVICE: &str = "hund-anmelden";
/// Office of the taxes.
const UNIT: &str = "20";
/// Households that register a dog today: every so manyth of the town.
const EVERY: usize = 131;
/// How many do.
const APPLICATIONS: usize = 7;
/// Youngest who may keep one, in years.
const ADULT: i16 = 18;

/// A dog to register.
struct Dog {
    name: &'static str,
    breed: &'static str,
    sex: &'static str,
    /// Age in days.
    age: i64,
    /// Lives with its people for this many days.
    here: i64,
    colour: &'static str,
    origin: &'static str,
    /// Where it was registered before, for who has moved here.
    before: &'static str,
}

const DOGS: [Dog; APPLICATIONS] = [
    dog("Bruno", "Labrador-Mischling", "male", (250, 186), "schwarz", "private"),
    dog("Frieda", "Rauhaardackel", "female", (324, 258), "saufarben", "breeder"),
    dog("Nala", "Mischling", "female", (1_635, 50), "braun-weiß", "shelter"),
    Dog {
        before: "Hamm",
        ..dog("Oskar", "Jack-Russell-Terrier", "male", (2_568, 21), "", "moved")
    },
    dog("Lotte", "Pudel", "female", (213, 145), "apricot", "breeder"),
    dog("Kalle", "Border Collie", "male", (462, 406), "schwarz-weiß", "breeder"),
    dog("Mila", "Havaneser", "female", (2_027, 7), "creme", "private"),
];

const fn dog(
    name: &'static str,
    breed: &'static str,
    sex: &'static str,
    (age, here): (i64, i64),
    colour: &'static str,
    origin: &'static str,
) -> Dog {
    Dog { name, breed, sex, age, here, colour, origin, before: "" }
}

/// Opens the form.
///
/// # Errors
/// What the database says.
pub async fn open(town: &Arc<Town>) -> Result<(), Error> {
    let units = town.read(org::all).await?;
    let unit = units.iter().find(|unit| unit.number == UNIT).ok_or(AppError::NotFound)?;
    let form = DemoForm {
        service: SERVICE.into(),
        title: Text::new("Hund anmelden", "Register a dog"),
        xml: SCHEMA.into(),
        unit: unit.id,
        fee: Text::new("Die Anmeldung kostet nichts.", "Registration costs nothing."),
        remedy: "Gegen diesen Bescheid können Sie innerhalb eines Monats nach seiner Bekanntgabe Klage bei dem zuständigen Verwaltungsgericht erheben.".into(),
    };
    Ok(mod_studio::open_for_demo(town, form).await?)
}

/// Sends today's applications; answers how many.
///
/// # Errors
/// What the house refuses.
pub async fn apply(town: &Arc<Town>, plan: &invented::Town) -> Result<usize, Error> {
    let schema = norm_fim::read(SCHEMA.as_bytes())?.schema;
    let today = kernel::clock::local_day(town.now());
    let is_adult = |home: &&Household| {
        let head = home.family().next();
        head.is_some_and(|person| person.birth_date.year() + ADULT < today.year())
    };
    let homes = plan.households.iter().step_by(EVERY).filter(is_adult).take(APPLICATIONS);
    let mut count = 0;
    for (home, dog) in homes.zip(&DOGS) {
        let holder = mod_applications::holder_for_demo(town, Language::De).await?;
        let answers = answers(&schema, plan, home, dog, today);
        let sent = mod_applications::submit_for_demo(
            town,
            SERVICE,
            answers,
            &holder.key,
            Language::De,
            Vec::new(),
        );
        let _ = sent.await?;
        count += 1;
    }
    Ok(count)
}

/// What somebody types.
fn answers(
    schema: &Schema,
    plan: &invented::Town,
    home: &Household,
    dog: &Dog,
    today: Date,
) -> Answers {
    let mut answers = Answers::new();
    let mut enter = |place: &str, text: &str| {
        let path: Path = place.parse().expect("places are written in this file");
        if !text.is_empty() {
            let _ = answers.enter(schema, &path, text);
        }
    };
    let day = |date: Date| date.strftime("%d.%m.%Y").to_string();
    if let Some(person) = home.family().next() {
        enter("G99000100010.F99000100011", &person.first_names);
        enter("G99000100010.F99000100012", &person.family_name);
        enter("G99000100010.F99000100013", &day(person.birth_date));
    }
    if let Some(address) = plan.address(home.address) {
        enter("G99000100010.F99000100014", plan.street(address.street).map_or("", |s| &s.name));
        enter("G99000100010.F99000100015", &address.house_number());
        enter("G99000100010.F99000100016", &address.postcode);
    }
    enter("G99000100010.F99000100017", &plan.identity.name);
    enter("G99000100010.F99000100018", home.email.as_deref().unwrap_or_default());
    for (field, text) in [
        ("F99000100021", dog.name),
        ("F99000100022", dog.breed),
        ("F99000100023", dog.sex),
        ("F99000100024", &day(today.saturating_sub(dog.age.days()))),
        ("F99000100025", dog.colour),
        ("F99000100027", &day(today.saturating_sub(dog.here.days()))),
        ("F99000100028", dog.origin),
        ("F99000100029", dog.before),
    ] {
        enter(&format!("G99000100020-0.{field}"), text);
    }
    enter("G99000100030.F99000100031", "none");
    enter("G99000100040.F99000100041", "false");
    enter("G99000100050.F99000100052", "true");
    answers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_reads_cleanly_and_every_dog_can_be_registered() {
        let read = norm_fim::read(SCHEMA.as_bytes()).unwrap();
        assert!(read.findings.is_empty(), "{:?}", read.findings);
        let form = norm_fim::Form::new(read.schema, norm_fim::FormOptions::default());
        let plan = demo_town::town(demo_town::DEMO_SEED);
        let home = plan.households.iter().find(|h| h.family().next().is_some()).unwrap();
        let today = jiff::civil::date(2026, 11, 22);
        for dog in &DOGS {
            let answers = answers(form.schema(), &plan, home, dog, today);
            let found = form.check(&answers);
            assert!(found.is_empty(), "{}: {found:?}", dog.name);
        }
    }
}

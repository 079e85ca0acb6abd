//! Reading, checking and writing beside merely parsing the same bytes, in one run.

#[path = "../tests/it/everything.rs"]
mod everything;

use divan::counter::BytesCount;
use norm_xtrasse::{Collection, Limits, Version, check, read, to_gml, to_jsonfg};
use uuid::Uuid;

fn main() {
    divan::main();
}

/// A plan of about three thousand sections: one object of every class would be no plan.
fn plan() -> Collection {
    let mut collection = everything::everything(Version::V21);
    let section = collection
        .features
        .iter()
        .find(|f| f.class.name == "BRA_BreitbandtrasseAbschnitt")
        .cloned();
    for number in 0..3_000_u128 {
        let mut one = section.clone().expect("the class is in the model");
        one.id = Uuid::from_u128(0x4000_8000_0000_0000_0000 + number);
        collection.features.push(one);
    }
    collection
}

#[divan::bench]
fn gml_checked(bencher: divan::Bencher<'_, '_>) {
    let text = to_gml(&plan());
    let verdict = check(text.as_bytes(), Limits::default());
    assert!(verdict.accepted);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| check(divan::black_box(text.as_bytes()), Limits::default()));
}

/// The bare parser of XML on the same bytes: what checking costs beyond it is ours.
#[divan::bench]
fn gml_parsed_only(bencher: divan::Bencher<'_, '_>) {
    let text = to_gml(&plan());
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let mut reader = quick_xml::Reader::from_str(divan::black_box(&text));
        let mut events = 0_usize;
        while !matches!(reader.read_event(), Ok(quick_xml::events::Event::Eof) | Err(_)) {
            events += 1;
        }
        events
    });
}

#[divan::bench]
fn json_checked(bencher: divan::Bencher<'_, '_>) {
    let text = to_jsonfg(&plan());
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| check(divan::black_box(text.as_bytes()), Limits::default()));
}

#[divan::bench]
fn json_parsed_only(bencher: divan::Bencher<'_, '_>) {
    let text = to_jsonfg(&plan());
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| serde_json::from_str::<serde_json::Value>(divan::black_box(&text)));
}

#[divan::bench]
fn gml_to_json(bencher: divan::Bencher<'_, '_>) {
    let text = to_gml(&plan());
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        read(divan::black_box(text.as_bytes()), Limits::default()).collection.map(|c| to_jsonfg(&c))
    });
}

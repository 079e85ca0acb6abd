//! Deadlines of the telecommunications act against vectors computed by somebody else.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use kernel::deadlines::{end_raw, end_shifted, shifted};

#[derive(serde::Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(serde::Deserialize)]
struct Vector {
    rule: String,
    event_date: Date,
    months: i64,
    end_raw: Date,
    end_shifted: Date,
    fiction_effective_from: Date,
}

#[test]
fn the_vectors_of_the_telecommunications_act_agree() {
    let Some(path) = testkit::shared_data("broadband/deadlines/tkg127_vectors.json") else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("the house is as the test expects");
    let vectors =
        serde_json::from_str::<Vectors>(&text).expect("the house is as the test expects").vectors;
    assert!(vectors.len() >= 80, "only {} vectors", vectors.len());
    for v in vectors {
        let name = format!("{} from {}", v.rule, v.event_date);
        let span = Span::new().months(v.months);
        assert_eq!(end_raw(v.event_date, span), v.end_raw, "{name}");
        assert_eq!(end_shifted(v.event_date, span), v.end_shifted, "{name}");
        assert_eq!(shifted(v.end_raw), v.end_shifted, "{name}");
        assert_eq!(v.end_shifted.saturating_add(1.day()), v.fiction_effective_from, "{name}");
    }
}

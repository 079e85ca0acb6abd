//! `rathaus wohngeld` as those use it who call it: files in, files out, exit status.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const HEADING: &str = "household,date,persons_total,persons_considered,mietenstufe,\
                       gross_cold_rent_eur,monthly_total_income_eur";
const HEADING_OUT: &str = "household,date,persons_total,persons_considered,mietenstufe,\
                           gross_cold_rent_eur,monthly_total_income_eur,rent_m,income_y,\
                           wohngeld_eur";

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rathaus"));
    command.arg("wohngeld").stdin(Stdio::null());
    command
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("nobody killed it")
}

fn complaints(output: &Output) -> Vec<String> {
    String::from_utf8(output.stderr.clone()).expect("text").lines().map(str::to_owned).collect()
}

/// Computes a table; gives what was written, the complaints and the exit status.
fn compute(table: impl AsRef<[u8]>) -> (String, Vec<String>, i32) {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, output) = (folder.path().join("in.csv"), folder.path().join("out.csv"));
    fs::write(&input, table).expect("the folder is writable");
    let done = command().arg("--input").arg(&input).arg("--output").arg(&output).output();
    let done = done.expect("the program starts");
    let written = fs::read_to_string(&output).unwrap_or_default();
    let name = input.display().to_string();
    let complaints = complaints(&done).iter().map(|line| line.replace(&name, "in.csv")).collect();
    (written, complaints, status(&done))
}

fn rows(rows: &[&str]) -> String {
    [&[HEADING], rows, &[""]].concat().join("\n")
}

#[test]
fn twelve_thousand_rows_come_out_as_the_statute_says() {
    let Some(path) = testkit::shared_data("wohngeld/gettsim_random_reference.csv") else {
        return;
    };
    let (written, complaints, status) = compute(fs::read(&path).expect("the file is there"));
    assert_eq!((complaints, status), (Vec::new(), 0));
    let mut reference = csv::Reader::from_path(&path).expect("the file is a table");
    let heading = reference.headers().expect("a heading").clone();
    let at = |name: &str| heading.iter().position(|n| n == name).expect("the column is there");
    let (m, y, eur) = (at("statute_m"), at("statute_y"), at("statute_wohngeld_eur"));
    let mut ours = csv::Reader::from_reader(written.as_bytes());
    let heading: Vec<String> =
        ours.headers().expect("a heading").iter().map(str::to_owned).collect();
    assert_eq!(heading.join(","), HEADING_OUT);
    let mut compared = 0;
    for (theirs, ours) in reference.records().zip(ours.records()) {
        let (theirs, ours) = (theirs.expect("a row"), ours.expect("a row"));
        assert!((0..7).all(|column| theirs[column] == ours[column]), "{ours:?}");
        assert_eq!([&ours[7], &ours[8], &ours[9]], [&theirs[m], &theirs[y], &theirs[eur]]);
        compared += 1;
    }
    assert_eq!(compared, 12_000);
}

#[test]
fn a_bad_row_is_named_and_the_others_are_computed() {
    let (written, complaints, status) = compute(rows(&[
        "a,2025-01-01,1,1,3,585,900",
        "b,2025-13-01,1,1,3,585,900",
        "c,2027-01-01,1,1,3,585,900",
        "d,2025-01-01,1,2,3,585,900",
        "e,2025-01-01,1,1,8,585,900",
        "f,2025-01-01,1,1,3,-1,900",
        "g,2025-01-01,1,1,3,585,",
        "h,2025-01-01,1,1,3,585",
        "i,2025-01-01,1,1,3,585,50,900",
        "",
        "j,2025-01-01,1,1,3,\"585,50\",900",
        "k,2019-01-01,1,1,7,585,900",
        "l,2025-01-01,1,1,3,585,900",
    ]));
    assert_eq!(status, 1);
    let expected = [
        ("3", "date", "'2025-13-01' is not a month"),
        ("4", "date", "known law ends with 2026-12"),
        ("5", "persons_considered", "more considered members than members"),
        ("6", "mietenstufe", "'8' is not a rent level from 1 to 7"),
        ("7", "gross_cold_rent_eur", "the amount is negative"),
        ("8", "monthly_total_income_eur", "the field is empty"),
        ("9", "monthly_total_income_eur", "the row has 6 fields, the heading 7"),
        ("10", "8", "the row has 8 fields, the heading 7"),
        ("12", "gross_cold_rent_eur", "'585,50' needs a decimal point"),
        ("13", "mietenstufe", "there is no rent level 7 in 2016-01"),
    ];
    for ((line, column, reason), said) in expected.iter().zip(&complaints) {
        let start = format!("in.csv: line {line}, column {column}: ");
        assert!(said.starts_with(&start) && said.contains(reason), "{said} for {start}{reason}");
    }
    assert_eq!(complaints[10], "10 of 12 rows are bad; their results are empty");
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines.len(), 13);
    assert_eq!(lines[0], HEADING_OUT);
    assert!(lines[1].starts_with("a,2025-01-01,1,1,3,585,900,585.6,900,"), "{}", lines[1]);
    assert_eq!(lines[1][1..], lines[12][1..]);
    assert_eq!(lines[2], "b,2025-13-01,1,1,3,585,900,,,");
    assert_eq!(lines[8], "h,2025-01-01,1,1,3,585,,,,");
}

#[test]
fn the_table_may_come_from_any_program_that_writes_csv() {
    let plain = compute(rows(&["1,2025-01-01,2,1,3,850.50,900.25"]));
    assert_eq!((plain.2, plain.1.len()), (0, 0), "{:?}", plain.1);
    let row = plain.0.lines().nth(1).expect("a row").to_owned();
    // A byte order mark, Windows ends of line, no end of the last line.
    let windows = format!("\u{feff}{}", rows(&["1,2025-01-01,2,1,3,850.50,900.25"]));
    let windows = windows.trim_end().replace('\n', "\r\n");
    assert_eq!(compute(windows).0.lines().nth(1), Some(row.as_str()));
    // Quoted, other columns between and in another order, one of them not even UTF-8.
    let mut other: Vec<u8> = b"\"note\",monthly_total_income_eur,\"date\",household,persons_total,\
        persons_considered,gross_cold_rent_eur,mietenstufe,x\n"
        .to_vec();
    other.extend(b"\"Gr\xf6\xdfe, \"\"alt\"\"\",\"900.25\",\"2025-01-01\",1,2,1,850.50,3,\n");
    let (written, complaints, status) = compute(&other);
    assert_eq!((complaints, status), (Vec::new(), 0));
    assert_eq!(written.lines().nth(1), Some(row.as_str()));
    // Lines are counted as an editor counts them.
    let mark = format!("\u{feff}{}", rows(&["", "", "1,2025-01-01,2,1,3,x,900"]));
    for table in [mark.replace('\n', "\r\n"), mark] {
        let complaints = compute(&table).1;
        assert!(complaints[0].starts_with("in.csv: line 4, column gross"), "{complaints:?}");
    }
    // Lines are counted also where a field goes over two of them.
    let two = rows(&["\"a\nb\",2025-01-01,1,1,3,500,900", "c,2025-01-01,0,1,3,500,900"]);
    assert!(compute(two).1[0].starts_with("in.csv: line 4, column persons_total: '0' is not"));
    // No rows are no mistake.
    assert_eq!(compute(rows(&[])), (format!("{HEADING_OUT}\n"), Vec::new(), 0));
}

#[test]
fn a_table_that_cannot_be_read_is_refused_whole() {
    let refused = |table: &str, words: &str| {
        let (written, complaints, status) = compute(table);
        assert_eq!((written.as_str(), status), ("", 2), "{complaints:?}");
        assert!(complaints[0].contains(words), "{complaints:?} without {words}");
    };
    refused("", "the column is missing");
    refused(&HEADING.replace("mietenstufe", "stufe"), "column mietenstufe: the column is missing");
    refused(&HEADING.replace("household,", ""), "column household: the column is missing");
    refused(&format!("{HEADING},date"), "column date: named twice");
    refused(&HEADING.replace(',', ";"), "separated by commas");
    let missing = command().args(["--input", "/nowhere.csv", "--output", "/tmp/x"]).output();
    assert_eq!(status(&missing.expect("it starts")), 2);
    let alone = command().output().expect("it starts");
    assert_eq!(status(&alone), 2);
}

#[test]
fn the_input_is_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table.csv");
    let table = rows(&["1,2025-01-01,1,1,3,585,900"]);
    fs::write(&path, &table).expect("the folder is writable");
    let same = folder.path().join(".").join("table.csv");
    let done = command().arg("--input").arg(&path).arg("--output").arg(&same).output();
    assert_eq!(status(&done.expect("it starts")), 2);
    assert_eq!(fs::read_to_string(&path).expect("still there"), table);
}

fn explain(path: &Path, row: &str) -> Output {
    let done = command().arg("--input").arg(path).args(["--explain", row]).output();
    done.expect("the program starts")
}

#[test]
fn a_row_is_explained_step_by_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table.csv");
    let table = rows(&["1,2025-01-01,2,1,3,850.50,900.25", "2,2025-01-01,1,1,3,x,900"]);
    fs::write(&path, table).expect("the folder is writable");
    let done = explain(&path, "1");
    let text = String::from_utf8(done.stdout.clone()).expect("text");
    assert_eq!(status(&done), 0, "{text}");
    for words in [
        "Zeile 2",
        "kein Bescheid",
        "§ 12 Abs. 1 WoGG",
        "§ 11 Abs. 1 und 3 WoGG",
        "z1",
        "§ 21 Nr. 1",
    ] {
        assert!(text.contains(words), "{words} is missing in\n{text}");
    }
    let done = explain(&path, "2");
    assert_eq!(status(&done), 1);
    assert!(complaints(&done)[0].contains("line 3, column gross_cold_rent_eur: 'x' is not"));
    for row in ["0", "3"] {
        assert_eq!(status(&explain(&path, row)), 2, "row {row}");
    }
}

/// Sends a household and gives the answer and the exit status.
fn ask(text: &str, more: &[&str]) -> (serde_json::Value, i32) {
    use std::io::Write;
    let mut child = command()
        .arg("--json")
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    let done = child.wait_with_output().expect("it ends");
    (serde_json::from_slice(&done.stdout).unwrap_or_default(), status(&done))
}

const HOUSEHOLD: &str = r#"{"month": "MONTH", "household": {
    "tenure": "tenant",
    "place": {"ags": "05170048"},
    "members": [{"id": "1", "relation": "applicant", "pays_health_insurance": true,
        "incomes": [{"kind": "statutory_pension", "amount": "900.00", "per": "month"}]}],
    "dwelling": {"monthly_payment": "500.00", "heating": "not_included"}}}"#;

#[test]
fn one_household_as_json_is_answered_with_result_and_steps() {
    let (answer, code) = ask(&HOUSEHOLD.replace("MONTH", "2025-03"), &[]);
    assert_eq!(code, 0);
    assert_eq!(answer["outcome"], "entitled");
    // (900 − 102 / 12) · 0.9; level III of Wesel: 456 + 19.20 is less than the rent, + 110.40.
    assert_eq!((&answer["income_y"], &answer["rent_m"]), (&"802.35".into(), &"585.6".into()));
    let steps = answer["steps"].as_array().expect("steps");
    let last = steps.last().expect("a last step");
    assert_eq!(last["id"], "amount");
    assert_eq!(format!("{}.00", last["result"].as_str().expect("text")), answer["amount"]);
    assert!(steps.iter().all(|step| step["norm"].as_str().is_some_and(|norm| !norm.is_empty())));
}

#[test]
fn a_household_that_cannot_be_computed_is_told_what_is_wrong() {
    let beyond = HOUSEHOLD.replace("MONTH", "2027-01");
    let (answer, code) = ask(&beyond, &[]);
    assert_eq!(code, 1);
    assert!(answer["error"].as_str().expect("a sentence").contains("known law ends with 2026-12"));
    let flag = ["--bill-2027-promulgated-in", "BGBl. 2026 I Nr. 999"];
    assert_eq!(ask(&beyond, &flag).0["regime"], "bill2027");
    let (answer, code) = ask(r#"{"month": "2025-03", "household": {}}"#, &[]);
    assert_eq!((code, &answer["missing"]), (1, &serde_json::json!(["tenure", "place", "members"])));
    let negative = HOUSEHOLD.replace("MONTH", "2025-03").replace("500.00", "-1");
    assert_eq!(ask(&negative, &[]).0["invalid"][0]["path"], "dwelling.monthly_payment");
    for broken in ["", "{", "[]", r#"{"month": "2025-03"}"#] {
        assert_eq!(ask(broken, &[]).1, 2, "{broken}");
    }
}

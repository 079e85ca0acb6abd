//! What a town may set, as its pages show it.

use std::fmt::Write;

use kernel::settings::SettingKind;

use crate::sources::golden;

#[test]
fn the_settings_are_the_golden_ones() {
    let mut text = String::from(
        "# Settings of a town\n\nEdited on pages, kept in the town's database. Written by a test; \
         `cargo xtask bless`.\n",
    );
    for page in rathaus::modules().iter().flat_map(|m| &m.settings) {
        let title = (page.title)();
        writeln!(
            text,
            "\n## {} ({})\n\n| Key | Entered as | Deutsch | English |\n|---|---|---|---|",
            title.de, page.module
        )
        .expect("the house is as the test expects");
        for field in (page.fields)() {
            let kind = match field.kind {
                SettingKind::Line => "line".to_owned(),
                SettingKind::Lines => "lines".to_owned(),
                SettingKind::Switch => "yes or no".to_owned(),
                SettingKind::Number(least, most) => format!("{least} to {most}"),
                SettingKind::Money => "amount".to_owned(),
                SettingKind::Colour => "colour".to_owned(),
            };
            assert!(!field.label.de.is_empty() && !field.label.en.is_empty(), "{}", field.key);
            writeln!(
                text,
                "| `{}` | {kind} | **{}** {} | **{}** {} |",
                field.key, field.label.de, field.hint.de, field.label.en, field.hint.en
            )
            .expect("the house is as the test expects");
        }
    }
    golden("docs/reference/settings.md", &text);
}

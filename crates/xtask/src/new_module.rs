//! `new-module`: a department that compiles, passes its tests and every guard of the house, to be
//! filled with the real thing.

use std::path::Path;
use std::process::Command;

use crate::run::{XtaskError, read, run, write};

/// Longest name of a module, in characters: tables are called after it.
const NAME_CHARS_MAX: usize = 20;

/// The files of a module, as templates: `{{name}}`, `{{noun}}`, `{{Noun}}`, `{{NOUN}}`.
const FILES: [(&str, &str); 8] = [
    ("Cargo.toml", include_str!("../templates/module/Cargo.toml")),
    ("README.md", include_str!("../templates/module/README.md")),
    ("migrations/0001_{{noun}}.sql", include_str!("../templates/module/migrations/0001.sql")),
    ("src/lib.rs", include_str!("../templates/module/src/lib.rs")),
    ("src/model.rs", include_str!("../templates/module/src/model.rs")),
    ("src/routes.rs", include_str!("../templates/module/src/routes.rs")),
    ("src/store.rs", include_str!("../templates/module/src/store.rs")),
    ("src/tests.rs", include_str!("../templates/module/src/tests.rs")),
];

/// A department to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewModule {
    name: String,
    noun: String,
}

impl NewModule {
    /// A department of this name; the noun is what one row of its table is.
    ///
    /// # Errors
    /// [`XtaskError::Refused`] when a table or crate cannot be called so.
    pub fn named(name: &str, noun: Option<&str>) -> Result<Self, XtaskError> {
        let name = name.strip_prefix("mod-").unwrap_or(name);
        let noun = noun.unwrap_or_else(|| name.strip_suffix('s').unwrap_or(name));
        for word in [name, noun] {
            let is_sound = !word.is_empty()
                && word.len() <= NAME_CHARS_MAX
                && word.bytes().all(|b| b.is_ascii_lowercase());
            if !is_sound {
                return Err(XtaskError::Refused(format!(
                    "{word:?} cannot be a name: write up to {NAME_CHARS_MAX} letters from a to z"
                )));
            }
        }
        Ok(Self { name: name.to_owned(), noun: noun.to_owned() })
    }

    fn fill(&self, template: &str) -> String {
        let mut title = self.noun.clone();
        title.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
        template
            .replace("{{name}}", &self.name)
            .replace("{{noun}}", &self.noun)
            .replace("{{Noun}}", &title)
            .replace("{{NOUN}}", &self.noun.to_ascii_uppercase())
    }

    /// The files of the department with their text, by path below its folder.
    pub fn files(&self) -> Vec<(String, String)> {
        FILES.iter().map(|(path, text)| (self.fill(path), self.fill(text))).collect()
    }

    /// Writes the department into a workspace and makes it known to cargo.
    ///
    /// # Errors
    /// [`XtaskError::Refused`] when there is one of this name; what the disk says.
    pub fn write(&self, root: &Path) -> Result<(), XtaskError> {
        let folder = root.join(format!("crates/mod-{}", self.name));
        if folder.exists() {
            return Err(XtaskError::Refused(format!("{} exists already", folder.display())));
        }
        // Both lists are read before anything is written: a workspace of another form stays as it is.
        let workspace = root.join("Cargo.toml");
        let binary = root.join("crates/rathaus/Cargo.toml");
        let crate_name = format!("mod-{}", self.name);
        let entry = format!("{crate_name} = {{ path = \"crates/{crate_name}\" }}");
        let known = insert_sorted(&read(&workspace)?, "mod-", &entry)
            .ok_or_else(|| unknown_form(&workspace))?;
        let entry = format!("{crate_name}.workspace = true");
        let used =
            insert_sorted(&read(&binary)?, "mod-", &entry).ok_or_else(|| unknown_form(&binary))?;
        for (path, text) in self.files() {
            write(&folder.join(path), &text)?;
        }
        // Where lines break depends on the length of the name; rustfmt follows the modules of lib.rs.
        run(Command::new("rustfmt").current_dir(&folder).args([
            "--edition",
            "2024",
            "src/lib.rs",
        ]))?;
        write(&workspace, &known)?;
        write(&binary, &used)
    }

    /// What is left to a person.
    pub fn next_steps(&self) -> String {
        format!(
            "crates/mod-{name} is there. Now:\n\
             1. add `mod_{name}::module(),` to `modules()` in crates/rathaus/src/lib.rs, in the order of the navigation\n\
             2. cargo test -p mod-{name}\n\
             3. add a line for it to the code map in ARCHITECTURE.md\n\
             4. cargo xtask bless, and read the diff: routes, permissions, tables\n\
             5. docs/guides/add-a-module.md explains each file\n",
            name = self.name
        )
    }
}

fn unknown_form(path: &Path) -> XtaskError {
    XtaskError::Refused(format!("{} lists no module to put this one beside", path.display()))
}

/// Puts a line into the first run of lines that begin with a prefix, in alphabetical order.
fn insert_sorted(text: &str, prefix: &str, entry: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|l| l.starts_with(prefix))?;
    let run = lines.iter().skip(first).take_while(|l| l.starts_with(prefix)).count();
    let key = |line: &str| line.split(['.', ' ']).next().unwrap_or_default().to_owned();
    let before = lines.iter().skip(first).take(run).filter(|l| key(l) < key(entry)).count();
    let mut lines = lines;
    lines.insert(first + before, entry);
    Some(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        let module = NewModule::named("dogs", None).unwrap();
        assert_eq!(module.fill("{{name}} {{noun}} {{Noun}} {{NOUN}}"), "dogs dog Dog DOG");
        let module = NewModule::named("mod-libraries", Some("library")).unwrap();
        assert_eq!(module.fill("{{name}}_{{noun}}"), "libraries_library");
    }

    #[test]
    fn names_that_no_table_can_have_are_refused() {
        for name in ["", "Dogs", "dog-tax", "../dogs", "hunde1", "abcdefghijklmnopqrstuvwxyz"] {
            assert!(NewModule::named(name, None).is_err(), "{name}");
        }
    }

    #[test]
    fn every_placeholder_is_filled() {
        for (path, text) in NewModule::named("dogs", None).unwrap().files() {
            assert!(!path.contains("{{") && !text.contains("{{"), "{path}");
        }
    }

    #[test]
    fn lists_stay_sorted() {
        let text = "[dependencies]\nkernel = 1\nmod-desk.workspace = true\nmod-site.workspace = true\nweb = 1\n";
        let with = insert_sorted(text, "mod-", "mod-dogs.workspace = true").unwrap();
        assert_eq!(
            with,
            "[dependencies]\nkernel = 1\nmod-desk.workspace = true\nmod-dogs.workspace = true\nmod-site.workspace = true\nweb = 1\n"
        );
        assert!(insert_sorted("[dependencies]\n", "mod-", "mod-dogs = 1").is_none());
    }
}

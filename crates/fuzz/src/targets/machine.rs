//! What administrators hand over: the configuration, and records of backups.

use std::path::Path;

use kernel::dump;
use rathaus::config::{Config, EXPLAINED};

use super::{text, texts};
use crate::Target;

/// The configuration of the machine: refused with the file's name, or sound.
pub(crate) const CONFIG: Target = Target {
    name: "config",
    about: "rathaus.toml",
    run: |bytes| match Config::parse(&text(bytes), Path::new("rathaus.toml")) {
        Ok(config) => {
            assert!(!config.towns.is_empty() && config.plan(Some("no such town")).is_err());
        }
        Err(error) => {
            let said = error.to_string();
            assert!(said.contains("rathaus.toml"), "{said}");
        }
    },
    seeds: || texts(&[EXPLAINED]),
    words: &[
        "[[town]]\n",
        "[mail]\n",
        "key = ",
        "hosts = [",
        "]",
        "\"",
        "\"\"\"",
        "= 1e9\n",
        "#",
        "\n",
    ],
};

/// Records of a backup.
pub(crate) const RECORDS: Target = Target {
    name: "records",
    about: "records.jsonl of a backup",
    run: |bytes| {
        drop(dump::steps(bytes));
        drop(dump::inspect(bytes));
    },
    seeds: || {
        texts(&[
            "{\"rathaus\":1,\"at\":\"2026-01-01T00:00:00Z\",\"steps\":[[\"kernel\",\"0001_house\"]]}\n\
             {\"table\":\"kernel_setting\",\"columns\":[\"module\",\"value\",\"set_at\"]}\n\
             [\"town\",\"{}\",\"2026-01-01T00:00:00Z\"]\n[null,{\"b\":\"AAAA\"},{\"r\":1.5}]\n{\"rows\":2}\n",
        ])
    },
    words: &[
        "{\"table\":\"",
        "\"columns\":[",
        "{\"rows\":",
        "{\"b\":\"",
        "{\"r\":",
        "null",
        "\n",
        "[",
        "]",
        "}",
    ],
};

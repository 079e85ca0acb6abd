//! The kernel's own tables, step by step.

use crate::db::Migration;

/// The kernel's own tables.
pub const KERNEL_MIGRATIONS: &[Migration] = &[
    Migration {
        module: "kernel",
        name: "0001_house",
        sql: include_str!("../migrations/0001_house.sql"),
    },
    Migration {
        module: "kernel",
        name: "0002_lists",
        sql: include_str!("../migrations/0002_lists.sql"),
    },
    Migration {
        module: "kernel",
        name: "0003_stages",
        sql: include_str!("../migrations/0003_stages.sql"),
    },
    Migration {
        module: "kernel",
        name: "0004_workers",
        sql: include_str!("../migrations/0004_workers.sql"),
    },
    Migration {
        module: "kernel",
        name: "0005_gazette",
        sql: include_str!("../migrations/0005_gazette.sql"),
    },
    Migration {
        module: "kernel",
        name: "0006_search",
        sql: include_str!("../migrations/0006_search.sql"),
    },
    Migration {
        module: "kernel",
        name: "0007_lanes",
        sql: include_str!("../migrations/0007_lanes.sql"),
    },
    Migration {
        module: "kernel",
        name: "0008_map",
        sql: include_str!("../migrations/0008_map.sql"),
    },
    Migration {
        module: "kernel",
        name: "0009_leave",
        sql: include_str!("../migrations/0009_leave.sql"),
    },
    Migration {
        module: "kernel",
        name: "0010_returned",
        sql: include_str!("../migrations/0010_returned.sql"),
    },
];

//! Every limit of this crate, with its name and unit.

/// Deepest nesting of JSON that is read, in levels.
pub const JSON_DEPTH_MAX: usize = 64;
/// Largest JSON text that is read, in bytes. Servers set a smaller one for the public.
pub const JSON_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest query string, in bytes.
pub const QUERY_BYTES_MAX: usize = 64 * 1024;
/// Deepest tree of a filter expression, in levels.
pub const FILTER_DEPTH_MAX: usize = 60;
/// Parts of all expressions of one option, counted as nodes of the tree.
pub const FILTER_NODES_MAX: usize = 5_000;
/// Relations that one filter may join; each multiplies the work of the database.
pub const FILTER_JOINS_MAX: usize = 16;
/// Levels of `$expand`.
pub const EXPAND_DEPTH_MAX: usize = 5;
/// Items of all `$expand` lists of one request together.
pub const EXPAND_ITEMS_MAX: usize = 64;
/// Keys of `$orderby` and names of `$select`.
pub const LIST_ITEMS_MAX: usize = 64;
/// Longest resource path, in bytes.
pub const PATH_BYTES_MAX: usize = 4 * 1024;
/// Steps of a resource path.
pub const PATH_STEPS_MAX: usize = 10;
/// Steps into the JSON of a property, in paths and filters.
pub const JSON_STEPS_MAX: usize = 20;
/// Positions of one geometry.
pub const POSITIONS_MAX: usize = 50_000;
/// Nesting of geometry collections.
pub const COLLECTION_DEPTH_MAX: usize = 4;
/// Nesting of new entities in a body.
pub const DEEP_INSERT_DEPTH_MAX: usize = 8;
/// New entities in one body.
pub const DEEP_INSERT_ENTITIES_MAX: usize = 20_000;
/// Complaints about one body; reading stops there.
pub const ENTITY_ERRORS_MAX: usize = 20;
/// Operations of one JSON Patch.
pub const PATCH_OPERATIONS_MAX: usize = 1_000;
/// Longest address of a request in a batch, in bytes.
pub const BATCH_URL_BYTES_MAX: usize = PATH_BYTES_MAX + QUERY_BYTES_MAX;
/// Requests of one batch.
pub const BATCH_REQUESTS_MAX: usize = 1_000;
/// Largest batch, in bytes.
pub const BATCH_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Rows of one `CreateObservations`, over all groups.
pub const DATA_ARRAY_ROWS_MAX: usize = 200_000;
/// Longest MQTT topic, in bytes, by the standard of MQTT.
pub const TOPIC_BYTES_MAX: usize = 65_535;
/// Bindings of related rows that the reference evaluator tries for one entity.
pub const EVALUATION_BINDINGS_MAX: usize = 100_000;
/// Default length of a list without `$top`.
pub const PAGE_DEFAULT: u64 = 100;
/// Longest page that is given, whatever `$top` asks.
pub const PAGE_MAX: u64 = 10_000;

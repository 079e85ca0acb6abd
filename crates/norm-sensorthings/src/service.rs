//! The landing page of a service: its sets, and what it conforms to.

use crate::json::{Json, Object};
use crate::model::EntityType;

/// Beginning of the addresses of all requirements of `SensorThings` 1.1 Part 1.
pub const REQUIREMENTS: &str = "http://www.opengis.net/spec/iot_sensing/1.1/req/";
/// The requirement that publishing Observations by MQTT fulfils.
pub const MQTT_CREATE: &str = "create-observations-via-mqtt/observations-creation";
/// The requirement that subscribing by MQTT fulfils.
pub const MQTT_RECEIVE: &str = "receive-updates-via-mqtt/receive-updates";

/// Classes of requirements and their requirements (18-088).
const CLASSES: &[(&str, &[&str])] = &[
    (
        "datamodel",
        &[
            "thing/properties",
            "thing/relations",
            "location/properties",
            "location/relations",
            "historical-location/properties",
            "historical-location/relations",
            "datastream/properties",
            "datastream/relations",
            "sensor/properties",
            "sensor/relations",
            "observed-property/properties",
            "observed-property/relations",
            "observation/properties",
            "observation/relations",
            "feature-of-interest/properties",
            "feature-of-interest/relations",
            "entity-control-information/common-control-information",
        ],
    ),
    ("resource-path", &["resource-path-to-entities"]),
    (
        "request-data",
        &[
            "order",
            "expand",
            "select",
            "status-code",
            "query-status-code",
            "orderby",
            "top",
            "skip",
            "count",
            "filter",
            "built-in-filter-operations",
            "built-in-query-functions",
            "pagination",
        ],
    ),
    (
        "create-update-delete",
        &[
            "create-entity",
            "link-to-existing-entities",
            "deep-insert",
            "deep-insert-status-code",
            "update-entity",
            "update-entity-put",
            "update-entity-jsonpatch",
            "delete-entity",
            "historical-location-auto-creation",
            "historical-location-manual-creation",
        ],
    ),
    ("batch-request", &["batch-request"]),
    ("multi-datastream", &["properties", "relations", "constraints"]),
    ("data-array", &["data-array"]),
    ("create-observations-via-mqtt", &["observations-creation"]),
    ("receive-updates-via-mqtt", &["receive-updates"]),
];

/// The addresses of all requirements, whole.
pub fn requirements() -> impl Iterator<Item = String> {
    CLASSES.iter().flat_map(|(class, requirements)| {
        requirements.iter().map(move |requirement| format!("{REQUIREMENTS}{class}/{requirement}"))
    })
}

/// What a service says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service<'a> {
    /// Address of its root, without a slash at its end.
    pub root: &'a str,
    /// Whether it has `MultiDatastreams`.
    pub has_multi_datastreams: bool,
    /// Addresses where Observations are published by MQTT; empty if that is not offered.
    pub mqtt_create: Vec<String>,
    /// Addresses where changes are subscribed to by MQTT; empty if that is not offered.
    pub mqtt_receive: Vec<String>,
    /// Requirements to leave out, such as those the caller has no right to, whole or without their
    /// common beginning.
    pub without: Vec<String>,
    /// Addresses of what it does beyond the standard.
    pub extensions: Vec<String>,
}

impl Service<'_> {
    /// The landing page.
    pub fn landing_page(&self) -> Json {
        let sets = EntityType::ALL
            .into_iter()
            .filter(|kind| self.has_multi_datastreams || *kind != EntityType::MultiDatastream);
        let value: Vec<Json> = sets
            .map(|kind| {
                let mut set = Object::new();
                set.set("name", kind.set());
                set.set("url", format!("{}/{}", self.root, kind.set()));
                set.into()
            })
            .collect();
        let mut settings = Object::new();
        let conformance: Vec<Json> = requirements()
            .filter(|r| self.conforms(r))
            .chain(self.extensions.iter().cloned())
            .map(Json::from)
            .collect();
        settings.set("conformance", conformance);
        for (requirement, endpoints) in
            [(MQTT_CREATE, &self.mqtt_create), (MQTT_RECEIVE, &self.mqtt_receive)]
        {
            if !endpoints.is_empty() {
                let mut object = Object::new();
                let endpoints: Vec<Json> =
                    endpoints.iter().map(|e| Json::from(e.as_str())).collect();
                object.set("endpoints", endpoints);
                settings.set(&format!("{REQUIREMENTS}{requirement}"), object);
            }
        }
        let mut page = Object::new();
        page.set("value", value);
        page.set("serverSettings", settings);
        page.into()
    }

    fn conforms(&self, requirement: &str) -> bool {
        let short = requirement.strip_prefix(REQUIREMENTS).unwrap_or(requirement);
        let is_left_out = self.without.iter().any(|w| w == requirement || w == short);
        let class = short.split('/').next().unwrap_or_default();
        let is_offered = match class {
            "multi-datastream" => self.has_multi_datastreams,
            "create-observations-via-mqtt" => !self.mqtt_create.is_empty(),
            "receive-updates-via-mqtt" => !self.mqtt_receive.is_empty(),
            _ => true,
        };
        is_offered && !is_left_out
    }
}

/// The body of an error as clients know it from FROST.
pub fn error_body(status: u16, message: &str) -> Json {
    let mut body = Object::new();
    body.set("code", i64::from(status));
    body.set("type", "error");
    body.set("message", message);
    body.into()
}

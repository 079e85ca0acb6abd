//! Topics of MQTT.

use norm_sensorthings::model::EntityType;
use norm_sensorthings::mqtt::{Version, parse_publication, parse_subscription};

#[test]
fn subscriptions_name_entities_or_properties() {
    for (topic, entity) in [
        ("v1.1/Things", EntityType::Thing),
        ("v1.1/Things(1)", EntityType::Thing),
        ("v1.1/Things(1)/description", EntityType::Thing),
        ("v1.1/Things(1)/Datastreams(2)/Observations", EntityType::Observation),
        ("v1.1/Datastreams(1)/Observations?$select=result,phenomenonTime", EntityType::Observation),
        ("v1.1/Observations?$filter=result gt 5&$expand=Datastream", EntityType::Observation),
        ("v1.1/Observations(5)/Datastream", EntityType::Datastream),
        ("v1.0/Datastreams", EntityType::Datastream),
    ] {
        let found = parse_subscription(topic).unwrap_or_else(|e| panic!("{topic}: {e}"));
        assert_eq!(found.path.entity(), entity, "{topic}");
        let is_old = topic.starts_with("v1.0");
        assert_eq!(found.version == Version::V1_0, is_old);
    }
    for (topic, message) in [
        ("#", "begins with v1.1/"),
        ("v1.1/#", "wildcards"),
        ("v1.1/+/Observations", "wildcards"),
        ("v1.1/Foos", "no set 'Foos'"),
        ("v1.1/", "expected a set"),
        ("v1.1/Things(1)/$ref", "no topic"),
        ("v1.1/Things(1)/name/$value", "no topic"),
        ("v1.1/Things?$top=1", "only the options"),
        ("v2.0/Things", "begins with v1.1/"),
        ("$SYS/broker", "begins with v1.1/"),
    ] {
        let error = parse_subscription(topic).expect_err(topic);
        assert!(error.message.contains(message), "{topic}: {error}");
    }
}

#[test]
fn publications_name_sets() {
    for topic in [
        "v1.1/Observations",
        "v1.1/Datastreams(1)/Observations",
        "v1.1/FeaturesOfInterest(1)/Observations",
    ] {
        assert_eq!(parse_publication(topic).unwrap().entity(), EntityType::Observation);
    }
    for topic in [
        "v1.1/Observations(1)",
        "v1.1/Observations(1)/result",
        "v1.1/Observations/$ref",
        "v1.1/+",
        "chat",
    ] {
        assert!(parse_publication(topic).is_err(), "{topic}");
    }
}

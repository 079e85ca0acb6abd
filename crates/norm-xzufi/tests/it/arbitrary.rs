//! There and back for models made by chance.

use norm_xzufi::*;
use proptest::prelude::*;

use crate::chance::Chance;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn there_and_back_nothing_is_lost(seed in any::<u64>(), is_new in any::<bool>()) {
        let version = if is_new { Version::V2_3 } else { Version::V2_2 };
        let mut chance = Chance(seed);
        let objects: Vec<Object> = (0..3).map(|_| chance.object(version)).collect();
        let message = Message::of(version, objects);
        let written = write(&message);
        let told: Vec<&Finding> =
            written.findings.list.iter().filter(|f| f.code != "not-latin").collect();
        prop_assert!(told.is_empty(), "{:?}", told);
        let again = read(written.xml.as_bytes()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(again.findings.list.is_empty(), "{:?}\n{}", again.findings.list, written.xml);
        for (ours, theirs) in message.actions.iter().zip(&again.message.actions) {
            prop_assert_eq!(ours, theirs);
        }
        prop_assert_eq!(&again.message, &message);
        prop_assert_eq!(write(&again.message).xml, written.xml);
    }

    #[test]
    fn models_are_kept_in_a_database_as_json(seed in any::<u64>()) {
        let message = Message::of(Version::V2_3, [Chance(seed).object(Version::V2_3)]);
        let stored = serde_json::to_string(&message).unwrap();
        prop_assert_eq!(serde_json::from_str::<Message>(&stored).unwrap(), message);
    }

    #[test]
    fn a_merge_never_loses_a_module(seed in any::<u64>(), other in any::<u64>()) {
        let imported = Chance(seed).service(Version::V2_2);
        let local = Chance(other).service(Version::V2_2);
        let supplement = Supplement { texts: local.texts.clone(), ..Supplement::default() };
        let merged = merge(&imported, &supplement).service;
        for module in &local.texts {
            prop_assert!(merged.texts.contains(module));
        }
        for module in &imported.texts {
            let is_replaced = local.texts.iter().any(|l| l.kind.code == module.kind.code);
            prop_assert!(is_replaced || merged.texts.contains(module));
        }
        prop_assert!(diff(&merged, &merged).is_empty());
    }
}

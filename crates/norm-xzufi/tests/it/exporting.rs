//! Exports: complete or not at all.

use norm_xzufi::*;

use crate::samples;

fn options() -> ExportOptions {
    ExportOptions::new(WriteOptions::new(Version::V2_2), "musterstadt-20261122-")
}

#[test]
fn files_and_index_hold_everything_in_a_fixed_order() {
    let mut objects = samples::objects();
    let all = ExportOptions { objects_per_file: 2, ..options() };
    let made = export(&objects, &[], None, &all).unwrap();
    assert_eq!(made.index, "musterstadt-20261122-000001.xml\nmusterstadt-20261122-000002.xml\n");
    let read: Vec<Message> =
        made.files.iter().map(|f| read(f.xml.as_bytes()).unwrap().message).collect();
    assert_eq!(Manifest::of(&read), made.manifest);
    assert_eq!(made.manifest.objects.len(), 3);
    assert_eq!(read.iter().map(|m| m.transaction_position).collect::<Vec<_>>(), [Some(1), Some(2)]);
    objects.reverse();
    assert_eq!(export(&objects, &[], None, &all).unwrap(), made, "order of the input is nothing");
}

#[test]
fn an_export_that_misses_an_object_is_refused_unless_it_deletes_it() {
    let objects = samples::objects();
    let before = export(&objects, &[], None, &options()).unwrap().manifest;
    let fewer = &objects[..2];
    let Err(ExportError::Missing(missing)) = export(fewer, &[], Some(&before), &options()) else {
        panic!("must be refused")
    };
    assert_eq!(missing[0].to_string(), "onlinedienst(OD-1)");
    let deletion = Deletion { kind: ObjectKind::OnlineService, id: samples::online().id };
    let made = export(fewer, std::slice::from_ref(&deletion), Some(&before), &options()).unwrap();
    assert_eq!(made.manifest.objects.len(), 2);
    assert!(made.files[0].xml.contains("<xzufi:loesche>"));
    // Once deleted it is no longer asked for.
    assert!(export(fewer, &[], Some(&made.manifest), &options()).is_ok());
    let stored = serde_json::to_string(&before).unwrap();
    assert_eq!(serde_json::from_str::<Manifest>(&stored).unwrap(), before);
}

#[test]
fn empty_repeated_and_nameless_exports_are_refused() {
    let objects = samples::objects();
    assert_eq!(export(&[], &[], None, &options()), Err(ExportError::Empty));
    let twice = [objects[0].clone(), objects[0].clone()];
    assert!(matches!(export(&twice, &[], None, &options()), Err(ExportError::Repeated(_))));
    let both = Deletion { kind: ObjectKind::Service, id: samples::service().id };
    assert!(matches!(export(&objects, &[both], None, &options()), Err(ExportError::Repeated(_))));
    let nameless = [Object::Service(Box::default())];
    assert_eq!(export(&nameless, &[], None, &options()), Err(ExportError::WithoutId(1)));
    let bad = ExportOptions { prefix: "../x".into(), ..options() };
    assert!(matches!(export(&objects, &[], None, &bad), Err(ExportError::Prefix(_))));
    let mut service = samples::service();
    service.costs.push(samples::costs(1));
    let two_costs = [Object::Service(Box::new(service))];
    assert!(matches!(export(&two_costs, &[], None, &options()), Err(ExportError::Unwritable(_))));
    let new = ExportOptions { write: WriteOptions::new(Version::V2_3), ..options() };
    assert!(export(&two_costs, &[], None, &new).is_ok(), "2.3 has several");
}

#[test]
fn unsafe_markup_never_leaves() {
    let evil =
        samples::service().with_text("16", "de", "<p onclick=\"x()\">a<script>b</script></p>");
    let made = export(&[Object::Service(Box::new(evil))], &[], None, &options()).unwrap();
    let xml = &made.files[0].xml;
    assert!(!xml.contains("script") && !xml.contains("onclick"), "{xml}");
    assert_eq!(made.findings.of("markup-removed").count(), 2);
}

#[test]
fn an_export_in_a_namespace_of_its_own_is_possible() {
    let mut write = WriteOptions::new(Version::V2_3);
    write.namespace = Some("http://xoev.de/schemata/xzufi/2_3_0".into());
    let made = export(&samples::objects(), &[], None, &ExportOptions::new(write, "x")).unwrap();
    assert!(made.files[0].xml.contains("2_3_0"));
}

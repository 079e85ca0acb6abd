//! A collection with an object of every class, every attribute of it set.

use norm_xtrasse::model::{Attribute, Class, ClassKind, GeometryType, Type};
use norm_xtrasse::{
    Collection, Crs, Feature, Geometry, Measure, Point, Polygon, Record, Shape, Value, Version,
};
use uuid::Uuid;

/// Makes the collection; the same every time.
pub fn everything(version: Version) -> Collection {
    let model = version.model();
    let classes: Vec<&'static Class> =
        model.classes().filter(|c| !c.is_abstract && c.kind == ClassKind::Feature).collect();
    let id_of = |name: &str| {
        let at = classes.iter().position(|c| c.is_a(name)).expect("somebody is one");
        id(at)
    };
    let features = classes.iter().enumerate().map(|(at, class)| {
        let mut feature = Feature::new(version, class.name, id(at)).expect("the class is concrete");
        for attribute in &class.attributes {
            for value in values(version, attribute, &id_of) {
                feature = feature.with_value(attribute.name, value).expect("the value fits");
            }
        }
        feature
    });
    Collection { version, features: features.collect() }
}

fn id(at: usize) -> Uuid {
    Uuid::from_u128(0x1234_5678_9abc_4def_8000_0000_0000_0000 + at as u128)
}

fn values(version: Version, attribute: &Attribute, id_of: &dyn Fn(&str) -> Uuid) -> Vec<Value> {
    let model = version.model();
    match &attribute.ty {
        Type::Text => vec![Value::Text("Ä & <b> \"'\u{1F600}".to_owned())],
        Type::Bool => vec![Value::Bool(true)],
        Type::Integer => vec![Value::Integer(42)],
        Type::Uri => vec![Value::Uri("https://example.org/a?b=1&c=2".to_owned())],
        Type::Date => vec![Value::Date(jiff::civil::date(2026, 5, 4))],
        Type::Measure { uom } => {
            vec![Value::Measure(Measure { value: 0.35, uom: (*uom).to_owned() })]
        }
        Type::Codes(list) => {
            let codes = model.codes(list).expect("the list is there").codes.iter();
            let many = if attribute.many { 2 } else { 1 };
            codes.take(many).map(|c| Value::Code(c.code)).collect()
        }
        Type::Data(class) => {
            let class = model.class(class).expect("the class is there");
            let inner = class.attributes.iter();
            let inner =
                inner.flat_map(|a| values(version, a, id_of).into_iter().map(|v| (a.name, v)));
            vec![Value::Data(class, inner.collect::<Record>())]
        }
        Type::Reference { targets, .. } => vec![Value::Reference(id_of(targets[0]))],
        Type::Geometry(ty) => {
            vec![Value::Geometry(Geometry { crs: Crs::UTM32, shape: shape(*ty) })]
        }
    }
}

fn shape(ty: GeometryType) -> Shape {
    let p = |x: f64, y: f64| Point::new(363_940.22 + x, 5_697_261.89 + y);
    let line = vec![p(0.0, 0.0), p(10.5, 3.25), p(20.0, 0.0)];
    let ring = |s: f64| vec![p(-s, -s), p(s, -s), p(s, s), p(-s, s), p(-s, -s)];
    let area = Polygon { exterior: ring(10.0), interiors: vec![ring(2.0)] };
    match ty {
        GeometryType::Point => Shape::Point(p(1.0, 2.0)),
        GeometryType::MultiPoint => Shape::MultiPoint(vec![p(1.0, 2.0), p(3.0, 4.0)]),
        GeometryType::Curve => Shape::Line(line),
        GeometryType::MultiCurve => {
            Shape::MultiLine(vec![line.clone(), vec![p(0.0, 9.0), p(9.0, 9.0)]])
        }
        GeometryType::Surface => Shape::Polygon(area),
        GeometryType::MultiSurface => Shape::MultiPolygon(vec![area]),
    }
}

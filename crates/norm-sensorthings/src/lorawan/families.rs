//! Families of devices: makers that use one layout for many models.

mod cayenne;
mod dragino;
mod elsys;
mod milesight;

use super::decode::Decoder;

/// All decoders.
pub(super) const DECODERS: &[Decoder] = &[
    Decoder::new("cayenne-lpp", "Cayenne LPP", |bytes, _| cayenne::decode(bytes)),
    Decoder::new("dragino-ldds45", "Dragino LDDS45", |bytes, _| dragino::ldds(bytes)),
    Decoder::new("dragino-ldds75", "Dragino LDDS75", |bytes, _| dragino::ldds(bytes)),
    Decoder::new("dragino-lht65", "Dragino LHT65", dragino::lht65),
    Decoder::new("elsys-ems", "Elsys EMS", |bytes, _| elsys::decode(bytes)),
    Decoder::new("elsys-ers", "Elsys ERS", |bytes, _| elsys::decode(bytes)),
    Decoder::new("elsys-ers-co2", "Elsys ERS CO2", |bytes, _| elsys::decode(bytes)),
    Decoder::new("elsys-ers-sound", "Elsys ERS Sound", |bytes, _| elsys::decode(bytes)),
    Decoder::new("elsys-elt-2", "Elsys ELT-2", |bytes, _| elsys::decode(bytes)),
    Decoder::new("milesight-am307", "Milesight AM307", |bytes, _| {
        milesight::decode(bytes, milesight::AM307)
    }),
    Decoder::new("milesight-em300-th", "Milesight EM300-TH", |bytes, _| {
        milesight::decode(bytes, milesight::EM300_TH)
    }),
    Decoder::new("milesight-em310-udl", "Milesight EM310-UDL", |bytes, _| {
        milesight::decode(bytes, milesight::UDL)
    }),
    Decoder::new("milesight-em500-swl", "Milesight EM500-SWL", |bytes, _| {
        milesight::decode(bytes, milesight::SWL)
    }),
    Decoder::new("milesight-em500-udl", "Milesight EM500-UDL", |bytes, _| {
        milesight::decode(bytes, milesight::UDL)
    }),
];

//! What people upload into the media library: pictures, drawings, captions, documents.

use darkroom::{Focus, Format, Limits, SHAPES};

use super::texts;
use crate::Target;

/// Limits that keep one try short.
const SMALL: Limits = Limits {
    bytes_max: 1024 * 1024,
    pixels_max: 1_000_000,
    side_max: 4_000,
    memory_bytes_max: 16 * 1024 * 1024,
};

/// A picture of one point as PNG.
const PNG: &str = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478\
9c63606060000000040001f61738550000000049454e44ae426082";
/// The same as GIF.
const GIF: &str =
    "47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b";

/// Pictures: unpacked within limits, cleaned, printed.
pub(crate) const PICTURE: Target = Target {
    name: "picture",
    about: "pictures of the media library: size, metadata, cleaning, printing",
    run: |bytes| {
        drop(darkroom::suggestion(bytes));
        let cleaned = darkroom::clean(bytes);
        let Ok(picture) = darkroom::decode(bytes, &SMALL) else { return };
        assert!(u64::from(picture.width) * u64::from(picture.height) <= SMALL.pixels_max);
        assert!(darkroom::dominant(&picture).len() == 7);
        assert_eq!(
            darkroom::distance(darkroom::fingerprint(&picture), darkroom::fingerprint(&picture)),
            0
        );
        let shape = SHAPES[usize::from(bytes.last().copied().unwrap_or(0)) % SHAPES.len()];
        let made = darkroom::print(&picture, shape, Focus { x: 0.3, y: 0.9 }, Format::Jpeg);
        let made = made.expect("what was unpacked can be printed");
        assert!(made.width <= shape.width && made.height <= shape.height);
        // What was cleaned says nothing about anybody, and nothing more the second time.
        if let Ok(cleaned) = cleaned {
            let said = darkroom::suggestion(&cleaned);
            assert!(said.creator.is_empty() && said.credit.is_empty() && !said.had_place);
            assert_eq!(darkroom::clean(&cleaned).ok().as_ref(), Some(&cleaned));
        }
    },
    seeds: || {
        let png = hex::decode(PNG).expect("a picture");
        let mut all = vec![hex::decode(GIF).expect("a picture"), png.clone()];
        if let Ok(picture) = darkroom::decode(&png, &SMALL) {
            for format in [Format::Jpeg, Format::WebP] {
                all.extend(
                    darkroom::print(&picture, SHAPES[0], Focus::default(), format).map(|p| p.bytes),
                );
            }
        }
        all
    },
    words: &[
        "IHDR",
        "IDAT",
        "tEXt",
        "eXIf",
        "iCCP",
        "Exif\0\0",
        "ICC_PROFILE",
        "VP8X",
        "VP8L",
        "ANMF",
        "\u{ff}",
    ],
};

/// Drawings, captions and documents.
pub(crate) const DRAWING: Target = Target {
    name: "drawing",
    about: "drawings, captions and documents of the media library",
    run: |bytes| {
        drop(darkroom::kind(bytes));
        drop(darkroom::paper(bytes));
        if let Ok(read) = darkroom::captions(bytes) {
            assert!(read.cues.windows(2).all(|two| two[0].from_ms <= two[1].from_ms));
        }
        if let Ok(drawn) = darkroom::drawing(bytes) {
            let text = String::from_utf8(drawn.bytes.clone()).expect("a drawing is text");
            // Words between the tags and within values are only words.
            for tag in text.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
                let bare: String = tag.split('"').step_by(2).collect();
                for word in ["script", "foreignObject", "!ENTITY", "iframe"] {
                    assert!(!bare.starts_with(word), "{word} got through: {text}");
                }
                assert!(!bare.contains(" on"), "a handler got through: {text}");
            }
            assert_eq!(darkroom::drawing(&drawn.bytes).map(|d| d.bytes), Ok(drawn.bytes));
        }
    },
    seeds: || {
        texts(&[
            "<svg viewBox='0 0 9 9' onload='x'><script>a</script><path d='M0 0' style='fill:red'/></svg>",
            "<svg><style>.a{fill:url(#b)}</style><use href='#c'/><text>&#x41;&amp;</text></svg>",
            "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
            "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nHallo <i>du</i>",
            "%PDF-1.7\n1 0 obj<</Type/Catalog/MarkInfo<</Marked true>>/StructTreeRoot 1 0 R/Lang(de)>>stream\nx",
        ])
    },
    words: &[
        "<svg",
        "</svg>",
        "<script",
        "<!ENTITY",
        "xlink:href=",
        "url(",
        "-->",
        "WEBVTT",
        "/ObjStm",
        "/FlateDecode",
        "stream\n",
        "]]>",
        "<![CDATA[",
    ],
};

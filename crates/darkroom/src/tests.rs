//! Tests of the darkroom: sound files of every kind, and files made to do harm.

use image::codecs::jpeg::JpegEncoder;
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
};
use proptest::prelude::*;

use crate::{
    Focus, Format, Kind, Limits, Refusal, SHAPES, captions, clean, decode, distance, dominant,
    drawing, fingerprint, kind, paper, print, suggestion,
};

/// A landscape: sky above, meadow below, a sun at the right.
fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) =
            (i64::from(x) * 10 - i64::from(width) * 8, i64::from(y) * 10 - i64::from(height) * 2);
        let radius = i64::from(height);
        if dx * dx + dy * dy < radius * radius {
            Rgb([250, 210, 60])
        } else if y * 5 < height * 3 {
            let shade = u8::try_from(y * 60 / height).unwrap_or(0);
            Rgb([120 + shade, 170, 220])
        } else {
            let shade = u8::try_from(x * 50 / width).unwrap_or(0);
            Rgb([60 + shade, 140, 60])
        }
    })
}

fn file(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A JPEG as a phone writes it: turned by a quarter, with a place and a name.
fn phone_jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x03".to_vec();
    // Orientation 6, artist, pointer to the place.
    tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    tiff.extend(b"\x01\x3b\0\x02\0\0\0\x0e\0\0\0\x32");
    tiff.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x40");
    tiff.extend([0; 4]);
    tiff.extend(b"Erika Muster\0\0");
    tiff.extend(b"\0\x01\0\x02\0\x05\0\0\0\x03\0\0\0\x52\0\0\0\0");
    tiff.extend(b"\0\0\0\x33\0\0\0\x01\0\0\0\x07\0\0\0\x01\0\0\0\0\0\0\0\x01");
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut out, 90);
    encoder.set_exif_metadata(tiff).unwrap();
    encoder
        .write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .unwrap();
    out
}

#[test]
fn content_tells_the_kind() {
    let picture = scene(40, 30);
    for (format, expected) in [
        (ImageFormat::Jpeg, Kind::Jpeg),
        (ImageFormat::Png, Kind::Png),
        (ImageFormat::Gif, Kind::Gif),
        (ImageFormat::WebP, Kind::WebP),
    ] {
        assert_eq!(kind(&file(&picture, format)), Ok(expected));
    }
    for (bytes, expected) in [
        (&b"%PDF-1.7\n"[..], Ok(Kind::Pdf)),
        (b"\0\0\0\x20ftypisom\0\0\x02\0", Ok(Kind::Mp4)),
        (b"\0\0\0\x20ftypheic\0\0\0\0", Err(Refusal::NotTaken("HEIC"))),
        (b"\0\0\0\x20ftypM4A \0\0\0\0", Ok(Kind::M4a)),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", Ok(Kind::WebM)),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", Err(Refusal::NotTaken("Matroska"))),
        (b"ID3\x04", Ok(Kind::Mp3)),
        (b"\xff\xfb\x90\x64", Ok(Kind::Mp3)),
        (b"OggS\0", Ok(Kind::Ogg)),
        (b"\xef\xbb\xbfWEBVTT\n", Ok(Kind::Vtt)),
        (
            b"<?xml version='1.0'?>\n<!-- x -->\n<svg xmlns='http://www.w3.org/2000/svg'/>",
            Ok(Kind::Svg),
        ),
        (b"<!doctype html><html><body><svg>", Err(Refusal::Unknown)),
        (b"PK\x03\x04", Err(Refusal::NotTaken("ZIP/Office"))),
        (b"MZ\x90", Err(Refusal::Unknown)),
        (b"", Err(Refusal::Unknown)),
    ] {
        assert_eq!(kind(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_phones_picture_stands_upright_and_forgets_where_it_was_taken() {
    let bytes = phone_jpeg(&scene(400, 200));
    let said = suggestion(&bytes);
    assert_eq!(said.creator, "Erika Muster");
    assert!(said.had_place);
    let cleaned = clean(&bytes).unwrap();
    assert_eq!(suggestion(&cleaned), crate::Suggestion::default());
    assert!(!cleaned.windows(5).any(|w| w == b"Erika"));
    // Turned by a quarter before and after cleaning: the sky stands at the right of the points,
    // and above once it is shown.
    for file in [&bytes, &cleaned] {
        let picture = decode(file, &Limits::default()).unwrap();
        assert_eq!((picture.width, picture.height), (200, 400));
    }
    let before = decode(&bytes, &Limits::default()).unwrap();
    let after = decode(&cleaned, &Limits::default()).unwrap();
    assert_eq!(before.copy.as_bytes(), after.copy.as_bytes());
}

#[test]
fn every_format_is_cleaned_and_still_the_same_picture() {
    let picture = scene(120, 80);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let bytes = file(&picture, format);
        let cleaned = clean(&bytes).unwrap();
        let (before, after) = (
            decode(&bytes, &Limits::default()).unwrap(),
            decode(&cleaned, &Limits::default()).unwrap(),
        );
        assert_eq!(before.copy.to_rgb8(), after.copy.to_rgb8(), "{format:?}");
    }
    // A comment of a PNG goes.
    let mut png = file(&picture, ImageFormat::Png);
    let text = b"\0\0\0\x0btEXtAuthor\0Otto\0\0\0\0";
    png.splice(33..33, text.iter().copied());
    assert!(!clean(&png).unwrap().windows(4).any(|w| w == b"Otto"));
    // What hides behind the end of a JPEG goes.
    let mut jpeg = file(&picture, ImageFormat::Jpeg);
    let length = jpeg.len();
    jpeg.extend(b"Exif Otto");
    assert_eq!(clean(&jpeg).unwrap().len(), clean(&jpeg[..length]).unwrap().len());
}

#[test]
fn prints_keep_what_matters_in_sight() {
    let bytes = file(&scene(1_200, 1_200), ImageFormat::Png);
    let picture = decode(&bytes, &Limits::default()).unwrap();
    let og = SHAPES.into_iter().find(|s| s.name == "og-1200x630").unwrap();
    let colour_above = |focus| {
        let made = print(&picture, og, focus, Format::Jpeg).unwrap();
        assert_eq!((made.width, made.height), (1_200, 630));
        let shown = image::load_from_memory(&made.bytes).unwrap().to_rgb8();
        shown.get_pixel(10, 10).0
    };
    let [red, _, blue] = colour_above(Focus { x: 0.5, y: 0.0 });
    assert!(blue > red, "the sky");
    let [_, green, blue] = colour_above(Focus { x: 0.5, y: 1.0 });
    assert!(blue > green, "still sky at the upper edge: {green} {blue}");
    let shown = print(&picture, og, Focus { x: 0.5, y: 1.0 }, Format::Jpeg).unwrap();
    let lowest = image::load_from_memory(&shown.bytes).unwrap().to_rgb8().get_pixel(10, 620).0;
    assert!(lowest[1] > lowest[2], "the meadow below");
}

#[test]
fn every_size_and_format_is_made_and_never_larger_than_the_picture() {
    let picture = decode(&file(&scene(700, 500), ImageFormat::Jpeg), &Limits::default()).unwrap();
    for shape in SHAPES {
        for format in [Format::Jpeg, Format::WebP, Format::Avif] {
            let made = print(&picture, shape, Focus::default(), format).unwrap();
            assert!(made.width <= shape.width.min(700) && made.height <= shape.height.min(500));
            let right = match format {
                Format::Jpeg => kind(&made.bytes) == Ok(Kind::Jpeg),
                Format::WebP => kind(&made.bytes) == Ok(Kind::WebP),
                Format::Avif => kind(&made.bytes) == Err(Refusal::NotTaken("AVIF")),
            };
            assert!(right, "{} {format:?}", shape.name);
        }
    }
}

#[test]
fn what_shines_through_stays_so_and_is_white_in_jpeg() {
    let glass = RgbaImage::from_pixel(60, 60, Rgba([200, 0, 0, 0]));
    let mut out = std::io::Cursor::new(Vec::new());
    glass.write_to(&mut out, ImageFormat::Png).unwrap();
    let picture = decode(&out.into_inner(), &Limits::default()).unwrap();
    assert!(picture.is_transparent());
    let made = print(&picture, SHAPES[0], Focus::default(), Format::Jpeg).unwrap();
    let shown = image::load_from_memory(&made.bytes).unwrap().to_rgb8();
    assert!(shown.get_pixel(5, 5).0.iter().all(|c| *c > 250));
    let made = print(&picture, SHAPES[0], Focus::default(), Format::WebP).unwrap();
    let shown = image::load_from_memory(&made.bytes).unwrap();
    assert!(
        matches!(shown, DynamicImage::ImageRgba8(_)) && shown.to_rgba8().get_pixel(5, 5).0[3] == 0
    );
}

#[test]
fn copies_are_recognised_and_others_are_not() {
    let whole = scene(1_600, 1_200);
    let fingerprint_of = |bytes: &[u8]| fingerprint(&decode(bytes, &Limits::default()).unwrap());
    let original = fingerprint_of(&file(&whole, ImageFormat::Png));
    let small = image::imageops::thumbnail(&whole, 400, 300);
    let copy = fingerprint_of(&file(&small, ImageFormat::Jpeg));
    assert!(distance(original, copy) <= 6, "{}", distance(original, copy));
    let other =
        RgbImage::from_fn(400, 300, |x, y| Rgb([u8::try_from((x * 7 + y * 13) % 256).unwrap(); 3]));
    assert!(distance(original, fingerprint_of(&file(&other, ImageFormat::Png))) > 12);
    let colour = dominant(&decode(&file(&whole, ImageFormat::Png), &Limits::default()).unwrap());
    assert!(colour.starts_with('#') && colour.len() == 7, "{colour}");
}

/// A PNG that claims a size and holds nearly nothing.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    let mut crc = flate2::Crc::new();
    crc.update(&head);
    let mut out = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    out.extend(&head);
    out.extend(crc.sum().to_be_bytes());
    out.extend(b"\0\0\0\x04IDAT\x78\x9c\0\0");
    out
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let limits = Limits::default();
    assert_eq!(decode(&bomb(100_000, 100_000), &limits).unwrap_err(), Refusal::TooManyPixels(0, 0));
    assert_eq!(
        decode(&bomb(12_000, 9_000), &limits).unwrap_err(),
        Refusal::TooManyPixels(12_000, 9_000)
    );
    let small = Limits { bytes_max: 10, ..limits };
    assert_eq!(decode(&bomb(1, 1), &small).unwrap_err(), Refusal::TooManyBytes(10));
    // Sixteen bits a colour: within the points, beyond the memory.
    let mut deep = bomb(8_000, 7_900);
    deep[24] = 16;
    let mut crc = flate2::Crc::new();
    crc.update(&deep[12..29]);
    deep.splice(29..33, crc.sum().to_be_bytes());
    assert!(matches!(decode(&deep, &limits), Err(Refusal::TooManyPixels(..))));
}

#[test]
fn whatever_breaks_off_is_refused() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let bytes = file(&scene(64, 48), format);
        for end in [9, 20, bytes.len() / 2] {
            let cut = &bytes[..end];
            let is_refused = decode(cut, &Limits::default()).is_err() || clean(cut).is_err();
            // A JPEG that breaks off within its points is shown as far as it goes, as browsers do.
            assert!(is_refused || format == ImageFormat::Jpeg, "{format:?} at {end}");
        }
    }
}

#[test]
fn drawings_keep_shapes_and_lose_everything_that_runs() {
    let evil = r##"<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 120 80" onload="alert(1)">
<script>alert(2)</script><style>@import url(https://evil.example/x.css); .a{fill:red}</style>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(3)"/></body></foreignObject>
<a xlink:href="javascript:alert(4)"><circle r="9"/></a>
<use href="https://evil.example/x.svg#a"/><use href="#sonne"/>
<image href="https://evil.example/x.png"/><animate attributeName="href" to="javascript:alert(5)"/>
<rect id="sonne" width="10" height="10" fill="url(https://evil.example/)" style="background:url('https://evil.example')"/>
<path d="M0 0h10" fill="#123456"/><text>Grüße &amp; mehr &#x41;</text></svg>"##;
    let drawn = drawing(evil.as_bytes()).unwrap();
    let text = String::from_utf8(drawn.bytes).unwrap();
    for word in [
        "script",
        "alert",
        "evil",
        "onload",
        "onerror",
        "foreignObject",
        "javascript",
        "animate",
        "@import",
    ] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    for word in ["<path d=\"M0 0h10\" fill=\"#123456\"/>", "href=\"#sonne\"", "Grüße &amp; mehr A"]
    {
        assert!(text.contains(word), "{word} missing in {text}");
    }
    assert_eq!((drawn.width, drawn.height), (120, 80));
    assert!(drawn.removed.contains(&"script".to_owned()), "{:?}", drawn.removed);
    // Written anew, it is as it is.
    assert_eq!(drawing(text.as_bytes()).unwrap().bytes, text.as_bytes());
}

#[test]
fn a_style_is_judged_as_a_browser_reads_it_and_not_in_pieces() {
    let styles = [
        ".a{fill:url(&apos;#b)}",
        ".a{fill:url(&apos;http://b)}",
        ".a{fill:ur&#108;(http://b)}",
        "@im<!-- -->port 'b'",
        "@im<![CDATA[port]]> 'b'",
        "@im<title>x</title>port 'b'",
        "@im&#1;port 'b'",
        "@im&#112;ort 'b'",
        ".a{fill:red}&#13;.b{fill:src('c')}",
        ".a{fill:red}&#13;&#10;.b{fill:blue}",
        ".afill:url(&apos;#b)}</style>vg<use href='#c'/><style>",
    ];
    for style in styles {
        let drawn = drawing(format!("<svg><style>{style}</style></svg>").as_bytes()).unwrap();
        let text = String::from_utf8(drawn.bytes.clone()).unwrap();
        for word in ["@import", "http://b", "src(", "\r", "\u{1}"] {
            assert!(!text.contains(word), "{style} became {text}");
        }
        assert_eq!(drawing(&drawn.bytes).unwrap().bytes, drawn.bytes, "{style} became {text}");
    }
    let kept = drawing(b"<svg><style>.a{fill:url(&apos;#b&apos;)}</style></svg>").unwrap();
    assert!(String::from_utf8(kept.bytes).unwrap().contains("#b"));
    assert!(kept.removed.is_empty());
    let split = drawing(b"<svg><rect fill='u&#1;rl(http://b)' id='a&#13;b&#10;c'/></svg>").unwrap();
    assert_eq!(split.removed, ["fill"]);
    assert_eq!(drawing(&split.bytes).unwrap().bytes, split.bytes);
}

#[test]
fn drawings_with_entities_or_without_end_are_refused() {
    let laughs =
        "<!DOCTYPE svg [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><svg><text>&b;</text></svg>";
    assert_eq!(drawing(laughs.as_bytes()), Err(Refusal::Active("ENTITY".into())));
    assert_eq!(drawing(b"<svg><text>&x;</text></svg>"), Err(Refusal::Active("ENTITY".into())));
    assert!(matches!(drawing(b"<svg><g>"), Err(Refusal::Damaged(_))));
    let deep = format!("<svg>{}", "<g>".repeat(100));
    assert!(matches!(drawing(deep.as_bytes()), Err(Refusal::Damaged(_))));
    assert!(matches!(drawing(b"<p><svg/></p>"), Err(Refusal::Damaged(_))));
}

#[test]
fn captions_are_read_or_the_line_is_named() {
    let good = "\u{feff}WEBVTT - Rathaus\r\n\r\n1\r\n00:01.000 --> 00:04.500 align:start\r\nGuten <i>Tag</i>.\r\n\r\nNOTE nichts\r\n\r\n00:00:05.000 --> 00:00:05.500\r\nDas ist viel zu schnell für alle, die es lesen wollen.\r\n";
    let read = captions(good.as_bytes()).unwrap();
    assert_eq!(read.cues.len(), 2);
    assert_eq!(
        (read.cues[0].from_ms, read.cues[0].until_ms, read.cues[0].text.as_str()),
        (1_000, 4_500, "Guten Tag.")
    );
    assert_eq!(read.hasty, [9]);
    for (bad, line) in [
        ("1\n00:01,000 --> 00:02,000\nHallo", 1),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nHallo", 3),
        ("WEBVTT\n\n00:03.000 --> 00:02.000\nHallo", 3),
        ("WEBVTT\n\n00:03.000 --> 00:04.000\nHallo\n\n00:01.000 --> 00:02.000\nDu", 6),
        ("WEBVTT\n\n00:03.000 --> 00:04.000\n", 3),
        ("WEBVTT\n\n", 1),
        ("WEBVTT\n\n00:61.000 --> 01:99.000\nX", 3),
    ] {
        match captions(bad.as_bytes()) {
            Err(Refusal::Line(at, ..)) => assert_eq!(at, line, "{bad}"),
            other => panic!("{bad}: {other:?}"),
        }
    }
}

#[test]
fn documents_say_whether_everybody_can_read_them() {
    let plain = b"%PDF-1.7\n1 0 obj <</Type/Catalog/MarkInfo<</Marked true>>/StructTreeRoot 5 0 R/Lang(de-DE)>> endobj\n2 0 obj<</Title(Satzung)/Font 1>>endobj";
    let found = paper(plain);
    assert!(found.is_tagged && found.has_title && found.has_text && !found.is_active);
    assert_eq!(found.language, "de-DE");
    let scan =
        paper(b"%PDF-1.4\n1 0 obj <</Type/Catalog/MarkInfo<</Marked false>>/Title()>> endobj");
    assert!(!scan.is_tagged && !scan.has_title && !scan.has_text && scan.language.is_empty());
    assert!(paper(b"%PDF-1.4 /OpenAction<</S/JavaScript/JS(app.alert(1))>>").is_active);
    // The catalogue in a compressed stream, as newer programs write it.
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, &plain[9..]).unwrap();
    let stream = packer.finish().unwrap();
    let mut newer = b"%PDF-1.7\n7 0 obj <</Type/ObjStm/Filter/FlateDecode/N 2>>\nstream\n".to_vec();
    newer.extend(stream);
    newer.extend(b"\nendstream endobj");
    assert!(paper(&newer).is_tagged);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Wherever the focal point lies, the cut lies in the picture and has the wanted proportion.
    #[test]
    fn cuts_lie_in_the_picture(width in 1u32..3_000, height in 1u32..3_000, x in -2.0f64..3.0, y in -2.0f64..3.0) {
        let copy = DynamicImage::ImageRgb8(RgbImage::new(width, height));
        for shape in SHAPES {
            let ((left, top, w, h), wide, high) = crate::print::frame(&copy, shape, Focus { x, y });
            prop_assert!(left >= 0.0 && top >= 0.0 && w > 0.0 && h > 0.0);
            prop_assert!(left + w <= f64::from(width) + 0.001 && top + h <= f64::from(height) + 0.001);
            prop_assert!(wide >= 1 && high >= 1 && wide <= shape.width && high <= shape.height);
        }
    }

    /// No bytes behind a known head make anything fall over.
    #[test]
    fn nothing_falls_over(head in 0usize..6, rest in proptest::collection::vec(any::<u8>(), 0..400)) {
        let heads: [&[u8]; 6] = [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8X", b"GIF89a", b"<svg>", b"%PDF-1.7 stream"];
        let bytes = [heads[head], &rest].concat();
        drop(decode(&bytes, &Limits::default()));
        drop(clean(&bytes));
        drop(suggestion(&bytes));
        drop(drawing(&bytes));
        drop(captions(&bytes));
        drop(paper(&bytes));
    }
}

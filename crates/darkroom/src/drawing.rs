//! Drawings (SVG): written anew with what draws, and nothing else. A drawing is a document that a
//! browser runs; from outside only shapes, texts and colours come in.

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer, XmlVersion};

use crate::Refusal;

/// Bytes of a drawing.
const BYTES_MAX: usize = 2 * 1024 * 1024;
/// Elements of a drawing.
const ELEMENTS_MAX: usize = 50_000;
/// How deep elements may lie in each other.
const DEPTH_MAX: usize = 64;

/// Elements that draw.
const ELEMENTS: &str = "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan \
    textPath linearGradient radialGradient stop clipPath mask pattern marker filter \
    feGaussianBlur feOffset feBlend feColorMatrix feComposite feFlood feMerge feMergeNode \
    feDropShadow feTurbulence feMorphology feComponentTransfer feFuncA style switch";

/// Attributes that say how.
const ATTRIBUTES: &str = "id class style x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy d points width height viewBox \
    preserveAspectRatio transform fill fill-opacity fill-rule stroke stroke-width \
    stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray \
    stroke-dashoffset opacity color display visibility overflow clip-path clip-rule \
    clipPathUnits mask maskUnits maskContentUnits filter filterUnits primitiveUnits \
    patternUnits patternContentUnits patternTransform gradientUnits gradientTransform \
    spreadMethod offset stop-color stop-opacity marker-start marker-mid marker-end markerUnits \
    markerWidth markerHeight refX refY orient font-family font-size font-weight font-style \
    font-stretch text-anchor text-decoration letter-spacing word-spacing dominant-baseline \
    alignment-baseline baseline-shift writing-mode startOffset textLength lengthAdjust \
    vector-effect shape-rendering text-rendering color-interpolation \
    color-interpolation-filters flood-color flood-opacity in in2 result stdDeviation mode type \
    values operator k1 k2 k3 k4 radius baseFrequency numOctaves seed stitchTiles tableValues \
    slope intercept amplitude exponent lang role paint-order";

/// A drawing, written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// The file.
    pub bytes: Vec<u8>,
    /// Width in points, where the drawing says so.
    pub width: u32,
    /// Height in points.
    pub height: u32,
    /// What was left out: names of elements and attributes, each once, at most ten.
    pub removed: Vec<String>,
}

/// Checks a drawing and writes it anew.
///
/// # Errors
/// [`Refusal::Active`] when it brings entities of its own; [`Refusal::Damaged`] when it does not read.
pub fn drawing(bytes: &[u8]) -> Result<Drawing, Refusal> {
    if bytes.len() > BYTES_MAX {
        return Err(Refusal::TooManyBytes(BYTES_MAX as u64));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::Damaged("not UTF-8".into()))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut copyist = Copyist::new();
    loop {
        let event = reader.read_event().map_err(|e| Refusal::Damaged(e.to_string()))?;
        match event {
            Event::Start(start) => copyist.open(&start, false)?,
            Event::Empty(start) => copyist.open(&start, true)?,
            Event::End(_) => copyist.close()?,
            Event::Text(text) => copyist.text(&text.xml10_content())?,
            Event::CData(text) => copyist.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let given = reference.resolve_char_ref().ok().flatten().map(String::from);
                let named =
                    quick_xml::escape::resolve_predefined_entity(&reference.xml10_content())
                        .map(str::to_owned);
                copyist.text(&given.or(named).ok_or_else(|| Refusal::Active("ENTITY".into()))?)?;
            }
            Event::DocType(kind) if kind.xml10_content().contains("<!") => {
                return Err(Refusal::Active("ENTITY".into()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    copyist.finish()
}

/// Width, height and view box as given.
type Size = (String, String, String);

struct Copyist {
    out: Writer<Vec<u8>>,
    /// Names of the elements that are open and copied.
    open: Vec<String>,
    /// How many elements are open below one that is left out.
    hidden: usize,
    /// The words of the style that is open: judged as one at its end, as a browser reads them.
    style: String,
    elements: usize,
    is_drawn: bool,
    size: (u32, u32),
    removed: Vec<String>,
}

impl Copyist {
    fn new() -> Self {
        Self {
            out: Writer::new(Vec::new()),
            open: Vec::new(),
            hidden: 0,
            style: String::new(),
            elements: 0,
            is_drawn: false,
            size: (0, 0),
            removed: Vec::new(),
        }
    }

    fn remove(&mut self, name: &str) {
        let name: String = name.chars().take(40).collect();
        if self.removed.len() < 10 && !self.removed.contains(&name) {
            self.removed.push(name);
        }
    }

    fn write(&mut self, event: Event<'_>) -> Result<(), Refusal> {
        self.out.write_event(event).map_err(|e| Refusal::Damaged(e.to_string()))
    }

    fn open(&mut self, start: &BytesStart<'_>, is_empty: bool) -> Result<(), Refusal> {
        self.elements += 1;
        if self.elements > ELEMENTS_MAX || self.open.len() + self.hidden >= DEPTH_MAX {
            return Err(Refusal::Damaged("too many elements".into()));
        }
        let full = start.name().as_ref().to_owned();
        let name = full.strip_prefix("svg:").unwrap_or(&full).to_owned();
        let is_known = ELEMENTS.split(' ').any(|known| known == name);
        let is_root = self.open.is_empty();
        if is_root && self.hidden == 0 && (name != "svg" || self.is_drawn) {
            return Err(Refusal::Damaged("the outermost element is not one svg".into()));
        }
        if self.hidden > 0 || !is_known || self.is_in_style() {
            if self.hidden == 0 {
                self.remove(&name);
            }
            self.hidden += usize::from(!is_empty);
            return Ok(());
        }
        let mut copy = BytesStart::new(name.clone());
        if is_root {
            self.is_drawn = true;
            copy.push_attribute(("xmlns", "http://www.w3.org/2000/svg"));
            copy.push_attribute(("xmlns:xlink", "http://www.w3.org/1999/xlink"));
        }
        let size = self.attributes(start, &mut copy)?;
        if is_root {
            self.size = measured(&size);
        }
        if is_empty {
            return self.write(Event::Empty(copy));
        }
        self.open.push(name);
        self.write(Event::Start(copy))
    }

    /// Copies what is harmless; answers width, height and view box as given.
    fn attributes(
        &mut self,
        start: &BytesStart<'_>,
        copy: &mut BytesStart<'_>,
    ) -> Result<Size, Refusal> {
        let mut size = Size::default();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|e| Refusal::Damaged(e.to_string()))?;
            let key = attribute.key.as_ref().to_owned();
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| Refusal::Active("ENTITY".into()))?;
            let value = printable(&value, false);
            if key.starts_with("xmlns") || key.starts_with("xml:") {
                continue;
            }
            if !is_harmless(&key, &value) {
                self.remove(&key);
                continue;
            }
            match key.as_str() {
                "width" => size.0.clone_from(&value),
                "height" => size.1.clone_from(&value),
                "viewBox" => size.2.clone_from(&value),
                _ => {}
            }
            copy.push_attribute((key.as_str(), value.as_str()));
        }
        Ok(size)
    }

    fn close(&mut self) -> Result<(), Refusal> {
        if self.hidden > 0 {
            self.hidden -= 1;
            return Ok(());
        }
        let name =
            self.open.pop().ok_or_else(|| Refusal::Damaged("an end without start".into()))?;
        let style = std::mem::take(&mut self.style);
        if is_calm(&style) {
            self.write(Event::Text(BytesText::new(&style)))?;
        } else {
            self.remove("style");
        }
        self.write(Event::End(BytesEnd::new(name)))
    }

    fn text(&mut self, text: &str) -> Result<(), Refusal> {
        if self.hidden > 0 || self.open.is_empty() {
            return Ok(());
        }
        let text = printable(text, true);
        if self.is_in_style() {
            // In pieces it would look calm: references and comments may cut any word in two.
            self.style.push_str(&text);
            return Ok(());
        }
        self.write(Event::Text(BytesText::new(&text)))
    }

    fn is_in_style(&self) -> bool {
        self.open.last().is_some_and(|name| name == "style")
    }

    fn finish(self) -> Result<Drawing, Refusal> {
        if !self.is_drawn || !self.open.is_empty() || self.hidden > 0 {
            return Err(Refusal::Damaged("the drawing breaks off".into()));
        }
        let (width, height) = self.size;
        Ok(Drawing { bytes: self.out.into_inner(), width, height, removed: self.removed })
    }
}

/// Styles that fetch nothing and hide nothing: no escapes, no address but one in the drawing.
fn is_calm(style: &str) -> bool {
    let folded = style.to_ascii_lowercase();
    let calls = folded.matches("url(").count();
    let own = folded.matches("url(#").count()
        + folded.matches("url('#").count()
        + folded.matches("url(\"#").count();
    calls == own
        && ![
            "\\",
            "@import",
            "expression",
            "javascript:",
            "behavior",
            "-moz-binding",
            "image-set",
            "image(",
            "src(",
            "</",
        ]
        .iter()
        .any(|word| folded.contains(word))
}

/// What XML may hold, as any reader gets it back: line ends are one sign, in values a space.
fn printable(text: &str, keeps_lines: bool) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'))
        .map(|c| match c {
            '\r' if keeps_lines => '\n',
            '\r' | '\n' | '\t' if !keeps_lines => ' ',
            c => c,
        })
        .collect()
}

fn is_harmless(key: &str, value: &str) -> bool {
    match key {
        // Only to a place in the drawing itself.
        "href" | "xlink:href" => value.trim_start().starts_with('#'),
        key => ATTRIBUTES.split(' ').any(|known| known == key) && is_calm(value),
    }
}

/// Width and height: as given, or from the view box.
fn measured((width, height, view): &Size) -> (u32, u32) {
    let number = |text: &str| {
        let text = text.trim().trim_end_matches("px");
        text.parse::<f64>().ok().filter(|n| *n >= 1.0 && *n <= 20_000.0)
    };
    let sides: Vec<Option<f64>> =
        view.split([' ', ',']).filter(|s| !s.is_empty()).map(number).collect();
    let (view_width, view_height) = match sides.as_slice() {
        [_, _, width, height] => (*width, *height),
        _ => (None, None),
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held between 1 and 20,000"
    )]
    let whole = |n: Option<f64>| n.map_or(0, |n| n.round() as u32);
    (whole(number(width).or(view_width)), whole(number(height).or(view_height)))
}

//! Square codes as SVG within the page: no script, no request, sharp at any size.

use kernel::AppError;
use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of white around the code, as ISO/IEC 18004 asks.
const QUIET: i32 = 4;

/// The code of a text with its name for those who do not see it.
///
/// # Errors
/// Internal when the text is too long for a square code.
pub fn square(text: &str, label: &str) -> Result<Markup, AppError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(AppError::internal)?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let width = x - start;
                let (left, top) = (start + QUIET, y + QUIET);
                path.push('M');
                path.extend([left.to_string(), " ".into(), top.to_string()]);
                path.extend([
                    "h".into(),
                    width.to_string(),
                    "v1h-".into(),
                    width.to_string(),
                    "z".into(),
                ]);
            }
            x += 1;
        }
    }
    let edge = size + 2 * QUIET;
    Ok(html! {
        svg xmlns="http://www.w3.org/2000/svg" width="232" height="232"
            viewBox={ "0 0 " (edge) " " (edge) } role="img" aria-label=(label)
            shape-rendering="crispEdges" {
            rect width=(edge) height=(edge) fill="#ffffff" {}
            path d=(path) fill="#000000" {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_with_its_name() {
        let svg =
            square("otpauth://totp/x:y?secret=AAAA", "Code für die App").unwrap().into_string();
        assert!(svg.contains("aria-label=\"Code für die App\""));
        // The top left finder pattern: seven dark modules in a row behind the quiet zone.
        assert!(svg.contains("d=\"M4 4h7v1h-7z"), "{svg}");
        assert!(square(&"x".repeat(5_000), "").is_err());
    }
}

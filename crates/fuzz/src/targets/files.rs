//! Files people upload, and the bodies they travel in.

use axum::body::{Body, Bytes};
use kernel::body::read_multipart;
use kernel::fields::{FIELD_BYTES_MAX, FIELDS_MAX};
use kernel::files::{UPLOAD_BYTES_MAX, check_upload};

use super::{first_line, texts};
use crate::Target;

/// The check of uploads: name in the first line, then the content.
pub(crate) const UPLOAD: Target = Target {
    name: "upload",
    about: "files people upload: type by content, name, active PDF",
    run: |bytes| {
        let (name, content) = first_line(bytes);
        if let Ok(checked) = check_upload(&name, content.to_vec()) {
            assert!(["application/pdf", "image/png", "image/jpeg"].contains(&checked.mime()));
            assert_eq!(checked.sha256().len(), 64);
            for hidden in ["/JavaScript ", "/Launch ", "/EmbeddedFile "] {
                let seen = content.windows(hidden.len()).any(|w| w == hidden.as_bytes());
                assert!(checked.mime() != "application/pdf" || !seen, "{hidden} got through");
            }
        }
    },
    seeds: || {
        texts(&[
            "a.pdf\n%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj\n%%EOF",
            "b.pdf\n%PDF-1.4 /Java#53cript (x)",
            "../c.PNG\n\u{89}PNG\r\n\u{1a}\n",
            "d.jpeg\n\u{ff}\u{d8}\u{ff}\u{e0}",
            "\u{202e}fdp.exe\nMZ",
        ])
    },
    words: &["%PDF-", "/JS ", "/Launch", "#4a#53", "/EmbeddedFile", "/Encrypt", ".pdf\n", "#", "/"],
};

/// Multipart bodies, in chunks: the first byte says how long the chunks are.
pub(crate) const MULTIPART: Target = Target {
    name: "multipart",
    about: "bodies of forms with files, arriving in pieces",
    run: |bytes| {
        let (Some(first), body) = (bytes.first(), bytes.get(1..).unwrap_or_default()) else {
            return;
        };
        let chunks: Vec<Result<Bytes, std::io::Error>> = body
            .chunks(usize::from(*first) + 1)
            .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
            .collect();
        let body = Body::from_stream(futures_util::stream::iter(chunks));
        let read = futures_util::future::FutureExt::now_or_never(read_multipart(body, "x".into()));
        if let Some(Ok(fields)) = read {
            assert!(fields.pairs().len() <= FIELDS_MAX && fields.uploads().len() <= 5);
            assert!(fields.pairs().iter().all(|(_, v)| v.len() <= FIELD_BYTES_MAX));
            assert!(fields.pairs().iter().all(|(_, v)| !v.contains('\0')));
            for upload in fields.uploads() {
                assert!(upload.bytes.len() as u64 <= UPLOAD_BYTES_MAX + 1);
            }
        }
    },
    seeds: || {
        texts(&[
            "\u{7f}--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n",
            "\u{3}--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.pdf\"\r\n\
             Content-Type: application/pdf\r\n\r\n%PDF-1.7\r\n--x--\r\n",
            "\u{1}--x\r\nContent-Disposition: form-data; name=\"f\"; filename*=UTF-8''%C3%A4.pdf\r\n\r\n\r\n--x\r\n",
        ])
    },
    words: &[
        "--x\r\n",
        "--x--",
        "\r\n\r\n",
        "name=\"",
        "filename*=UTF-8''%",
        "Content-Disposition: ",
    ],
};

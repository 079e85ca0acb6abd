//! What a text uses from outside itself.

use std::collections::BTreeSet;

use crate::block::Kind;
use crate::document::Document;
use crate::fields::FieldText;
use crate::key::Key;
use crate::link::TargetKind;
use crate::parts::Captions;

impl Document {
    /// The media it shows or links to, each once.
    pub fn media(&self) -> BTreeSet<Key> {
        let mut all = BTreeSet::new();
        self.walk(&mut |block| {
            all.extend(shown(&block.kind).into_iter().flatten().cloned());
            for field in block.kind.fields() {
                let FieldText::Rich(inlines) = field.text else { continue };
                for (target, _) in inlines.links() {
                    if let TargetKind::Media(id) = target.kind() {
                        all.extend(Key::parse(id));
                    }
                }
            }
        });
        all
    }
}

impl Document {
    /// The snippets it shows, each once.
    pub fn snippets(&self) -> BTreeSet<Key> {
        let mut all = BTreeSet::new();
        self.walk(&mut |block| {
            if let Kind::Snippet(it) = &block.kind {
                all.extend(it.snippet.clone());
            }
        });
        all
    }
}

/// The media a block shows by itself.
fn shown(kind: &Kind) -> Vec<Option<&Key>> {
    match kind {
        Kind::Image(it) => vec![it.media.as_ref()],
        Kind::Gallery(it) => it.images.iter().map(|i| i.media.as_ref()).collect(),
        Kind::Video(it) => {
            let captions = match &it.captions {
                Some(Captions::File(key)) => Some(key),
                _ => None,
            };
            vec![it.media.as_ref(), captions, it.description.as_ref(), it.sign_language.as_ref()]
        }
        Kind::Audio(it) => vec![it.media.as_ref()],
        Kind::Downloads(it) => it.files.iter().map(|f| f.media.as_ref()).collect(),
        Kind::Embed(it) => vec![it.preview.as_ref()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Document, Key};

    #[test]
    fn media_in_blocks_links_and_depth_are_found_once() {
        let json = r#"{"version":1,"blocks":[
            {"id":"a","type":"image","data":{"media":"m1"}},
            {"id":"b","type":"call_out","data":{"title":"x","blocks":[
                {"id":"c","type":"text","data":{"content":[{"link":{"to":"media:m2","content":[{"text":"Plan"}]}}]}}]}},
            {"id":"d","type":"downloads","data":{"files":[{"media":"m1"},{"media":"m3"}]}},
            {"id":"e","type":"video","data":{"media":"m4","captions":{"file":"m5"},"sign_language":"m6"}}]}"#;
        let document = Document::read(json).unwrap();
        let found: Vec<_> = document.media().iter().map(Key::to_string).collect();
        assert_eq!(found, ["m1", "m2", "m3", "m4", "m5", "m6"]);
    }
}

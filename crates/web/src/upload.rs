//! Choosing files to send.

use maud::{Markup, html};

use crate::errors::field_id;
use crate::field::Field;
use crate::format;
use crate::say::Say;

/// What may be sent.
#[derive(Debug, Clone, Copy)]
pub struct UploadRules<'a> {
    /// Kinds of files as the browser understands them: `.pdf,.jpg,.png`.
    pub accept: &'a str,
    /// The same for people: "PDF, JPG oder PNG".
    pub kinds: &'a str,
    /// Largest file in bytes.
    pub max_bytes: u64,
    /// Several files at once.
    pub multiple: bool,
}

impl UploadRules<'_> {
    /// What may be sent, in a sentence: to be said once where several uploads stand together.
    pub fn words(&self, say: Say) -> String {
        let size = format::size_limit(say, self.max_bytes);
        say.of(
            format!("{}, höchstens {size} je Datei.", self.kinds),
            format!("{}, at most {size} per file.", self.kinds),
        )
    }
}

impl Field<'_> {
    /// A whole folder with what lies in it; files come with their paths. The form needs
    /// [`crate::Form::with_files`].
    pub fn upload_folder(self) -> Markup {
        self.framed(html! {
            input.kern-form-input__input type="file" id=(field_id(self.name)) name=(self.name)
                multiple webkitdirectory aria-describedby=[self.described_by()]
                aria-invalid=[self.invalid()];
        })
    }

    /// A file upload; the rules are told in the hint. The form needs [`crate::Form::with_files`].
    pub fn upload(self, rules: UploadRules<'_>) -> Markup {
        let size = format::size_limit(self.say, rules.max_bytes);
        let limits = rules.words(self.say);
        let hint = match self.hint {
            Some(own) => format!("{own} {limits}"),
            None => limits,
        };
        let field = Field { hint: Some(&hint), ..self };
        field.framed(html! {
            input.kern-form-input__input type="file" id=(field_id(field.name)) name=(field.name)
                accept=(rules.accept) multiple[rules.multiple]
                aria-describedby=[field.described_by()] aria-invalid=[field.invalid()]
                data-rh-max-bytes=(rules.max_bytes)
                data-rh-too-large=(field.say.of(
                    format!("Die Datei ist größer als {size}. Bitte wählen Sie eine kleinere."),
                    format!("The file is larger than {size}. Please choose a smaller one."),
                ));
        })
    }
}

//! What the letters of the desk say: notices, and messages for people who want paper.

use jiff::civil::Date;
use kernel::Language;
use kernel::cases::{Case, Party};
use kernel::notify::Message;
use kernel::org::Unit;
use kernel::paper::{Block, Letter, Sender};
use kernel::procedure::{Decision, Notice, Outcome};
use kernel::town::Profile;

/// Who and what every letter of a case names.
#[derive(Clone, Debug)]
pub(crate) struct Head<'a> {
    /// The town's letterhead.
    pub profile: &'a Profile,
    /// The unit that writes.
    pub unit: &'a Unit,
    /// The case.
    pub case: &'a Case,
    /// Who is written to.
    pub to: &'a Party,
    /// Name of the case worker.
    pub clerk: &'a str,
    /// Day of the letter.
    pub day: Date,
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Plain text as paragraphs; an empty line separates them.
fn paragraphs(text: &str) -> impl Iterator<Item = Block> {
    let text = text.replace("\r\n", "\n");
    let parts: Vec<Block> = text
        .split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| Block::Paragraph(part.to_owned()))
        .collect();
    parts.into_iter()
}

impl Head<'_> {
    /// A letter without content: letterhead, address, reference block.
    fn letter(&self, subject: &str) -> Letter {
        let mut recipient = vec![self.to.name.reveal().clone()];
        recipient.extend(lines(self.to.address.reveal()).map(str::to_owned));
        let date = Language::De.day(self.day);
        Letter {
            language: "de-DE".into(),
            title: format!("{subject}, {date}"),
            sender: self.sender(),
            recipient,
            reference: self.reference(),
            date,
            subject: subject.to_owned(),
            body: vec![Block::Paragraph(format!("Guten Tag {},", self.to.name.reveal()))],
            embedded: Vec::new(),
        }
    }

    fn sender(&self) -> Sender {
        let (profile, unit) = (self.profile, self.unit);
        let office = [unit.street.as_str(), &unit.postcode, &unit.room];
        let office: Vec<&str> = office.into_iter().filter(|part| !part.is_empty()).collect();
        let hours = unit.hours.iter().map(|h| format!("{} {}", h.days.de, h.times.de));
        let reach = [profile.telephone.as_str(), &profile.email];
        let reach: Vec<&str> = reach.into_iter().filter(|part| !part.is_empty()).collect();
        let foot = [office.join(", "), hours.collect::<Vec<_>>().join("\n"), reach.join("\n")];
        Sender {
            town: profile.name.clone(),
            authority: profile.authority.clone(),
            unit: unit.name.de.clone(),
            address: format!("{}, {}", profile.street, profile.postcode),
            foot: foot.into_iter().filter(|part| !part.is_empty()).collect(),
            arms_svg: Some(profile.arms_svg.clone()).filter(|svg| !svg.is_empty()),
            colour: profile.main_colour().to_owned(),
        }
    }

    fn reference(&self) -> Vec<(String, String)> {
        let unit = self.unit;
        let entries = [
            ("Aktenzeichen", self.case.number.as_str()),
            ("Auskunft", self.clerk),
            ("Telefon", &unit.telephone),
            ("E-Mail", &unit.email),
            ("Zimmer", &unit.room),
        ];
        let filled = entries.iter().filter(|(_, value)| !value.is_empty());
        filled.map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
    }

    fn closing(&self) -> Block {
        Block::Closing("Mit freundlichen Grüßen\nIm Auftrag".into(), self.clerk.to_owned())
    }
}

/// The blocks under a heading; those that bring their own keep it.
fn under(heading: &str, blocks: &[Block]) -> Vec<Block> {
    if blocks.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::with_capacity(blocks.len() + 1);
    if !matches!(blocks.first(), Some(Block::Heading(..))) {
        out.push(Block::Heading(1, heading.to_owned()));
    }
    out.extend(blocks.iter().cloned());
    out
}

/// The decision notice: ruling first, then reasons, explanation, duties, remedy notice, annex.
pub(crate) fn decision_notice(
    head: &Head<'_>,
    decision: &Decision,
    notice: &Notice,
    is_draft: bool,
) -> Letter {
    let subject = if notice.subject.is_empty() { "Bescheid" } else { notice.subject.as_str() };
    let mut letter = head.letter(subject);
    if is_draft {
        letter
            .body
            .insert(0, Block::Notice("Entwurf: noch nicht erlassen und nicht versandt.".into()));
    }
    letter.body.extend(notice.ruling.iter().cloned());
    if !decision.reasons.is_empty() {
        letter.body.push(Block::Heading(1, "Begründung".into()));
        letter.body.extend(paragraphs(&decision.reasons));
    }
    let heading = match decision.outcome {
        Outcome::Granted | Outcome::Partly => "So haben wir gerechnet",
        Outcome::Refused => "So haben wir geprüft",
    };
    letter.body.extend(under(heading, &notice.explanation));
    letter.body.extend(under("Was Sie beachten müssen", &notice.duties));
    letter.body.push(Block::Heading(1, "Rechtsbehelfsbelehrung".into()));
    letter.body.extend(paragraphs(&notice.remedy));
    letter.body.push(head.closing());
    if !notice.annex.is_empty() {
        letter.body.push(Block::NewPage);
        letter.body.extend(under("Anlage", &notice.annex));
    }
    letter
}

/// A message of the mailbox as a letter.
pub(crate) fn message_letter(head: &Head<'_>, message: &Message) -> Letter {
    let mut letter = head.letter(message.subject.reveal());
    let mut content: Vec<Block> = paragraphs(message.body.reveal()).collect();
    // The text of a message greets by itself.
    if matches!(content.first(), Some(Block::Paragraph(first)) if first.starts_with("Guten Tag")) {
        letter.body.clear();
    }
    letter.body.append(&mut content);
    letter.body.push(head.closing());
    letter
}

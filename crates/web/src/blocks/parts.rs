//! Blocks that hold others, tables, numbers and what lies with other providers.

use content::{
    Accordion, Block, CallOut, Document, Embed, HeaderCells, KeyFigures, Kind, List, ListItem,
    Provider, Quote, Steps, Table, Tone,
};
use maud::{Markup, html};

use super::{Artist, Surroundings, heading};

/// Where the same content stands at its provider.
pub fn provider_page(provider: Provider, reference: &str) -> Option<String> {
    // What has no frame has no page either: the reference is not one of that provider.
    provider.frame_url(reference)?;
    Some(match provider {
        Provider::Youtube => format!("https://www.youtube.com/watch?v={reference}"),
        Provider::Vimeo => format!("https://vimeo.com/{reference}"),
        Provider::Instagram => format!("https://www.instagram.com/p/{reference}/"),
        Provider::Peertube | Provider::Mastodon | Provider::Facebook => reference.to_owned(),
    })
}

/// Class of the box and of its icon.
fn tone_classes(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Info => ("rh-alert kern-alert kern-alert--info", "kern-icon kern-icon--info"),
        Tone::Success => {
            ("rh-alert kern-alert kern-alert--success", "kern-icon kern-icon--success")
        }
        Tone::Warning => {
            ("rh-alert kern-alert kern-alert--warning", "kern-icon kern-icon--warning")
        }
        Tone::Danger => ("rh-alert kern-alert kern-alert--danger", "kern-icon kern-icon--danger"),
    }
}

impl Artist<'_> {
    pub(super) fn list(&self, it: &List) -> Markup {
        self.points(&it.items, it.ordered)
    }

    fn points(&self, items: &[ListItem], ordered: bool) -> Markup {
        let points = html! {
            @for item in items {
                li {
                    (self.inlines(&item.content))
                    @if !item.items.is_empty() { (self.points(&item.items, ordered)) }
                }
            }
        };
        html! {
            @if ordered { ol.rh-points { (points) } } @else { ul.rh-points { (points) } }
        }
    }

    pub(super) fn quote(&self, it: &Quote) -> Markup {
        html! {
            figure.rh-quote {
                blockquote { p { (self.inlines(&it.content)) } }
                @if !it.author.is_empty() {
                    figcaption {
                        @match &it.source {
                            Some(source) => (self.link(source, html! { (it.author) })),
                            None => (it.author),
                        }
                    }
                }
            }
        }
    }

    pub(super) fn call_out(&self, block: &Block, it: &CallOut) -> Markup {
        let (class, icon) = tone_classes(it.tone);
        let level = self.outline.level(&block.id);
        html! {
            div class=(class) id=[self.id(block)] {
                @if !it.title.is_empty() {
                    div.kern-alert__header {
                        span class=(icon) aria-hidden="true" {}
                        (heading(level, None, Some("kern-title"), html! { (it.title) }))
                    }
                }
                div.kern-alert__body.rh-blocks { (self.blocks(&it.blocks)) }
            }
        }
    }

    pub(super) fn steps(&self, block: &Block, it: &Steps) -> Markup {
        html! {
            ol.rh-guide {
                @for (at, step) in it.steps.iter().enumerate() {
                    li.rh-guide__step {
                        @let level = self.outline.section_level(&block.id, at);
                        @let id = format!("{}-{at}", self.anchor(&block.id));
                        @if !step.title.is_empty() {
                            (heading(level, Some(&id), None, html! { (step.title) }))
                        }
                        div.rh-blocks { (self.blocks(&step.blocks)) }
                    }
                }
            }
        }
    }

    pub(super) fn accordion(&self, block: &Block, it: &Accordion) -> Markup {
        html! {
            div.kern-accordion-group {
                @for (at, section) in it.sections.iter().enumerate() {
                    @let level = self.outline.section_level(&block.id, at);
                    details.kern-accordion id=(format!("{}-{at}", self.anchor(&block.id))) {
                        summary.kern-accordion__header {
                            (heading(level, None, Some("kern-title"), html! { (section.title) }))
                        }
                        div.kern-accordion__body.rh-blocks { (self.blocks(&section.blocks)) }
                    }
                }
            }
        }
    }

    pub(super) fn table(&self, block: &Block, it: &Table) -> Markup {
        let header = |row: usize, column: usize| it.header.is_some_and(|h| h.holds(row, column));
        let has_head = matches!(it.header, Some(HeaderCells::Row | HeaderCells::Both));
        let (head, body) = it.rows.split_at(usize::from(has_head && !it.rows.is_empty()));
        let say = self.say();
        let name = if it.caption.is_empty() {
            say.of("Tabelle", "Table").to_owned()
        } else {
            format!("{}: {}", say.of("Tabelle", "Table"), it.caption.text())
        };
        html! {
            div.rh-scroll role="region" aria-label=(name) tabindex="0" id=[self.id(block)] {
                table.rh-sheet {
                    @if !it.caption.is_empty() { caption { (self.inlines(&it.caption)) } }
                    @if !head.is_empty() {
                        thead { @for row in head { tr { @for cell in row {
                            @if cell.is_empty() { td {} }
                            @else { th scope="col" { (self.inlines(cell)) } }
                        } } } }
                    }
                    tbody {
                        @for (at, row) in body.iter().enumerate() {
                            tr { @for (column, cell) in row.iter().enumerate() {
                                @if header(at + head.len(), column) && !cell.is_empty() {
                                    th scope="row" { (self.inlines(cell)) }
                                } @else {
                                    td { (self.inlines(cell)) }
                                }
                            } }
                        }
                    }
                }
            }
        }
    }

    pub(super) fn key_figures(it: &KeyFigures) -> Markup {
        html! {
            ul.rh-figures {
                @for figure in &it.figures {
                    li.rh-figure {
                        span.rh-figure__number { (figure.value) }
                        span.rh-figure__label { (figure.label) }
                        @if !figure.source.is_empty() { span.rh-files__meta { (figure.source) } }
                    }
                }
            }
        }
    }

    /// Our own preview, what happens on a click, and a plain link: nothing is asked of the provider
    /// before somebody wants it. Where the town lets a provider's frames in, a second link shows the
    /// content in the page.
    pub(super) fn embed(&self, block: &Block, it: &Embed) -> Markup {
        let say = self.say();
        let page = it.provider.and_then(|p| Some((p, provider_page(p, &it.reference)?)));
        let Some((provider, url)) = page else {
            return self.missing(
                "Der eingebettete Inhalt hat noch keinen Anbieter oder keinen gültigen Verweis.",
                "The embedded content has no provider or no valid reference yet.",
            );
        };
        if let Some((frame, _)) = allowed_frame(block, self.around)
            && self.around.opened == block.id.as_str()
        {
            return self.open_embed(block, it, provider, &frame, &url);
        }
        let preview = it.preview.as_ref().and_then(|key| self.medium(key));
        let (name, recipient) = (provider.label(), provider.recipient());
        let anchor = self.anchor(&block.id);
        let is_open_to = allowed_frame(block, self.around).is_some();
        html! {
            div.rh-embed id=[is_open_to.then_some(&anchor)] {
                @if let Some(medium) = preview { (super::media::picture(medium, "", "44rem")) }
                div.rh-embed__text {
                    @if !it.title.is_empty() { p { strong { (it.title) } } }
                    p { (say.of(
                        format!("Dieser Inhalt liegt bei {name}. Erst wenn Sie ihn öffnen, werden Daten \
                            wie Ihre IP-Adresse an {recipient} übertragen."),
                        format!("This content is hosted by {name}. Only when you open it are data such \
                            as your IP address sent to {recipient}."),
                    )) }
                    p.rh-buttons {
                        @if is_open_to {
                            a.kern-btn."kern-btn--primary" rel="nofollow"
                                href=(format!("?inhalt={}#{anchor}", block.id)) {
                                span.kern-label {
                                    (say.of("Hier zeigen", "Show it here"))
                                    span.kern-sr-only { ": " (it.title) }
                                }
                            }
                        }
                        a.kern-btn."kern-btn--secondary" href=(url) rel="external noreferrer" {
                            span.kern-label { (say.of(
                                format!("Bei {name} ansehen"), format!("View on {name}"),
                            )) }
                        }
                    }
                    @if let Some(other) = &it.alternative {
                        p { (self.link(other, html! {
                            (say.of(format!("Ohne {name} ansehen"), format!("View without {name}")))
                        })) }
                    }
                }
            }
        }
    }

    /// The content itself, in a frame of its provider that may do nothing with the page around it.
    fn open_embed(
        &self,
        block: &Block,
        it: &Embed,
        provider: Provider,
        frame: &str,
        url: &str,
    ) -> Markup {
        let (say, name) = (self.say(), provider.label());
        let title = if it.title.is_empty() { name } else { it.title.as_str() };
        let is_film = matches!(provider, Provider::Youtube | Provider::Vimeo | Provider::Peertube);
        html! {
            div.rh-embed id=(self.anchor(&block.id)) {
                iframe.rh-embed__frame."rh-embed__frame--post"[!is_film] src=(frame) title=(title)
                    sandbox="allow-scripts allow-same-origin allow-popups allow-presentation"
                    referrerpolicy="strict-origin-when-cross-origin" allow="fullscreen" loading="lazy" {}
                div.rh-embed__text {
                    p { (say.of(
                        format!("Dieser Inhalt kommt von {name}."),
                        format!("This content comes from {name}."),
                    )) }
                    ul.rh-links {
                        li { a href=(format!("?#{}", self.anchor(&block.id))) {
                            (say.of("Inhalt wieder schließen", "Close the content again"))
                        } }
                        li { a href=(url) rel="external noreferrer" { (say.of(
                            format!("Bei {name} ansehen"), format!("View on {name}"),
                        )) } }
                    }
                }
            }
        }
    }
}

/// The frame of a block and its host, where the town lets it in.
fn allowed_frame(block: &Block, around: &Surroundings) -> Option<(String, String)> {
    let Kind::Embed(it) = &block.kind else { return None };
    let frame = it.provider?.frame_url(&it.reference)?;
    let host = frame.strip_prefix("https://")?.split('/').next()?.to_owned();
    around.frames.contains(&host).then_some((frame, host))
}

/// The origin of the frame that a page shows because somebody asked for it: the only one its policy
/// has to let in.
pub fn opened_frame(document: &Document, around: &Surroundings) -> Option<String> {
    let mut found = None;
    document.with_snippets(&around.snippets).walk(&mut |block| {
        if block.id.as_str() == around.opened {
            found = allowed_frame(block, around).map(|(_, host)| format!("https://{host}"));
        }
    });
    found
}

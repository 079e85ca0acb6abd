//! Road works on the home page.

use kernel::Ctx;
use kernel::publication::Publication;
use web::card::{Teaser, teaser_grid};
use web::icon::Icon;
use web::{Markup, Say, page};

/// Where building goes on: the latest, and the way to one's own street.
pub(crate) fn section(ctx: &Ctx, say: Say, works: &[Publication]) -> Markup {
    let urls: Vec<String> = works.iter().map(|w| ctx.to(&w.path())).collect();
    let teasers: Vec<Teaser<'_>> = works
        .iter()
        .zip(&urls)
        .map(|(work, url)| {
            Teaser::new(work.title.of(ctx.language), url, work.teaser.of(ctx.language))
                .icon(Icon::ROADWORKS)
        })
        .collect();
    page::section(
        say.of("Baustellen", "Road works"),
        false,
        Some((
            say.of("Baustellen in meiner Straße", "Road works in my street"),
            &ctx.to("/baustellen"),
        )),
        teaser_grid(&teasers),
    )
}

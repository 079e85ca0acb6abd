//! The frame around every page of a town: from the context of a request to a page in the making,
//! and from an error to a page that helps or a problem document (RFC 9457).

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::Date;
use kernel::town::Profile;
use kernel::{Actor, AppError, Ctx, Language};
use maud::Markup;

use crate::again;
use crate::error_page::{Trouble, error_page_with};
use crate::errors::Errors;
use crate::icon::Icon;
use crate::page::Page;
use crate::say::{self, Say};
use crate::staff::{NavGroup, NavLink};
use crate::town::{Mailbox, SignedIn, Text, TownLook};
use crate::ways;

/// The frame of one request's pages.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    ctx: &'a Ctx,
    /// How the town presents itself.
    pub look: TownLook,
    /// Picks the texts of the page's language.
    pub say: Say,
}

/// Picks texts in the language of a request.
pub fn say_of(language: Language) -> Say {
    Say::new(match language {
        Language::De => say::Language::German,
        Language::En => say::Language::English,
    })
}

impl<'a> Frame<'a> {
    /// The frame of a request.
    pub fn of(ctx: &'a Ctx) -> Self {
        Self { ctx, look: look(ctx), say: say_of(ctx.language) }
    }

    fn start<'f>(&'f self, page: Page<'f>) -> Page<'f> {
        let other = match self.ctx.language {
            Language::De => format!("/en{}", self.ctx.path),
            Language::En => self.ctx.path.clone(),
        };
        let own = self.ctx.to(&self.ctx.path);
        let base = &self.ctx.town.plan().base_url;
        let (here, there) = (self.say.language, self.say.language.other());
        page.canonical(format!("{base}{own}"))
            .hreflang(vec![
                (here.code().to_owned(), format!("{base}{own}")),
                (there.code().to_owned(), format!("{base}{other}")),
            ])
            .path(own)
            .other_language(other)
            .person(self.person())
            .csrf(self.ctx.form_token())
    }

    fn person(&self) -> Option<SignedIn> {
        let ctx = self.ctx;
        let (role, account, mailbox) = match ctx.actor {
            Actor::Citizen { .. } => {
                (None, "/konto", Some(Mailbox { url: ctx.to("/postfach"), unread: 0 }))
            }
            Actor::Staff { .. } => {
                (Some(self.say.of("Verwaltung", "Staff").to_owned()), "/verwaltung/konto", None)
            }
            _ => return None,
        };
        Some(SignedIn {
            name: ctx.person_name.clone(),
            role,
            account_url: Some(ctx.to(account)),
            sign_out_url: ctx.to("/abmelden"),
            mailbox,
        })
    }

    /// A page for everybody.
    pub fn public(&self, title: impl Into<String>) -> Page<'_> {
        self.start(Page::public(self.say, &self.look, title))
    }

    /// A step of a form: nothing that leads away.
    pub fn form(&self, title: impl Into<String>) -> Page<'_> {
        self.start(Page::form(self.say, &self.look, title)).noindex()
    }

    /// Sign-in and the like.
    pub fn plain(&self, title: impl Into<String>) -> Page<'_> {
        self.start(Page::plain(self.say, &self.look, title)).noindex()
    }

    /// A page of the staff area, with the navigation the actor may use.
    pub fn staff(&self, title: impl Into<String>) -> Page<'_> {
        self.start(Page::staff(self.say, &self.look, title))
            .staff_nav(self.staff_nav())
            .staff_search(self.ctx.to("/vorgaenge"))
            .noindex()
    }

    fn staff_nav(&self) -> Vec<NavGroup> {
        let ctx = self.ctx;
        let mut groups: Vec<NavGroup> = Vec::new();
        for entry in ctx.town.house().modules().iter().flat_map(|m| &m.navigation) {
            if entry.permission.is_some_and(|p| !ctx.actor.may(p)) {
                continue;
            }
            let title = entry.group.of(ctx.language).to_owned();
            let icon = Icon::named(entry.icon).unwrap_or(Icon::DOCUMENT);
            let link = NavLink::new(icon, entry.label.of(ctx.language), ctx.to(entry.path));
            match groups.iter_mut().find(|g| g.title == title) {
                Some(group) => group.links.push(link),
                None => groups.push(NavGroup { title, links: vec![link] }),
            }
        }
        groups
    }

    /// Answers with a page.
    pub fn answer(&self, page: Page<'_>) -> Response {
        Html(page.render().into_string()).into_response()
    }

    /// Answers with a page that is the same for every visitor: it may be kept in memory, see
    /// [`crate::cache`]. It must hold no form that is sent with `POST`. For people who are signed
    /// in it is an ordinary page.
    pub fn answer_shared(&self, page: Page<'_>) -> Response {
        let response = self.answer(page);
        match self.ctx.actor {
            Actor::Visitor => crate::cache::shared(response),
            _ => response,
        }
    }

    /// Answers with a form shown again because something is wrong with it (422).
    pub fn answer_again(&self, page: Page<'_>) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, Html(page.render().into_string())).into_response()
    }

    /// The messages of a refusal, for the form that is shown again.
    pub fn errors_of(&self, problem: &kernel::Problem) -> Errors {
        let mut errors = Errors::new();
        for (field, de, en) in &problem.fields {
            errors.add(field, self.ctx.language.of(de, en));
        }
        if problem.fields.is_empty() {
            errors.add_general(problem.text(self.ctx.language));
        }
        errors
    }

    /// A day in the page's language.
    pub fn day(&self, day: Date) -> String {
        self.ctx.language.day(day)
    }
}

/// What the stylesheet of a town's colours is called: what it is made of stands in the name, so that
/// browsers ask for another one when the town changes it.
pub fn colours(profile: &Profile) -> String {
    let made_of = [profile.main_colour(), &profile.accent, &profile.look];
    format!("{}.css", made_of.concat().replace('#', ""))
}

fn look(ctx: &Ctx) -> TownLook {
    let profile = ctx.town.profile();
    let short = profile.name.split_once(' ').map_or(profile.name.as_str(), |(_, rest)| rest);
    let line = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    TownLook {
        name: short.to_owned(),
        official_name: profile.name.clone(),
        claim: line(&profile.claim_de).map(|de| Text::new(de, profile.claim_en.clone())),
        arms_url: line(&profile.arms_svg).map(|_| "/wappen.svg".to_owned()),
        warnings: crate::banner::warnings(&ctx.town, say_of(ctx.language), ctx.language),
        home_url: ctx.to("/"),
        theme_url: Some(format!("/farben/{}", colours(&profile))),
        search_url: Some(ctx.to("/suche")),
        opensearch_url: Some(ctx.to("/opensearch.xml")),
        sign_in_url: Some(again::sign_in(ctx, "/anmelden")),
        service_links: ways::service_links(ctx),
        nav: ways::navigation(ctx),
        footer: ways::footer(ctx),
        address: vec![profile.name.clone(), profile.street.clone(), profile.postcode.clone()],
        phone: line(&profile.telephone),
        email: line(&profile.email),
        contact_url: Some(ctx.to("/kontakt")),
        legal: vec![
            ways::item(ctx, "Impressum", "Imprint", "/impressum"),
            ways::item(ctx, "Datenschutz", "Privacy", "/datenschutz"),
            ways::item(
                ctx,
                "Erklärung zur Barrierefreiheit",
                "Accessibility statement",
                "/barrierefreiheit",
            ),
        ],
        barrier_url: Some(ctx.to("/barriere-melden")),
    }
}

fn trouble(ctx: Option<&Ctx>, error: &AppError) -> Trouble {
    let language = ctx.map(|c| c.language).unwrap_or_default();
    match error {
        AppError::NotFound => Trouble::NotFound,
        AppError::Gone => Trouble::Gone,
        AppError::SignInRequired => {
            let path = ctx.map(|c| c.path.clone()).unwrap_or_default();
            let is_staff_area = path.starts_with("/verwaltung")
                || path.starts_with("/schreibtisch")
                || path.starts_with("/vorgaenge");
            // Whoever applied without an account comes back with number and code.
            let is_application = ["/antrag", "/antraege", "/vorgang/", "/postfach"]
                .iter()
                .any(|start| path.starts_with(start));
            let door = match (is_staff_area, is_application) {
                (true, _) => "/verwaltung/anmelden",
                (_, true) => "/antrag/weiter",
                _ => "/anmelden",
            };
            Trouble::SignInNeeded(ctx.map_or_else(|| door.to_owned(), |c| again::sign_in(c, door)))
        }
        AppError::StepUpRequired | AppError::Forbidden => Trouble::Forbidden,
        AppError::ForeignForm => Trouble::StaleForm,
        AppError::Refused(problem) | AppError::BadRequest(problem) => {
            Trouble::Unacceptable(problem.text(language).to_owned())
        }
        AppError::TooLarge(bytes) => Trouble::TooLarge(*bytes),
        AppError::TooMany(seconds) => Trouble::TooMany(*seconds),
        AppError::Unavailable(_) => Trouble::Unavailable,
        AppError::Internal(_) => Trouble::Broken(None),
    }
}

/// Shows an error: as a page to people, as a problem document to programs. The cause stays here.
pub fn present(ctx: Option<&Ctx>, error: &AppError, wants_page: bool) -> Response {
    if let (AppError::StepUpRequired, Some(ctx), true) = (error, ctx, wants_page) {
        // The way back is the page itself; a form's path has a page of the same name above it.
        let back = ctx.to(&ctx.path);
        return kernel::http::see_other(&format!(
            "{}?zurueck={back}",
            ctx.to("/verwaltung/bestaetigen")
        ));
    }
    let language = ctx.map(|c| c.language).unwrap_or_default();
    let trouble = trouble(ctx, error);
    let status = error.status();
    let mut response = if wants_page {
        let town = ctx.map_or_else(
            || TownLook { name: "Rathaus".into(), home_url: "/".into(), ..TownLook::default() },
            look,
        );
        let say = say_of(language);
        let more = ctx.and_then(|c| again::offer(c, say, c.unsaved.as_deref()?));
        (status, Html(error_page_with(say, &town, &trouble, more).into_string())).into_response()
    } else {
        problem_document(error, language, status)
    };
    let wait = match error {
        AppError::TooMany(seconds) => HeaderValue::from_str(&seconds.to_string()).ok(),
        AppError::Unavailable(_) => Some(HeaderValue::from_static("60")),
        _ => None,
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

fn problem_document(error: &AppError, language: Language, status: StatusCode) -> Response {
    let mut body = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
    });
    if let AppError::Refused(problem) | AppError::BadRequest(problem) = error {
        body["type"] = problem.kind.into();
        body["detail"] = problem.text(language).into();
        if !problem.fields.is_empty() {
            body["fields"] = problem
                .fields
                .iter()
                .map(|(name, de, en)| serde_json::json!({ "name": name, "detail": language.of(de, en) }))
                .collect();
        }
    }
    let kind = HeaderValue::from_static("application/problem+json");
    (status, [(header::CONTENT_TYPE, kind)], Body::from(body.to_string())).into_response()
}

/// A markup fragment as an answer, for enhancement scripts.
pub fn fragment(markup: Markup) -> Response {
    Html(markup.into_string()).into_response()
}

//! A new request: one form, one plan, and a draft that shows what is missing.

use std::sync::Arc;

use axum::response::Response;
use kernel::files::{self, Checked};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Reader};
use web::button::Weight;
use web::choice::Choice;
use web::upload::UploadRules;
use web::{
    Errors, Field, Form, Frame, Markup, Page, Say, button, buttons, form, html, link_button,
};

use super::PORTAL;
use crate::check::{ATTORNEY, TRAFFIC_PLAN};
use crate::intake::{self, Usual};
use crate::model::{Details, Kind, Method, Request, Section, State, Surface};
use crate::{acts, store};

/// Longest line of text.
const LINE_MAX: usize = 200;
/// Longest text.
const TEXT_MAX: usize = 4_000;
/// Deepest and widest trench that is no slip of the pen, in centimetres.
const CM_MAX: i64 = 2_000;

/// The form.
pub(super) async fn form(ctx: Ctx) -> Result<Response, AppError> {
    let actor = ctx.actor.clone();
    if ctx.read(move |db| acts::acts_for(db, &actor)).await?.is_none() {
        return Ok(ctx.redirect(PORTAL));
    }
    let extent = extent(&ctx).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, extent, &Fields::default(), &Errors::new());
    Ok(super::with_map(frame.answer(page)))
}

/// What a map to draw on shows first: the town.
pub(super) async fn extent(ctx: &Ctx) -> Result<Board, AppError> {
    ctx.read(kernel::map::extent).await
}

/// West, south, east, north of the town; none where it has no streets.
pub(super) type Board = Option<[f64; 4]>;

fn page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'f>,
    extent: Board,
    fields: &Fields,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let kinds: Vec<(&str, String)> =
        Kind::ALL.iter().map(|k| (k.word(), k.label().of(ctx.language).to_owned())).collect();
    let kinds: Vec<Choice<'_>> = kinds.iter().map(|(w, l)| Choice::new(w, l)).collect();
    let line = |name: &'static str, label: &'static str| {
        Field::new(say, name, label)
            .value(fields.get(name))
            .error(errors.get(name))
            .max_length(LINE_MAX)
    };
    let body = html! {
        (Form::post(&ctx.to("/leitungen/neu"), &ctx.form_token()).with_files().body(html! {
            (form::group(say.of("Vorhaben", "Works"), None, html! {
                (Field::new(say, "art", say.of("Was brauchen Sie?", "What do you need?")).value(fields.get("art")).error(errors.get("art")).radios(&kinds))
                (line("titel", say.of("Bezeichnung des Vorhabens", "Name of the works")).text())
                (line("von", say.of("Erster Tag", "First day")).date_text())
                (line("bis", say.of("Letzter Tag", "Last day")).date_text())
            }))
            (route(ctx, say, extent, fields, errors))
            (form::group(say.of("Ausführung", "Works on site"), None, works(say, fields, errors)))
            (buttons(html! {
                (button(Weight::Primary, say.of("Prüfen", "Check")))
                (link_button(Weight::Tertiary, &ctx.to(PORTAL), say.of("Abbrechen", "Cancel")))
            }))
        }))
    };
    frame
        .form(say.of("Neuer Antrag", "New request"))
        .errors(errors)
        .lead(say.of(
            "Sie sehen vor dem Absenden, ob etwas fehlt.",
            "You see what is missing before you send it.",
        ))
        .script("map.js")
        .body(body)
}

fn rules(
    say: Say,
    accept: &'static str,
    kinds: (&'static str, &'static str),
) -> UploadRules<'static> {
    UploadRules {
        accept,
        kinds: say.of(kinds.0, kinds.1),
        max_bytes: files::UPLOAD_BYTES_MAX,
        multiple: false,
    }
}

/// Fields of the route: they stand in the supplement, too.
pub(super) fn route(
    ctx: &Ctx,
    say: Say,
    extent: Board,
    fields: &Fields,
    errors: &Errors,
) -> Markup {
    let methods: Vec<(&str, String)> =
        Method::ALL.iter().map(|m| (m.word(), m.label().of(ctx.language).to_owned())).collect();
    let methods: Vec<Choice<'_>> = methods.iter().map(|(w, l)| Choice::new(w, l)).collect();
    let surfaces: Vec<(&str, String)> =
        Surface::ALL.iter().map(|s| (s.word(), s.label().of(ctx.language).to_owned())).collect();
    let surfaces: Vec<Choice<'_>> = surfaces.iter().map(|(w, l)| Choice::new(w, l)).collect();
    let field = |name: &'static str, label: &'static str| {
        Field::new(say, name, label).value(fields.get(name)).error(errors.get(name)).optional()
    };
    let hint = say.of(
        "Eines genügt: eine Plandatei, eine Zeichnung oder eine Liste ganzer Straßen.",
        "One of these will do: a plan, a drawing or a list of whole streets.",
    );
    let where_to = form::group(
        say.of("Strecke", "Route"),
        Some(hint),
        html! {
            (field("plan", say.of("Plandatei", "Plan"))
                .upload(rules(say, ".gml,.xml,.json,.geojson", ("XTrasse (GML oder JSON-FG) oder GeoJSON", "XTrasse (GML or JSON-FG) or GeoJSON"))))
            (field("strassen", say.of("Straßen, eine je Zeile", "Streets, one per line")).textarea(4))
            @if let Some(extent) = extent { (web::map::draw(say, &ctx.to("/karte/stil.json"), extent, "linie")) }
            (field("linie", say.of("Gezeichnete Linie oder Koordinaten (GeoJSON)", "Drawn line or coordinates (GeoJSON)"))
                .hint(say.of("Die Karte füllt dieses Feld. Sie können auch Koordinaten in WGS 84 oder EPSG:25832 einfügen.", "The map fills this field. You can also paste coordinates in WGS 84 or EPSG:25832."))
                .textarea(2))
        },
    );
    let usual = form::group(
        say.of("Bauweise", "Manner of building"),
        Some(say.of(
            "Gilt für alle Abschnitte, zu denen die Plandatei nichts anderes sagt.",
            "Holds for all sections the plan says nothing else about.",
        )),
        html! {
            (field("verfahren", say.of("Verfahren", "Method")).select(&methods))
            (field("belag", say.of("Fläche", "Surface")).select(&surfaces))
            (field("tiefe", say.of("Überdeckung in cm", "Cover in cm")).number())
            (field("breite", say.of("Grabenbreite in cm", "Width of the trench in cm")).number())
        },
    );
    html! { (where_to) (usual) }
}

/// Fields of the works: they stand in the supplement, too. All may be empty; the check says what
/// is missing.
pub(super) fn works(say: Say, fields: &Fields, errors: &Errors) -> Markup {
    let line = |name: &'static str, label: &'static str| {
        Field::new(say, name, label)
            .value(fields.get(name))
            .error(errors.get(name))
            .optional()
            .max_length(LINE_MAX)
    };
    let paper = ("PDF, JPG oder PNG", "PDF, JPG or PNG");
    html! {
        (line("firma", say.of("Ausführende Firma mit Anschrift", "Contractor with address")).text())
        (line("bauleitung", say.of("Verantwortliche Bauleitung", "Site manager")).text())
        (line("telefon", say.of("Telefon der Bauleitung", "Telephone of the site manager")).phone())
        (Field::new(say, "verkehr", say.of("Verkehrsführung", "Traffic management")).value(fields.get("verkehr"))
            .error(errors.get("verkehr")).optional().max_length(TEXT_MAX).textarea(3))
        (Field::new(say, "auskunft", say.of("Auskünfte der anderen Leitungsbetreiber sind eingeholt", "Owners of other lines were asked"))
            .value(fields.get("auskunft")).optional().checkbox())
        (Field::new(say, "mindertief", say.of("Die Leitung liegt mindertief (§ 127 Abs. 7 TKG). Wir tragen die Kosten für Schutz und Unterhaltung.", "The line lies shallow (§ 127 (7) TKG). We bear the cost of protection and upkeep."))
            .value(fields.get("mindertief")).optional().checkbox())
        (line(TRAFFIC_PLAN, say.of("Verkehrszeichenplan", "Traffic sign plan")).upload(rules(say, ".pdf,.jpg,.png", paper)))
        (line(ATTORNEY, say.of("Vollmacht des Netzbetreibers (nur Baufirmen)", "Power of attorney of the operator (contractors only)")).upload(rules(say, ".pdf,.jpg,.png", paper)))
        (Field::new(say, "bemerkung", say.of("Bemerkung", "Remark")).value(fields.get("bemerkung")).optional().max_length(TEXT_MAX).textarea(3))
    }
}

fn wrong(field: &str, de: &str, en: &str) -> Problem {
    Problem::new("permits/form", "Bitte prüfen Sie die Angaben.", "Please check what you entered.")
        .at(field, de, en)
}

/// What is said of the works.
pub(super) fn details(fields: &Fields) -> Result<Details, Problem> {
    for name in ["firma", "bauleitung", "telefon"] {
        if fields.get(name).chars().count() > LINE_MAX {
            return Err(wrong(name, "Der Text ist zu lang.", "The text is too long."));
        }
    }
    for name in ["verkehr", "bemerkung"] {
        if fields.get(name).chars().count() > TEXT_MAX {
            return Err(wrong(name, "Der Text ist zu lang.", "The text is too long."));
        }
    }
    Ok(Details {
        contractor: fields.get("firma").to_owned(),
        manager: fields.get("bauleitung").to_owned(),
        telephone: fields.get("telefon").to_owned(),
        traffic: fields.text("verkehr"),
        enquired: fields.get("auskunft") == "ja",
        shallow: fields.get("mindertief") == "ja",
        remark: fields.text("bemerkung"),
    })
}

/// What holds where the plan says nothing.
pub(super) fn usual(fields: &Fields) -> Result<Usual, Problem> {
    let number = |name: &str| -> Result<i64, Problem> {
        let text = fields.get(name);
        if text.is_empty() {
            return Ok(0);
        }
        text.parse::<i64>().ok().filter(|n| (1..=CM_MAX).contains(n)).ok_or_else(|| {
            wrong(
                name,
                "Geben Sie ganze Zentimeter an, zum Beispiel 60.",
                "Enter whole centimetres, for example 60.",
            )
        })
    };
    Ok(Usual {
        method: Method::from_word(fields.get("verfahren")).unwrap_or(Method::Unknown),
        surface: Surface::from_word(fields.get("belag")).unwrap_or(Surface::Unknown),
        depth_cm: number("tiefe")?,
        width_cm: number("breite")?,
    })
}

/// The route as handed in; none where nothing was.
pub(super) fn handed_in(
    reader: &mut Reader<'_>,
    fields: &Fields,
    usual: Usual,
) -> Result<Option<Vec<Section>>, AppError> {
    let plan = fields.uploads().iter().find(|u| u.field == "plan" && !u.bytes.is_empty());
    let mut sections = if let Some(plan) = plan {
        intake::file(&plan.bytes, usual)?
    } else if !fields.get("linie").is_empty() {
        intake::file(fields.get("linie").as_bytes(), usual)?
    } else if !fields.get("strassen").is_empty() {
        intake::streets(reader, &fields.text("strassen"), usual)?
    } else {
        return Ok(None);
    };
    intake::place(reader, &mut sections)?;
    Ok(Some(sections))
}

/// Files beside the plan, checked, with their labels; written to the disk.
pub(super) async fn papers(
    ctx: &Ctx,
    fields: &mut Fields,
) -> Result<Vec<(&'static str, Checked)>, AppError> {
    let mut checked = Vec::new();
    for upload in fields.take_uploads() {
        let Some(label) = [ATTORNEY, TRAFFIC_PLAN].into_iter().find(|l| *l == upload.field) else {
            continue;
        };
        if !upload.bytes.is_empty() {
            checked.push((label, files::check_upload(&upload.name, upload.bytes)?));
        }
    }
    let town = Arc::clone(&ctx.town);
    tokio::task::spawn_blocking(move || {
        for (_, file) in &checked {
            town.files().write(file)?;
        }
        Ok(checked)
    })
    .await
    .map_err(AppError::internal)?
}

fn read(fields: &Fields) -> Result<(Request, Usual), Problem> {
    let kind = Kind::from_word(fields.get("art"))
        .ok_or_else(|| wrong("art", "Wählen Sie, was Sie brauchen.", "Choose what you need."))?;
    let title = fields.get("titel");
    if title.is_empty() || title.chars().count() > LINE_MAX {
        return Err(wrong(
            "titel",
            "Geben Sie dem Vorhaben einen Namen.",
            "Give the works a name.",
        ));
    }
    let missing =
        |name: &'static str| move || wrong(name, "Geben Sie einen Tag an.", "Enter a day.");
    let from = fields.date("von")?.ok_or_else(missing("von"))?;
    let until = fields.date("bis")?.ok_or_else(missing("bis"))?;
    if until < from {
        return Err(wrong(
            "bis",
            "Der letzte Tag liegt vor dem ersten.",
            "The last day lies before the first.",
        ));
    }
    let request = Request {
        id: Id::new(),
        operator: Id::new(),
        case: None,
        kind,
        title: title.to_owned(),
        state: State::Draft,
        from,
        until,
        details: details(fields)?,
        received_on: None,
        deemed_on: None,
        cause: String::new(),
        version: 1,
    };
    Ok((request, usual(fields)?))
}

/// Keeps a draft. The same delivery twice leads to the request there is already.
pub(super) async fn save(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    match keep(&ctx, &mut fields).await {
        Ok(id) => Ok(ctx.redirect(&format!("{PORTAL}/{id}"))),
        Err(AppError::Refused(problem)) => {
            let extent = extent(&ctx).await?;
            let frame = Frame::of(&ctx);
            let page = page(&ctx, &frame, extent, &fields, &frame.errors_of(&problem));
            Ok(super::with_map(frame.answer_again(page)))
        }
        Err(other) => Err(other),
    }
}

async fn keep(ctx: &Ctx, fields: &mut Fields) -> Result<Id<Request>, AppError> {
    let (mut request, usual) = read(fields)?;
    let (actor, handed) = (ctx.actor.clone(), fields.clone());
    let (operator, sections) = ctx
        .read(move |db| {
            let operator = acts::acts_for(db, &actor)?.ok_or(AppError::Forbidden)?;
            Ok((operator, handed_in(db, &handed, usual)?))
        })
        .await?;
    let sections = sections.ok_or_else(|| {
        wrong(
            "plan",
            "Wählen Sie eine Plandatei, geben Sie eine Linie ein oder nennen Sie Straßen.",
            "Choose a plan, enter a line or name streets.",
        )
    })?;
    request.operator = operator.id;
    let papers = papers(ctx, fields).await?;
    let town = Arc::clone(&ctx.town);
    let period = format!("{}/{}", request.from, request.until);
    let digest = intake::digest(request.kind, &period, &sections);
    ctx.write(move |tx| {
        if let Some(known) = store::of_digest(tx, request.operator, &digest)? {
            return Ok(kernel::Saved::nothing(known));
        }
        let made_by = tx.actor().label();
        store::add(&town, tx, &request, &made_by, &digest, &sections)?;
        for (label, file) in &papers {
            files::link(tx, file, &request.draft_owner(), label, "citizen")?;
        }
        Ok(Audit::of("permits.drafted", request.id).note(request.kind.word()).with(request.id))
    })
    .await
}

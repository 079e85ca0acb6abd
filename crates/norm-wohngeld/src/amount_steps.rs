//! The steps of § 19 and of the Anlagen, as they are shown.

use crate::assess::{Context, MONTHLY};
use crate::explain::{Mark, Remark, Step, Unit};
use crate::formula::Amount;
use crate::money::{Cents, Fixed};
use crate::tables::{MEMBERS_TABLED, Params};

/// Adds the steps from M and Y to the amount.
pub(crate) fn steps(context: &mut Context<'_>, result: &Amount, m: Fixed, y: Fixed) {
    let (m_from, y_from) = rounded_first(context, result, m, y);
    let params = context.params;
    let considered = context.considered;
    let (m_least, y_least) = params.minimums(considered);
    let over_tabled = usize::try_from(considered).is_ok_and(|count| count > MEMBERS_TABLED);
    let mark = if over_tabled { Mark::AdministrativeRule } else { Mark::Statute };
    let norm = "§ 19 Abs. 2 WoGG, Anlage 3 Nr. 1";
    let used = [
        (
            "amount.m",
            "M′: M, mindestens der Mindestwert",
            "M at least the least value",
            "M",
            result.m_rounded,
            m_from,
            m_least,
            "max(M; Mmin)",
            "Mmin",
            result.m_used,
        ),
        (
            "amount.y",
            "Y′: Y, mindestens der Mindestwert",
            "Y at least the least value",
            "Y",
            result.y_rounded,
            y_from,
            y_least,
            "max(Y; Ymin)",
            "Ymin",
            result.y_used,
        ),
    ];
    for (id, label_de, label_en, symbol, value, from, least, formula, least_symbol, after) in used {
        let step = Step::new(id, label_de, label_en, norm)
            .using(symbol, name_of(symbol), value, MONTHLY, from)
            .given(least_symbol, "Mindestwert", least, MONTHLY)
            .source(params.source)
            .marked(mark);
        context.steps.push(step.is(formula, after, MONTHLY));
    }
    formula_steps(context, result, mark);
    let step = Step::new(
        "amount.rounded",
        "auf volle Euro gerundet, ab 0,50 nach oben",
        "rounded to whole euros, 0.50 upwards",
        "§ 19 Abs. 2 WoGG, Anlage 3 Nr. 2",
    )
    .using("z4", "z4", result.z4, MONTHLY, "amount.z4");
    let rounded = Fixed::euros(result.rounded_eur.into());
    context.steps.push(step.is("max(0; euro(z4))", rounded, MONTHLY));
    let from = supplement_step(context, result, m);
    minimum_step(context, result, from);
}

/// Until 2015 M and Y were rounded first. Returns the steps that M and Y come from.
fn rounded_first(
    context: &mut Context<'_>,
    result: &Amount,
    m: Fixed,
    y: Fixed,
) -> (&'static str, &'static str) {
    if !context.params.rounds_rent_and_income_first {
        return ("rent.m", "income.y");
    }
    let rows = [
        (
            "amount.m_rounded",
            "M auf die Mitte der Zehnerstufe",
            "M to the middle of its ten",
            "M",
            m,
            "rent.m",
            "max(0; zehner(M) − 5)",
            result.m_rounded,
        ),
        (
            "amount.y_rounded",
            "Y auf die Mitte der Zehnerstufe",
            "Y to the middle of its ten",
            "Y",
            y,
            "income.y",
            "max(0; zehner(Y) − 5)",
            result.y_rounded,
        ),
    ];
    for (id, label_de, label_en, symbol, value, from, formula, after) in rows {
        let step = Step::new(id, label_de, label_en, "Anlage 2 WoGG (Fassung bis 2015)").using(
            symbol,
            name_of(symbol),
            value,
            MONTHLY,
            from,
        );
        context.steps.push(step.is(formula, after, MONTHLY));
    }
    ("amount.m_rounded", "amount.y_rounded")
}

/// What M and Y stand for.
fn name_of(symbol: &str) -> &'static str {
    if symbol == "M" { "zu berücksichtigende Miete oder Belastung" } else { "Gesamteinkommen" }
}

/// z1 to z4.
fn formula_steps(context: &mut Context<'_>, result: &Amount, mark: Mark) {
    let params = context.params;
    let (first, second, third) = params.coefficients(context.considered);
    let norm = "§ 19 Abs. 1 und 2 WoGG, Anlagen 2 und 3";
    let z1 = Step::new(
        "amount.z1",
        "z1: Anteil des Einkommens für das Wohnen",
        "z1: share of the income for housing",
        norm,
    )
    .given("a", "Wert der Anlage 2", first, Unit::Number)
    .given("b", "Wert der Anlage 2", second, Unit::Number)
    .given("c", "Wert der Anlage 2", third, Unit::Number)
    .using("M", "M′, Miete oder Belastung", result.m_used, MONTHLY, "amount.m")
    .using("Y", "Y′, Gesamteinkommen", result.y_used, MONTHLY, "amount.y")
    .source(params.source)
    .marked(mark)
    .is("a + b · M + c · Y", result.z1, Unit::Number);
    let z2 = Step::new("amount.z2", "z2: dieser Anteil in Euro", "z2: this share in euros", norm)
        .using("z1", "z1", result.z1, Unit::Number, "amount.z1")
        .using("Y", "Y′, Gesamteinkommen", result.y_used, MONTHLY, "amount.y")
        .is("z1 · Y", result.z2, MONTHLY);
    let z3 = Step::new(
        "amount.z3",
        "z3: Miete oder Belastung ohne diesen Anteil",
        "z3: rent or burden without this share",
        norm,
    )
    .using("M", "M′, Miete oder Belastung", result.m_used, MONTHLY, "amount.m")
    .using("z2", "z2", result.z2, MONTHLY, "amount.z2")
    .is("M − z2", result.z3, MONTHLY);
    let factor = Fixed(i128::from(params.factor_percent) * 100_000_000);
    let z4 = Step::new(
        "amount.z4",
        "z4: mit dem Faktor des Gesetzes",
        "z4: with the factor of the act",
        norm,
    )
    .given("f", "Faktor", factor, Unit::Number)
    .using("z3", "z3", result.z3, MONTHLY, "amount.z3")
    .source(params.source)
    .is("f · z3", result.z4, MONTHLY);
    context.steps.extend([z1, z2, z3, z4]);
}

/// § 19 (3) and the cap of the bill for 2027. Returns the step the amount comes from.
fn supplement_step(context: &mut Context<'_>, result: &Amount, m: Fixed) -> &'static str {
    let params = context.params;
    let rounded = Fixed::euros(result.rounded_eur.into());
    let before = Fixed::euros(result.before_minimum_payment_eur.into());
    let mut from = "amount.rounded";
    let mut value = rounded;
    if context.considered > 12 && result.rounded_eur > 0 {
        let further = Fixed::euros(i128::from(context.considered) - 12);
        let each = Cents::euros(params.supplement_eur);
        value = (rounded + Fixed::from(each).share(i128::from(context.considered) - 12, 1))
            .min(Fixed::euros(m.to_euros_down().into()))
            .max(rounded);
        let step = Step::new(
            "amount.supplement",
            "Zuschlag ab dem 13. Mitglied, höchstens bis M",
            "supplement from the 13th member, at most up to M",
            "§ 19 Abs. 3 WoGG",
        )
        .using("w", "gerundet", rounded, MONTHLY, from)
        .given("v", "Mitglieder über zwölf", further, Unit::Number)
        .given("Z", "Zuschlag je Mitglied", each, MONTHLY)
        .using("M", "zu berücksichtigende Miete oder Belastung", m, MONTHLY, "rent.m")
        .source(params.source)
        .marked(Mark::OurReading);
        context.steps.push(step.is("max(w; min(w + v · Z; voll(M)))", value, MONTHLY));
        from = "amount.supplement";
    }
    if params.is_capped_at_rent {
        let step = Step::new(
            "amount.capped",
            "höchstens M",
            "at most M",
            "§ 19 Abs. 4 WoGG (Entwurf 2027)",
        )
        .using("w", "Betrag", value, MONTHLY, from)
        .using("M", "zu berücksichtigende Miete oder Belastung", m, MONTHLY, "rent.m")
        .source(params.source);
        context.steps.push(step.is("min(w; voll(M))", before, MONTHLY));
        from = "amount.capped";
    }
    from
}

/// § 21 no. 1.
fn minimum_step(context: &mut Context<'_>, result: &Amount, from: &'static str) {
    let before = Fixed::euros(result.before_minimum_payment_eur.into());
    let least = Cents::euros(context.params.minimum_payment_eur);
    let is_paid = result.eur > 0;
    let step = Step::new(
        "amount",
        if is_paid { "Wohngeld im Monat" } else { "Wohngeld im Monat: unter dem Mindestbetrag" },
        "housing benefit per month",
        "§ 19, § 21 Nr. 1 WoGG",
    )
    .using("w", "Betrag", before, MONTHLY, from)
    .given("L", "Mindestbetrag", least, MONTHLY);
    // Either the whole amount or nothing: voll(min(w / L; 1)) is one from the least amount on.
    let formula = "w · voll(min(w / L; 1))";
    context.steps.push(step.is(formula, Fixed::euros(result.eur.into()), MONTHLY));
}

/// The reason that the amount is too small.
pub(crate) fn too_little(params: &Params, result: &Amount) -> Remark {
    let least = params.minimum_payment_eur;
    if result.before_minimum_payment_eur > 0 {
        return Remark::new(
            "below_minimum_payment",
            "§ 21 Nr. 1 WoGG",
            format!(
                "Das Wohngeld betrüge {} Euro im Monat. Unter {least} Euro wird es nicht gezahlt.",
                result.before_minimum_payment_eur
            ),
            format!(
                "The benefit would be {} euros a month; below {least} euros it is not paid.",
                result.before_minimum_payment_eur
            ),
        );
    }
    Remark::new(
        "income_too_high",
        "§ 19 Abs. 1, § 21 Nr. 1 WoGG",
        "Das Einkommen ist im Verhältnis zur Miete oder Belastung zu hoch.",
        "The income is too high in relation to rent or burden.",
    )
}

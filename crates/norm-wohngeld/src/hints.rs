//! Hints and assumptions beside the calculation: nothing here changes an amount.

use crate::assess::Context;
use crate::explain::{Mark, Remark};
use crate::household::Member;
use crate::income::IncomeResult;
use crate::money::{Cents, Fixed};
use crate::rent::RentResult;
use crate::tables::{Regime, allowances as dated};

/// Questions of a considered member that are open and change the result.
fn open_question(member: &Member) -> bool {
    let contributions =
        [member.pays_income_tax, member.pays_health_insurance, member.pays_pension_insurance];
    let no_income = member.incomes.is_empty() && member.has_income != Some(false);
    no_income || (!member.incomes.is_empty() && contributions.contains(&None))
}

/// Notes what was assumed for unanswered questions.
pub(crate) fn unanswered(context: &mut Context<'_>) {
    let household = context.household;
    let open: Vec<&str> = context
        .composition
        .considered(household)
        .filter(|member| open_question(member))
        .map(|member| if member.label.is_empty() { member.id.as_str() } else { &member.label })
        .collect();
    if !open.is_empty() {
        let names = open.join(", ");
        context.assumptions.push(Remark::new(
            "income_open",
            "§§ 14, 16 WoGG",
            format!(
                "Noch nicht alles zum Einkommen ist beantwortet ({names}). Was fehlt, ist als \
                 „nein“ oder „kein Einkommen“ gerechnet."
            ),
            format!(
                "Not every question about income is answered ({names}); what is missing was \
                 counted as no."
            ),
        ));
    }
    let benefits_open = household
        .members
        .iter()
        .any(|member| member.other_benefits.is_empty() && member.has_other_benefits.is_none());
    if benefits_open {
        context.assumptions.push(Remark::new(
            "other_benefits_open",
            "§ 7 WoGG",
            "Angenommen: Niemand bekommt oder beantragt eine andere Leistung, die Wohnkosten \
             enthält (zum Beispiel Grundsicherung).",
            "Assumed: nobody receives or applies for another benefit that includes housing costs.",
        ));
    }
    if household.usable_assets.is_none() {
        context.assumptions.push(Remark::new(
            "assets_open",
            "§ 21 Nr. 3 WoGG",
            "Angenommen: kein erhebliches Vermögen.",
            "Assumed: no considerable assets.",
        ));
    }
}

/// § 21 no. 3: a warning, because the authority decides in the individual case. Under the bill
/// for 2027 a reason against the claim.
pub(crate) fn assets(context: &mut Context<'_>) -> Option<Remark> {
    let assets = context.household.usable_assets?;
    let further = i64::from(context.considered.max(1)) - 1;
    let mut limit = dated::ASSETS_FIRST + dated::ASSETS_FURTHER.times(further);
    let is_bill = context.params.regime == Regime::Bill2027;
    if is_bill {
        limit = limit.min(dated::ASSETS_MAX_BILL_2027);
    }
    if assets <= limit {
        return None;
    }
    if is_bill {
        return Some(Remark::new(
            "assets",
            "§ 21 Abs. 2 WoGG (Entwurf 2027)",
            format!("Das verwertbare Vermögen liegt über {limit:#}."),
            format!("The usable assets exceed {limit:#}."),
        ));
    }
    context.hints.push(
        Remark::new(
            "assets_considerable",
            "§ 21 Nr. 3 WoGG, WoGVwV 21.37",
            format!(
                "Das verwertbare Vermögen liegt über dem Richtwert von {limit:#}. Die \
                 Wohngeldbehörde prüft im Einzelfall, ob Wohngeld trotzdem möglich ist."
            ),
            format!(
                "The usable assets exceed the guideline of {limit:#}; the office decides in the \
                 individual case."
            ),
        )
        .marked(Mark::AdministrativeRule),
    );
    None
}

/// What everybody should know about this result.
pub(crate) fn general(
    context: &mut Context<'_>,
    amount: Cents,
    rent: &RentResult,
    income: &IncomeResult,
) {
    context.hints.push(Remark::new(
        "preview",
        "§ 24 Abs. 1, § 26 WoGG",
        "Das ist eine genaue Vorschau, kein Bescheid. Verbindlich berechnet und zahlt die \
         Wohngeldbehörde im Verfahren des Landes.",
        "This is an exact preview, not a decision; the housing benefit office calculates and pays \
         in the procedure of the state.",
    ));
    if context.considered > 0 {
        context.hints.push(Remark::new(
            "apply_now",
            "§ 22 Abs. 1, § 25 Abs. 2 WoGG",
            "Wohngeld gibt es nur auf Antrag und in der Regel ab dem Monat des Antrags. Ein formloser \
             Antrag wahrt den Monat.",
            "Housing benefit starts with the month of the application as a rule; an informal \
             application is enough to keep the month.",
        ));
    }
    plausibility(context, amount, rent, income);
    if context.household.members.iter().any(|member| member.basic_pension_times == Some(true)) {
        context.hints.push(Remark::new(
            "basic_pension_reported",
            "§ 17a Abs. 3 WoGG",
            "Den Freibetrag bei Grundrentenzeiten setzt die Behörde an, sobald die \
             Rentenversicherung die Zeiten mitgeteilt hat.",
            "The allowance applies once the pension insurer has reported the times.",
        ));
    }
    let last_known = crate::tables::last_known_month();
    if context.period.last() > last_known && context.month <= last_known {
        context.hints.push(Remark::new(
            "law_may_change",
            "§§ 41, 43, 44 WoGG",
            format!(
                "Ab {} gelten voraussichtlich neue Werte. Ein bewilligtes Wohngeld läuft weiter, bis \
                 das neue Recht etwas anderes bestimmt.",
                last_known.plus(1).german()
            ),
            format!("New values are expected from {} on.", last_known.plus(1)),
        ));
    }
    if context.params.regime == Regime::Bill2027 {
        context.hints.push(Remark::new(
            "bill_2027",
            "BT-Drs. 21/8284",
            "Gerechnet nach dem Regierungsentwurf für 2027. Die neue Liste der Mietenstufen ist \
             noch nicht enthalten.",
            "Calculated under the government bill for 2027; the new list of rent levels is not \
             included yet.",
        ));
    }
}

/// The authority may ask how living costs are met; never a condition (rule 15.01).
fn plausibility(
    context: &mut Context<'_>,
    amount: Cents,
    rent: &RentResult,
    income: &IncomeResult,
) {
    let Some(level) = dated::at(&dated::SUBSISTENCE_LEVEL_1, context.month) else { return };
    let available = income.monthly_sum + amount.into();
    let needed = rent.agreed + Fixed::from(level);
    if context.considered == 0 || available >= needed {
        return;
    }
    context.hints.push(
        Remark::new(
            "plausibility",
            "§ 15 WoGG, WoGVwV 15.01",
            "Einkommen und Wohngeld zusammen sind niedrig. Die Wohngeldbehörde kann fragen, wovon \
             Sie leben. Vielleicht haben Sie Anspruch auf Grundsicherung oder Kinderzuschlag.",
            "Income and benefit together are low; the office may ask how you meet your living \
             costs. You may be entitled to basic income support or child supplement.",
        )
        .marked(Mark::AdministrativeRule),
    );
}

//! What a decision notice must, should and may contain (§ 24 and the duties it points out).

use serde::{Deserialize, Serialize};

use crate::assess::{Assessment, Outcome};
use crate::explain::{Remark, Text};
use crate::household::{GrantPeriod, Household, Subsidy};
use crate::income_kinds::Treatment;
use crate::money::Cents;
use crate::transition::TransitionRule;

/// How binding a part of the notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeDuty {
    /// The act demands it.
    Must,
    /// The act says it should be there.
    Should,
    /// Ours: makes the notice understandable.
    Ours,
}

/// A part of the notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePart {
    /// Stable name.
    pub key: Text,
    /// How binding.
    pub duty: NoticeDuty,
    /// Paragraph.
    pub norm: Text,
    /// German text.
    pub text_de: Text,
    /// English text, as a reading aid.
    pub text_en: Text,
}

/// The figures and parts of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeContents {
    /// Whether the benefit is granted.
    pub is_granted: bool,
    /// Rent or owner subsidy.
    pub subsidy: Subsidy,
    /// The grant period.
    pub period: GrantPeriod,
    /// Benefit per month.
    pub amount: Cents,
    /// Monthly rent or burden (§ 24 (3) with § 27 (3) no. 2).
    pub monthly_rent_or_burden: Cents,
    /// Sum of monthly income and receipts (§ 24 (3) with § 27 (3) no. 3).
    pub monthly_income_sum: Cents,
    /// Reasons of a refusal, all of them.
    pub reasons: Vec<Remark>,
    /// The parts in their order.
    pub parts: Vec<NoticePart>,
}

/// Collects parts.
struct Parts(Vec<NoticePart>);

impl Parts {
    fn add(
        &mut self,
        key: &'static str,
        duty: NoticeDuty,
        norm: &'static str,
        text_de: impl Into<Text>,
        text_en: impl Into<Text>,
    ) {
        let (text_de, text_en) = (text_de.into(), text_en.into());
        self.0.push(NoticePart { key: key.into(), duty, norm: norm.into(), text_de, text_en });
    }
}

/// What the notice about an assessment contains.
///
/// `transition` names the special basis of a decision under §§ 42a to 44, if it is one. The remedy
/// notice follows general procedural law and belongs to whoever writes the notice.
pub fn notice_contents(
    household: &Household,
    assessment: &Assessment,
    transition: Option<TransitionRule>,
) -> NoticeContents {
    let is_granted = assessment.outcome == Outcome::Entitled;
    let rent = assessment.rent_or_burden.to_cents_half_up();
    let income = assessment.income_monthly_sum.to_cents_half_up();
    let mut parts = Parts(Vec::new());
    if is_granted {
        granted(&mut parts, assessment, rent, income);
        duties(&mut parts, assessment);
        general(&mut parts, household, transition);
    } else {
        refused(&mut parts, assessment);
    }
    NoticeContents {
        is_granted,
        subsidy: assessment.subsidy,
        period: assessment.period,
        amount: assessment.amount,
        monthly_rent_or_burden: rent,
        monthly_income_sum: income,
        reasons: assessment.reasons_against.clone(),
        parts: parts.0,
    }
}

fn granted(parts: &mut Parts, assessment: &Assessment, rent: Cents, income: Cents) {
    let (from, last) = (assessment.period.from, assessment.period.last());
    let kind = match assessment.subsidy {
        Subsidy::Rent => "Mietzuschuss",
        Subsidy::Owner => "Lastenzuschuss",
    };
    parts.add(
        "grant",
        NoticeDuty::Must,
        "§ 24 Abs. 2, § 25 WoGG",
        format!(
            "Sie bekommen Wohngeld als {kind}: {:#} im Monat von {} bis {}.",
            assessment.amount,
            from.german(),
            last.german()
        ),
        format!(
            "You receive housing benefit of {:#} a month from {from} to {last}.",
            assessment.amount
        ),
    );
    let what = match assessment.subsidy {
        Subsidy::Rent => "monatliche Miete",
        Subsidy::Owner => "monatliche Belastung",
    };
    parts.add(
        "rent_or_burden",
        NoticeDuty::Must,
        "§ 24 Abs. 3 in Verbindung mit § 27 Abs. 3 Satz 1 Nr. 2 WoGG",
        format!("Zugrunde gelegte {what}: {rent}."),
        format!("Monthly rent or burden taken as a basis: {rent}."),
    );
    parts.add(
        "income_sum",
        NoticeDuty::Must,
        "§ 24 Abs. 3 in Verbindung mit § 27 Abs. 3 Satz 1 Nr. 3 WoGG",
        format!(
            "Summe der monatlichen Einkünfte und Einnahmen aller zu berücksichtigenden \
             Haushaltsmitglieder: {income}."
        ),
        format!("Sum of monthly income and receipts of all considered members: {income}."),
    );
    parts.add(
        "calculation",
        NoticeDuty::Ours,
        "§ 35 SGB X, § 19 WoGG",
        format!(
            "So haben wir gerechnet: zu berücksichtigende Miete oder Belastung {} Euro, \
             Gesamteinkommen {} Euro, {} zu berücksichtigende Haushaltsmitglieder. Alle Schritte \
             stehen in der Anlage. Werte: {}.",
            assessment.rent_m.to_cents_half_up().to_string().trim_end_matches(" €"),
            assessment.income_y.to_cents_half_up().to_string().trim_end_matches(" €"),
            assessment.members_considered,
            assessment.law_source
        ),
        "This is how it was calculated; every step is in the annex.",
    );
}

fn duties(parts: &mut Parts, assessment: &Assessment) {
    let Some(limits) = assessment.thresholds else { return };
    parts.add(
        "duty_to_report",
        NoticeDuty::Must,
        "§ 24 Abs. 3, § 27 Abs. 3 und 4 WoGG",
        format!(
            "Bitte melden Sie uns sofort: wenn weniger Mitglieder zum Haushalt zählen oder ein \
             Mitglied eine andere Leistung mit Wohnkosten beantragt oder bekommt; wenn die \
             monatliche Miete oder Belastung auf {} oder weniger sinkt; wenn Einkünfte und \
             Einnahmen zusammen {} im Monat oder mehr erreichen.",
            limits.report_rent_down_to, limits.report_income_sum_from
        ),
        format!(
            "Report at once: fewer members; another benefit that includes housing costs; rent or \
             burden of {} or less a month; income and receipts of {} or more a month.",
            limits.report_rent_down_to, limits.report_income_sum_from
        ),
    );
    parts.add(
        "moving_out",
        NoticeDuty::Must,
        "§ 24 Abs. 3, § 28 Abs. 1 Satz 2 WoGG",
        "Bitte melden Sie uns sofort, wenn niemand von Ihnen mehr in der Wohnung wohnt. Der Bescheid \
         wird dann unwirksam.",
        "Report at once when nobody uses the flat any more; the award then becomes void.",
    );
    parts.add(
        "excluding_benefit",
        NoticeDuty::Must,
        "§ 24 Abs. 3, § 28 Abs. 4 Satz 1 WoGG",
        "Bitte melden Sie uns sofort, wenn jemand eine Leistung beantragt oder bekommt, die vom \
         Wohngeld ausschließt.",
        "Report at once when somebody applies for or receives an excluding benefit.",
    );
    parts.add(
        "increase",
        NoticeDuty::Ours,
        "§ 27 Abs. 1 WoGG",
        format!(
            "Mehr Wohngeld können Sie beantragen, wenn mehr Mitglieder zum Haushalt zählen, wenn \
             die zu berücksichtigende Miete oder Belastung ohne Heizkostenentlastung {} erreicht \
             oder wenn das Gesamteinkommen auf {} im Monat oder weniger sinkt.",
            limits.increase_rent_from, limits.increase_income_down_to
        ),
        format!(
            "You may apply for more if more members count, if the considered rent reaches {} or \
             the total income falls to {} a month.",
            limits.increase_rent_from, limits.increase_income_down_to
        ),
    );
}

fn general(parts: &mut Parts, household: &Household, transition: Option<TransitionRule>) {
    parts.add(
        "repeat",
        NoticeDuty::Should,
        "§ 24 Abs. 3 WoGG",
        "Nach dem Ende des Zeitraums können Sie Wohngeld neu beantragen.",
        "After the period you may apply again.",
    );
    parts.add(
        "new_decision_possible",
        NoticeDuty::Should,
        "§ 24 Abs. 3, § 27 Abs. 2 WoGG",
        "Wir können auch dann zu Ihren Ungunsten neu entscheiden, wenn Sie nichts melden mussten.",
        "A new decision to your disadvantage is possible even without a duty to report.",
    );
    let is_self_employed = household
        .members
        .iter()
        .flat_map(|member| &member.incomes)
        .any(|income| income.kind.rule().treatment == Treatment::Profit);
    if is_self_employed {
        parts.add(
            "tax_assessments",
            NoticeDuty::Ours,
            "§ 24 Abs. 4 WoGG",
            "Bitte reichen Sie die Steuerbescheide für den Zeitraum nach, sobald Sie sie haben.",
            "Hand in the tax assessments for the period as soon as you have them.",
        );
    }
    parts.add(
        "statistics",
        NoticeDuty::Must,
        "§ 34 Abs. 3 WoGG",
        "Angaben aus Ihrem Antrag verwenden wir für die Wohngeldstatistik.",
        "Facts from your application are used for statistics.",
    );
    parts.add(
        "data_matching",
        NoticeDuty::Must,
        "§ 33 WoGG",
        "Wir gleichen Angaben mit anderen Stellen ab, zum Beispiel mit der Rentenversicherung und \
         dem Bundeszentralamt für Steuern.",
        "Facts are matched with other authorities.",
    );
    if let Some(rule) = transition {
        parts.add(
            "special_basis",
            NoticeDuty::Must,
            "§§ 42a bis 44 WoGG",
            rule.notice_de(),
            "This decision rests on a transitional rule.",
        );
    }
}

fn refused(parts: &mut Parts, assessment: &Assessment) {
    parts.add(
        "refusal",
        NoticeDuty::Must,
        "§ 24 Abs. 2 WoGG",
        format!("Ihren Antrag auf Wohngeld ab {} lehnen wir ab.", assessment.period.from.german()),
        "Your application is refused.",
    );
    for reason in &assessment.reasons_against {
        parts.0.push(NoticePart {
            key: format!("reason.{}", reason.key).into(),
            duty: NoticeDuty::Must,
            norm: reason.norm.clone(),
            text_de: reason.text_de.clone(),
            text_en: reason.text_en.clone(),
        });
    }
    parts.add(
        "repeat",
        NoticeDuty::Ours,
        "§ 22 Abs. 1 WoGG",
        "Ändert sich etwas, können Sie jederzeit neu beantragen.",
        "If something changes you may apply again at any time.",
    );
}

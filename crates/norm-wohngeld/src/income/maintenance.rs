//! Maintenance paid (§ 18).

use super::{MemberIncome, Summand, label_of};
use crate::assess::Context;
use crate::explain::{Remark, Step, Text, Unit};
use crate::household::MaintenanceTo;
use crate::money::Fixed;
use crate::tables::allowances as dated;

/// § 18: maintenance paid, each as a step.
pub(super) fn maintenance(context: &mut Context<'_>, members: &[MemberIncome<'_>]) -> Vec<Summand> {
    let mut all = Vec::new();
    for MemberIncome { member, .. } in members {
        for (index, paid) in member.maintenance_paid.iter().enumerate() {
            let (number, label, limit) = match paid.to {
                MaintenanceTo::TraineeElsewhere => {
                    (1, "Mitglied in Ausbildung auswärts", dated::MAINTENANCE[0])
                }
                MaintenanceTo::SharedChild => {
                    (2, "Kind beim anderen Elternteil", dated::MAINTENANCE[1])
                }
                MaintenanceTo::FormerSpouse => {
                    (3, "früherer oder getrennter Ehegatte", dated::MAINTENANCE[2])
                }
                MaintenanceTo::OtherPerson => (4, "andere Person außerhalb", dated::MAINTENANCE[3]),
            };
            let id: Text = format!("member.{}.maintenance.{}", member.id, index + 1).into();
            let amount = paid.amount_year.at_least_zero();
            let limit = paid.titled_year.unwrap_or(limit);
            let limit_label = if paid.titled_year.is_some() {
                "laut Titel im Jahr"
            } else {
                "höchstens im Jahr"
            };
            let norm: Text = if paid.titled_year.is_some() {
                "§ 18 Satz 2 WoGG".into()
            } else {
                format!("§ 18 Satz 1 Nr. {number} WoGG").into()
            };
            let value = Fixed::from(amount.min(limit));
            let step = Step::new(
                id.clone(),
                format!("{}: gezahlter Unterhalt, {label}", label_of(member)),
                "maintenance paid",
                norm,
            )
            .given("U", "Unterhalt im Jahr", amount, Unit::EuroPerYear)
            .given("L", limit_label, limit, Unit::EuroPerYear);
            context.steps.push(step.is("min(U; L)", value, Unit::EuroPerYear));
            all.push((value, Text::from("gezahlter Unterhalt"), id));
        }
    }
    if !all.is_empty() {
        context.hints.push(Remark::new(
            "maintenance_legal_duty",
            "§ 18 WoGG",
            "Unterhalt zählt nur, soweit er gesetzlich geschuldet ist und voraussichtlich gezahlt \
             wird.",
            "Maintenance counts only as far as it is owed by law and expected to be paid.",
        ));
    }
    all
}

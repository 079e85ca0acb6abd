//! Many Observations at once.

use norm_sensorthings::data_array::{Part, read_create_observations, write_created};
use norm_sensorthings::model::{EntityType, Id};
use norm_sensorthings::path::entity_path;

use super::{Change, Work, json_of, with_places};
use crate::answer::{Answer, Refusal};
use crate::store;

impl Work<'_, '_, '_> {
    /// Stores the rows that are sound; says of the others why they are not.
    pub(super) fn create_observations(&mut self, change: &Change<'_>) -> Result<Answer, Refusal> {
        let (json, text) = json_of(change.body)?;
        let parts = read_create_observations(&json).map_err(|e| with_places(&e, text))?;
        let mut outcomes: Vec<Result<(), String>> = Vec::new();
        let mut rows = Vec::new();
        for part in parts {
            match part {
                Part::Broken { rows, error } => {
                    // A broken frame fails as a whole, at least once.
                    outcomes.extend((0..rows.max(1)).map(|_| Err(error.to_string())));
                }
                Part::Group(group) => {
                    for body in group.rows {
                        let measured = match body {
                            Ok(body) => self.row(&body)?,
                            Err(errors) => Err(errors.to_string()),
                        };
                        outcomes.push(measured.map(|measured| rows.push(measured)));
                    }
                }
            }
        }
        let mut ids = self.insert(&rows, None)?.into_iter();
        let created = outcomes.into_iter().map(|outcome| {
            outcome.and_then(|()| {
                let id = ids.next().ok_or_else(|| "no id was given".to_owned())?;
                let path = entity_path(EntityType::Observation, &Id::Number(id));
                Ok(format!("{}/{path}", change.view.root))
            })
        });
        Ok(Answer { status: 201, ..Answer::json(write_created(created)) })
    }

    /// A row, or why it is refused; fails when the house fails.
    fn row(
        &mut self,
        body: &norm_sensorthings::entity::EntityBody,
    ) -> Result<Result<store::Measured, String>, Refusal> {
        match self.measured(body, None) {
            Ok(measured) => Ok(Ok(measured)),
            Err(Refusal::Said(_, message)) => Ok(Err(message)),
            Err(other) => Err(other),
        }
    }
}

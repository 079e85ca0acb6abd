//! Work done again and again while the house is open, such as asking somebody outside for news.
//! Nothing is remembered of it: after a stop it begins anew.

use std::sync::Arc;
use std::time::Duration;

use crate::town::Town;

/// Work that repeats.
#[derive(Clone, Copy)]
pub struct Pulse {
    /// `module.verb`.
    pub name: &'static str,
    /// Pause between two runs, in seconds.
    pub seconds: u64,
    /// What it does.
    pub run: fn(Arc<Town>) -> crate::jobs::Running<'static>,
}

/// Beats for ever: each pulse by itself, so that a slow one holds up no other.
pub(crate) async fn beat(town: &Arc<Town>) {
    let mut beating = tokio::task::JoinSet::new();
    for pulse in town.house().modules().iter().flat_map(|m| m.pulses.iter().copied()) {
        let town = Arc::clone(town);
        beating.spawn(async move {
            loop {
                // A task of its own: a panic is one failed run.
                let ended = tokio::spawn((pulse.run)(Arc::clone(&town))).await;
                let error = match ended {
                    Ok(Ok(())) => None,
                    Ok(Err(error)) => Some(error.to_string()),
                    Err(error) => Some(error.to_string()),
                };
                if let Some(error) = error {
                    tracing::warn!(
                        pulse = pulse.name,
                        error,
                        "A repeated task failed; it runs again"
                    );
                }
                tokio::time::sleep(Duration::from_secs(pulse.seconds)).await;
            }
        });
    }
    while beating.join_next().await.is_some() {}
}

//! `rathaus demo`: a complete town in a folder of its own, in the browser within seconds.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::net::TcpListener;

use super::Outcome;
use crate::demo;

/// `rathaus demo`
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folder of the demo town; a second start goes on where the first ended.
    #[arg(long, default_value = "demo-data")]
    data: PathBuf,
    /// Port on this machine; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Seed of the invented town; another seed gives another town.
    #[arg(long, default_value_t = demo_town::DEMO_SEED)]
    seed: u64,
    /// Fewer cases, for tests and slow machines.
    #[arg(long, default_value_t = demo::CASES)]
    cases: usize,
}

/// Makes the town where it is missing, and serves it.
pub async fn run(arguments: &Arguments) -> Outcome {
    let started = std::time::Instant::now();
    let listener = TcpListener::bind(("127.0.0.1", arguments.port)).await.map_err(|e| {
        format!("port {} is taken ({e}); choose another with --port", arguments.port)
    })?;
    let port = listener.local_addr()?.port();
    let is_fresh = !demo::exists(&arguments.data);
    if is_fresh {
        let bar = ProgressBar::new(0).with_message("Die Demo-Stadt entsteht");
        bar.set_style(
            ProgressStyle::with_template("{msg} {wide_bar} {percent} %")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        let shown = bar.clone();
        let told = move |done: usize, all: usize| {
            shown.set_length(u64::try_from(all).unwrap_or(0));
            shown.set_position(u64::try_from(done).unwrap_or(0));
        };
        demo::make(&arguments.data, port, arguments.seed, arguments.cases, &told).await?;
        bar.finish_and_clear();
    }
    let town = demo::open(&arguments.data, port).await?;
    let site = crate::site(Arc::clone(town.house()), &[Arc::clone(&town)], false);
    println!("{}", demo::welcome(&town, port));
    let key = super::sensors::trial_key(&town).await?;
    println!("SensorThings:  http://localhost:{port}/sensorthings/v1.1");
    let ear = hear(arguments.port).await?;
    let mqtt = format!("mqtt://localhost:{}", ear.local_addr()?.port());
    println!("SensorThings-MQTT:  {mqtt}");
    println!("SensorThings-Schlüssel:  {key}\n");
    let ears = tokio::spawn(mod_sensors::listen(Arc::clone(&town), ear, mqtt));
    println!("Bereit nach {:.1} Sekunden. Beenden mit Strg+C.", started.elapsed().as_secs_f64());
    let (late, seed) = (Arc::clone(&town), arguments.seed);
    tokio::spawn(async move {
        // What everybody sees first comes first.
        demo::hang_pictures(Arc::clone(&late), seed).await;
        demo::set_letters(late).await;
    });
    crate::serve_until(listener, site, vec![town], super::serve::told_to_stop()?).await?;
    ears.abort();
    Ok(ExitCode::SUCCESS)
}

/// A port for MQTT: the usual one, or a free one where it is taken or the pages have a free one, too.
async fn hear(port: u16) -> std::io::Result<TcpListener> {
    if port != 0
        && let Ok(listener) = TcpListener::bind(crate::config::DEFAULT_MQTT).await
    {
        return Ok(listener);
    }
    TcpListener::bind(("127.0.0.1", 0)).await
}

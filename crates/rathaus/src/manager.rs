//! Tells the service manager how the house does: ready, alive, closing (`sd_notify(3)`). Without a
//! manager nothing is told and nothing is missed.

use std::env;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::sync::Arc;
use std::time::Duration;

use kernel::Town;

/// Says something to the manager, such as `READY=1`.
pub fn tell(state: &str) {
    let Some(address) = env::var_os("NOTIFY_SOCKET") else { return };
    let sent =
        address.into_string().map_err(|_| io::ErrorKind::InvalidInput.into()).and_then(|address| {
            let socket = UnixDatagram::unbound()?;
            match address.strip_prefix('@') {
                Some(name) => {
                    let name = SocketAddr::from_abstract_name(name)?;
                    socket.send_to_addr(state.as_bytes(), &name)
                }
                None => socket.send_to(state.as_bytes(), &address),
            }
        });
    if let Err(error) = sent {
        tracing::warn!(%error, state, "The service manager could not be told");
    }
}

/// How often the manager wants to hear that we live; none where it does not watch us.
fn interval() -> Option<Duration> {
    let own = std::process::id().to_string();
    let is_ours =
        env::var("WATCHDOG_PID").is_ok_and(|id| id == own) || env::var("WATCHDOG_PID").is_err();
    let micros: u64 = env::var("WATCHDOG_USEC").ok()?.parse().ok()?;
    (is_ours && micros > 0).then(|| Duration::from_micros(micros / 2))
}

/// Says that we live as long as every town answers, in whatever way: a full disk or a database
/// that is away is no reason to be started anew, silence is.
pub async fn watch(towns: Vec<Arc<Town>>) {
    let Some(interval) = interval() else { return };
    loop {
        tokio::time::sleep(interval).await;
        let asked = towns.iter().map(|town| {
            let town = Arc::clone(town);
            tokio::spawn(async move { drop(town.read(|_| Ok(())).await) })
        });
        let all = async {
            for answer in asked.collect::<Vec<_>>() {
                drop(answer.await);
            }
        };
        if let Ok(()) = tokio::time::timeout(interval, all).await {
            tell("WATCHDOG=1");
        } else {
            tracing::error!("A town does not answer in time");
        }
    }
}

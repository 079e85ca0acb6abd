//! Serves towns: one listener, one worker per town, an orderly end.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::ServiceExt;
use axum::extract::Request;
use kernel::Town;
use kernel::http::{Site, router, strip_language};
use kernel::town::House;
use tokio::net::TcpListener;
use tower::ServiceBuilder;

/// The site of these towns.
pub fn site(house: Arc<House>, towns: &[Arc<Town>], trusts_proxy: bool) -> Arc<Site> {
    let mut site = Site::new(house, towns, web::frame::present);
    site.trusts_proxy = trusts_proxy;
    Arc::new(site)
}

/// Serves until `end` comes; requests under way are finished, the workers stop between two jobs.
///
/// # Errors
/// What the listener says.
pub async fn serve_until(
    listener: TcpListener,
    site: Arc<Site>,
    towns: Vec<Arc<Town>>,
    end: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let workers: Vec<_> =
        towns.into_iter().map(|t| tokio::spawn(kernel::worker::work(t))).collect();
    let service = ServiceBuilder::new()
        .map_request(strip_language)
        .service(web::cache::around(router(Arc::clone(&site)), site));
    let service = ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(service);
    let served = axum::serve(listener, service).with_graceful_shutdown(end).await;
    for worker in workers {
        worker.abort();
    }
    served
}

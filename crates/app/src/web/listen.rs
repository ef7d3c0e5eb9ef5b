//! The listening socket: so many connections at once, and so long for a client to say what it wants.
//!
//! A client that opens a connection and says nothing, or a letter a minute, costs a socket and a task. Beyond the
//! ceiling the next ones wait in the kernel's queue, where they cost nothing.

use super::limits::Peer;
use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// Connections at once: far below the 1,024 files a process may hold unless told otherwise.
const CONNECTIONS: usize = 384;
/// For the head of a request, the first or the next on the same connection. A phone at 10 kB/s needs one second.
const HEAD: Duration = Duration::from_secs(15);
/// For answers under way when asked to stop.
const GOODBYE: Duration = Duration::from_secs(10);

/// Serves until `stop`, then lets answers under way be finished.
pub async fn listen(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let (place, accepted) = tokio::select! {
            () = &mut stop => break,
            next = next => match next {
                Some(next) => next,
                None => break,
            },
        };
        let Ok((stream, peer)) = accepted else {
            // No file left, or a client gone already: others may still come in a moment.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // Answers are small and waited for.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone().layer(axum::Extension(Peer(peer.ip()))));
        let serving = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // How a connection ended is the client's business; what it asked is in the log.
            let _ = serving.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GOODBYE, graceful.shutdown()).await;
}

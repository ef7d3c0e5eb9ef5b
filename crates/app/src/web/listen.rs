//! The listening socket: so many connections at once, and so long for a client to say what it wants.
//!
//! A client that opens a connection and says nothing, or a letter a minute, costs a socket and a task. Beyond the
//! ceiling the next ones wait in the kernel's queue, where they cost nothing. A TLS handshake stands under the same
//! ceiling and the same delay as the head of a request.

use super::limits::Peer;
use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

/// Connections at once: far below the 1,024 files a process may hold unless told otherwise.
const CONNECTIONS: usize = 384;
/// For the head of a request, the first or the next on the same connection. A phone at 10 kB/s needs one second.
const HEAD: Duration = Duration::from_secs(15);
/// For answers under way when asked to stop.
const GOODBYE: Duration = Duration::from_secs(10);

/// Serves plain HTTP until `stop`, then lets answers under way be finished.
pub async fn listen(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    serve(listener, router, None, stop).await;
}

/// Serves HTTPS until `stop`, then lets answers under way be finished.
pub async fn listen_tls(
    listener: TcpListener,
    router: Router,
    config: Arc<rustls::ServerConfig>,
    stop: impl Future<Output = ()>,
) {
    serve(listener, router, Some(TlsAcceptor::from(config)), stop).await;
}

async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<TlsAcceptor>,
    stop: impl Future<Output = ()>,
) {
    let mut stop = std::pin::pin!(stop);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let http = Arc::new(http);
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
        let braked = router.clone().layer(axum::Extension(Peer(peer.ip())));
        let (service, watcher) = (TowerToHyperService::new(braked), graceful.watcher());
        let (http, tls) = (Arc::clone(&http), tls.clone());
        tokio::spawn(async move {
            // How a connection ended is the client's business; what it asked is in the log.
            match tls {
                None => drop(watcher.watch(http.serve_connection(TokioIo::new(stream), service)).await),
                Some(tls) => {
                    if let Some(stream) = shake_hands(&tls, stream).await {
                        drop(watcher.watch(http.serve_connection(TokioIo::new(stream), service)).await);
                    }
                }
            }
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GOODBYE, graceful.shutdown()).await;
}

/// The stream under TLS; `None` for who took too long, spoke something else, or only came to see a proof (ACME).
async fn shake_hands(
    tls: &TlsAcceptor,
    stream: TcpStream,
) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    let stream = tokio::time::timeout(HEAD, tls.accept(stream)).await.ok()?.ok()?;
    let proof = stream.get_ref().1.alpn_protocol().is_some_and(|name| name != b"http/1.1");
    (!proof).then_some(stream)
}

//! How often one address may knock at the doors of those not signed in.
//!
//! What can be guessed there is a code, a passphrase, or five words from a capsule carried away: none falls to a few
//! tries, all deserve a brake. A key cannot be guessed at all, so that no handle is ever shut by tries made in its name.
//! Addresses of one household or one network of IPv6 (64 bits) share a bucket. Nothing is written down.

use super::{House, answers};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use danbe_words::{Moment, Problem};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

/// Whose connection a request came on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// A bucket: so many at once, then one each so many milliseconds.
struct Rate {
    path: &'static str,
    burst: i64,
    every: i64,
}

/// Doors of those not signed in. A team behind one address signs in of a morning; nobody needs capsules by the hundred.
const RATES: [Rate; 9] = [
    Rate { path: "/session/capsule", burst: 40, every: 10_000 },
    Rate { path: "/session/invitation", burst: 40, every: 10_000 },
    Rate { path: "/session/recover", burst: 60, every: 10_000 },
    Rate { path: "/session/enrol", burst: 60, every: 10_000 },
    Rate { path: "/session/late", burst: 400, every: 1_000 },
    Rate { path: "/session/epoch", burst: 60, every: 5_000 },
    Rate { path: "/session/declare", burst: 60, every: 10_000 },
    Rate { path: "/session/open", burst: 200, every: 1_000 },
    Rate { path: "/lecture", burst: 60, every: 5_000 },
];

/// Addresses remembered at once: beyond it the fullest buckets, which say nothing, are forgotten.
const REMEMBERED: usize = 20_000;

/// What is left for each address at each door.
#[derive(Debug, Default)]
pub(super) struct Limits(Mutex<HashMap<(IpAddr, usize), (i64, Moment)>>);

/// One network of IPv6 is one household.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        v4 => v4,
    }
}

impl Limits {
    /// Whether one more may pass; time is the server's.
    fn pass(&self, address: IpAddr, door: usize, now: Moment) -> bool {
        let Some(rate) = RATES.get(door) else { return true };
        let mut buckets = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() >= REMEMBERED {
            buckets.retain(|(_, door), (left, since)| {
                RATES.get(*door).is_some_and(|rate| *left + now.since(*since) / rate.every < rate.burst)
            });
        }
        let (left, since) = buckets.entry((household(address), door)).or_insert((rate.burst, now));
        let gained = (now.since(*since) / rate.every).max(0);
        // What is gained counts from its own moment: trying often does not set the clock back.
        *since = if *left + gained >= rate.burst { now } else { since.plus(gained * rate.every) };
        *left = (*left + gained).min(rate.burst);
        if *left > 0 {
            *left -= 1;
            return true;
        }
        false
    }
}

/// Too many from one address wait, whatever they ask for: the answer is the same for an account and for none.
pub(super) async fn brake(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let door = RATES.iter().position(|rate| rate.path == request.uri().path());
    let peer = request.extensions().get::<Peer>().copied();
    let left_out = crate::installation::left_out().as_deref() == Some("limits");
    if let (Some(door), Some(Peer(address)), &axum::http::Method::POST) = (door, peer, request.method())
        && !left_out
        && !house.limits.pass(address, door, house.clock.now())
    {
        return answers::refuse(&house, &Problem::Busy);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    fn passed(limits: &Limits, address: &str, now: i64, tries: i64) -> i64 {
        let address = address.parse().unwrap();
        (0..tries).map(|_| i64::from(limits.pass(address, 0, Moment(now)))).sum()
    }

    #[test]
    fn a_burst_passes_then_one_in_a_while_and_others_are_not_kept_waiting() {
        let limits = Limits::default();
        let Rate { burst, every, .. } = RATES[0];
        assert_eq!(passed(&limits, "192.0.2.1", 0, burst + 100), burst);
        assert_eq!(passed(&limits, "192.0.2.2", 0, 1), 1, "another address");
        assert_eq!(passed(&limits, "192.0.2.1", every - 1, 10), 0);
        assert_eq!(passed(&limits, "192.0.2.1", every, 10), 1, "trying meanwhile did not set the clock back");
        assert_eq!(passed(&limits, "192.0.2.1", every * 4, 10), 3);
        assert_eq!(passed(&limits, "192.0.2.1", every * 1_000, burst * 2), burst, "never more than a burst");
    }

    #[test]
    fn a_network_of_ipv6_is_one_household_and_a_mapped_address_is_itself() {
        let limits = Limits::default();
        let Rate { burst, .. } = RATES[0];
        assert_eq!(passed(&limits, "2001:db8::1", 0, burst), burst);
        assert_eq!(passed(&limits, "2001:db8::ffff:2", 0, 1), 0);
        assert_eq!(passed(&limits, "2001:db8:0:1::1", 0, 1), 1);
        assert_eq!(passed(&limits, "192.0.2.9", 0, burst), burst);
        assert_eq!(passed(&limits, "::ffff:192.0.2.9", 0, 1), 0);
    }

    #[test]
    fn a_flood_of_addresses_grows_no_further_than_what_is_remembered() {
        let limits = Limits::default();
        for n in 0..u32::try_from(REMEMBERED).unwrap() + 500 {
            limits.pass(IpAddr::V4(n.into()), 0, Moment(i64::from(n) * 60_000));
        }
        assert!(limits.0.lock().unwrap().len() <= REMEMBERED);
    }
}

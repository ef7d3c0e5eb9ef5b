//! Absent and forbidden take the same time: Welch's t-test over interleaved requests to the running server, after dudect
//! (Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?", 2017): also with the slowest measurements cropped.
//!
//! Long, and a matter of a quiet machine: `cargo xtask prove timing`. A planted difference shows that the test can see one.

use crate::rig::people::{Draft, SignedIn, enrolment, invented, on_each_engine, sign_in};
use crate::rig::sharing::{House, agreed};
use crate::rig::{Stage, chance, http};
use danbe_protection::bases::Withdraw;
use danbe_protection::cases::Open;
use danbe_protection::referrals::{DeclineBody, OpenPackages};
use danbe_words::{AgencyClass, BasisId, Decline, Errand, FileId, Purpose, ReferralId, Section};
use serde::Serialize;
use std::time::{Duration, Instant};

/// Beyond it two classes of measurements are not of one distribution (dudect, and ISO/IEC 17825 before it).
const LIMIT: f64 = 4.5;
/// Requests of each of the two classes, for each thing that is asked for.
const TRIALS: usize = 10_000;
/// What a planted answer is late: it must be seen.
const LATE: Duration = Duration::from_micros(100);
/// Shares of the measurements that are kept, fastest first.
const KEPT: [f64; 5] = [1.0, 0.99, 0.9, 0.75, 0.5];

/// Welch's t of two samples.
fn welch(a: &[f64], b: &[f64]) -> f64 {
    let of = |sample: &[f64]| {
        let n = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / n;
        let variance = sample.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (mean, variance / n)
    };
    let ((a, va), (b, vb)) = (of(a), of(b));
    (a - b) / (va + vb).sqrt()
}

/// The t of every share that is kept, by one limit for both classes.
fn ts(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut all = [a, b].concat();
    all.sort_by(f64::total_cmp);
    let below =
        |limit: f64, sample: &[f64]| sample.iter().copied().filter(|x| *x <= limit).collect::<Vec<_>>();
    let cut = |share: f64| all[((all.len() - 1) as f64 * share) as usize];
    KEPT.iter().map(|share| welch(&below(cut(*share), a), &below(cut(*share), b))).collect()
}

fn worst(ts: &[f64]) -> f64 {
    ts.iter().fold(0.0, |worst, t| t.abs().max(worst))
}

/// One signed request, ready to be sent.
fn signed<T: Serialize>(who: &SignedIn, verb: &str, body: &T) -> Vec<u8> {
    let draft: Draft = who.draft(verb, body);
    let token = format!("Bearer {}", who.token);
    let body = draft.sign(&who.signing);
    http::request("POST", "/sync", &[("authorization", &token), ("content-type", "application/json")], &body)
}

/// Milliseconds of one request, and its answer.
async fn timed(stage: &Stage, request: &[u8]) -> (f64, http::Response) {
    let before = Instant::now();
    let answer = http::raw(stage.address(), request).await.expect("an answer");
    (before.elapsed().as_secs_f64() * 1_000.0, answer)
}

/// Two classes of requests, measured.
struct Compared {
    what: &'static str,
    ts: Vec<f64>,
    /// Microseconds the first class takes longer, of the fastest nine tenths, and their standard error.
    later: (f64, f64),
}

/// Interleaves two classes by a coin, and measures both; their answers must be equal to the byte.
async fn compared(
    stage: &Stage,
    what: &'static str,
    (trials, late): (usize, Duration),
    mut one: impl FnMut() -> Vec<u8>,
    mut other: impl FnMut() -> Vec<u8>,
) -> Compared {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    let mut coin = chance();
    let mut absent = None;
    while a.len() < trials || b.len() < trials {
        let first = coin.bytes::<1>()[0] & 1 == 0;
        // Both are made every time, so that making one does not warm what sending it uses.
        let (this, that) = (one(), other());
        let (time, answer) = timed(stage, if first { &this } else { &that }).await;
        assert_eq!(answer.status, 404, "{}", answer.text());
        let bytes = answer.bytes_but_date();
        assert_eq!(*absent.get_or_insert_with(|| bytes.clone()), bytes, "{what}: the same bytes");
        if first { a.push(time + late.as_secs_f64() * 1_000.0) } else { b.push(time) }
    }
    let (a, b) = (&a[..trials], &b[..trials]);
    Compared { what, ts: ts(a, b), later: later(a, b) }
}

/// How much longer the first class takes, by the means of the fastest nine tenths of both: microseconds.
fn later(a: &[f64], b: &[f64]) -> (f64, f64) {
    let of = |sample: &[f64]| {
        let mut sample = sample.to_vec();
        sample.sort_by(f64::total_cmp);
        sample.truncate(sample.len() * 9 / 10);
        let n = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / n;
        (mean, sample.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0) / n)
    };
    let ((a, va), (b, vb)) = (of(a), of(b));
    ((a - b) * 1_000.0, (va + vb).sqrt() * 1_000.0)
}

#[test]
#[ignore = "long: cargo xtask prove timing"]
fn proof_of_equal_times() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
    let trials = number("DANBE_PROVE_TRIALS").unwrap_or(TRIALS);
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let pins = enrolment(stage.address(), "gao-1").await.pins.unwrap();
        let centre = House::found(&stage, "centre", AgencyClass::ProtectionService, &pins).await;
        let clinic = House::found(&stage, "clinique", AgencyClass::ServiceProvider, &pins).await;
        agreed(&stage, centre.id, clinic.id, Purpose::Support).await;
        let worker = centre.post("worker-a");
        let filed = centre.desk.register(&invented(1), &invented(1));
        worker.act(stage.address(), "cases.register", &filed.registration).await;
        let terms = centre.consents(&stage, worker, &filed, clinic.id, &[Section::Profile]).await;
        let (send, referral) = centre.sends(worker, &filed, &terms, &clinic, Errand::Help);
        worker.act(stage.address(), "referrals.send", &send).await;
        let stranger = sign_in(stage.address(), "segou-1").await;

        let file = filed.keyring.file;
        let nowhere = || chance().bytes::<16>();
        let open = |who: &SignedIn, file| signed(who, "cases.open", &Open { file });
        let handed = |referral| signed(&stranger, "referrals.open", &OpenPackages { referral });
        let refuse = |referral| {
            let body = DeclineBody { referral, reason: Decline::Other, note: None };
            signed(&stranger, "referrals.decline", &body)
        };
        let withdraw = |basis| signed(&stranger, "bases.withdraw", &Withdraw { basis });
        let even = (trials, Duration::ZERO);
        let nobodys_file = || open(&stranger, FileId::from_bytes(nowhere()));
        let nobodys = || ReferralId::from_bytes(nowhere());
        let seen = [
            compared(&stage, "a file", even, || open(&stranger, file), nobodys_file).await,
            compared(&stage, "a package", even, || handed(referral), || handed(nobodys())).await,
            compared(&stage, "a referral", even, || refuse(referral), || refuse(nobodys())).await,
            compared(
                &stage,
                "a basis",
                even,
                || withdraw(terms.id),
                || withdraw(BasisId::from_bytes(nowhere())),
            )
            .await,
        ];
        let planted = (trials.min(2_000), LATE);
        let late = compared(&stage, "planted", planted, nobodys_file, nobodys_file).await;
        let mut failures = 0;
        for Compared { what, ts, later: (later, error) } in seen.iter().chain([&late]) {
            let leaks = worst(ts) >= LIMIT;
            failures += usize::from(leaks);
            let said: Vec<_> = ts.iter().map(|t| format!("{t:+.2}")).collect();
            println!(
                "{engine:?}, {what}: later by {later:+.1} ± {error:.1} µs; t = {} (kept {KEPT:?}){}",
                said.join(" "),
                if leaks { ": SEEN" } else { "" }
            );
        }
        assert!(worst(&late.ts) >= LIMIT, "a difference that is there is not seen");
        failures -= 1;
        println!("trials={} failures={failures}", trials * 2 * seen.len());
        assert_eq!(failures, 0);
    });
}

#[test]
fn two_samples_of_one_distribution_are_not_told_apart_and_a_shift_is() {
    let mut chance = chance();
    let mut draw = |shift: f64| -> Vec<f64> {
        (0..2_000).map(|_| f64::from(u16::from_le_bytes(chance.bytes())) / 65_536.0 + shift).collect()
    };
    // Eleven standard errors apart: with chance drawn anew each time, a smaller shift would be missed now and then.
    let (a, b, c) = (draw(0.0), draw(0.0), draw(0.1));
    assert!(worst(&ts(&a, &b)) < LIMIT);
    assert!(worst(&ts(&a, &c)) > LIMIT);
}

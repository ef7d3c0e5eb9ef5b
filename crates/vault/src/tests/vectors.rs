//! Version 1, frozen. Never edit a constant below: a device somewhere has sealed or kept something of this form.
//! If one of these fails, the change needs a version 2 and a tool that seals anew.
//! On the day they were frozen they were opened, from the README alone, with libsodium (records, capsule), OpenSSL
//! (HKDF, X25519, Ed25519), the reference Argon2 and pyhpke (wrap). The same constants hold in wasm: nothing here depends on the machine.

use data_encoding::HEXLOWER;

use super::hostile::{PLACE, act};
use super::receipts::{ORIGIN, receipt};
use super::reference::lines;
use crate::{
    Capsule, Chance, Envelope, KdfParams, Length, OpeningKey, Receipt, Sealed, SecretKey, SigningKey, Wrap,
    container_key, decoy, event_digest, five_words, open, person_tag, seal, seal_local, search_token,
    token_text, unwrap, wrap,
};

const WORDS: &str = "abaisser abandon abeille abolir aborder";

/// Everything version 1 writes, from repeatable chance.
fn written() -> Vec<(&'static str, String)> {
    let mut chance = Chance::for_test(1);
    let (secret, opening, signing) = (
        SecretKey::generate(&mut chance),
        OpeningKey::generate(&mut chance),
        SigningKey::generate(&mut chance),
    );
    let hex = |bytes: &[u8]| HEXLOWER.encode(bytes);
    let envelope = Envelope::sign(&act(r#"{"sex":"F", "band":"15-17"}"#), &signing);
    let capsule = Capsule::lock(WORDS, b"dignity", KdfParams::for_test(), &mut chance).unwrap();
    vec![
        ("secret", hex(secret.expose().as_slice())),
        ("derived", hex(secret.derive("tokens/telephone").expose().as_slice())),
        ("container", hex(container_key(&secret, &[5; 32]).expose().as_slice())),
        ("opening", hex(opening.expose().as_slice())),
        ("sealing", opening.sealing().to_string()),
        ("verifying", signing.verifying().to_string()),
        ("sealing fingerprint", opening.sealing().fingerprint()),
        ("verifying fingerprint", signing.verifying().fingerprint()),
        ("sealed", seal(&secret, &PLACE, b"dignity", &mut chance).to_text()),
        ("local", seal_local(&secret, "files/17/3", b"dignity", &mut chance).to_text()),
        (
            "wrap",
            wrap(&opening.sealing(), "agency-key", b"A-7", b"dignity", Length::Exact, &mut chance).to_text(),
        ),
        ("envelope", serde_json::to_string(&envelope).unwrap()),
        ("envelope digest", hex(&envelope.digest())),
        ("event digest", hex(&event_digest(r#"{"kind":"cases.open","n":2}"#))),
        ("token", token_text(&search_token(&secret, "TRR|AMNT|1995"))),
        ("tag", hex(&person_tag(&secret, "P-4"))),
        ("words", five_words(&mut chance).join(" ")),
        ("capsule", serde_json::to_string(&capsule).unwrap()),
        ("decoy", serde_json::to_string(&decoy(&secret, "aminata", 7)).unwrap()),
        ("receipt", serde_json::to_string(&receipt(&lines(5), 2, 3)).unwrap()),
    ]
}

#[test]
fn version_1_writes_what_it_always_wrote() {
    for ((name, now), (frozen_name, frozen)) in written().iter().zip(FROZEN) {
        assert_eq!((*name, now.as_str()), (frozen_name, frozen));
    }
    assert_eq!(written().len(), FROZEN.len());
}

fn frozen(name: &str) -> &'static str {
    FROZEN.iter().find(|(found, _)| *found == name).unwrap().1
}

#[test]
fn version_1_reads_what_it_always_wrote() {
    let bytes = |name| HEXLOWER.decode(frozen(name).as_bytes()).unwrap();
    let secret = SecretKey::from_bytes(&bytes("secret")).unwrap();
    let opening = OpeningKey::from_bytes(&bytes("opening")).unwrap();
    let sealed = Sealed::from_text(frozen("sealed")).unwrap();
    assert_eq!(open(&secret, &PLACE, &sealed).unwrap().as_slice(), b"dignity");
    let wrapped = Wrap::from_text(frozen("wrap")).unwrap();
    assert_eq!(unwrap(&opening, "agency-key", b"A-7", &wrapped).unwrap().as_slice(), b"dignity");
    let envelope: Envelope = serde_json::from_str(frozen("envelope")).unwrap();
    assert_eq!(envelope.verify(&frozen("verifying").parse().unwrap()).unwrap().seq, 41);
    let capsule: Capsule = serde_json::from_str(frozen("capsule")).unwrap();
    assert_eq!(capsule.open_with(&capsule.key(WORDS).unwrap()).unwrap().as_slice(), b"dignity");
    let receipt: Receipt = serde_json::from_str(frozen("receipt")).unwrap();
    let ledger = SigningKey::generate(&mut Chance::for_test(77)).verifying();
    assert_eq!(receipt.verify(ORIGIN, &ledger, None).unwrap().size, 5);
}

const FROZEN: [(&str, &str); 20] = [
    ("secret", "fde391d33edfbc9890a7b73719db1640bec2e44351ba9f67ab6bfb4ade9b7c22"),
    ("derived", "c0a2bc0080af856b91bd1aee38313ff10057a20c99127c8a693c03d417806ee1"),
    ("container", "e09f0190ecb1ce3f93c6c375bb4b9cbf1ad3b8ff064bd83be0f862f9ceeb7860"),
    ("opening", "429ae51e2c3501dfd988afa9f921eb78967bef86fd009ca38cd1898f6a48b5f4"),
    ("sealing", "d71854nfyGxXR9HDfeboccT6VsVkSdKux9Qj7G_Aj0w"),
    ("verifying", "h1bHAHZc-sQNqLko0W6tYoDDXBIlH5Sok05HbwjK75E"),
    ("sealing fingerprint", "5053 8982 1656 9854 4811 5502"),
    ("verifying fingerprint", "5833 3023 0586 5513 5315 3926"),
    (
        "sealed",
        "Ab5-96uL5XIiBH0ZKibBabEDWEuSqPj06qMwiA1k-5zFIzk5nZ2KtqT_iHjxqfJJeX5Zq-nF9wsUf4O7VbnF2gdIXTq5OjPkZcb7QOiVLufKT0dU0wdEZF22GkFFROI1wDWzN-q6q1qg",
    ),
    (
        "local",
        "AR6JKimYiBZgYz6-LFIGV6pKajcEZWeYVzmojbWTKl_PyHlWRo3L7SE4eIA2d1KENmBJ0ABjIOK5te8hgC3-_DYcH4A-JmTEUDXgiWWcArpdwfAxfRVKIO6jjTQ_LPpuBlCCdJZCf_D9",
    ),
    ("wrap", "ASctdeBIGLT86iQNHHF83ywt7nGqHqb49ZD8mPaYgTIt0sX-Ys18564zOA3xMeRuokGkwg9hPoPp"),
    (
        "envelope",
        r#"{"act":"{\"v\":1,\"id\":\"b1946ac92492d2347c6235b4d2611184\",\"verb\":\"cases.register\",\"member\":\"m-12\",\"device\":\"d-3\",\"seq\":41,\"at\":1790000000000,\"body\":{\"sex\":\"F\", \"band\":\"15-17\"}}","sig":"7s4a2HSy5j0HIiRQY0-mL9MiKdtlVeG8woI0h6LU9LHMR0HS17ooAvasSBuudkQWGLof8qaQmPKXEKUy6Y5HAA"}"#,
    ),
    ("envelope digest", "b84feb47c70823c65da1cbfb1dd801ed41803f9d255ad8159764da84bf6ae246"),
    ("event digest", "1da7ae51d8fad8308ceb5330f967619ec1e7d69f4e0c4ab55b084c490e7b0a5a"),
    ("token", "2db0"),
    ("tag", "398c9391a4df7326aed6b3b9cba653b30db1a8d8380e3491891560920a04353f"),
    ("words", "mobile quotient suiveur gronder hublot"),
    (
        "capsule",
        r#"{"v":1,"salt":"B7vgRvkZww3j0RZaXQtBjg","params":{"m_kib":8,"t":1,"p":1},"sealed":"AQaRttHPXuDd-kvsSF1kx6mGmV15IO0aYb_ZnmWnhapaqm6d3llMue-UC0PyShx8wfDFr_A43vKdmEX1yw6Y2z2xfSzm_Q2BKEHosBsrLYjGwxRDxAZ4hN3tODz9PKA4foVgcqPRuM1i"}"#,
    ),
    (
        "decoy",
        r#"{"v":1,"salt":"26a0KcelvjaBJ35BEB4aYw","params":{"m_kib":65536,"t":3,"p":1},"sealed":"AUfafyXW-zZmd6FNrH9m84MF5kW3TJurwYl4ZX_l_Wo1aBXkKAr9RUzuSEDQatK61vRF58JEePcwuftccVWtA-0az-a7iCwe4Z2OUcrzn9Rd1XMlhb68eWJ9y5puZz7mbEtBNebsKST1"}"#,
    ),
    (
        "receipt",
        r#"{"index":2,"line":"{\"kind\":\"cases.open\",\"n\":2}","proof":["lQ10Lra6GHe_p_9xg9o5nejJbibUZZHttc-YsFYPycQ","MoVe0HYkiRQUg-Q2NZXg_uEsqR6u8NxH-K2merxoqkM","0NiV2mRyXhMYEMW8IR3oG-4FOVRZk6gMFzQTGkY1L9k"],"checkpoint":"danbe.ml/protection\n5\nO/VZLOfNiHwfZ0HYVU47kfBDtco43LmEf8XvG5OENvw=\n\n— danbe.ml/protection qGHIfffiS79uyWPO7Hu3vUqMv7rCgtN4ketO1EwUV59aOIcSdvDZsv7+5gTpMlsKY23f1RcKi1LlODlXheGKSgAcnAA=\n","consistency":{"from":3,"proof":["697cQYdhLKUkJFi82p28YXzEr71N_kmgQx8kFatCDC0","lQ10Lra6GHe_p_9xg9o5nejJbibUZZHttc-YsFYPycQ","MoVe0HYkiRQUg-Q2NZXg_uEsqR6u8NxH-K2merxoqkM","0NiV2mRyXhMYEMW8IR3oG-4FOVRZk6gMFzQTGkY1L9k"]}}"#,
    ),
];

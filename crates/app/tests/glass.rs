//! What stands between a page and the world: the headers of every answer, the cookie of a reader, and a device that
//! locks itself behind a back that is turned.

use crate::rig::Stage;
use crate::rig::device::{Device, honest};
use crate::rig::http::{Response, send};
use crate::rig::people::{on_each_engine, try_reading_behind};
use danbe_device::{Event, Method};

/// No script from elsewhere, no frame around it, no guess of a type, no address handed on.
fn guarded(response: &Response, path: &str) {
    let said = |name: &str| response.header(name).unwrap_or_else(|| panic!("{path}: no {name}")).to_owned();
    let policy = said("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
    // The program of the device is wasm, and its shell alone shows a picture that stands in the page: a photographed consent.
    let picture = if path == "/a/" { "img-src 'self' data:;" } else { "" };
    let rest = policy.replace("'wasm-unsafe-eval'", "").replacen(picture, "", 1);
    for open in ["unsafe-inline", "unsafe-eval'", "*", "http:", "https:", "data:"] {
        assert!(!rest.contains(open), "{path}: {policy}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(said(name), value, "{path}");
    }
}

#[test]
fn every_answer_is_guarded_and_none_that_says_something_is_kept() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let get = async |path: &str| send(stage.address(), "GET", path, &[], b"").await;
        for path in
            ["/", "/a-propos", "/limites", "/lecture", "/chiffre?code=2024-X", "/nulle-part", "/health"]
        {
            let response = get(path).await;
            guarded(&response, path);
            assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
        }
        for path in [danbe_statistics::presumed::PATH, danbe_statistics::returns::HOME] {
            let response = get(path).await;
            guarded(&response, path);
            assert_eq!((response.status, response.header("location")), (303, Some("/lecture")), "{path}");
        }
        let refused = send(stage.address(), "POST", "/sync", &[], b"{}").await;
        guarded(&refused, "/sync");
        assert_eq!((refused.status, refused.header("cache-control")), (401, Some("no-store")));
        // The shell names its scripts by their content: only they may be kept, and only they run.
        let shell = get("/a/").await;
        guarded(&shell, "/a/");
        assert_eq!(shell.header("cache-control"), Some("no-cache"));
        assert!(
            shell.header("content-security-policy").unwrap().contains("require-trusted-types-for 'script'")
        );
    });
}

#[test]
fn the_cookie_of_a_reader_is_for_this_house_and_no_script() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        for (proxy, secure) in [(&[][..], false), (&[("x-forwarded-proto", "https")][..], true)] {
            let response = try_reading_behind(&stage, proxy).await;
            let cookie = response.header("set-cookie").unwrap();
            assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"), "{cookie}");
            assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
            assert!(!cookie.contains("Max-Age") && !cookie.contains("Expires"), "gone with the browser");
        }
    });
}

#[test]
fn a_device_left_alone_for_two_minutes_locks_itself_and_not_under_typing_hands() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let mut device = Device::enter(stage.address(), "gao-1", &honest).await;
        for (seconds, active, locked) in
            [(119, false, false), (0, true, false), (119, false, false), (3, false, true)]
        {
            device.ahead += seconds * 1000;
            device.event(Event::Tick { active }, &honest).await;
            assert_eq!(device.locked, locked, "after {seconds} s more");
        }
        // Its keys are gone with its memory: the rows alone ask for the words.
        device.restart().await;
        device.go(Method::Get, "/a/equipe", &[], &honest).await;
        assert!(device.page.contains("action=\"/a/ouvrir\""), "{}", device.page);
    });
}

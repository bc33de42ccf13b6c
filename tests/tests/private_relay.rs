//! A relay with a certificate of its own, that no authority vouches for: the `device` program goes there as the app does, and nowhere
//! else. The certificate beside this file holds for a hundred years, and its key is no secret.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use sesi_engine::keys::invite::InviteSecret;
use sesi_engine::keys::invite_link::InviteLink;
use sesi_tests::relay::RelayProcess;

/// SHA-256 of the certificate.
const PIN: &str = "f6ca992abd890087af33e13631ce31bfdc8925629bf923d670308f10b86552a7";
const OTHER: &str = "0000000000000000000000000000000000000000000000000000000000000001";

/// An answer of the program and its exit code.
fn device(home: &Path, flags: &[&str], command: &[&str]) -> (Value, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_device"))
        .arg("--db")
        .arg(home)
        .args(flags)
        .args(command)
        .output()
        .expect("the program runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().last().unwrap_or_default();
    (
        serde_json::from_str(last).expect("it answers"),
        output.status.code(),
    )
}

fn done(answer: (Value, Option<i32>)) -> Value {
    assert_eq!(answer.1, Some(0), "{}", answer.0);
    answer.0
}

fn refused(answer: &(Value, Option<i32>)) {
    let (told, code) = answer;
    assert_eq!(
        (told["kind"].as_str(), *code),
        (Some("not_a_relay"), Some(3)),
        "{told}"
    );
    let words = told["message"].as_str().expect("words");
    assert!(words.contains("certificate is not trusted"), "{words}");
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/private_relay")
        .join(name)
}

#[test]
fn whoever_was_told_its_certificate_goes_there_and_nobody_goes_to_another() {
    let dir = tempfile::tempdir().expect("a folder");
    let (certificate, key) = (file("cert.pem"), file("key.pem"));
    let flags = [
        "--open-founding",
        "--tls-cert",
        certificate.to_str().expect("a path"),
        "--tls-key",
        key.to_str().expect("a path"),
    ];
    let relay = RelayProcess::start_with(&dir.path().join("relay"), &flags);
    let url = relay.url();
    assert!(url.starts_with("https://"));
    let home = |name: &str| dir.path().join(name);

    // Without the pin, or with another, nothing is sent.
    let unpinned = device(&home("unpinned"), &["--relay", &url], &["found"]);
    assert_eq!(unpinned.1, Some(3), "{}", unpinned.0);
    refused(&device(
        &home("wrong"),
        &["--relay", &url, "--pin", OTHER],
        &["found"],
    ));

    done(device(
        &home("office"),
        &["--relay", &url, "--pin", PIN],
        &["found"],
    ));
    done(device(
        &home("office"),
        &[],
        &["groups", "2", "--families", "3"],
    ));
    let invited = done(device(&home("office"), &[], &["invite", "ANI"]));
    assert_eq!(invited["stopped"], Value::Null);
    let link = invited["link"].as_str().expect("a link");
    let parsed = InviteLink::parse(link).expect("it reads");
    let pin = parsed.pin().map(|pin| data_encoding::HEXLOWER.encode(pin));
    assert_eq!(pin.as_deref(), Some(PIN));

    // An invite that names another certificate leads nowhere, and the right one goes on from there.
    let secret = InviteSecret::from_secret_bytes(&*parsed.secret().to_secret_bytes());
    let wrong = InviteLink::new(parsed.relay(), secret.expect("a secret"), Some([1; 32]));
    let wrong = wrong.expect("a link").to_uri();
    refused(&device(&home("phone"), &[], &["enrol", wrong.as_str()]));
    done(device(&home("phone"), &[], &["enrol", link]));
    done(device(&home("office"), &[], &["sync"]));
    done(device(&home("phone"), &[], &["sync"]));
    done(device(&home("phone"), &[], &["record", "2"]));
    let sent = done(device(&home("phone"), &[], &["sync"]));
    assert_eq!(sent["pending"], 0);
    done(device(&home("office"), &[], &["sync"]));
    assert_eq!(
        done(device(&home("office"), &[], &["count"]))["meetings"],
        2
    );
}

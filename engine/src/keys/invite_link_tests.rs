//! Links, codes and messages of an invite, and what is read of each.

use super::*;
use proptest::prelude::*;

fn secret(byte: u8) -> InviteSecret {
    InviteSecret::from_secret_bytes(&[byte; 10]).unwrap()
}

fn code_of(text: &str) -> Result<String, LinkFault> {
    Pasted::parse(text).map(|pasted| match pasted {
        Pasted::Link(link) => format!("{} {}", link.relay, *link.secret.to_compact()),
        Pasted::Code(code) => code.to_compact().to_string(),
    })
}

#[test]
fn a_link_holds_its_parts_and_no_tappable_address() {
    let link = InviteLink::new(
        "https://relay.example:8443/sesi/",
        secret(200),
        Some([7; 32]),
    )
    .unwrap();
    let uri = link.to_uri();
    assert!(uri.starts_with("sesi:1?r=https%3A%2F%2Frelay.example%3A8443%2Fsesi&s="));
    let back = InviteLink::parse(&uri).unwrap();
    assert_eq!(back.relay(), "https://relay.example:8443/sesi");
    assert_eq!(back.pin(), Some(&[7; 32]));
    assert_eq!(back.to_uri(), uri);
    assert!(!format!("{back:?}").contains(link.secret().to_compact().as_str()));
}

#[test]
fn a_link_says_whose_and_for_whom_it_is_in_a_line_each() {
    let words = InviteWords {
        office: "Dinas Sosial Kab. Tojo Una-Una & sekitarnya".into(),
        person: "Siti, S.Sos.".into(),
        role: "Petugas".into(),
    };
    let link = InviteLink::new("relay.example", secret(3), None).unwrap();
    let plain = link.to_uri().to_string();
    let said = link.saying(words.clone());
    let back = Pasted::parse(&format!("Undangan: {}.", *said.to_uri())).unwrap();
    let Pasted::Link(back) = back else {
        panic!("no link")
    };
    assert_eq!(back.words(), &words);
    assert_eq!(back.to_uri(), said.to_uri());
    assert_eq!(
        back.saying(InviteWords::default()).to_uri().as_str(),
        plain,
        "the invite is the same without its words"
    );
    let long = format!("{plain}&n=a%0Ab%E2%80%A6{}&o=%FF", "c".repeat(300));
    let words = InviteLink::parse(&long).unwrap().words().clone();
    assert!(words.person.starts_with("ab…c"), "{words:?}");
    assert_eq!(words.person.chars().count(), WORDS_LIMIT);
}

#[test]
fn an_invite_is_found_in_a_message() {
    let code = secret(90).to_compact().to_string();
    let text = secret(90).to_text().to_string();
    let uri = InviteLink::new("relay.example", secret(90), None)
        .unwrap()
        .to_uri()
        .to_string();
    let whole = format!("https://relay.example {code}");
    for (message, found) in [
        (
            format!("Assalamualaikum Bu, ini undangannya: *{uri}*. Terima kasih"),
            &whole,
        ),
        (format!("<{}>", uri.replacen("sesi", "SESI", 1)), &whole),
        (format!("Sesi: undangan untuk Ibu ({uri})"), &whole),
        (
            // As the office's window copies it.
            format!(
                "Halo ANI, ini undangan untuk mencatat di HP, dari Dinas Sosial.\n\n1. Pasang aplikasi Sesi di HP.\n\
                 2. Buka, pilih \"Gabung dengan undangan\".\n3. Salin seluruh pesan ini:\n\n{uri}\n\n4. Pilih PIN.\n\n\
                 Berlaku sampai Min, 29 Nov 2026 12.00, untuk satu HP."
            ),
            &whole,
        ),
        (format!("Kode: {text}, jangan disebar."), &code),
        (
            format!("Kode undangan\n{}", text.to_lowercase().replace('-', " ")),
            &code,
        ),
        (format!("  {code}\n"), &code),
    ] {
        assert_eq!(code_of(&message).as_ref(), Ok(found), "{message}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    let code = secret(90).to_compact().to_string();
    for (text, fault) in [
        (
            "Selamat pagi, besok rapat jam 9".to_owned(),
            LinkFault::NoInvite,
        ),
        (String::new(), LinkFault::NoInvite),
        ("sesi:2?x=1".to_owned(), LinkFault::Newer),
        (
            "sesi:1?r=relay.example".to_owned(),
            LinkFault::Missing("the code"),
        ),
        (format!("sesi:1?s={code}"), LinkFault::Missing("the relay")),
        (
            format!("sesi:1?r=relay.example&s={code}&p=AAAA"),
            LinkFault::Pin,
        ),
        (
            format!("sesi:1?r=a%20b&s={code}"),
            LinkFault::Relay("a b".into()),
        ),
        (
            format!("sesi:1?r=ftp%3A%2F%2Fa&s={code}"),
            LinkFault::Relay("ftp://a".into()),
        ),
        (
            format!(
                "Kode: {}",
                code.replacen(&code[3..4], if &code[3..4] == "7" { "8" } else { "7" }, 1)
            ),
            LinkFault::Code(InviteFault::Check),
        ),
    ] {
        assert_eq!(code_of(&text), Err(fault), "{text}");
    }
}

proptest! {
    #[test]
    fn every_link_survives_its_text(bytes: [u8; 10], pin: Option<[u8; 32]>, path in "[a-z0-9/._~-]{0,20}") {
        let secret = InviteSecret::from_secret_bytes(&bytes).unwrap();
        let link = InviteLink::new(&format!("http://10.0.0.1:80/{path}"), secret, pin).unwrap();
        let message = format!("Undangan: {} !", *link.to_uri());
        let Pasted::Link(back) = Pasted::parse(&message).unwrap() else { panic!("no link") };
        prop_assert_eq!(back.to_uri(), link.to_uri());
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,80}", tail in "\\PC{0,40}") {
        Pasted::parse(&text).ok();
        Pasted::parse(&format!("{text}sesi:1?{tail}")).ok();
        InviteLink::parse(&text).ok();
    }
}

#[test]
fn only_a_number_is_a_later_version() {
    for (link, fault) in [
        ("sesi:2?s=0", LinkFault::Newer),
        ("sesi:?s=0", LinkFault::NoInvite),
        ("sesi:7a?s=0", LinkFault::NoInvite),
    ] {
        assert_eq!(InviteLink::parse(link).err(), Some(fault), "{link}");
    }
}

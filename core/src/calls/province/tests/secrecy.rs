//! Only sums cross: no name, no NIK and no key, neither in the file nor in the document.

use super::*;

/// Every text of a table and column.
fn texts(device: &Device, sql: &str) -> BTreeSet<String> {
    let mut statement = device.reader().prepare(sql).unwrap();
    let found = statement.query_map([], |row| row.get::<_, Option<String>>(0));
    found.unwrap().filter_map(|text| text.unwrap()).collect()
}

/// Names, numbers and texts of people, families and groups: none of them may cross.
fn secrets(device: &Device) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for sql in [
        "SELECT name FROM rm_staff",
        "SELECT nip FROM rm_staff",
        "SELECT phone FROM rm_staff",
        "SELECT name FROM rm_family",
        "SELECT nik FROM rm_family",
        "SELECT kk FROM rm_family",
        "SELECT pkh_id FROM rm_family",
        "SELECT address FROM rm_family",
        "SELECT name FROM rm_group",
        "SELECT text FROM rm_voice",
        "SELECT name FROM rm_office",
        "SELECT name FROM rm_letter",
        "SELECT lower(hex(doc)) FROM rm_staff",
        "SELECT lower(hex(doc)) FROM rm_family",
        "SELECT lower(hex(doc)) FROM rm_group",
    ] {
        for text in texts(device, sql) {
            let words = text.split(|c: char| !c.is_alphanumeric());
            let words = words.filter(|word| word.len() > 2).map(str::to_lowercase);
            // A group's number is no name, and figures have so many digits.
            found.extend(
                words.filter(|word| word.len() > 7 || word.chars().any(char::is_alphabetic)),
            );
            found.insert(text.to_lowercase());
        }
    }
    found.retain(|text| text.len() > 2);
    found
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let lower: Vec<u8> = bytes.iter().map(u8::to_ascii_lowercase).collect();
    lower
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

#[test]
fn no_name_no_nik_and_no_key_crosses_neither_in_the_file_nor_in_the_document() {
    let mut toili = with_letters(2002);
    let device = &mut toili.stage.office.device;
    let secrets = secrets(device);
    assert!(
        secrets.contains("budi") && secrets.contains("siti aminah") && secrets.contains("melati")
    );
    let (_folder, path) = handed(device, MONTH);
    let file = std::fs::read(&path).unwrap();
    let mut province = Province::new(2003, &[BANGGAI]);
    let (_, _, profile) = &mut province.members[0];
    take(&mut profile.device, &path).unwrap();
    // All changes that wait to be sealed, before anything hides them.
    let mut crosses = Vec::new();
    let mut statement = profile
        .device
        .reader()
        .prepare("SELECT contents FROM pending")
        .unwrap();
    let rows = statement
        .query_map([], |row| row.get::<_, Vec<u8>>(0))
        .unwrap();
    for row in rows {
        crosses.extend(row.unwrap());
    }
    drop(statement);
    assert!(holds(&crosses, "72.01.09"), "the sums are in there");
    // Words of the file itself and of the field are no names.
    let own = [
        "kabupaten",
        "form",
        "month",
        "counted",
        "digest",
        "places",
        "sums",
    ];
    for secret in secrets.iter().filter(|text| !own.contains(&text.as_str())) {
        assert!(!holds(&file, secret), "the file has {secret}");
        assert!(!holds(&crosses, secret), "the document has {secret}");
    }
    for key in texts(device, "SELECT lower(hex(key)) FROM epoch_key") {
        assert!(!holds(&file, &key));
    }
    // It has room for nothing else.
    let mut more: serde_json::Value = serde_json::from_slice(&file).unwrap();
    more["names"] = "ANI".into();
    std::fs::write(&path, more.to_string()).unwrap();
    assert_eq!(
        kind(take(&mut province.members[0].2.device, &path)),
        "sums_file"
    );
}

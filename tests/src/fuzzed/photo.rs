//! A photo of an invite: the brightness of its pixels.

use sesi_engine::keys::invite_photo::qr_codes;

/// Takes `data[1..]` as a photo that is as wide as `data[0]` says: in pixels, and with each pixel as a square of four by four, so that few
/// bytes make a code.
pub fn photo(data: &[u8]) {
    let Some((width, luma)) = data.split_first() else {
        return;
    };
    let width = usize::from(*width).max(1);
    let height = luma.len() / width;
    let luma = luma.get(..width * height).unwrap_or_default();
    let _ = qr_codes(width, height, luma);
    let enlarged: Vec<u8> = (0..luma.len() * 16)
        .filter_map(|at| {
            let (x, y) = (at % (width * 4) / 4, at / (width * 4) / 4);
            luma.get(y * width + x).copied()
        })
        .collect();
    let _ = qr_codes(width * 4, height * 4, &enlarged);
}

/// The bytes for [`photo`] that show a code which says `text`; none if it is too long for one.
pub fn code(text: &str) -> Option<Vec<u8>> {
    let code = qrcode::QrCode::new(text.as_bytes()).ok()?;
    let modules = code.width();
    let side = modules + 8;
    let colours = code.to_colors();
    let mut data = vec![u8::try_from(side).ok()?];
    for at in 0..side * side {
        let (x, y) = (at % side, at / side);
        let inside = (4..modules + 4).contains(&x) && (4..modules + 4).contains(&y);
        let dark = inside && colours.get((y - 4) * modules + x - 4) == Some(&qrcode::Color::Dark);
        data.push(if dark { 20 } else { 235 });
    }
    Some(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_are_photos_that_are_read() {
        let data = code("sesi:1?r=x&s=y").unwrap();
        let side = usize::from(data[0]);
        let enlarged: Vec<u8> = (0..side * side * 16)
            .map(|at| data[1 + at / (side * 16) * side + at % (side * 4) / 4])
            .collect();
        assert_eq!(qr_codes(side * 4, side * 4, &enlarged), ["sesi:1?r=x&s=y"]);
        assert_eq!(code(&"x".repeat(10_000)), None);
    }
}

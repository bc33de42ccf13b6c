//! The QR codes of a photo, from its pixels' brightness. Whatever the pixels are, it ends, within memory that the photo's size bounds.
//! It does not know what the codes say.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The most pixels of a photo; the window hands over some two million at the most.
pub const MAX_PIXELS: usize = 4_000_000;
/// The most codes that are read in one photo.
const MAX_CODES: usize = 16;

/// What the codes of a photo say, row by row as `luma` holds one byte a pixel. None if the sizes contradict each other.
pub fn qr_codes(width: usize, height: usize, luma: &[u8]) -> Vec<String> {
    let pixels = width
        .checked_mul(height)
        .filter(|pixels| *pixels <= MAX_PIXELS);
    if luma.is_empty() || pixels != Some(luma.len()) {
        return Vec::new();
    }
    // Others' code finds the codes; a fault of theirs is a photo without one.
    catch_unwind(AssertUnwindSafe(|| decoded(width, height, luma))).unwrap_or_default()
}

fn decoded(width: usize, height: usize, luma: &[u8]) -> Vec<String> {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        luma.get(y * width + x).copied().unwrap_or(u8::MAX)
    });
    let grids = image.detect_grids();
    let codes = grids.iter().take(MAX_CODES);
    codes
        .filter_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A code with its margin, so many pixels a module.
    fn photo(text: &str, scale: usize) -> (usize, Vec<u8>) {
        let code = qrcode::QrCode::new(text.as_bytes()).expect("fits");
        let (modules, colours) = (code.width(), code.to_colors());
        let side = (modules + 8) * scale;
        let dark = |at: usize| {
            let (x, y) = (at % side / scale, at / side / scale);
            let inside = (4..modules + 4).contains(&x) && (4..modules + 4).contains(&y);
            inside && colours[(y - 4) * modules + x - 4] == qrcode::Color::Dark
        };
        let luma = (0..side * side).map(|at| if dark(at) { 20 } else { 235 });
        (side, luma.collect())
    }

    #[test]
    fn a_code_is_read_and_sizes_that_contradict_each_other_are_not() {
        let (side, luma) = photo("sesi invite", 4);
        assert_eq!(qr_codes(side, side, &luma), ["sesi invite"]);
        for (width, height) in [(side, side - 1), (0, 0), (usize::MAX, 2), (1, side)] {
            assert!(qr_codes(width, height, &luma).is_empty());
        }
        assert!(qr_codes(0, 7, &[]).is_empty());
        assert!(qr_codes(MAX_PIXELS + 1, 1, &vec![0; MAX_PIXELS + 1]).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn spoilt_codes_end(text in "[a-z0-9]{1,80}", spots in proptest::collection::vec((any::<u32>(), any::<u8>()), 0..400), scale in 1_usize..4) {
            let (side, mut luma) = photo(&text, scale);
            let pixels = luma.len();
            for (at, value) in spots {
                luma[at as usize % pixels] = value;
            }
            let _ = qr_codes(side, side, &luma);
            // The same pixels in another shape.
            let _ = qr_codes(pixels, 1, &luma);
            let _ = qr_codes(1, pixels, &luma);
        }
    }
}

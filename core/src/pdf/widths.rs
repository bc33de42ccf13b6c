//! How wide the columns of a table are: by their shares, but none narrower than what must not be broken in it, while there is room. Knows no letters.

/// Widths that make `wide` together. Whoever needs more than its share has it from the others, by their shares; where there is not room for
/// what all need, each gives way alike.
pub fn widths(shares: &[f32], least: &[f32], wide: f32) -> Vec<f32> {
    let needed: f32 = least.iter().sum();
    if needed >= wide {
        return least.iter().map(|one| one * wide / needed).collect();
    }
    // Every round one column more has what it needs, so that there are no more rounds than columns.
    let mut short = vec![false; shares.len()];
    loop {
        let each = || shares.iter().zip(least).zip(&short);
        let taken: f32 = each()
            .filter(|(_, short)| **short)
            .map(|((_, least), _)| least)
            .sum();
        let open: f32 = each()
            .filter(|(_, short)| !**short)
            .map(|((share, _), _)| share)
            .sum();
        let by_share = |share: f32| (wide - taken) * share / open.max(0.01);
        let next: Vec<bool> = each()
            .map(|((share, least), short)| *short || by_share(*share) < *least)
            .collect();
        if next == short {
            let found = each()
                .map(|((share, least), short)| if *short { *least } else { by_share(*share) });
            return found.collect();
        }
        short = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whoever_needs_more_has_it_from_the_others() {
        assert_eq!(widths(&[1.0, 3.0], &[0.0, 0.0], 100.0), [25.0, 75.0]);
        assert_eq!(widths(&[1.0, 3.0], &[40.0, 10.0], 100.0), [40.0, 60.0]);
        // The one that gave is short by now as well.
        assert_eq!(
            widths(&[1.0, 2.0, 7.0], &[30.0, 19.0, 0.0], 100.0),
            [30.0, 19.0, 51.0]
        );
        assert_eq!(widths(&[1.0, 1.0], &[150.0, 50.0], 100.0), [75.0, 25.0]);
        assert!(widths(&[], &[], 100.0).is_empty());
    }

    proptest! {
        #[test]
        fn they_fill_the_paper_and_nobody_is_short(columns in prop::collection::vec((0.5f32..40.0, 0.0f32..30.0), 1..20)) {
            let (shares, least): (Vec<f32>, Vec<f32>) = columns.into_iter().unzip();
            let found = widths(&shares, &least, 500.0);
            prop_assert!((found.iter().sum::<f32>() - 500.0).abs() < 0.5);
            if least.iter().sum::<f32>() < 500.0 {
                prop_assert!(found.iter().zip(&least).all(|(wide, least)| wide + 0.01 >= *least));
            }
        }
    }
}

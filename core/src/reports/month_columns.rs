//! The twelve months of a year as columns.

/// Twelve columns of that width: what each says of a row and of its month, 1 to 12.
macro_rules! month_columns {
    ($width:literal, |$row:ident, $no:ident| $said:expr) => {
        $crate::reports::month_columns!(
            $width, |$row, $no| $said;
            1 "m1" "Jan" "Jan", 2 "m2" "Feb" "Feb", 3 "m3" "Mar" "Mar", 4 "m4" "Apr" "Apr",
            5 "m5" "Mei" "May", 6 "m6" "Jun" "Jun", 7 "m7" "Jul" "Jul", 8 "m8" "Agu" "Aug",
            9 "m9" "Sep" "Sep", 10 "m10" "Okt" "Oct", 11 "m11" "Nov" "Nov", 12 "m12" "Des" "Dec"
        )
    };
    (
        $width:literal, |$row:ident, $no:ident| $said:expr;
        $($month:literal $key:literal $id:literal $en:literal),+
    ) => {
        [$($crate::reports::Column::new(
            $key,
            $crate::reports::words($id, $en),
            $width,
            $crate::reports::Kind::Text,
            |$row| {
                let $no: u32 = $month;
                $said
            },
        )),+]
    };
}

pub(crate) use month_columns;

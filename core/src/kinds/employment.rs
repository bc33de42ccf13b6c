//! How somebody is employed (status pegawai).

use serde::{Deserialize, Serialize};

use super::vocabulary::words;

words! {
    /// Status pegawai.
    Employment {
        /// PNS or another civil servant.
        Asn = "asn",
        /// PPPK.
        Pppk = "pppk",
        /// Under contract.
        Kontrak = "kontrak",
        /// Paid by the region.
        HonorDaerah = "honor_daerah",
    }
}

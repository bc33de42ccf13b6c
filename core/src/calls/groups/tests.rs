//! Groups in lists, in full, made and handed over.

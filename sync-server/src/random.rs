//! Random bytes fit for secrets, from the operating system.

/// `N` random bytes.
///
/// # Errors
/// If the operating system has none to give.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the relay draws randomness"
)]
pub fn bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

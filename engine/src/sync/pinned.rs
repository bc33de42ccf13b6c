//! Trust in one certificate and no other: for a private relay that no public authority vouches for.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use sha2::{Digest, Sha256};

/// Accepts the certificate whose SHA-256 is `pin`, whatever its name and dates: the phone's clock may be off by years.
#[derive(Debug)]
struct Pinned {
    pin: [u8; 32],
    provider: Arc<CryptoProvider>,
}

/// A TLS configuration that trusts the pinned certificate only.
pub(super) fn config(pin: [u8; 32]) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Arc::new(Pinned {
        pin,
        provider: Arc::clone(&provider),
    });
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

/// Whether a call failed because the certificate is another than the pinned one.
pub(super) fn is_another(error: &reqwest::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if says_another(error) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Whether it is what the verification below says, however often the network's layers have wrapped it: an I/O error passes over what it
/// holds where it is asked for its source.
fn says_another(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(tls) = error.downcast_ref::<Error>() {
        return *tls == ANOTHER;
    }
    let inside = error.downcast_ref::<std::io::Error>();
    inside
        .and_then(std::io::Error::get_ref)
        .is_some_and(|inside| says_another(inside))
}

/// No other verification says this.
const ANOTHER: Error = Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if Sha256::digest(end_entity.as_ref())[..] == self.pin {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(ANOTHER)
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_named_certificate_is_trusted_and_no_other_whatever_the_name_and_the_day() {
        let relays = b"the relay's certificate".to_vec();
        let pinned = Pinned {
            pin: Sha256::digest(&relays).into(),
            provider: Arc::new(rustls::crypto::ring::default_provider()),
        };
        let name = ServerName::try_from("relay.test").unwrap();
        let day = UnixTime::since_unix_epoch(Duration::ZERO);
        let trusts = |certificate: Vec<u8>| {
            let certificate = CertificateDer::from(certificate);
            let verified = pinned.verify_server_cert(&certificate, &[], &name, &[], day);
            verified.map(|_| ())
        };
        assert_eq!(trusts(relays), Ok(()));
        let known = &pinned.provider.signature_verification_algorithms;
        let schemes = known.supported_schemes();
        assert!(schemes.contains(&SignatureScheme::ED25519));
        assert_eq!(pinned.supported_verify_schemes(), schemes);
        assert_eq!(trusts(b"another certificate".to_vec()), Err(ANOTHER));
    }

    #[test]
    fn that_it_is_another_is_found_however_often_the_network_wrapped_it() {
        let wrapped = |error: Error| io::Error::other(io::Error::other(error));
        assert!(says_another(&ANOTHER));
        assert!(says_another(&wrapped(ANOTHER)));
        assert!(!says_another(&wrapped(Error::DecryptError)));
        assert!(!says_another(&io::Error::from(
            io::ErrorKind::ConnectionReset
        )));
    }
}

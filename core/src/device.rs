//! The engine's device, of this field.

use crate::kinds::Pkh;

/// An open device of this field.
pub type Device = sesi_engine::device::Device<Pkh>;

/// Who such a device is.
pub type Me = sesi_engine::device::Me<Pkh>;

/// A founded office.
pub type Founded = sesi_engine::device::Founded<Pkh>;

/// Lends such a device for one piece of work.
pub trait SharedDevice: sesi_engine::sync::shared_device::SharedDevice<Field = Pkh> {}

impl<L: sesi_engine::sync::shared_device::SharedDevice<Field = Pkh>> SharedDevice for L {}

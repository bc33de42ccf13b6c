//! Lends the device for one transaction at a time: while a run waits for the network, or between two steps of long work, nobody holds
//! it and people go on working. Knows no network.

use std::ops::DerefMut;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::device::Device;
use crate::field::Field;

/// Lends the device for one piece of work.
pub trait SharedDevice {
    /// The field that the device is of.
    type Field: Field;

    /// The device, until what is returned is dropped. Others may have worked with it since the last time.
    fn lend(&mut self) -> impl DerefMut<Target = Device<Self::Field>> + '_;
}

impl<F: Field> SharedDevice for Device<F> {
    type Field = F;

    fn lend(&mut self) -> impl DerefMut<Target = Device<F>> + '_ {
        self
    }
}

/// A device that a window, a run and long work share. Whoever waits for it gets it in turn: the lock is fair.
impl<F: Field> SharedDevice for Arc<Mutex<Device<F>>> {
    type Field = F;

    fn lend(&mut self) -> impl DerefMut<Target = Device<F>> + '_ {
        self.lock()
    }
}

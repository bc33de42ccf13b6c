//! The columns of a list that count members of a family, and what they count.

use crate::kinds::Component;
use crate::roster::Field;

pub(super) const COMPONENTS: [(Field, Component); 7] = [
    (Field::Hamil, Component::Hamil),
    (Field::Aud, Component::Aud),
    (Field::Sd, Component::Sd),
    (Field::Smp, Component::Smp),
    (Field::Sma, Component::Sma),
    (Field::Disabilitas, Component::Disabilitas),
    (Field::Lansia, Component::Lansia),
];

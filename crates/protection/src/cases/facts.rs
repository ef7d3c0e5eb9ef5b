//! The coded facts of a file (tier T1): all the server ever knows of a person.

use danbe_words::{AgeBand, Form, Manner, Month, Nationality, Region, Sex};
use serde::{Deserialize, Serialize};

/// Month, region and manner of contact are always there; every other fact may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Month of first contact: the exact date stays sealed.
    pub month: Month,
    /// Region of first contact: the place stays sealed.
    pub region: Region,
    /// How the service met the person.
    pub manner: Manner,
    /// Sex.
    pub sex: Sex,
    /// Age band at contact: the age stays sealed.
    pub band: AgeBand,
    /// Presumed form of exploitation.
    pub form: Form,
    /// Nationality.
    pub nationality: Nationality,
}

impl Facts {
    /// Name and code of each fact, as events carry them.
    #[must_use]
    pub fn coded(&self) -> [(&'static str, String); 7] {
        [
            ("month", self.month.to_string()),
            ("region", self.region.to_string()),
            ("manner", self.manner.to_string()),
            ("sex", self.sex.to_string()),
            ("band", self.band.to_string()),
            ("form", self.form.to_string()),
            ("nationality", self.nationality.to_string()),
        ]
    }
}

//! What a column holds, and so how two of its values are compared.

/// A way of comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Given names.
    Given,
    /// Family name.
    Family,
    /// Date of birth; a year alone is taken too.
    Date,
    /// One of few values: sex, nationality, state.
    Code,
    /// Town, suburb, village.
    Place,
    /// Digits of which one may slip: telephone, document number, post code.
    Number,
    /// Longer text: an address.
    Text,
}

/// A column to compare by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name in the header.
    pub name: String,
    /// How it is compared.
    pub kind: Kind,
}

impl Column {
    /// A column as typed: `name`, whose kind is guessed from the name, or `name:kind`.
    ///
    /// # Errors
    /// The kind that nobody knows.
    pub fn typed(text: &str) -> Result<Self, String> {
        let (name, kind) = match text.split_once(':') {
            Some((name, kind)) => (name, known(kind.trim()).ok_or_else(|| kind.trim().to_owned())?),
            None => (text, guessed(text.trim())),
        };
        Ok(Self { name: name.trim().to_owned(), kind })
    }
}

fn known(kind: &str) -> Option<Kind> {
    Some(match kind {
        "given" => Kind::Given,
        "family" => Kind::Family,
        "date" => Kind::Date,
        "code" => Kind::Code,
        "place" => Kind::Place,
        "number" => Kind::Number,
        "text" => Kind::Text,
        _ => return None,
    })
}

fn guessed(name: &str) -> Kind {
    let name = name.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if any(&["surname", "family", "last_name", "nom_famille"]) || name == "nom" {
        Kind::Family
    } else if any(&["first_name", "given", "prenom", "prénom"]) {
        Kind::Given
    } else if any(&["dob", "birth", "naissance"]) {
        Kind::Date
    } else if any(&["phone", "tel", "soc_sec", "postcode", "number", "nina", "numero"]) {
        Kind::Number
    } else if any(&["town", "suburb", "city", "village", "place", "lieu", "commune"]) {
        Kind::Place
    } else if any(&["address", "adresse", "street"]) {
        Kind::Text
    } else {
        Kind::Code
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_said_or_guessed_from_the_name() {
        let kind = |text| Column::typed(text).map(|column| column.kind);
        assert_eq!(kind("first_name"), Ok(Kind::Given));
        assert_eq!(kind("surname"), Ok(Kind::Family));
        assert_eq!(kind("date_of_birth"), Ok(Kind::Date));
        assert_eq!(kind("nationality"), Ok(Kind::Code));
        assert_eq!(kind("x:place"), Ok(Kind::Place));
        assert_eq!(kind("x:colour"), Err("colour".to_owned()));
    }
}

//! What offices send, and what nobody should.

use super::*;
use danbe_pages::{Lang, Say};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn template() -> Template {
    let column = |code: &str, head: &str, holds, required| Column {
        code: code.to_owned(),
        head: head.to_owned(),
        holds,
        required,
    };
    Template {
        name: "Relevé".to_owned(),
        about: vec!["Relevé mensuel, définitions version 1".to_owned()],
        columns: vec![
            column(
                "sex",
                "Sexe",
                Holds::Choice(vec!["Féminin".to_owned(), "Masculin".to_owned(), "Inconnu".to_owned()]),
                true,
            ),
            column("count", "Nombre de personnes", Holds::Count, true),
            column("note", "Remarque", Holds::Text, false),
        ],
        lines: Vec::new(),
    }
}

fn csv(text: &[u8]) -> Result<Tables, Fault> {
    read(Cursor::new(text), &Limits::default())
}

fn sheet(fill: impl Fn(&mut Worksheet) -> Result<(), rust_xlsxwriter::XlsxError>) -> Result<Tables, Fault> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let _ = sheet.set_name("Mars").is_ok();
    assert!(fill(sheet).is_ok());
    read(Cursor::new(book.save_to_buffer().unwrap_or_default()), &Limits::default())
}

fn wrong(outcome: Result<Tables, Fault>) -> Option<Wrong> {
    outcome.err().map(|fault| fault.wrong)
}

fn filled(tables: &Tables) -> Filled {
    tables.sheets.first().map(|sheet| template().fill(sheet)).unwrap_or_default()
}

fn counts(filled: &Filled) -> Vec<(u32, Option<Value>)> {
    filled.lines.iter().map(|line| (line.line, line.values.get(1).cloned().flatten())).collect()
}

#[test]
fn a_template_comes_back_as_it_left() -> Outcome {
    let template = template();
    let empty = read(Cursor::new(template.xlsx()?), &Limits::default()).map_err(|it| format!("{it:?}"))?;
    let found = filled(&empty);
    assert!(found.faults.is_empty() && found.lines.is_empty(), "{found:?}");
    let text = template.csv() + "féminin;5 481;\r\n\r\nMASCULIN;0;\"vu; puis revu\"\r\n";
    let found = filled(&csv(text.as_bytes()).map_err(|it| format!("{it:?}"))?);
    assert!(found.faults.is_empty(), "{:?}", found.faults);
    assert_eq!(counts(&found), [(3, Some(Value::Count(5_481))), (5, Some(Value::Count(0)))]);
    Ok(())
}

#[test]
fn semicolons_in_latin_letters_are_read() -> Outcome {
    let text = b"Sexe;Nombre de personnes;Remarque\nF\xe9minin;12;l\x92\xe9t\xe9\n";
    let found = filled(&csv(text).map_err(|it| format!("{it:?}"))?);
    assert!(found.faults.is_empty(), "{:?}", found.faults);
    let first = found.lines.first().map(|line| line.values.clone()).unwrap_or_default();
    let words = |text: &str| Some(Value::Text(text.to_owned()));
    assert_eq!(first, [words("Féminin"), Some(Value::Count(12)), words("l’été")]);
    let tabs = filled(&csv(b"sexe\tcount\nInconnu\t3\n").map_err(|it| format!("{it:?}"))?);
    assert_eq!(counts(&tabs), [(2, Some(Value::Count(3)))]);
    Ok(())
}

#[test]
fn each_fault_names_its_line_and_its_column() -> Outcome {
    let text =
        "Sexe,Nombre de personnes,Âge,Sexe\nFéminin,\"1,5\"\nAutre,-2\n,7\nFéminin,,,,x\nFéminin,=1+1\n";
    let tables = csv(text.as_bytes()).map_err(|it| format!("{it:?}"))?;
    let mut faults = tables.faults.clone();
    faults.extend(filled(&tables).faults);
    let say = Say::new(Lang::French, &[crate::WORDS_FR]);
    let said: Vec<String> = faults.iter().map(|fault| fault.said(&say).replace('\u{a0}', " ")).collect();
    for (place, part) in [
        ("Ligne 6, colonne B", "une formule"),
        ("Ligne 1, colonne C", "« Âge »"),
        ("Ligne 1, colonne D", "deux fois"),
        ("Ligne 2, colonne B", "« 1,5 » n’est pas un nombre entier"),
        ("Ligne 3, colonne A", "« Autre » n’est pas dans la liste"),
        ("Ligne 3, colonne B", "« -2 »"),
        ("Ligne 4, colonne A", "« Sexe » est obligatoire"),
        ("Ligne 5, colonne E", "sous aucune colonne"),
    ] {
        assert!(
            said.iter().any(|it| it.starts_with(place) && it.contains(part)),
            "{place} {part}: {said:#?}"
        );
    }
    assert!(said.iter().all(|it| !it.contains('⟨') && !it.contains('{')), "{said:?}");
    Ok(())
}

#[test]
fn formulas_merged_heads_and_errors_of_a_sheet_are_faults_at_their_place() -> Outcome {
    let tables = sheet(|sheet| {
        sheet.merge_range(0, 0, 0, 2, "Relevé de mars", &Format::new())?;
        sheet.write_row(1, 0, ["Sexe", "Nombre de personnes"])?;
        sheet.write_string(2, 0, "Féminin")?.write_formula(2, 1, "=SUM(4,5)")?;
        sheet.write_string(3, 0, "Inconnu")?.write_number(3, 1, 4.5)?;
        Ok(())
    })
    .map_err(|it| format!("{it:?}"))?;
    let at = |line, column| Some(Place { sheet: "Mars".to_owned(), line, column });
    assert_eq!(
        tables.faults,
        [
            Fault { place: at(3, 2), wrong: Wrong::Formula },
            Fault { place: at(1, 1), wrong: Wrong::Merged { range: "A1:C1".to_owned() } },
        ]
    );
    let found = filled(&tables);
    assert!(
        found
            .faults
            .contains(&Fault { place: at(4, 2), wrong: Wrong::NotACount { typed: "4.5".to_owned() } })
    );
    Ok(())
}

#[test]
fn what_is_no_table_is_told_apart() {
    for (bytes, expected) in [
        (&b""[..], Wrong::Empty),
        (b"\n\n;;\n", Wrong::Empty),
        (b"%PDF-1.7 ...", Wrong::NotATable),
        (b"GIF89a\0\0\0\0", Wrong::NotATable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", Wrong::OldOrLocked),
        (b"PK\x03\x04 and nothing", Wrong::Damaged),
    ] {
        assert_eq!(wrong(csv(bytes)), Some(expected), "{bytes:?}");
    }
}

#[test]
fn a_truncated_workbook_is_damaged_wherever_it_is_cut() -> Outcome {
    let whole = template().xlsx()?;
    for part in 1..20 {
        let cut = whole.get(..whole.len() * part / 20).unwrap_or_default();
        assert_eq!(wrong(csv(cut)), Some(Wrong::Damaged), "{part} twentieths");
    }
    // a byte turned in the packed sheets is found by their checksums
    let mut turned = whole.clone();
    for byte in turned.iter_mut().skip(60).take(40) {
        *byte ^= 0x55;
    }
    assert!(csv(&turned).is_err());
    Ok(())
}

/// A workbook whose one sheet is this.
fn packed(
    sheet: impl Fn(&mut ZipWriter<Cursor<Vec<u8>>>) -> std::io::Result<()>,
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated).large_file(true);
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let offices = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006/relationships";
    for (name, text) in [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{packages}\"><Relationship Id=\"a\" Type=\"{offices}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{offices}\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"b\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{packages}\"><Relationship Id=\"b\" Type=\"{offices}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
    ] {
        package.start_file(name, options)?;
        package.write_all(text.as_bytes())?;
    }
    package.start_file("xl/worksheets/sheet1.xml", options)?;
    write!(package, "<worksheet xmlns=\"{main}\"><sheetData>")?;
    sheet(&mut package)?;
    package.write_all(b"</sheetData></worksheet>")?;
    Ok(package.finish()?.into_inner())
}

#[test]
fn a_bomb_is_refused_before_it_unfolds_and_while_it_does() -> Outcome {
    let blank = vec![b' '; 1 << 20];
    let bomb = packed(|package| (0..12).try_for_each(|_| package.write_all(&blank)))?;
    assert!(bomb.len() < 1 << 16, "{}", bomb.len());
    let limit = 8 << 20;
    let csv =
        |bytes: &[u8]| read(Cursor::new(bytes.to_vec()), &Limits { unpacked: limit, ..Limits::default() });
    assert_eq!(wrong(csv(&bomb)), Some(Wrong::Unpacks { limit }));
    // the same, with a size in the directory that says ten bytes
    let mut liar = bomb.clone();
    let directory = liar.windows(4).rposition(|it| it == b"PK\x01\x02").ok_or("no directory")?;
    // bytes 24 to 27 of an entry are the size it claims to unpack into
    for (byte, small) in liar.iter_mut().skip(directory + 24).take(4).zip([10_u8, 0, 0, 0]) {
        *byte = small;
    }
    assert_ne!(liar, bomb);
    assert!(
        matches!(wrong(csv(&liar)), Some(Wrong::Unpacks { .. } | Wrong::Damaged)),
        "{:?}",
        wrong(csv(&liar))
    );
    // one text of four million letters, under the limit in all
    let long = packed(|package| {
        package.write_all(b"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>")?;
        (0..4).try_for_each(|_| package.write_all(&vec![b'a'; 1 << 20]))?;
        package.write_all(b"</t></is></c></row>")
    })?;
    assert_eq!(wrong(csv(&long)), Some(Wrong::Unpacks { limit }));
    Ok(())
}

#[test]
fn too_many_lines_cells_or_columns_are_said_where_they_begin() -> Outcome {
    let limits = Limits { lines: 10, cells: 30, columns: 5, ..Limits::default() };
    let many = "a;b;c\n".repeat(11);
    let fault = read(Cursor::new(many.as_bytes()), &limits).err();
    assert_eq!(fault.as_ref().and_then(|it| it.place.as_ref()).map(|it| it.line), Some(11));
    assert_eq!(fault.map(|it| it.wrong), Some(Wrong::TooManyLines { limit: 10 }));
    let wide = read(Cursor::new(b"a;b;c;d;e;f\n"), &limits);
    assert_eq!(wrong(wide), Some(Wrong::TooManyColumns { limit: 5 }));
    let cells = "a;b;c;d\n".repeat(9);
    assert_eq!(wrong(read(Cursor::new(cells.as_bytes()), &limits)), Some(Wrong::TooManyCells { limit: 30 }));
    // a sheet that names the last cell there is holds one cell, not seventeen milliards
    let far =
        packed(|package| package.write_all(b"<row r=\"1048576\"><c r=\"IV1048576\"><v>1</v></c></row>"))?;
    let tables = csv(&far).map_err(|it| format!("{it:?}"))?;
    let lines: Vec<u32> = tables.sheets.iter().flat_map(|sheet| &sheet.rows).map(|row| row.line).collect();
    assert_eq!(lines, [1_048_576]);
    Ok(())
}

#[test]
fn a_quote_that_never_closes_does_not_swallow_the_file() {
    let limits = Limits { text: 1 << 20, ..Limits::default() };
    let text = "a;\"b\n".to_owned() + &"x".repeat(4 << 20);
    let fault = read(Cursor::new(text.as_bytes()), &limits).err();
    assert!(matches!(fault.map(|it| it.wrong), Some(Wrong::NotText | Wrong::TooMuchText { .. })));
}

fn definitions() -> Vec<danbe_figures::counts::Definition> {
    use danbe_figures::counts::{Definition, Drafted};
    use danbe_words::{Month, ServiceKind, Unit};
    let drafted = |title, unit, breakdowns| Drafted {
        title,
        unit,
        stage: None,
        says: "Ce qui est compté",
        rule: "Une fois",
        breakdowns,
        kinds: vec![ServiceKind::Police],
        from: Month::new(2024, 1).unwrap_or_else(|| unreachable!()),
        measures: "",
        agenda: None,
    };
    let made = [
        Definition::meant(&drafted("Dossiers ouverts", Unit::File, ""), "dossiers-ouverts", 1),
        Definition::meant(&drafted("Personnes mises en cause", Unit::Person, "sexe"), "mises-en-cause", 2),
    ];
    made.into_iter().flatten().collect()
}

fn monthly() -> Monthly {
    let say = Say::new(Lang::French, &[crate::WORDS_FR]);
    Monthly::new(&say, "mars 2024", "Brigade", definitions())
}

#[test]
fn a_month_filled_offline_comes_back_number_by_number() -> Outcome {
    let monthly = monthly();
    let empty =
        read(Cursor::new(monthly.template.xlsx()?), &Limits::default()).map_err(|it| format!("{it:?}"))?;
    assert_eq!(monthly.numbers(&empty), Ok(vec![]));
    let text = monthly.template.csv();
    assert_eq!(text.lines().count(), 2 + 1 + 1 + 4, "words above, heads, a line a number");
    let mut typed = ["93", "430", "291", "113", "26"].into_iter();
    let (above, lines): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| !line.contains("\";\"") || line.contains("Nombre"));
    let lines: Vec<String> =
        lines.into_iter().map(|line| format!("{line};{}", typed.next().unwrap_or_default())).collect();
    let back =
        csv((above.join("\n") + "\n" + &lines.join("\n")).as_bytes()).map_err(|it| format!("{it:?}"))?;
    let found = monthly.numbers(&back).map_err(|it| format!("{it:?}"))?;
    let shown: Vec<(&str, &str, &str, u64)> = found
        .iter()
        .map(|it| (it.definition.as_str(), it.breakdown.as_str(), it.category.as_str(), it.number))
        .collect();
    let people = "mises-en-cause";
    assert_eq!(
        shown,
        [
            ("dossiers-ouverts", "", "", 93),
            (people, "", "", 430),
            (people, "sex", "male", 291),
            (people, "sex", "female", 113),
            (people, "sex", "unknown", 26),
        ]
    );
    Ok(())
}

#[test]
fn a_line_of_another_figure_or_given_twice_is_a_fault_at_its_place() -> Outcome {
    let text = "Chiffre;Répartition;Catégorie;Unité;Nombre\nDossiers ouverts;Total;;dossiers;3\nEnquêtes;Total;;;4\n\
                Personnes mises en cause;Âge;Enfants;;5\nPersonnes mises en cause;Sexe;Autre;;6\nDOSSIERS OUVERTS;total;;;7\n";
    let tables = csv(text.as_bytes()).map_err(|it| format!("{it:?}"))?;
    let faults = monthly().numbers(&tables).err().unwrap_or_default();
    let places: Vec<(u32, u32)> =
        faults.iter().filter_map(|it| it.place.as_ref()).map(|it| (it.line, it.column)).collect();
    assert_eq!(places, [(3, 1), (4, 2), (5, 3), (6, 5)], "{faults:?}");
    assert_eq!(faults.last().map(|it| &it.wrong), Some(&Wrong::NumberTwice));
    Ok(())
}

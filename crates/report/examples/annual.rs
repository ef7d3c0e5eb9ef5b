//! Makes the invented report and the empty one, to be looked at: `cargo run -p danbe-report --features pdf
//! --example annual -- <folder>`. Prints how long each took.

#![allow(clippy::print_stdout, reason = "a measurement speaks to a terminal")]

use danbe_pages::{Lang, Say};
use danbe_report::{WORDS_FR, book, document, page, parts, samples};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let say = Say::new(Lang::French, &[WORDS_FR]);
    for (name, report) in [("year", samples::year()), ("empty", samples::empty())] {
        let document = document(&say, &report);
        std::fs::write(format!("{folder}/{name}.html"), page(&say, &document))?;
        std::fs::write(format!("{folder}/{name}.xlsx"), book(&document)?)?;
        let parts = parts(&document)?;
        for part in &parts {
            std::fs::write(format!("{folder}/{}", part.name), &part.content)?;
        }
        #[cfg(feature = "pdf")]
        {
            let begun = std::time::Instant::now();
            std::fs::write(format!("{folder}/{name}.pdf"), danbe_report::pdf(&parts, name)?)?;
            println!("{name}: {} ms", begun.elapsed().as_millis());
        }
    }
    Ok(())
}

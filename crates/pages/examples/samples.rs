//! Writes every sample page in every language to a folder, to be looked at and checked with axe.
//!
//! `cargo run -p danbe-pages --example samples -- DIR`, then open `DIR/index.html`.

use std::path::Path;
use std::{env, fs, io};

use danbe_pages::samples::{sample_document, samples};
use danbe_pages::{Lang, Say, WORDS_AR, WORDS_PUBLIC_FR};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).ok_or_else(|| io::Error::other("which folder?"))?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let style = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pane/style.css");
    fs::copy(style, folder.join("style.css"))?;
    let mut index = String::new();
    for lang in Lang::ALL {
        let words: &[&str] = match lang {
            Lang::Arabic => &[WORDS_PUBLIC_FR, WORDS_AR],
            Lang::French | Lang::Pseudo => &[WORDS_PUBLIC_FR],
        };
        let say = Say::new(lang, words);
        for sample in samples(&say) {
            let file = format!("{}.{}.html", sample.name, lang.code());
            let html = sample_document(&say, &sample).into_string();
            fs::write(folder.join(&file), html.replace("/style.css?v=", "style.css"))?;
            index.push_str(&format!("<li><a href=\"{file}\">{file}</a>\n"));
        }
    }
    fs::write(folder.join("index.html"), format!("<!doctype html><title>Danbé</title><ul>{index}</ul>"))
}

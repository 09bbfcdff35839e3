//! The rulebook that is compiled ahead: it is that of the texts, decides as they do, and is
//! not used where it is not. `MP1039_UPDATE=1` writes it anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod support;

use std::path::PathBuf;

use mp1039::cli::EmbeddedWorld;
use mp1039::compiled::{self, Law};
use mp1039::pipeline::Policy;

const NAME: &str = "221-2019.pol";

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/compiled/embedded.bin")
}

fn law() -> Law {
    Policy::compile(&EmbeddedWorld, NAME).unwrap()
}

#[test]
fn what_is_embedded_is_what_the_texts_compile_to() {
    let law = law();
    let bytes = compiled::seal(&law, &EmbeddedWorld::fingerprint()).unwrap();
    if std::env::var_os("MP1039_UPDATE").is_some() {
        std::fs::write(file(), &bytes).unwrap();
        println!("{} bytes, {:?}", bytes.len(), law.days);
        return;
    }
    assert!(
        bytes == std::fs::read(file()).unwrap(),
        "the texts of policies, or what they are compiled to, have changed: MP1039_UPDATE=1 cargo test --test compiled"
    );
}

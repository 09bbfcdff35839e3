//! Rebuilds when a file of the embedded rulebook comes or goes.

fn main() {
    println!("cargo:rerun-if-changed=policies");
}

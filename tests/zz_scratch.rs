#![allow(clippy::unwrap_used)]
use mp1039::{
    cli::EmbeddedWorld,
    input::{Limits, Stream},
    ir::Batch,
    pipeline::Options,
};
#[test]
fn scratch() {
    let policy = EmbeddedWorld::compiled("221-2019.pol").unwrap();
    let layout = policy.layout();
    let mut n = 0;
    let mut stream = Stream::new(policy.schema(), &layout, &Limits::default());
    for line in std::fs::read_to_string("/tmp/s8.ndjson").unwrap().lines() {
        n += 1;
        let mut batch = Batch::new(&layout);
        let read = stream.push(line.as_bytes(), None, &mut batch);
        let t = std::time::Instant::now();
        let d = policy.decide_record(line.as_bytes(), &Options::default(), true);
        let first = t.elapsed();
        let t = std::time::Instant::now();
        for _ in 0..100 {
            policy.decide_record(line.as_bytes(), &Options::default(), true);
        }
        eprintln!("{n} {read:?} {} first {first:?} then {:?}", d.is_some(), t.elapsed() / 100);
    }
}

//! The time of each stage, from a rule file to a decision as text.
//!
//! ```console
//! cargo bench --bench stages
//! ```
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use mp1039::cli::EmbeddedWorld;
use mp1039::input::{Limits, Stream, read_bytes};
use mp1039::ir::Batch;
use mp1039::lower;
use mp1039::pipeline::{Options, Policy};
use mp1039::report::json::json;
use mp1039::rulebook::Start;
use mp1039::source::SourceMap;
use mp1039::syntax;
use mp1039::value::Date;
use mp1039::world::World;

const NAME: &str = "221-2019.pol";

fn load() -> Policy {
    let start = Start::File(NAME.to_owned());
    Policy::load(&EmbeddedWorld, start, &mut SourceMap::default()).unwrap().policy
}

fn rules(c: &mut Criterion) {
    let text = String::from_utf8(EmbeddedWorld.read(NAME).unwrap()).unwrap();
    let source = SourceMap::default().add(NAME, text.as_str());
    c.bench_function("rules: parse one file", |b| {
        b.iter(|| black_box(syntax::parse(source, &text, &Default::default())))
    });
    c.bench_function("rules: load the rulebook from its texts", |b| b.iter(load));
    c.bench_function("rules: open the compiled rulebook", |b| {
        b.iter(|| black_box(EmbeddedWorld::compiled(NAME).unwrap()));
    });
    let policy = load();
    let day = Date::parse("2026-03-01").unwrap();
    let edition = policy.edition(Some(day), None).unwrap();
    let layout = policy.layout();
    c.bench_function("rules: lower an edition", |b| b.iter(|| lower::program(&edition, &layout, day)));
}

fn declarations(c: &mut Criterion) {
    let (policy, options) = (load(), Options::default());
    let (schema, limits, layout) = (policy.schema(), Limits::default(), policy.layout());
    let record = EmbeddedWorld.read("samples/toys.json").unwrap();
    let source = SourceMap::default().add("toys.json", "");
    let declaration = read_bytes(source, &record, &[], schema, &limits).unwrap();
    c.bench_function("read: into a declaration", |b| {
        b.iter(|| read_bytes(source, &record, &[], schema, &limits));
    });
    let mut stream = Stream::new(schema, &layout, &limits);
    let mut batch = Batch::new(&layout);
    c.bench_function("read: into columns", |b| {
        b.iter(|| {
            batch.clear();
            stream.push(&record, None, &mut batch)
        });
    });
    let mut columns = policy.columns(&options);
    (0..256).for_each(|_| columns.push(&declaration));
    c.bench_function("decide: verdicts on 256 in columns", |b| b.iter(|| columns.rule()));
    c.bench_function("decide: one verdict", |b| b.iter(|| policy.ruling(&declaration, &options)));
    c.bench_function("decide: one decision", |b| b.iter(|| policy.decide(&declaration, &options)));
    c.bench_function("decide: one decision by the reference", |b| {
        b.iter(|| policy.decide_by_reference(&declaration, &options));
    });
    let decision = policy.decide(&declaration, &options).unwrap();
    c.bench_function("say: a decision as JSON", |b| b.iter(|| black_box(json(&decision))));
}

criterion_group!(stages, rules, declarations);
criterion_main!(stages);

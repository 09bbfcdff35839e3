//! What a case is judged on: a sample, and what the case states beside it.

use std::collections::BTreeMap;

use crate::bilingual;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::input::formats::{FORMATS, Record, Records};
use crate::input::{self, InputError, Kind, Limits, Node};
use crate::pipeline::{Options, Policy};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{From, Given, Path, Sample, SampleFile, Start};
use crate::value::{Text, Value};
use crate::world::{ReadError, World};

type Fallible<T> = Result<T, Box<Diagnostic>>;

/// Files of samples, each read once.
pub(super) struct Samples<'a> {
    policy: &'a Policy,
    world: &'a dyn World,
    /// Records by the path of their file.
    read: BTreeMap<String, Result<Vec<Result<Record, InputError>>, InputError>>,
}

impl<'a> Samples<'a> {
    /// None read yet.
    pub fn new(policy: &'a Policy, world: &'a dyn World) -> Samples<'a> {
        Samples { policy, world, read: BTreeMap::new() }
    }

    /// The declaration that starts say, one on top of the other, and how it is judged; the
    /// last one that says something of it counts.
    pub fn declaration(&mut self, starts: &[&Start], none: Span) -> Fallible<(Record, Options)> {
        let from = starts.iter().rev().find_map(|start| start.from.as_ref()).ok_or_else(|| {
            let message = bilingual!("a test says which sample it starts from", "测试须写明所用样例");
            let help = Text::new("write `from one-toy`", "请写 `from one-toy`");
            Diagnostic::error(Code::BadTest, none, message).help(help)
        })?;
        let (mut record, mut options) = self.origin(from, &mut Vec::new())?;
        for start in starts {
            overlay(&mut record.node, &mut options, start)?;
        }
        Ok((record, options))
    }

    /// What `from` names: a `sample` item, or a record of a file.
    fn origin(&mut self, from: &From, within: &mut Vec<String>) -> Fallible<(Record, Options)> {
        let policy = self.policy;
        if let SampleFile::Name(name) = &from.file
            && let Some(sample) = policy.samples().find(|s| s.name.name == name.name)
        {
            if let Some((_, span)) = from.record {
                let name = &name.name;
                let message = bilingual!("sample `{name}` is one declaration", "样例“{name}”只有一票");
                let help = Text::new("leave out `record`", "请删去 `record`");
                return Err(bad(span, message, Some(help)));
            }
            return self.item(sample, from.span, within);
        }
        Ok((self.record(from)?, Options::default()))
    }

    /// What a `sample` item says.
    fn item(&mut self, sample: &Sample, span: Span, within: &mut Vec<String>) -> Fallible<(Record, Options)> {
        let name = &sample.name.name;
        if within.contains(name) {
            let message = bilingual!("sample `{name}` starts from itself", "样例“{name}”以其自身为起点");
            return Err(bad(span, message, None));
        }
        within.push(name.clone());
        let Some(from) = &sample.start.from else {
            let message =
                bilingual!("sample `{name}` does not say what it starts from", "样例“{name}”未写明起点");
            let help = Text::new("write `from one-toy` below it", "请在其下写 `from one-toy`");
            return Err(bad(sample.name.span, message, Some(help)));
        };
        let (mut record, mut options) = self.origin(from, within)?;
        overlay(&mut record.node, &mut options, &sample.start)?;
        Ok((record, options))
    }

    /// A record of a file.
    fn record(&mut self, from: &From) -> Fallible<Record> {
        let path = self.path(from)?;
        let world = self.world;
        let records = match self.read.entry(path.clone()).or_insert_with(|| read(world, &path)) {
            Ok(records) => records,
            Err(error) => return Err(bad(from.span, error.message.clone(), None)),
        };
        let count = records.len();
        let (number, span) = match (from.record, count) {
            (Some((number, span)), _) => (number, span),
            (None, 0 | 1) => (1, from.span),
            (None, _) => {
                let message = bilingual!("{path} holds {count} declarations", "{path}中有{count}票申报");
                let help = Text::new("say which: `record 2`", "请写明第几票：`record 2`");
                return Err(bad(from.span, message, Some(help)));
            }
        };
        match number.checked_sub(1).and_then(|at| records.get(at)) {
            Some(Ok(record)) => Ok(record.clone()),
            Some(Err(error)) => Err(bad(from.span, error.message.clone(), None)),
            None => {
                let message = bilingual!(
                    "{path} holds {count} declarations, and no record {number}",
                    "{path}中只有{count}票申报，没有第{number}票"
                );
                Err(bad(span, message, None))
            }
        }
    }

    /// The file that `from` means: by its path, or in `samples` by its stem.
    fn path(&self, from: &From) -> Fallible<String> {
        let name = match &from.file {
            SampleFile::Path(path) => {
                return match self.world.read(&path.text) {
                    Ok(_) => Ok(path.text.clone()),
                    Err(error) => Err(self.no_file(&path.text, path.span, &error)),
                };
            }
            SampleFile::Name(name) => &name.name,
        };
        let files = self.world.list("samples");
        let own: Vec<&String> = files.iter().filter(|f| stem(f) == Some(name.as_str())).collect();
        let plain = format!("samples/{name}.json");
        match own.as_slice() {
            [file] => Ok((*file).clone()),
            [] => Err(self.no_sample(name, from.span, &files)),
            // A declaration of its own goes before lists of the same name.
            several if several.contains(&&plain) => Ok(plain),
            several => {
                let all: Vec<String> = several.iter().map(|f| format!("\"{f}\"")).collect();
                let all = all.join(", ");
                let message = bilingual!("several files are called `{name}`", "有多个文件名为“{name}”");
                let help = bilingual!("write the path of one: {all}", "请写明其中一个的路径：{all}");
                Err(bad(from.span, message, Some(help)))
            }
        }
    }

    fn no_sample(&self, name: &str, span: Span, files: &[String]) -> Box<Diagnostic> {
        let message = bilingual!("there is no sample `{name}`", "没有样例“{name}”");
        let error = Diagnostic::error(Code::NoSuchFile, span, message);
        let items = self.policy.samples().map(|s| s.name.name.as_str());
        let known = files.iter().filter_map(|f| stem(f)).chain(items);
        Box::new(match nearest(name, known) {
            Some(near) => error.help(bilingual!("did you mean `{near}`?", "是否指“{near}”？")),
            None => error,
        })
    }

    fn no_file(&self, path: &str, span: Span, error: &ReadError) -> Box<Diagnostic> {
        if *error == ReadError::Outside {
            let message = bilingual!("`{path}` lies outside the rulebook", "“{path}”在规则库目录之外");
            let help = Text::new(
                "a sample lies in the rulebook's folder: `samples/list.xlsx`",
                "样例须放在规则库目录内：`samples/list.xlsx`",
            );
            return Box::new(Diagnostic::error(Code::OutsideFolder, span, message).help(help));
        }
        let message = bilingual!("there is no file `{path}`", "没有文件“{path}”");
        let error = Diagnostic::error(Code::NoSuchFile, span, message);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let files = self.world.list(folder);
        Box::new(match nearest(path, files.iter().map(String::as_str)) {
            Some(near) => error.help(bilingual!("did you mean `{near}`?", "是否指“{near}”？")),
            None => error.help(Text::new(
                "the path begins at the rulebook's folder: `samples/list.xlsx`",
                "路径从规则库目录算起：`samples/list.xlsx`",
            )),
        })
    }
}

fn bad(span: Span, message: Text, help: Option<Text>) -> Box<Diagnostic> {
    let error = Diagnostic::error(Code::BadTest, span, message);
    Box::new(match help {
        Some(help) => error.help(help),
        None => error,
    })
}

/// The records of a file of the rulebook.
fn read(world: &dyn World, path: &str) -> Result<Vec<Result<Record, InputError>>, InputError> {
    let bytes = world
        .read(path)
        .map_err(|_| InputError::at(None, bilingual!("{path} cannot be read", "{path}无法读取")))?;
    records(path, &bytes)
}

/// Every record of an input.
///
/// # Errors
/// When there is none at all.
pub(super) fn records(name: &str, bytes: &[u8]) -> Result<Vec<Result<Record, InputError>>, InputError> {
    let mut sources = SourceMap::default();
    let source = sources.add(name, "");
    let mut records = Records::open(Box::new(bytes), source, &mut sources, (None, &Limits::default()))?;
    let mut all = Vec::new();
    while let Some(record) = records.next(&mut sources) {
        all.push(record);
    }
    Ok(all)
}

/// The stem of a file of declarations.
fn stem(path: &str) -> Option<&str> {
    let (stem, ending) = path.rsplit('/').next()?.rsplit_once('.')?;
    let known = FORMATS.iter().any(|format| format.extensions.contains(&ending));
    known.then_some(stem)
}

/// Adds what a start says.
fn overlay(node: &mut Node, options: &mut Options, start: &Start) -> Fallible<()> {
    options.as_of = start.on.map(|(day, _)| day).or(options.as_of);
    options.known_on = start.known_on.map(|(day, _)| day).or(options.known_on);
    for (path, given, span) in &start.given {
        state(node, path, given).map_err(|text| bad(*span, text, None))?;
    }
    Ok(())
}

/// Writes what a test states into the declaration.
fn state(node: &mut Node, path: &Path, given: &Given) -> Result<(), Text> {
    let pointer = pointer(node, path)?;
    let there = match given {
        Given::Missing => input::set(node, &pointer, None),
        Given::Raw(text) => input::set(node, &pointer, Some(Node::text(text))),
        Given::Value(Value::Money(money)) => {
            let (object, _) = pointer.rsplit_once('/').unwrap_or(("", ""));
            let currency = Node::text(money.currency.as_str());
            input::set(node, &format!("{object}/currency"), Some(currency))
                && input::set(node, &pointer, Some(Node::text(money.amount.to_plain())))
        }
        Given::Value(value) => {
            let value = match value {
                Value::Bool(b) => Node::bool(*b),
                Value::Number(n) | Value::Percent(n) => Node::text(n.to_plain()),
                Value::Code(c) => Node::text(c.digits()),
                Value::Quantity(q) => Node::text(format!("{} {}", q.amount.to_plain(), q.unit.symbol())),
                other => Node::text(other.to_string()),
            };
            input::set(node, &pointer, Some(value))
        }
    };
    if there {
        Ok(())
    } else {
        Err(bilingual!("the sample has no place for {pointer}", "样例中没有{pointer}"))
    }
}

/// `goods[2].hs_code` is `/items/1/hs_code`, or in `/goods_list` where there is one.
fn pointer(node: &Node, path: &Path) -> Result<String, Text> {
    let mut keys: Vec<&str> = path.segments.iter().map(|s| s.name.as_str()).collect();
    let mut pointer = String::new();
    if matches!(keys.first(), Some(&"goods" | &"good")) {
        keys.remove(0);
        let is_list = matches!(node.at("/goods_list").map(|n| &n.kind), Some(Kind::List(_)));
        let list = if is_list { "/goods_list" } else { "/items" };
        pointer.push_str(list);
        match path.index {
            Some(0) => return Err(Text::new("lines are counted from 1", "商品项从1起计")),
            Some(index) => pointer.push_str(&format!("/{}", index - 1)),
            None if !keys.is_empty() => {
                return Err(Text::new("say which line: `goods[1]`", "请写明第几项：`goods[1]`"));
            }
            None => {}
        }
    }
    for key in keys {
        pointer = input::child(&pointer, key);
    }
    Ok(pointer)
}

//! Schema and layout → the shapes of objects, and how each fact is read.
//!
//! A schema in which a key that the reader itself looks at means something else is not
//! fit: every record of it is read the plain way.

use std::collections::BTreeMap;

use super::fact::{Fact, Kind, ONE};
use super::heard::{Heard, Role};
use super::late::Late;
use super::shape::{Action, Shape};
use super::words::{Words, is_strict};
use super::{Roots, Stream};
use crate::hir::{FactDef, FactId, Place, Schema, Type};
use crate::input::Limits;
use crate::ir::{Domain, Layout, OTHER, PLACES, Slot};
use crate::value::Text;

/// So deep a declaration may be besides the paths of its facts.
const DEPTH: usize = 8;

/// Builds a reader.
pub(super) fn stream(schema: &Schema, layout: &Layout, limits: &Limits) -> Stream {
    let mut build = Build {
        schema,
        layout,
        late: Late::new(schema, layout),
        facts: Vec::new(),
        shapes: Vec::new(),
        attributes: usize::MAX,
    };
    let longest = schema.facts.iter().map(|def| def.keys.len()).max().unwrap_or(0);
    let roots = build.roots().filter(|_| limits.depth >= longest + DEPTH);
    let unfit = Roots { fit: false, head: 0, line: 0, document: 0, container: 0, attributes: 0 };
    let mut ranks = vec![0; layout.answers.len()];
    for (rank, (_, symbol)) in layout.answers.iter().enumerate() {
        ranks.get_mut(usize::from(symbol)).into_iter().for_each(|place| *place = rank);
    }
    Stream {
        roots: roots.unwrap_or(unfit),
        shapes: build.shapes,
        facts: build.facts,
        late: build.late,
        layout: layout.clone(),
        limits: *limits,
        heard: Heard::default(),
        log: Vec::new(),
        keys: Vec::new(),
        numbers: Vec::new(),
        ranks,
    }
}

/// A fact that takes any text.
pub(super) fn free_text(key: &str) -> FactDef {
    FactDef {
        path: key.to_owned(),
        keys: vec![key.to_owned()],
        place: Place::Document,
        ty: Type::Text,
        currency: None,
        unit: None,
        whole: false,
        at_least: None,
        digits: None,
        choices: Vec::new(),
        label: Text::default(),
        form: None,
        coded: None,
        stated_in: Vec::new(),
        known_to: None,
    }
}

/// Keys, with those below them.
#[derive(Default)]
struct Tree {
    below: BTreeMap<String, Tree>,
    /// In the order of the schema.
    order: Vec<String>,
    action: Option<Action>,
    /// Any key may stand below.
    free: bool,
}

impl Tree {
    fn at(&mut self, keys: &[String]) -> &mut Tree {
        keys.iter().fold(self, |tree, key| {
            if !tree.below.contains_key(key) {
                tree.order.push(key.clone());
            }
            tree.below.entry(key.clone()).or_default()
        })
    }

    /// Gives a key of the reader's own an action; `None` where a fact has it.
    fn own(&mut self, key: &str, action: Action) -> Option<()> {
        let tree = self.at(&[key.to_owned()]);
        (tree.action.is_none() && tree.below.is_empty()).then(|| tree.action = Some(action))
    }
}

struct Build<'s> {
    schema: &'s Schema,
    layout: &'s Layout,
    late: Late,
    facts: Vec<Fact>,
    shapes: Vec<Shape>,
    attributes: usize,
}

impl Build<'_> {
    /// All shapes; `None` where the schema is not fit.
    fn roots(&mut self) -> Option<Roots> {
        let mut head = self.tree(Place::Head)?;
        for (key, action) in [
            ("schema", Action::Schema),
            ("items", Action::Goods(false)),
            ("goods_list", Action::Goods(true)),
            ("documents", Action::Documents),
            ("containers", Action::Containers),
        ] {
            head.own(key, action)?;
        }
        for (key, role) in [("declaration_no", Role::Number), ("client_ref", Role::Reference)] {
            self.role(&mut head, key, role, |def| def.ty == Type::Text)?;
        }
        self.role(&mut head, "simplified", Role::Simplified, |def| def.ty == Type::Bool)?;
        self.days();
        let head = self.shape(&head, false)?;
        let mut line = self.tree(Place::Line)?;
        self.role(&mut line, "line_no", Role::LineNo, |def| def.ty == Type::Number && def.whole)?;
        for (key, role) in [("quantity", Role::Quantity), ("unit_price", Role::Price), ("total", Role::Total)]
        {
            if line.below.contains_key(key) {
                self.role(&mut line, key, role, |def| matches!(def.ty, Type::Number | Type::Money(_)))?;
            }
        }
        if let Some(fact) = self.facts.iter_mut().find(|fact| fact.def.path == "good.spec") {
            (fact.role == Role::None && fact.def.place == Place::Line).then(|| fact.role = Role::Spec)?;
            heard(fact);
        }
        line.own("answers", Action::Answers)?;
        let attributes = line.at(&["attributes".to_owned()]);
        let asked = |key: &String| self.layout.answers.symbol(key) != OTHER;
        if attributes.action.is_some() || attributes.below.keys().any(asked) {
            return None;
        }
        attributes.free = true;
        let attributes = std::mem::take(attributes);
        self.attributes = self.shape(&attributes, true)?;
        line.at(&["attributes".to_owned()]).action = Some(Action::Object(self.attributes));
        let line = self.shape(&line, false)?;
        let (document, container) = (self.document()?, self.container()?);
        let attributes = self.attributes;
        Some(Roots { fit: true, head, line, document, container, attributes })
    }

    /// The keys of the facts of a place.
    fn tree(&mut self, place: Place) -> Option<Tree> {
        let mut tree = Tree::default();
        let schema = self.schema;
        for (id, def) in schema.facts.iter().enumerate().filter(|(_, def)| def.place == place) {
            let read = matches!(place, Place::Head | Place::Line) && def.ty != Type::Opaque;
            let action = if read { self.fact(Some(id), def.clone(), Role::None) } else { Action::Any };
            let own = tree.at(&def.keys);
            if own.action.is_some() {
                return None;
            }
            own.action = Some(action);
            own.free |= def.ty == Type::Opaque;
        }
        Some(tree)
    }

    fn fact(&mut self, id: Option<FactId>, def: FactDef, role: Role) -> Action {
        let slot = id.and_then(|id| self.layout.slot(id)).cloned();
        let held = id.is_some_and(|id| def.place == Place::Line && self.late.needs(id));
        let domain = slot.as_ref().and_then(|slot| self.layout.domain(slot)).cloned().unwrap_or_default();
        let asks = slot.as_ref().is_some_and(|slot| slot.stated.is_some());
        let any = role == Role::None && def.ty == Type::Text && !is_strict(&def);
        let kind = match &slot {
            None if any => Kind::Free { last: (0, 0) },
            Some(slot) if any && slot.words.is_some() && !asks && domain.is_empty() => Kind::Kept,
            slot => kind(&def, slot.as_ref(), domain, asks),
        };
        self.facts.push(Fact { id: id.unwrap_or(usize::MAX), def: Box::new(def), kind, role, slot, held });
        Action::Fact(self.facts.len() - 1)
    }

    /// Gives a key a role; where no fact has it, it is read all the same.
    fn role(&mut self, tree: &mut Tree, key: &str, role: Role, fits: fn(&FactDef) -> bool) -> Option<()> {
        let own = tree.at(&[key.to_owned()]);
        if !own.below.is_empty() {
            return None;
        }
        match own.action {
            Some(Action::Fact(at)) => {
                let fact =
                    self.facts.get_mut(at).filter(|fact| fact.role == Role::None && fits(&fact.def))?;
                fact.role = role;
                heard(fact);
            }
            Some(_) => return None,
            None => {
                let ty = match role {
                    Role::Simplified => Type::Bool,
                    Role::LineNo => Type::Number,
                    _ => Type::Text,
                };
                let whole = role == Role::LineNo;
                own.action = Some(self.fact(None, FactDef { ty, whole, ..free_text(key) }, role));
            }
        }
        Some(())
    }

    /// The days by which the law is chosen.
    fn days(&mut self) {
        for (path, role) in [("accepted_on", Role::Accepted), ("declared_on", Role::Declared)] {
            let is_day = |fact: &&mut Fact| {
                fact.def.path == path && fact.def.place == Place::Head && fact.def.ty == Type::Date
            };
            self.facts.iter_mut().find(is_day).into_iter().for_each(|fact| fact.role = role);
        }
    }

    /// A paper: of its facts, only these are read.
    fn document(&mut self) -> Option<usize> {
        let mut tree = self.tree(Place::Document)?;
        let coded = self.schema.find("document.letter").and_then(|id| self.schema.get(id)?.coded.clone());
        let letter = FactDef { coded, ..free_text("letter") };
        let last = FactDef { ty: Type::Date, ..free_text("valid_until") };
        let (letters, none) = (self.layout.letters.clone(), Domain::default());
        for (def, role, domain) in [
            (letter, Role::Letter, letters),
            (free_text("number"), Role::PaperNumber, none.clone()),
            (last, Role::LastDay, none),
        ] {
            let key = tree.at(&def.keys);
            let kind = kind(&def, None, domain, role == Role::PaperNumber);
            self.facts.push(Fact { id: usize::MAX, def: Box::new(def), kind, role, slot: None, held: false });
            key.action = key.below.is_empty().then_some(Action::Fact(self.facts.len() - 1));
            key.action?;
        }
        let lines = tree.at(&["lines".to_owned()]);
        lines.action = lines.below.is_empty().then_some(Action::Lines);
        lines.action?;
        self.shape(&tree, false)
    }

    fn container(&mut self) -> Option<usize> {
        let mut tree = self.tree(Place::Container)?;
        for key in ["id", "lines"] {
            tree.at(&[key.to_owned()]).action = Some(Action::Any);
        }
        self.shape(&tree, false)
    }

    /// The shape of a tree, and of those below it.
    fn shape(&mut self, tree: &Tree, free: bool) -> Option<usize> {
        let mut keys = Vec::new();
        for key in &tree.order {
            let own = tree.below.get(key)?;
            let action = match own.action {
                // What is read of a list or record is what stands below it.
                None | Some(Action::Any) if !own.below.is_empty() => {
                    Action::Object(self.shape(own, free || own.free)?)
                }
                Some(action) if own.below.is_empty() || action == Action::Object(self.attributes) => action,
                _ => return None,
            };
            keys.push((key.clone(), action));
        }
        self.shapes.push(Shape::new(&keys, free)?);
        Some(self.shapes.len() - 1)
    }
}

/// A text that is more than put into its column has to be looked at.
fn heard(fact: &mut Fact) {
    if matches!(fact.kind, Kind::Free { .. } | Kind::Kept) {
        fact.kind = kind(&fact.def, fact.slot.as_ref(), Domain::default(), false);
    }
}

/// How the values of a fact are read.
fn kind(def: &FactDef, slot: Option<&Slot>, domain: Domain, asks: bool) -> Kind {
    use crate::ir::Column;
    let column = slot.map(|slot| slot.column);
    let least = match &def.at_least {
        None => Some(i64::MIN),
        Some(least) => least.whole_at(PLACES),
    };
    let unit = match (def.ty, def.unit) {
        (Type::Number | Type::Money(_), _) => Some(1),
        (Type::Quantity(dimension), Some(unit)) if unit.dimension == dimension => {
            unit.size().whole_at(PLACES).filter(|size| size % ONE == 0).map(|size| size / ONE)
        }
        _ => None,
    };
    match (def.ty, column) {
        (Type::Bool, None | Some(Column::Bool)) => Kind::Bool,
        (Type::Date, None | Some(Column::Date)) => {
            // As `typed::value` tells whether there may be no last day.
            let open = def.keys.last().is_some_and(|key| key.ends_with("valid_until"));
            Kind::Date { open, last: (0, 0) }
        }
        (Type::Code, None | Some(Column::Code)) => Kind::Code,
        (Type::Text, None | Some(Column::Text(_))) => Kind::Text(Box::new(Words::new(def, domain, asks))),
        (Type::Number | Type::Money(_) | Type::Quantity(_), None | Some(Column::Number)) => {
            match least.zip(unit) {
                Some((least, unit)) => Kind::Number { whole: def.whole, unit, least },
                None => Kind::Other,
            }
        }
        _ => Kind::Other,
    }
}

//! A declaration that is being completed.

use super::{Good, Holds, Kind, Question, answer};
use crate::bilingual;
use crate::eval::waiting::Wait;
use crate::hir::{FactDef, FactId, Knower, Place, Schema};
use crate::input::formats::Record;
use crate::input::{CauseKind, Kind as NodeKind, Line, Node, set, tariff_code};
use crate::pipeline::{JudgeError, Judged, Options, Policy};
use crate::value::{Text, Value};

/// A declaration, what it comes to so far, and what it is judged by.
pub struct Case<'p> {
    policy: &'p Policy,
    options: &'p Options,
    /// The declaration with the answers given so far.
    record: Record,
    judged: Judged,
    /// Where answers were put.
    answered: Vec<String>,
}

/// Head facts that an office has, whatever it declares: keys at the top.
const OFFICE: &[&str] = &["market", "operator"];

/// Facts of a line that belong to a consignment, although others than the declarant know them.
const CONSIGNMENT: &[&str] = &["merchant"];

impl<'p> Case<'p> {
    /// Judges a declaration for the first time.
    ///
    /// # Errors
    /// As [`Policy::judge_record`].
    pub fn new(policy: &'p Policy, record: Record, options: &'p Options) -> Result<Case<'p>, JudgeError> {
        let judged = policy.judge_record(&record, options)?;
        Ok(Case { policy, options, record, judged, answered: Vec::new() })
    }

    /// The schema of the declaration.
    pub(super) fn schema(&self) -> &'p Schema {
        self.policy.schema()
    }

    /// What it comes to.
    pub fn judged(&self) -> &Judged {
        &self.judged
    }

    /// The declaration with the answers, without standing facts.
    pub fn node(&self) -> &Node {
        &self.record.node
    }

    /// Where answers were put.
    pub fn answered(&self) -> &[String] {
        &self.answered
    }

    /// The open questions, the one that most norms wait for first.
    ///
    /// # Errors
    /// As [`Policy::waits`].
    pub fn questions(&self) -> Result<Vec<Question>, JudgeError> {
        let waits = self.policy.waits(&self.judged, self.options).map_err(JudgeError::Policy)?;
        let mut questions: Vec<Question> = Vec::new();
        for wait in waits {
            let question = self.question(wait);
            let same = |q: &&mut Question| q.fact == question.fact && q.kind == question.kind;
            match questions.iter_mut().filter(|_| !question.fact.is_empty()).find(same) {
                Some(known) => known.norms.extend(question.norms),
                None => questions.push(question),
            }
        }
        questions.sort_by_key(|q| std::cmp::Reverse(q.norms.len()));
        Ok(questions)
    }

    fn question(&self, wait: Wait) -> Question {
        let declaration = &self.judged.declaration;
        let line = wait.line.and_then(|line| declaration.goods.lines.get(line));
        let mut question = Question {
            fact: wait.fact,
            asks: wait.asks,
            plain: wait.plain,
            kind: Kind::Papers,
            good: line.map(|line| self.good(line)),
            norms: wait.norms,
            holds: Holds::Here,
            corrects: false,
        };
        if wait.who.is_some() && self.asks_simplified(&question) {
            question.fact = "/simplified".to_owned();
            question.asks = Text::new(
                "is it a simplified declaration, whose lines are merged?",
                "是否简化申报（商品项为归并结果）？",
            );
            question.plain = question.asks.clone();
            question.kind = self.schema().find("simplified").map_or(Kind::YesNo, Kind::Fact);
            question.holds = Holds::IfOffice;
            return question;
        }
        let stated = declaration.stated.get(&question.fact);
        question.corrects = self.record.node.at(&question.fact).is_some_and(|n| !n.is_null());
        (question.kind, question.holds) = match (wait.who, stated) {
            (Some(who), _) => (Kind::Nobody(who), Holds::Here),
            (None, Some(name)) => {
                let who = bilingual!(
                    "it stands in the standing facts ({name}): correct it there",
                    "载于常设事实（{name}），请在该处更正"
                );
                (Kind::Nobody(who), Holds::Here)
            }
            (None, None) => self.kind(&question),
        };
        question
    }

    /// What answers a question, and where that holds.
    fn kind(&self, question: &Question) -> (Kind, Holds) {
        let end = question.end();
        if question.good.is_some() && end.starts_with("/answers/") {
            return (Kind::YesNo, Holds::Good);
        }
        if question.fact == "/documents" {
            let stated = self
                .record
                .node
                .at("/documents")
                .is_some_and(|n| !n.is_null() && *n != Node::list(Vec::new()));
            return match stated {
                true => (
                    Kind::Nobody(Text::new(
                        "whoever made the declaration can complete its papers",
                        "应由申报数据的制作人补全单证",
                    )),
                    Holds::Here,
                ),
                false => (Kind::Papers, Holds::Here),
            };
        }
        let place = if question.good.is_some() { Place::Line } else { Place::Head };
        match fact_at(self.schema(), place, end) {
            Some((id, def)) => (Kind::Fact(id), holds(def)),
            None => (
                Kind::Nobody(Text::new("whoever made the declaration can tell", "应由申报数据的制作人说明")),
                Holds::Here,
            ),
        }
    }

    /// Whether the goods are only unknown because it is not said whether they are merged.
    fn asks_simplified(&self, question: &Question) -> bool {
        let declaration = &self.judged.declaration;
        let unknown = declaration.goods.unknown.as_ref();
        let said = self.schema().find("simplified").is_some_and(|id| declaration.head.known(id).is_some());
        let there = self.record.node.at("/simplified").is_some_and(|n| !n.is_null());
        question.fact == declaration.goods.pointer
            && unknown.is_some_and(|cause| cause.kind == CauseKind::NoGoodsList)
            && !said
            && !there
            && self.record.node.get("items").is_some()
    }

    fn good(&self, line: &Line) -> Good {
        let text = |path: &str| match self.schema().find(path).and_then(|id| line.facts.known(id)) {
            Some(Value::Text(text)) => Some(text.clone()),
            Some(Value::Code(code)) if matches!(code.len(), 8 | 10) => Some(code.digits()),
            _ => None,
        };
        Good {
            line: line.number,
            pointer: line.pointer.clone(),
            name: text("good.name"),
            goods_code: text("good.identification.goods_code"),
            hs_code: text("good.hs_code"),
        }
    }

    /// Goods of other lines of which the same is not known: those of the same goods
    /// code and tariff code, and those that only have the tariff code in common.
    pub fn alike(&self, question: &Question, open: &[Question]) -> (Vec<Good>, Vec<Good>) {
        let (mut same, mut under) = (Vec::new(), Vec::new());
        let Some(good) = question.good.as_ref().filter(|_| question.holds == Holds::Good) else {
            return (same, under);
        };
        for line in &self.judged.declaration.goods.lines {
            let other = self.good(line);
            let at = format!("{}{}", other.pointer, question.end());
            let empty = self.record.node.at(&at).is_none_or(Node::is_null);
            let is_code = question.end() == "/hs_code";
            if other.pointer == good.pointer
                || !(empty || is_code)
                || self.judged.declaration.stated.contains_key(&at)
            {
                continue;
            }
            let waits = || open.iter().any(|q| q.fact == at);
            let agrees = other.hs_code == good.hs_code;
            if good.goods_code.is_some() && other.goods_code == good.goods_code && agrees {
                same.push(other);
            } else if good.hs_code.is_some() && agrees && waits() {
                under.push(other);
            }
        }
        (same, under)
    }

    /// Takes an answer, for the good of the question and others that it holds for;
    /// gives what is still open about it, where it does not settle the question.
    ///
    /// # Errors
    /// What keeps the declaration from being judged again; the answer is not taken.
    pub fn take(
        &mut self,
        question: &Question,
        value: &Node,
        others: &[Good],
    ) -> Result<Option<Text>, JudgeError> {
        let mut record = self.record.clone();
        let places = std::iter::once(question.fact.clone());
        let others = others.iter().map(|good| format!("{}{}", good.pointer, question.end()));
        let places: Vec<String> = places.chain(others).collect();
        for at in &places {
            set(&mut record.node, at, Some(value.clone()));
        }
        let judged = self.policy.judge_record(&record, self.options)?;
        let waits = self.policy.waits(&judged, self.options).map_err(JudgeError::Policy)?;
        if let Some(wait) = waits.into_iter().find(|w| w.fact == question.fact && w.who.is_none()) {
            return Ok(Some(wait.asks));
        }
        (self.record, self.judged) = (record, judged);
        self.answered.extend(places);
        Ok(None)
    }

    /// Reads what a person wrote as an answer.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(&self, question: &Question, text: &str) -> Result<Node, Text> {
        let node = answer::read(&question.kind, self.schema(), text)?;
        let short = question.good.as_ref().and_then(|g| g.hs_code.as_ref()).filter(|code| code.len() == 8);
        match (short.filter(|_| question.end() == "/hs_code"), &node.kind) {
            (Some(short), NodeKind::Text(code)) if !tariff_code(code).is_ok_and(|c| c.starts_with(short)) => {
                Err(bilingual!("{code} is not under {short}", "{code}不在{short}项下"))
            }
            _ => Ok(node),
        }
    }
}

/// The fact of the schema at the end of a pointer.
pub fn fact_at<'s>(schema: &'s Schema, place: Place, end: &str) -> Option<(FactId, &'s FactDef)> {
    let keys = |def: &FactDef| def.keys.iter().map(|key| format!("/{key}")).collect::<String>();
    schema.facts.iter().enumerate().find(|(_, def)| def.place == place && keys(def) == end)
}

/// Where an answer about a fact holds.
pub fn holds(def: &FactDef) -> Holds {
    let first = def.keys.first().map(String::as_str).unwrap_or_default();
    match (def.place, def.known_to) {
        (Place::Head, _) if OFFICE.contains(&first) => Holds::Office,
        (Place::Head, _) if def.path == "simplified" => Holds::IfOffice,
        // Which ten digits eight of them mean belongs to the good.
        (Place::Line, _) if first == "hs_code" => Holds::Good,
        (Place::Line, _) if CONSIGNMENT.contains(&first) => Holds::Here,
        // It is what the facts of a good are found by.
        (Place::Line, _) if def.keys.last().is_some_and(|key| key == "goods_code") => Holds::Here,
        (Place::Line, Some(Knower::Supplier | Knower::Market | Knower::Customs)) => Holds::Good,
        _ => Holds::Here,
    }
}

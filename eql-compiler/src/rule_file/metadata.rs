//! What a rule file says about a rule besides its query.

use super::error::{RuleFileError, UNKNOWN_VALUE};
use super::node::Table;

/// What a rule file says about a rule. Every format fills what it has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// The rule's id; the file's stem where the file has none.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// What it finds.
    pub description: Option<String>,
    /// `low`, `medium`, `high` or `critical`.
    pub severity: Option<String>,
    /// 0 to 100.
    pub risk_score: Option<u8>,
    /// ATT&CK tactics with their techniques.
    pub threat: Vec<Threat>,
    /// Patterns of the names of the indices that the rule is meant for.
    pub index: Vec<String>,
    /// The operating systems that the rule is meant for (behaviour rules).
    pub os_list: Vec<String>,
    /// The field that `category where …` tests, where it is not `event.category`.
    pub event_category_override: Option<String>,
    /// The field that holds an event's time, where it is not `@timestamp`.
    pub timestamp_field: Option<String>,
    /// The field that orders events of one instant.
    pub tiebreaker_field: Option<String>,
    /// What an agent does about a match (behaviour rules).
    pub actions: Vec<Action>,
    /// The start of each run's window, as Kibana's scheduler takes it (`now-9m`).
    pub from: Option<String>,
    /// The time between runs (`5m`).
    pub interval: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
}

/// A response to a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What to do, such as `kill_process`.
    pub action: String,
    /// The field that names the victim.
    pub field: Option<String>,
    /// The stage, from 0, whose event has the field: that of a match of the rule is `events[state]`, since a behaviour rule
    /// repeats no stage.
    pub state: Option<u32>,
    /// Whether the victim's descendants go too.
    pub tree: bool,
}

/// An entry of a threat framework: a tactic and techniques of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threat {
    /// The framework, such as `MITRE ATT&CK`.
    pub framework: Option<String>,
    /// The tactic.
    pub tactic: Option<AttackEntry>,
    /// Its techniques.
    pub techniques: Vec<Technique>,
}

/// A technique and its sub-techniques.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Technique {
    /// The technique.
    pub entry: AttackEntry,
    /// Its sub-techniques.
    pub subtechniques: Vec<AttackEntry>,
}

/// A tactic, technique or sub-technique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttackEntry {
    /// Its id, such as `T1059.004`.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
}

impl Metadata {
    pub(super) fn with_id(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }

    /// Reads what stands in the rule's own table. Behaviour rules keep `threat` and `actions` beside it, in `root`.
    pub(super) fn read(rule: Table<'_>, root: Table<'_>, stem: &str) -> Result<Self, RuleFileError> {
        // An exported rule has both; `id` is then that of one Kibana's saved object.
        let id = match rule.text("rule_id")? {
            Some(id) => Some(id),
            None => rule.text("id")?,
        };
        let mut threat = threats(rule)?;
        threat.extend(threats(root)?);
        let mut actions = actions(rule, "actions")?;
        actions.extend(self::actions(root, "actions")?);
        Ok(Self {
            id: id.filter(|id| !id.is_empty()).unwrap_or_else(|| stem.to_owned()),
            name: rule.text("name")?,
            description: rule.text("description")?.map(|text| text.trim().to_owned()),
            severity: rule.text("severity")?,
            risk_score: risk_score(rule)?,
            threat,
            index: rule.texts("index")?,
            os_list: rule.texts("os_list")?,
            event_category_override: rule.text("event_category_override")?,
            timestamp_field: rule.text("timestamp_field")?,
            tiebreaker_field: rule.text("tiebreaker_field")?,
            actions,
            from: rule.text("from")?,
            interval: rule.text("interval")?,
            tags: rule.texts("tags")?,
        })
    }
}

fn risk_score(rule: Table<'_>) -> Result<Option<u8>, RuleFileError> {
    let Some(score) = rule.number("risk_score")? else { return Ok(None) };
    if !(0.0..=100.0).contains(&score) {
        let range = rule.node.get("risk_score").map_or(rule.node.range.clone(), |node| node.range.clone());
        let message = format!("`risk_score` is {score}, outside 0 to 100");
        return Err(RuleFileError::new(UNKNOWN_VALUE, rule.file_text, range, message));
    }
    // In range, so that the cast only drops a fraction.
    Ok(Some(score as u8))
}

/// An export's own actions are connectors, which have no `action`: they are nothing a matcher could do.
fn actions(table: Table<'_>, key: &str) -> Result<Vec<Action>, RuleFileError> {
    let mut actions = Vec::new();
    for entry in table.tables(key)? {
        let Some(action) = entry.text("action")? else { continue };
        actions.push(Action {
            action,
            field: entry.text("field")?,
            state: entry.number("state")?.map(|state| state as u32),
            tree: entry.flag("tree")?.unwrap_or(false),
        });
    }
    Ok(actions)
}

fn threats(table: Table<'_>) -> Result<Vec<Threat>, RuleFileError> {
    let read = |entry: Table<'_>| {
        Ok(Threat {
            framework: entry.text("framework")?,
            tactic: entry.table("tactic")?.map(attack_entry).transpose()?,
            techniques: entry.tables("technique")?.into_iter().map(technique).collect::<Result<_, _>>()?,
        })
    };
    table.tables("threat")?.into_iter().map(read).collect()
}

fn technique(table: Table<'_>) -> Result<Technique, RuleFileError> {
    let subtechniques = table.tables("subtechnique")?.into_iter().map(attack_entry).collect::<Result<_, _>>()?;
    Ok(Technique { entry: attack_entry(table)?, subtechniques })
}

fn attack_entry(table: Table<'_>) -> Result<AttackEntry, RuleFileError> {
    Ok(AttackEntry { id: table.text("id")?.unwrap_or_default(), name: table.text("name")? })
}

#![expect(clippy::disallowed_methods, reason = "tests read the shared corpora in place")]

use super::*;

fn mapping(text: &str) -> Schema {
    Schema::from_mapping_json(text).unwrap_or_else(|error| panic!("{error}"))
}

fn of_properties(properties: &str) -> Schema {
    mapping(&format!(r#"{{"properties": {properties}}}"#))
}

#[test]
fn every_line_of_the_table_is_found() {
    let mut last = "";
    let mut count = 0;
    for (path, name) in ecs::entries() {
        assert!(last < path, "{path} after {last}");
        let found = ecs_type(path).unwrap();
        let expected = match name {
            "match_only_text" => "text",
            "geo_point" => "geo",
            _ => name,
        };
        assert_eq!(found.name(), expected, "{path}");
        (last, count) = (path, count + 1);
    }
    assert!(count > 1_800, "{count}");
}

/// Types that ECS gives to fields that rules use.
#[test]
fn ecs_knows_the_fields_of_rules() {
    let text = FieldType::Text { exact: None };
    let rows = [
        ("@timestamp", Some(FieldType::Date)),
        ("event.category", Some(FieldType::Keyword)),
        ("event.code", Some(FieldType::Keyword)),
        ("process.args", Some(FieldType::Keyword)),
        ("process.args_count", Some(FieldType::Long)),
        ("process.command_line", Some(FieldType::Wildcard)),
        ("process.parent.executable", Some(FieldType::Keyword)),
        ("process.pid", Some(FieldType::Long)),
        ("process.exit_code", Some(FieldType::Long)),
        ("process.code_signature.trusted", Some(FieldType::Boolean)),
        ("process.entry_leader.entry_meta.source.ip", Some(FieldType::Ip)),
        ("source.ip", Some(FieldType::Ip)),
        ("host.ip", Some(FieldType::Ip)),
        ("user.id", Some(FieldType::Keyword)),
        ("file.size", Some(FieldType::Long)),
        ("process.name.text", Some(text.clone())),
        ("message", Some(text)),
        ("host.cpu.usage", Some(FieldType::ScaledFloat { factor: 1000.0 })),
        ("process", Some(FieldType::Object)),
        ("process.parent", Some(FieldType::Object)),
        ("labels", Some(FieldType::Object)),
        ("labels.env", Some(FieldType::Keyword)),
        ("container.labels.app", Some(FieldType::Keyword)),
        ("data_stream.type", Some(FieldType::ConstantKeyword)),
        ("zzz", None),
        ("", None),
        (".", None),
        ("!", None),
        ("proces", None),
        ("process.nmae", None),
        ("process.pid.x", None),
        ("winlog.event_id", None),
    ];
    for (path, expected) in rows {
        assert_eq!(ecs_type(path), expected.as_ref(), "{path}");
        assert_eq!(Schema::ecs().get(path), expected.as_ref(), "{path}");
    }
}

#[test]
fn a_schema_does_not_look_into_nested_objects() {
    assert_eq!(ecs_type("dll.pe.sections.name"), Some(&FieldType::Keyword));
    assert_eq!(Schema::ecs().get("dll.pe.sections.name"), Some(&FieldType::Nested));
    let schema = of_properties(
        r#"{"n": {"type": "nested", "properties": {"x": {"type": "long"}}}, "f": {"type": "flattened"}}"#,
    );
    assert_eq!(schema.get("n.x"), Some(&FieldType::Nested));
    assert_eq!(schema.get("f.any.key"), Some(&FieldType::Flattened));
}

#[test]
fn mappings_come_in_several_shapes() {
    let properties = r#"{"properties": {"a": {"properties": {"b": {"type": "long"}}}}}"#;
    let shapes = [
        properties.to_owned(),
        format!(r#"{{"mappings": {properties}}}"#),
        format!(r#"{{"mappings": {{"_doc": {properties}}}}}"#),
        format!(r#"{{"logs-1": {{"mappings": {properties}}}}}"#),
        format!(r#"{{"logs-1": {{"mappings": {properties}}}, "logs-2": {{"mappings": {{}}}}}}"#),
        r#"{"mappings": {"runtime": {"a.b": {"type": "long"}}}}"#.to_owned(),
        r#"{"properties": {"a.b": {"type": "long"}}}"#.to_owned(),
    ];
    for shape in shapes {
        let schema = mapping(&shape);
        assert_eq!(schema.get("a.b"), Some(&FieldType::Long), "{shape}");
        assert_eq!(schema.get("a"), Some(&FieldType::Object), "{shape}");
        assert_eq!(schema.paths().collect::<Vec<_>>(), ["a.b"], "{shape}");
    }
    assert_eq!(mapping(r#"{"mappings": {}}"#).paths().count(), 0);
}

#[test]
fn every_type_is_known_or_named() {
    let rows = [
        (r#"{"type": "keyword"}"#, FieldType::Keyword),
        (r#"{"type": "keyword", "normalizer": "lowercase"}"#, FieldType::NormalizedKeyword),
        (r#"{"type": "match_only_text"}"#, FieldType::Text { exact: None }),
        (r#"{"type": "scaled_float", "scaling_factor": 100}"#, FieldType::ScaledFloat { factor: 100.0 }),
        (r#"{"type": "unsigned_long"}"#, FieldType::UnsignedLong),
        (r#"{"type": "date_nanos"}"#, FieldType::DateNanos),
        (r#"{"type": "version"}"#, FieldType::Version),
        (r#"{"type": "geo_shape"}"#, FieldType::Geo),
        (r#"{"type": "ip_range"}"#, FieldType::Range),
        (r#"{"dynamic": true}"#, FieldType::Object),
        (r#"{"type": "dense_vector"}"#, FieldType::Unsupported("dense_vector".to_owned())),
    ];
    for (property, expected) in rows {
        let schema = of_properties(&format!(r#"{{"f": {property}}}"#));
        assert_eq!(schema.get("f"), Some(&expected), "{property}");
    }
}

#[test]
fn text_is_of_use_through_an_exact_sub_field() {
    let schema = of_properties(
        r#"{"t": {"type": "text", "fields": {"english": {"type": "text"}, "raw": {"type": "wildcard"}}},
            "n": {"type": "text", "fields": {"low": {"type": "keyword", "normalizer": "lowercase"}}}}"#,
    );
    assert_eq!(schema.get("t"), Some(&FieldType::Text { exact: Some("t.raw".to_owned()) }));
    assert_eq!(schema.get("t.raw"), Some(&FieldType::Wildcard));
    assert_eq!(schema.get("n"), Some(&FieldType::Text { exact: None }));
    assert_eq!(schema.paths().collect::<Vec<_>>(), ["t", "t.raw"]);
}

#[test]
fn aliases_and_null_values_are_kept() {
    let schema = of_properties(
        r#"{"event": {"properties": {"category": {"type": "alias", "path": "event_type"}}},
            "event_type": {"type": "keyword", "null_value": "NULL"}, "n": {"type": "long", "null_value": -1}}"#,
    );
    assert_eq!(schema.get("event.category"), Some(&FieldType::Alias("event_type".to_owned())));
    assert_eq!(schema.resolve("event.category"), Some(("event_type", &FieldType::Keyword)));
    assert_eq!(schema.resolve("n"), Some(("n", &FieldType::Long)));
    assert_eq!(schema.null_value("event_type"), Some(&Scalar::Str("NULL".into())));
    assert_eq!(schema.null_value("n"), Some(&Scalar::Int(-1)));
    assert_eq!(schema.null_value("event.category"), None);
}

#[test]
fn indices_unite_and_conflicts_are_noted() {
    let index = |a: &str, b: &str| {
        format!(r#"{{"mappings": {{"properties": {{"a": {{"type": "{a}"}}, "b": {{"type": "{b}"}}}}}}}}"#)
    };
    let schema = mapping(&format!(
        r#"{{"x": {}, "y": {}, "z": {}}}"#,
        index("keyword", "long"),
        index("wildcard", "ip"),
        index("constant_keyword", "ip")
    ));
    assert_eq!(schema.get("a"), Some(&FieldType::Keyword));
    assert_eq!(schema.get("b"), Some(&FieldType::Conflict(vec!["ip".to_owned(), "long".to_owned()])));
    assert_eq!(schema.get("b").unwrap().to_string(), "conflicting types (ip, long)");
}

#[test]
fn what_is_no_mapping_is_an_error() {
    let rows = [
        ("{\n  x", Some((2, 3)), "invalid JSON"),
        ("[]", None, "not an Elasticsearch mapping"),
        ("{}", None, "not an Elasticsearch mapping"),
        (r#"{"a": 1}"#, None, "not an Elasticsearch mapping"),
        (r#"{"properties": {"a": 1}}"#, None, "the mapping of `a` is not an object"),
        (r#"{"properties": {"a": {"type": 1}}}"#, None, "the mapping of `a` has no type"),
        (r#"{"properties": {"a": {"type": "alias"}}}"#, None, "the alias `a` has no `path`"),
        (
            r#"{"properties": {"a": {"type": "alias", "path": "b"}}}"#,
            None,
            "the alias `a` points to `b`, which is no field",
        ),
        (
            r#"{"properties": {"a": {"type": "alias", "path": "a"}}}"#,
            None,
            "the alias `a` points to `a`, another alias",
        ),
    ];
    for (text, position, message) in rows {
        let error = Schema::from_mapping_json(text).unwrap_err();
        assert_eq!(error.position, position, "{text}: {error}");
        assert!(error.message.starts_with(message), "{text}: {error}");
    }
}

/// The mappings of the Elasticsearch suites: comment lines and a placeholder for the kind of keyword come first.
#[test]
#[expect(clippy::print_stderr, reason = "a test that has nothing to read says so")]
fn the_shared_mappings_are_read() {
    let shared = std::env::var_os("EQL_SHARED").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        std::path::PathBuf::from,
    );
    let folder = shared.join("corpora/elasticsearch-qa/data");
    if !folder.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "no {}", folder.display());
        return eprintln!("skipped: no {}", folder.display());
    }
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "mapping") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let text: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let text = text.join("\n").replace("[runtime_random_keyword_type]", "keyword");
        let schema = Schema::from_mapping_json(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(schema.paths().count() > 3, "{}", path.display());
        read += 1;
    }
    assert_eq!(read, 9);
}

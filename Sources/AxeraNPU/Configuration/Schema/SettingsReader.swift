import Containers

/// Checks a text's fields against a schema, whatever the text's format, and gathers what is to be said of them.
struct SettingsReader {
  private(set) var remarks: [BuildRemark] = []

  // MARK: Protobuf text

  mutating func group(
    _ message: ProtobufText.Message, _ schema: SettingsSchema, path: String
  ) throws(ConfigurationError) -> SettingGroup {
    var group = SettingGroup(line: message.place.line, path: path)
    for raw in message.fields {
      let field = try self.field(raw.name, in: schema, of: group, line: raw.place.line)
      if raw.isList, !field.isRepeated {
        throw ConfigurationError(
          .wrongValue(found: "a list", expected: Self.expectation(field.kind)), line: raw.place.line,
          field: group.path(of: raw.name))
      }
      for value in raw.values {
        let line = value.place.line
        let checked = try self.value(value, field, path: group.path(of: raw.name), line: line)
        try add(checked, field, to: &group, line: raw.isList ? line : raw.place.line)
      }
    }
    return group
  }

  private mutating func value(
    _ value: ProtobufText.Value, _ field: SettingsSchema.Field, path: String, line: Int
  ) throws(ConfigurationError) -> SettingGroup.Value {
    switch (field.kind, value.content) {
    case (.group(let schema), .message(let message)):
      return .group(try group(message, schema, path: path))
    case (.text, .text): if let text = value.text { return .text(text) }
    case (.boolean, _): if let flag = value.boolean { return .boolean(flag) }
    case (.integer(let range), _):
      if let integer = value.integer, range.contains(integer) { return .integer(integer) }
    case (.number, _): if let number = value.number, number.isFinite { return .number(number) }
    case (.choice(let names), .word(let word)): if names.contains(word) { return .choice(word) }
    default: break
    }
    throw ConfigurationError(
      .wrongValue(found: value.kindName, expected: Self.expectation(field.kind)), line: line, field: path)
  }

  // MARK: JSON

  mutating func group(
    _ node: JSONNode, _ schema: SettingsSchema, path: String
  ) throws(ConfigurationError) -> SettingGroup {
    guard case .object(let members) = node.value else {
      throw ConfigurationError(
        .wrongValue(found: node.kindName, expected: "an object"), line: node.line, field: path)
    }
    var group = SettingGroup(line: node.line, path: path)
    var names: Set<String> = []
    for member in members {
      let line = member.node.line
      let field = try self.field(member.name, in: schema, of: group, line: line)
      guard names.insert(field.name).inserted else {
        throw ConfigurationError(.repeated, line: line, field: group.path(of: member.name))
      }
      let path = group.path(of: member.name)
      guard field.isRepeated else {
        try add(try value(member.node, field, path: path), field, to: &group, line: line)
        continue
      }
      guard case .array(let elements) = member.node.value else {
        throw ConfigurationError(
          .wrongValue(found: member.node.kindName, expected: "a list in brackets"),
          line: line, field: path)
      }
      for element in elements {
        try add(try value(element, field, path: path), field, to: &group, line: element.line)
      }
    }
    return group
  }

  private mutating func value(
    _ node: JSONNode, _ field: SettingsSchema.Field, path: String
  ) throws(ConfigurationError) -> SettingGroup.Value {
    switch (field.kind, node.value) {
    case (.group(let schema), .object): return .group(try group(node, schema, path: path))
    case (.attributes, .object): return .attributes(SettingsText.json(node))
    case (.text, .string(let text)): return .text(text)
    case (.boolean, .boolean(let flag)): return .boolean(flag)
    case (.integer(let range), .number(let text)):
      let digits = text.lowercased()
      let integer = digits.hasPrefix("0x") ? Int(digits.dropFirst(2), radix: 16) : Int(digits)
      if let integer, range.contains(integer) { return .integer(integer) }
    case (.number, .number(let text)):
      if let number = Double(text), number.isFinite { return .number(number) }
    case (.choice(let names), .string(let word)): if names.contains(word) { return .choice(word) }
    default: break
    }
    throw ConfigurationError(
      .wrongValue(found: node.kindName, expected: Self.expectation(field.kind)), line: node.line, field: path)
  }

  // MARK: Both

  private func field(
    _ name: String, in schema: SettingsSchema, of group: SettingGroup, line: Int
  ) throws(ConfigurationError) -> SettingsSchema.Field {
    if let field = schema.field(name) { return field }
    throw ConfigurationError(
      .unknownField(nearest: schema.nearest(to: name)), line: line,
      field: group.path(of: String(name.prefix(80))))
  }

  private mutating func add(
    _ value: SettingGroup.Value, _ field: SettingsSchema.Field, to group: inout SettingGroup, line: Int
  ) throws(ConfigurationError) {
    if !field.isRepeated, group.has(field.name) {
      throw ConfigurationError(.repeated, line: line, field: group.path(of: field.name))
    }
    if let remark = field.remark, !Self.isStandard(value, field) {
      note(remark.kind, line, group.path(of: field.name), remark.message)
    }
    group.entries.append(SettingGroup.Entry(name: field.name, line: line, value: value))
  }

  /// Adds a remark about a field.
  mutating func note(_ kind: BuildRemark.Kind, _ line: Int, _ field: String, _ message: String) {
    remarks.append(BuildRemark(kind: kind, line: line, field: field, message: message))
  }

  /// Whether an option is set to what it is anyway.
  private static func isStandard(_ value: SettingGroup.Value, _ field: SettingsSchema.Field) -> Bool {
    guard let standard = field.standard else { return false }
    return switch (value, standard) {
    case (.boolean(let value), .boolean(let standard)): value == standard
    case (.integer(let value), .integer(let standard)): value == standard
    case (.number(let value), .number(let standard)): value == standard
    case (.text(let value), .text(let standard)), (.choice(let value), .choice(let standard)):
      value == standard
    default: false
    }
  }

  private static func expectation(_ kind: SettingsSchema.Kind) -> String {
    switch kind {
    case .text: "a text in quotes"
    case .boolean: "true or false"
    case .integer(let range):
      range.upperBound == Int(Int32.max) && range.lowerBound == 0
        ? "a whole number from 0 on" : "a whole number, \(range.lowerBound) to \(range.upperBound)"
    case .number: "a number"
    case .choice(let names): names.count == 1 ? names[0] : "one of " + names.joined(separator: ", ")
    case .group: "fields in braces"
    case .attributes: "an object"
    }
  }
}

extension SettingGroup {
  /// All options of a schema, set or not, in its order.
  func options(_ schema: SettingsSchema) -> [BuildOption] {
    schema.fields.flatMap { field -> [BuildOption] in
      if let standard = field.standard {
        return [BuildOption(field: path(of: field.name), value: option(field, standard))]
      }
      guard !field.isRepeated, case .group(let inner) = field.kind else { return [] }
      return group(field.name).options(inner)
    }
  }

  private func option(_ field: SettingsSchema.Field, _ standard: BuildOption.Value) -> BuildOption.Value {
    if field.isRepeated { return has(field.name) ? .texts(texts(field.name)) : standard }
    guard let entry = entries.last(where: { $0.name == field.name }) else { return standard }
    return switch entry.value {
    case .text(let text): .text(text)
    case .boolean(let flag): .boolean(flag)
    case .integer(let integer): .integer(integer)
    case .number(let number): .number(number)
    case .choice(let word): .choice(word)
    case .group, .attributes: standard
    }
  }
}

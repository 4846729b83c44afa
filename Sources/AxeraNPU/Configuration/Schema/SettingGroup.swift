/// A message of a configuration whose fields were checked against its schema.
struct SettingGroup {
  /// What a field holds.
  enum Value {
    case text(String)
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case choice(String)
    case group(SettingGroup)
    /// JSON text of anything.
    case attributes(String)
  }

  /// One value of a field; repeated fields have several entries.
  struct Entry {
    let name: String
    let line: Int
    let value: Value
  }

  let line: Int
  /// The path from the outside in, with dots; empty for the outermost one.
  let path: String
  var entries: [Entry] = []

  func entries(_ name: String) -> [Entry] { entries.filter { $0.name == name } }

  /// Whether a field is set.
  func has(_ name: String) -> Bool { entries.contains { $0.name == name } }

  /// The line of a field, or of the message when the field is not set.
  func line(of name: String) -> Int { entries.first { $0.name == name }?.line ?? line }

  /// The path of a field.
  func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  func text(_ name: String) -> String? {
    for entry in entries where entry.name == name { if case .text(let text) = entry.value { return text } }
    return nil
  }

  func texts(_ name: String) -> [String] {
    entries(name).compactMap { if case .text(let text) = $0.value { text } else { nil } }
  }

  func boolean(_ name: String) -> Bool? {
    for entry in entries where entry.name == name { if case .boolean(let flag) = entry.value { return flag } }
    return nil
  }

  func integer(_ name: String) -> Int? { integers(name).first }

  func integers(_ name: String) -> [Int] {
    entries(name).compactMap { if case .integer(let value) = $0.value { value } else { nil } }
  }

  func number(_ name: String) -> Double? { numbers(name).first }

  func numbers(_ name: String) -> [Double] {
    entries(name).compactMap { if case .number(let value) = $0.value { value } else { nil } }
  }

  func groups(_ name: String) -> [SettingGroup] {
    entries(name).compactMap { if case .group(let group) = $0.value { group } else { nil } }
  }

  /// The message of a field; an empty one when it is not set.
  func group(_ name: String) -> SettingGroup {
    groups(name).first ?? SettingGroup(line: line(of: name), path: path(of: name))
  }

  /// A choice by its name in a dialect; nil when it is not set.
  func choice<Choice: BuildChoice>(
    _ name: String, _ type: Choice.Type, _ dialect: BuildConfiguration.Dialect
  ) -> Choice? {
    for entry in entries where entry.name == name {
      if case .choice(let word) = entry.value {
        return Choice.allCases.first { $0.name(in: dialect) == word }
      }
    }
    return nil
  }

  /// An error about one of the fields.
  func error(_ kind: ConfigurationError.Kind, _ name: String) -> ConfigurationError {
    ConfigurationError(kind, line: line(of: name), field: path(of: name))
  }
}

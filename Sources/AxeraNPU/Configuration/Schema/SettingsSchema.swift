/// The fields that a message of a configuration may have.
struct SettingsSchema: Sendable {
  /// What a field holds.
  enum Kind: Sendable {
    case text
    case boolean
    case integer(ClosedRange<Int>)
    case number
    /// One of some names.
    case choice([String])
    case group(SettingsSchema)
    /// Any names and values, kept as JSON.
    case attributes
  }

  /// A field and what may be said about it before anybody reads it.
  struct Field: Sendable {
    let name: String
    let kind: Kind
    var isRepeated = false
    /// An older spelling.
    var alias: String?
    /// The value of an option that is not set; nil for fields that are no options.
    var standard: BuildOption.Value?
    /// What to say when it is set to something else than that.
    var remark: (kind: BuildRemark.Kind, message: String)?
  }

  let fields: [Field]

  init(_ fields: [Field]) { self.fields = fields }

  /// The field of a name or of an older spelling of it.
  func field(_ name: String) -> Field? { fields.first { $0.name == name || $0.alias == name } }

  /// The name that is nearest to one that does not exist, if a few slips of the keys explain it.
  func nearest(to name: String) -> String? {
    let typed = Array(name.utf8.prefix(64))
    let candidates = fields.map { (name: $0.name, distance: Self.distance(typed, Array($0.name.utf8))) }
    guard let best = candidates.min(by: { $0.distance < $1.distance }),
      best.distance <= max(1, best.name.utf8.count / 3)
    else { return nil }
    return best.name
  }

  /// Letters to change, add or leave out to get from one name to the other.
  static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for place in second.indices {
        let changed = diagonal + (letter == second[place] ? 0 : 1)
        diagonal = row[place + 1]
        row[place + 1] = min(changed, min(row[place], diagonal) + 1)
      }
    }
    return row[second.count]
  }
}

extension SettingsSchema.Field {
  static func text(_ name: String) -> Self { Self(name: name, kind: .text) }
  static func number(_ name: String) -> Self { Self(name: name, kind: .number) }
  static func numbers(_ name: String) -> Self { Self(name: name, kind: .number, isRepeated: true) }
  static func texts(_ name: String) -> Self { Self(name: name, kind: .text, isRepeated: true) }
  static func boolean(_ name: String) -> Self { Self(name: name, kind: .boolean) }

  static func integer(_ name: String, _ range: ClosedRange<Int> = 0...Int(Int32.max)) -> Self {
    Self(name: name, kind: .integer(range))
  }

  static func integers(_ name: String, _ range: ClosedRange<Int>) -> Self {
    Self(name: name, kind: .integer(range), isRepeated: true)
  }

  static func choice(_ name: String, _ names: [String]) -> Self { Self(name: name, kind: .choice(names)) }

  static func group(_ name: String, alias: String? = nil, _ fields: [Self]) -> Self {
    Self(name: name, kind: .group(SettingsSchema(fields)), alias: alias)
  }

  static func groups(_ name: String, alias: String? = nil, _ fields: [Self]) -> Self {
    Self(name: name, kind: .group(SettingsSchema(fields)), isRepeated: true, alias: alias)
  }

  /// A field that says something when it is set.
  func remarking(_ kind: BuildRemark.Kind, _ message: String) -> Self {
    var field = self
    field.remark = (kind, message)
    return field
  }

  /// A field that is kept among the options, with the value that it has when it is not set.
  func option(_ standard: BuildOption.Value) -> Self {
    var field = self
    field.standard = standard
    return field
  }
}

/// A setting of the tool that is kept under its own name, set or not.
public struct BuildOption: Sendable, Equatable {
  /// What an option holds.
  public enum Value: Sendable, Equatable {
    /// Yes or no.
    case boolean(Bool)
    /// A whole number.
    case integer(Int)
    /// A number.
    case number(Double)
    /// A text.
    case text(String)
    /// One of some names.
    case choice(String)
    /// Several texts.
    case texts([String])
  }

  /// The field from the outside in, with dots: `quant.precision_analysis`.
  public let field: String
  /// What it holds.
  public let value: Value
}

/// What a name is in a scope.
enum Binding: Equatable {
  /// A register.
  case local
  /// A register that holds a cell, for inner functions use it too.
  case cell
  /// A cell of an outer function.
  case free
  /// The module's, or built in.
  case global
  /// In the dict of a class body; read from the module if it is not there.
  case member
}

/// A module, class, function, lambda or comprehension, and what its names are.
final class Scope {
  /// What it is.
  enum Kind { case module, type, function }

  let kind: Kind
  /// As tracebacks have it.
  let name: String
  /// Whether it is a function that `def` makes; lambdas and comprehensions are functions without a name.
  var isDefinition: Bool { kind == .function && !name.hasPrefix("<") }
  /// The scope around it.
  let parent: Scope?
  /// Whether it contains `yield`.
  var isGenerator = false
  /// Of a class: the name of the cell that gets the class once it is made.
  var classCell: NameID?
  /// Names in the order in which they came, so that registers do not depend on hashing.
  private(set) var order: [NameID] = []
  private var bindings: [NameID: Binding] = [:]
  /// Names that appear; those not bound in the end are looked for outside.
  private var isBound: Set<NameID> = []
  private var declared: [NameID: Binding] = [:]
  private var deleted: Set<NameID> = []

  init(_ kind: Kind, _ name: String, parent: Scope?) {
    self.kind = kind
    self.name = name
    self.parent = parent
  }

  /// A name appears.
  func use(_ name: NameID) {
    if bindings[name] == nil {
      bindings[name] = .global
      order.append(name)
    }
  }

  /// A name is given a value.
  func bind(_ name: NameID) {
    use(name)
    isBound.insert(name)
  }

  /// A name may lose its value again.
  func delete(_ name: NameID) {
    bind(name)
    deleted.insert(name)
  }

  /// Whether the name loses its value somewhere in the scope.
  func isDeleted(_ name: NameID) -> Bool { deleted.contains(name) }

  /// Whether the name has appeared with another meaning than the one that is to be declared.
  func isTaken(_ name: NameID, for binding: Binding? = nil) -> Bool {
    if let said = declared[name] { return said != binding }
    return isBound.contains(name)
  }

  /// `global` or, with `.free`, `nonlocal`.
  func declare(_ name: NameID, _ binding: Binding) {
    use(name)
    declared[name] = binding
  }

  /// What the name is; final once the whole text was seen.
  func binding(_ name: NameID) -> Binding { bindings[name] ?? .global }

  /// Settles all names; scopes inside come after those around them.
  func resolve() {
    for name in order where bindings[name] != .cell {
      if let said = declared[name] {
        if said == .free, parent?.capture(name) == true { bindings[name] = .free } else { bindings[name] = .global }
      } else if isBound.contains(name) {
        bindings[name] = kind == .function ? .local : kind == .type ? .member : .global
      } else if bindings[name] != .free {
        bindings[name] = parent?.capture(name) == true ? .free : kind == .type ? .member : .global
      }
    }
  }

  /// An inner function uses a name: whether a function here or around has it.
  func capture(_ name: NameID) -> Bool {
    if kind == .module { return false }
    if kind == .type, name == classCell {
      use(name)
      bindings[name] = .cell
      return true
    }
    if kind == .function, declared[name] == nil, isBound.contains(name) {
      bindings[name] = .cell
      return true
    }
    if kind == .function, declared[name] == .global { return false }
    guard let parent, parent.capture(name) else { return false }
    if kind == .function {
      if bindings[name] == nil { order.append(name) }
      bindings[name] = .free
    } else {
      passed.insert(name)
    }
    return true
  }

  /// Names of outer functions that functions in a class body use: the class' function hands them on.
  private(set) var passed: Set<NameID> = []

  /// Names that come from outer functions, in order.
  var freeNames: [NameID] { order.filter { bindings[$0] == .free } + passed.subtracting(order.filter { bindings[$0] == .free }).sorted { $0.index < $1.index } }
}

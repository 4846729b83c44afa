/// How a name that somebody begins to type at a prompt may go on.
package enum NameCompletion: Equatable, Sendable {
  /// Nothing that is there begins so.
  case none
  /// The only way to go on, as far as it is the only one.
  case text([UInt8])
  /// Several names, by the alphabet, that have nothing further in common.
  case names([[UInt8]])
}

/// What Tab does at a prompt: names of `__main__`, and of what stands before a dot.
///
/// **Source**: `mp_repl_autocomplete` in `py/repl.c` of MicroPython 1.11. A board lists names in the order in
/// which it came to know them; here they are sorted.
extension Interpreter {
  /// Completes the name at the end of a line.
  ///
  /// What stands before a dot is looked up, which runs `__getattr__` and properties of the script; what they
  /// raise counts as nothing found.
  /// - Parameter line: the line as far as the cursor.
  package func completion(of line: [UInt8]) -> NameCompletion {
    let name = line.suffix(from: line.lastIndex { !Self.isInName($0) }.map { $0 + 1 } ?? 0)
    let words = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let start = words.last ?? []
    let found = names(of: words.dropLast(), beginningWith: start)
    guard let first = found.first, let last = found.last else {
      // A word at the very beginning may become a statement.
      let statement = Array("import ".utf8)
      return words.count == 1 && name.count == line.count && !name.isEmpty && statement.starts(with: name)
        ? .text(Array(statement.dropFirst(name.count))) : .none
    }
    // Of sorted names the first and the last differ earliest.
    let common = zip(first, last).prefix { $0 == $1 }.count
    if found.count == 1 || common > start.count { return .text(Array(first[start.count..<common])) }
    return .names(found)
  }

  /// The names, sorted, of what a chain of names leads to.
  private func names(of chain: ArraySlice<ArraySlice<UInt8>>, beginningWith start: ArraySlice<UInt8>)
    -> [[UInt8]]
  {
    let mark = keep(.none)
    defer { release(to: mark) }
    do {
      var names: [Value] = []
      if let first = chain.first {
        var object = lookup(mainGlobals, name: try intern(Array(first)))
        for word in chain.dropFirst() where !object.isNull {
          kept[mark] = object
          object = try optionalAttribute(object, try intern(Array(word)))
        }
        if object.isNull { return [] }
        kept[mark] = object
        names = try attributeNames(object)
        for name in try wordNames(of: object) where !names.contains(name) { names.append(name) }
      } else {
        names = keys(of: mainGlobals)
      }
      let texts = names.compactMap { isKind($0, .str) ? bytes($0) : nil }
      return texts.filter { $0.starts(with: start) && $0.allSatisfy(Self.isInName) }.sorted {
        $0.lexicographicallyPrecedes($1)
      }
    } catch {
      // Whoever stopped it stopped this alone.
      ending = nil
      return []
    }
  }

  /// Attributes that no dict holds: those that objects of ours have in their words.
  private func wordNames(of object: Value) throws(Raised) -> [Value] {
    switch kind(object) {
    // Here the lookup could run the script.
    case .instance, .superObject, .host: return []
    case .module: return [name(.class)]
    case .namedTuple: return keys(of: namedTupleFields(field(object, 1)))
    default: break
    }
    let known: [Name] = [.name, .next, .args, .value, .errno, .start, .stop, .step, .fget, .fset, .fdel]
    var names: [Value] = []
    for name in known.map({ self.name($0) }) + [try intern("real"), try intern("imag")]
    where try !optionalAttribute(object, name).isNull { names.append(name) }
    return names
  }

  private func keys(of dict: Value) -> [Value] {
    var keys: [Value] = []
    var index = 0
    while let found = nextEntry(dict, from: index) {
      keys.append(entry(dict, found).key)
      index = found + 1
    }
    return keys
  }

  private static func isInName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
  }
}

extension RandomScript {
  /// Items of a display.
  ///
  /// Inside loops and functions they hold no other collection by name, or what they build would double each
  /// time.
  private mutating func items(_ depth: Int, _ least: Int = 0) -> [String] {
    (0..<(least + choices.pick(4))).map { _ in
      isInLoop || isInFunction || choices.oneIn(2) ? scalar(depth - 1) : anything(depth - 1)
    }
  }

  /// An expression that is a list, mostly.
  mutating func list(_ depth: Int) -> String {
    guard depth > 0 else {
      return choices.oneIn(3) ? choices.pick(["[]", "[1, 2, 3]", "[0] * 5"]) : name(.list)
    }
    switch choices.pick(14) {
    case 0: return name(.list)
    case 1: return "[\(items(depth).joined(separator: ", "))]"
    case 2:
      let (element, source) = (scalar(depth - 1), iterable(depth - 1))
      return "[\(choices.pick(["x", "(x, x)", element])) for x in \(source)]"
    case 3: return "[x for x in \(iterable(depth - 1)) if \(condition(depth - 1))]"
    case 4: return "\(list(depth - 1))[\(slice(depth - 1))]"
    case 5: return "(\(list(depth - 1)) + \(list(depth - 1)))"
    case 6: return "(\(list(depth - 1)) * (\(integer(depth - 1)) & 3))"
    case 7:
      return "sorted(\(iterable(depth - 1)), key=\(function(depth - 1)), reverse=\(condition(depth - 1)))"
    case 8: return "sorted(\(iterable(depth - 1)))"
    case 9: return "list(\(iterable(depth - 1)))"
    case 10:
      return
        "\(string(depth - 1)).\(choices.pick(["split", "rsplit"]))(\(choices.oneIn(2) ? string(depth - 1) : ""))"
    case 11:
      return
        "list(range(\(integer(depth - 1)) & 15, \(integer(depth - 1)) & 31, \(choices.pick(["1", "2", "-1", "-3"]))))"
    case 12: return "[[y for y in \(list(depth - 1))] for x in range(\(choices.pick(4)))]"
    default: return "list(\(name(.dictionary)).\(choices.pick(["keys", "values", "items"]))())"
    }
  }

  /// An expression that is a tuple, mostly.
  mutating func tuple(_ depth: Int) -> String {
    guard depth > 0 else { return name(.tuple) }
    switch choices.pick(6) {
    case 0: return name(.tuple)
    case 1: return "(\(items(depth, 1).joined(separator: ", ")),)"
    case 2: return "tuple(\(iterable(depth - 1)))"
    case 3: return "\(tuple(depth - 1))[\(slice(depth - 1))]"
    case 4: return "(\(tuple(depth - 1)) + \(tuple(depth - 1)))"
    default: return "\(string(depth - 1)).partition(\(string(depth - 1)))"
    }
  }

  /// An expression that is a dictionary, mostly.
  mutating func dictionary(_ depth: Int) -> String {
    guard depth > 0 else { return name(.dictionary) }
    switch choices.pick(6) {
    case 0: return name(.dictionary)
    case 1:
      return "{"
        + (0..<choices.pick(4)).map { _ in "\(scalar(depth - 1)): \(scalar(depth - 1))" }.joined(
          separator: ", ") + "}"
    case 2: return "{x: \(scalar(depth - 1)) for x in \(iterable(depth - 1))}"
    case 3: return "dict(a=\(scalar(depth - 1)), b=\(scalar(depth - 1)))"
    case 4: return "dict(zip(\(list(depth - 1)), \(list(depth - 1))))"
    default: return "\(name(.dictionary)).copy()"
    }
  }

  /// An expression that is a set, mostly.
  mutating func set(_ depth: Int) -> String {
    guard depth > 0 else { return name(.set) }
    switch choices.pick(6) {
    case 0: return name(.set)
    case 1: return "{\(items(depth, 1).joined(separator: ", "))}"
    case 2: return "{x for x in \(iterable(depth - 1))}"
    case 3: return "(\(set(depth - 1)) \(choices.pick(["|", "&", "-", "^", "<="])) \(set(depth - 1)))"
    case 4: return "\(choices.pick(["set", "frozenset"]))(\(iterable(depth - 1)))"
    default:
      let operations = [
        "union", "intersection", "difference", "symmetric_difference", "issubset", "isdisjoint",
      ]
      return "\(name(.set)).\(choices.pick(operations))(\(iterable(depth - 1)))"
    }
  }

  /// Something to go through that is finite.
  mutating func iterable(_ depth: Int) -> String {
    switch choices.pick(6) {
    case 0: return "range(\(integer(depth - 1)) & \(choices.pick(["3", "7", "15"])))"
    case 1: return list(depth - 1)
    case 2: return string(depth - 1)
    case 3: return iterator(depth - 1)
    default: return expression(choices.pick(Kind.collections), depth - 1)
    }
  }
}

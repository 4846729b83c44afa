import Scripting

extension MaixTypeBuilder {
  /// Gives the class a function that takes no object: `UART.repl_uart()`.
  func defineFunction(
    _ function: String, _ minimum: Int = 0, _ maximum: Int? = 0, keywords: Bool = false,
    _ support: Support = .full, _ body: @escaping NativeBody
  ) throws(Raised) {
    board.catalogue.add(owner, function, support)
    try set(function, try vm.newNative(function, minimum, maximum, keywords: keywords, body))
  }

  /// Gives the class constants, which are small integers.
  func set(_ numbers: KeyValuePairs<String, Int>) throws(Raised) {
    for (name, number) in numbers { try set(name, Value(small: number)) }
  }
}

extension MaixModuleBuilder {
  /// A class under another name than its own, as `Maix.GPIO`, whose objects are of class `Pin`.
  func type(
    _ name: String, called ownName: String, _ support: Support = .full, constructor: NativeBody? = nil
  ) throws(Raised) -> MaixTypeBuilder {
    let type = try vm.moduleClass("\(self.name).\(name)") { () throws(Raised) in
      try vm.newBuiltinType(ownName, kind: .host, constructor: constructor)
    }
    board.catalogue.add(self.name, name, support)
    try module.set(name, type)
    return MaixTypeBuilder(vm: vm, type: type, board: board, owner: "\(self.name).\(name)")
  }
}

extension MaixBoard {
  /// Tells whoever traces the board something; the text is made only then.
  func trace(_ line: @autoclosure () -> String) {
    if host.isTracing { host.trace(line()) }
  }

  /// Bytes for a line of the trace: text where it is text, hexadecimal where not, and not too many of them.
  static func traced(_ bytes: some Collection<UInt8>) -> String {
    let shown = bytes.prefix(64)
    let rest = bytes.count > shown.count ? " …" : ""
    guard shown.allSatisfy({ (32..<127).contains($0) || $0 == 9 || $0 == 10 || $0 == 13 }) else {
      let digits = Array("0123456789abcdef")
      return shown.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined(separator: " ") + rest
    }
    var text = "\""
    for byte in shown {
      switch byte {
      case 9: text += "\\t"
      case 10: text += "\\n"
      case 13: text += "\\r"
      case 34, 92: text += "\\\(Character(Unicode.Scalar(byte)))"
      default: text.append(Character(Unicode.Scalar(byte)))
      }
    }
    return text + "\"" + rest
  }
}

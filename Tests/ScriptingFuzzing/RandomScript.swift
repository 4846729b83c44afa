/// Writes a program of MicroPython that runs, mostly: what it calls exists, and most values are of the kind
/// that is wanted.
///
/// Functions that it defines burn fuel, so that no recursion and no iterator of its own goes on for ever;
/// loops count down; numbers and collections that loops let grow are cut by `cap`. Each piece at the top
/// catches its exceptions, so that the next one is reached.
struct RandomScript {
  /// Pieces at the top, at most.
  static let pieceLimit = 120
  /// Blocks in blocks, at most.
  static let blockLimit = 5

  var choices: ChoiceBytes
  /// Whole lines so far.
  var text = ""
  var indentation = 0
  /// Names that the function around may assign; empty outside of functions.
  var locals: [String] = []
  var isInFunction = false
  var isInGenerator = false
  var isInLoop = false
  /// Blocks around.
  var depth = 0
  /// Counters so far, each with a name of its own.
  var counters = 0

  init(_ bytes: [UInt8]) { choices = ChoiceBytes(bytes) }

  /// The whole program.
  mutating func program() -> String {
    text = Self.prelude
    for _ in 0..<Self.pieceLimit where !choices.isEmpty { piece() }
    lines("print(i0, s0, l0)")
    return text
  }

  /// A statement or some at the top, with what catches their exceptions.
  private mutating func piece() {
    lines("fuel = 300")
    if choices.oneIn(128) { return statement() }
    lines("try:")
    indented { script in
      if script.choices.oneIn(8) { return script.define() }
      for _ in 0...script.choices.pick(3) { script.statement() }
    }
    switch choices.pick(4) {
    case 0: lines("except Exception as e:", "  print(type(e).__name__)")
    case 1: lines("except Exception as e:", "  print(repr(e)[:80])")
    case 2: lines("except:", "  print('caught')", "else:", "  print('fine')")
    default:
      lines(
        "except (TypeError, ValueError, LookupError) as e:", "  print(e.args)", "except Exception:", "  pass")
    }
  }

  /// Adds lines at the present indentation.
  mutating func lines(_ new: String...) {
    for line in new { text += String(repeating: "  ", count: indentation) + line + "\n" }
  }

  /// Writes something deeper.
  mutating func indented(_ write: (inout RandomScript) -> Void) {
    indentation += 1
    depth += 1
    write(&self)
    depth -= 1
    indentation -= 1
  }

  /// Writes a block of statements, one at least.
  mutating func block(_ most: Int = 3) {
    indented { script in
      for _ in 0...script.choices.pick(most) { script.statement() }
    }
  }

  /// Writes the inside of a function, in which some names are its own.
  mutating func body(locals names: [String], isGenerator: Bool = false, _ write: (inout RandomScript) -> Void)
  {
    let outer = (locals, isInFunction, isInGenerator, isInLoop)
    (locals, isInFunction, isInGenerator, isInLoop) = (names, true, isGenerator, false)
    indented { script in
      script.lines("burn()")
      write(&script)
    }
    (locals, isInFunction, isInGenerator, isInLoop) = outer
  }

  /// A name to read.
  mutating func name(_ kind: Kind) -> String {
    if !locals.isEmpty, choices.oneIn(3) { return choices.pick(locals) }
    return choices.pick(kind.names)
  }

  /// A name to assign: inside functions only the function's own, or it would hide a global one before that
  /// has a value there.
  mutating func target(_ kind: Kind) -> String { choices.pick(isInFunction ? locals : kind.names) }

  /// The name of a counter that nothing else touches.
  mutating func counter() -> String {
    counters += 1
    return "n\(counters)"
  }
}

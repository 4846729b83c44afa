internal import Scripting

/// What the fuzzers of scripts need, which are in a package of their own.
public enum ScriptingFuzzing {
  /// A program that bytes choose: equal bytes give equal programs, and a changed byte changes a place.
  ///
  /// It ends by itself: loops are short, calls have fuel, and what may grow is cut. It is bounded by 200,000
  /// bytes or so.
  public static func script(from bytes: [UInt8]) -> [UInt8] {
    var script = RandomScript(bytes)
    return Array(script.program().utf8)
  }

  /// Bytes to begin with: choices for scripts of several lengths, and two scripts as text.
  public static var seeds: [[UInt8]] {
    let choices = [UInt32(40), 200, 600, 1500, 1500, 3000].enumerated().map { number, count in
      var state = UInt32(number) &* 0x9E37_79B9 &+ 1
      return (0..<count).map { _ -> UInt8 in
        // Numerical Recipes' generator; its upper bits are the better ones.
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: state >> 24)
      }
    }
    return choices + [script(from: choices[0]), script(from: choices[1])]
  }

  /// Reads bytes as a script, and the script that they choose; what must not be, nil when all is well.
  public static func parseFinding(in bytes: [UInt8]) -> String? {
    _ = fault(of: bytes)
    return fault(of: script(from: bytes)).map { "a script that was written by the grammar is refused: \($0)" }
  }

  private static func fault(of text: [UInt8]) -> SyntaxFault? {
    do throws(SyntaxFault) {
      _ = try Parser.module(try SourceText(text, name: "random.py"))
      return nil
    } catch {
      return error
    }
  }
}

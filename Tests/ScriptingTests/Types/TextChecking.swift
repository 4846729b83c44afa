import Scripting
import Testing

/// Compares what expressions print with what they shall.
func check(_ cases: [(expression: String, printed: String)], _ setup: String = "") throws {
  let values = try TestHost.values(of: cases.map(\.expression), before: setup)
  #expect(values.count == cases.count)
  for (value, expected) in zip(values, cases) {
    #expect(value == expected.printed, "\(expected.expression)")
  }
}

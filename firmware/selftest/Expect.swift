/// Compares what a check found with what it must be.
@inline(never) func expect(_ what: StaticString, _ found: UInt64, _ expected: UInt64) {
  Verdicts.countComparison()
  guard found != expected, Verdicts.beginFailure(what) else { return }
  SerialLine.write(": found ")
  SerialLine.write(hexadecimal: found)
  SerialLine.write(", expected ")
  SerialLine.write(hexadecimal: expected)
  SerialLine.endLine()
}

/// Demands that something holds.
@inline(never) func expect(_ what: StaticString, _ holds: Bool) {
  Verdicts.countComparison()
  if !holds { Verdicts.fail(what) }
}

/// Compares the result of a float instruction and the flags that it raised.
@inline(never) func expect(_ what: StaticString, _ found: float_result, _ bits: UInt64, _ flags: UInt64) {
  expect(what, found.bits, bits)
  expect(what, found.flags, flags)
}

/// Demands that a figure lies in a range.
@inline(never) func expect(_ what: StaticString, _ found: UInt64, from low: UInt64, through high: UInt64) {
  Verdicts.countComparison()
  guard found < low || found > high, Verdicts.beginFailure(what) else { return }
  SerialLine.write(": found ")
  SerialLine.write(decimal: found)
  SerialLine.write(", expected ")
  SerialLine.write(decimal: low)
  SerialLine.write(" to ")
  SerialLine.write(decimal: high)
  SerialLine.endLine()
}

/// Prints a fact that is neither right nor wrong.
@inline(never) func note(_ what: StaticString) {
  SerialLine.write("note ")
  SerialLine.writeLine(what)
}

/// Prints a figure that is neither right nor wrong.
@inline(never) func note(_ what: StaticString, _ value: UInt64) {
  SerialLine.write("note ")
  SerialLine.write(what)
  SerialLine.write(" ")
  SerialLine.write(decimal: value)
  SerialLine.endLine()
}

/// Prints an identification that is neither right nor wrong.
@inline(never) func note(_ what: StaticString, hexadecimal value: UInt64, digits: UInt64 = 1) {
  SerialLine.write("note ")
  SerialLine.write(what)
  SerialLine.write(" ")
  SerialLine.write(hexadecimal: value, digits: digits)
  SerialLine.endLine()
}

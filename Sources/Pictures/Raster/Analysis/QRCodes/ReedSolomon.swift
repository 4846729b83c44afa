/// Corrects wrong bytes of a block by the redundant ones behind it.
///
/// **Source**: ISO/IEC 18004 (QR codes): GF(256) with x⁸ + x⁴ + x³ + x² + 1; the generator's roots are α⁰, α¹, …
package enum ReedSolomon {
  private static let powers: [Int] = {
    var powers = [1]
    for _ in 1..<255 {
      let next = (powers.last ?? 1) << 1
      powers.append(next > 255 ? next ^ 0x11D : next)
    }
    return powers
  }()
  private static let logarithms: [Int] = {
    var logarithms = [Int](repeating: 0, count: 256)
    for (place, power) in powers.enumerated() { logarithms[power] = place }
    return logarithms
  }()

  private static func multiply(_ a: Int, _ b: Int) -> Int {
    a == 0 || b == 0 ? 0 : powers[(logarithms[a] + logarithms[b]) % 255]
  }

  private static func divide(_ a: Int, _ b: Int) -> Int {
    a == 0 ? 0 : powers[(logarithms[a] + 255 - logarithms[b]) % 255]
  }

  /// A polynomial's value; the coefficient of the lowest power comes first.
  private static func value(_ polynomial: [Int], at x: Int) -> Int {
    polynomial.reversed().reduce(0) { multiply($0, x) ^ $1 }
  }

  /// The block with its mistakes corrected; nil if there are more than half as many as redundant bytes.
  package static func corrected(_ block: [UInt8], redundancy: Int) -> [UInt8]? {
    let reversed = block.reversed().map { Int($0) }
    let syndromes = (0..<redundancy).map { value(reversed, at: powers[$0]) }
    guard syndromes.contains(where: { $0 != 0 }) else { return block }
    let locator = locator(syndromes)
    let mistakes = locator.count - 1
    guard mistakes > 0, 2 * mistakes <= redundancy else { return nil }
    // The mistakes' values are those of syndromes times locator, over the locator's derivative.
    let evaluator = (0..<redundancy).map { power in
      (0...min(power, mistakes)).reduce(0) { $0 ^ multiply(locator[$1], syndromes[power - $1]) }
    }
    let derivative = locator.indices.dropFirst().map { $0 % 2 == 1 ? locator[$0] : 0 }
    var result = block
    var found = 0
    for place in block.indices {
      let inverse = powers[(255 - place) % 255]
      guard value(locator, at: inverse) == 0 else { continue }
      let slope = value(derivative, at: inverse)
      guard slope != 0 else { return nil }
      // The first root being α⁰, the value has one power of the place more.
      let mistake = multiply(powers[place % 255], divide(value(evaluator, at: inverse), slope))
      result[block.count - 1 - place] ^= UInt8(mistake)
      found += 1
    }
    guard found == mistakes else { return nil }
    let check = result.reversed().map { Int($0) }
    return (0..<redundancy).allSatisfy { value(check, at: powers[$0]) == 0 } ? result : nil
  }

  /// The polynomial whose roots say where the mistakes are (Berlekamp and Massey).
  private static func locator(_ syndromes: [Int]) -> [Int] {
    var locator = [1]
    var previous = [1]
    var (length, gap, discrepancyBefore) = (0, 1, 1)
    for step in syndromes.indices {
      var discrepancy = syndromes[step]
      for place in 1..<max(1, min(length, locator.count - 1) + 1) {
        discrepancy ^= multiply(locator[place], syndromes[step - place])
      }
      guard discrepancy != 0 else {
        gap += 1
        continue
      }
      let before = locator
      let factor = divide(discrepancy, discrepancyBefore)
      while locator.count < previous.count + gap { locator.append(0) }
      for (place, coefficient) in previous.enumerated() {
        locator[place + gap] ^= multiply(factor, coefficient)
      }
      if 2 * length <= step {
        length = step + 1 - length
        (previous, discrepancyBefore, gap) = (before, discrepancy, 1)
      } else {
        gap += 1
      }
    }
    while locator.count > 1, locator.last == 0 { locator.removeLast() }
    return locator
  }
}

import Glibc

/// Fourier's transform of a power of two of complex numbers, in single floats.
///
/// **Source**: omv/img/fft.c, whose tables of sines have six places.
struct FourierRows {
  /// How many numbers are transformed at once: a power of two.
  let count: Int
  private let sines: [Float]
  private let cosines: [Float]

  init(_ count: Int) {
    self.count = count
    sines = (0..<(count / 2)).map { Self.sixPlaces(sin(2 * .pi * Double($0) / Double(count))) }
    cosines = (0..<(count / 2)).map { Self.sixPlaces(cos(2 * .pi * Double($0) / Double(count))) }
  }

  private static func sixPlaces(_ number: Double) -> Float { Float((number * 1e6).rounded() / 1e6) }

  /// Transforms numbers that begin at a place and follow each other by a stride, or undoes that.
  func transform(_ plane: inout ComplexPlane, from start: Int, stride: Int, isInverse: Bool) {
    reorder(&plane, start, stride)
    let turn: Float = isInverse ? -1 : 1
    var half = 1
    while half < count {
      let step = count / (2 * half)
      var block = 0
      while block < count {
        for k in 0..<half {
          let (cosine, sine) = (cosines[k &* step], turn * sines[k &* step])
          let upper = start &+ (block &+ k) &* stride
          let lower = upper &+ half &* stride
          let (real, imaginary) = (plane.real[lower], plane.imaginary[lower])
          let turnedReal = real * cosine + imaginary * sine
          let turnedImaginary = imaginary * cosine - real * sine
          plane.real[lower] = plane.real[upper] - turnedReal
          plane.imaginary[lower] = plane.imaginary[upper] - turnedImaginary
          plane.real[upper] += turnedReal
          plane.imaginary[upper] += turnedImaginary
        }
        block += 2 * half
      }
      half *= 2
    }
  }

  /// Puts each number where its place's bits read backwards say.
  private func reorder(_ plane: inout ComplexPlane, _ start: Int, _ stride: Int) {
    var mirrored = 0
    for place in 0..<count {
      if place < mirrored {
        plane.real.swapAt(start + place * stride, start + mirrored * stride)
        plane.imaginary.swapAt(start + place * stride, start + mirrored * stride)
      }
      var bit = count >> 1
      while bit > 0, mirrored & bit != 0 {
        mirrored ^= bit
        bit >>= 1
      }
      mirrored |= bit
    }
  }
}

/// Complex numbers in rows.
struct ComplexPlane {
  var real: [Float]
  var imaginary: [Float]

  init(count: Int) {
    real = [Float](repeating: 0, count: count)
    imaginary = real
  }
}

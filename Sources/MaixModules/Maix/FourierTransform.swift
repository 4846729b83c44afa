#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The transform that the chip's FFT does, on numbers of 16 bits.
///
/// **Source**: the datasheet's and the SDK's words of it (`fft.h`): forward or back, 64 to 512 points, and a
/// mask that says after which of the stages everything is halved. Its rounding between the stages is not
/// written anywhere: here all stages are exact, and the result is halved as often as the mask says, rounded,
/// and cut to 16 bits.
struct FourierTransform {
  /// 64, 128, 256 or 512.
  let count: Int
  /// A bit for each stage.
  let shift: Int
  /// Whether it is the inverse.
  let isInverse: Bool

  /// Real and imaginary parts of the transform of real samples, of which there are `count`.
  func run(_ samples: [Int]) -> [(real: Int, imaginary: Int)] {
    let stages = count.trailingZeroBitCount
    var real = [Double](repeating: 0, count: count)
    var imaginary = real
    for index in 0..<count {
      var reversed = 0
      for bit in 0..<stages where index >> bit & 1 == 1 { reversed |= 1 << (stages - 1 - bit) }
      real[reversed] = Double(samples[index])
    }
    var half = 1
    while half < count {
      let step = (isInverse ? Double.pi : -Double.pi) / Double(half)
      for offset in 0..<half {
        let (cosine, sine) = (cos(step * Double(offset)), sin(step * Double(offset)))
        for low in stride(from: offset, to: count, by: half * 2) {
          let high = low + half
          let (x, y) = (
            real[high] * cosine - imaginary[high] * sine, real[high] * sine + imaginary[high] * cosine
          )
          (real[high], imaginary[high]) = (real[low] - x, imaginary[low] - y)
          (real[low], imaginary[low]) = (real[low] + x, imaginary[low] + y)
        }
      }
      half *= 2
    }
    let scale = Double(1 << (shift & (1 << stages - 1)).nonzeroBitCount)
    return (0..<count).map { (cut(real[$0] / scale), cut(imaginary[$0] / scale)) }
  }

  private func cut(_ number: Double) -> Int { Int(min(max(number.rounded(), -32768), 32767)) }
}

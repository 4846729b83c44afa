internal import FuzzDriver
internal import ImageCodecs
internal import Pictures

/// Decodes mutated image files of every format and writes what was accepted.
@main
enum FuzzPictures {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      FuzzPictures.check(unsafe LibFuzzer.bytes(start, count))
      return 0
    }
  }

  static let pixelLimit = 1 << 16

  private static func check(_ bytes: [UInt8]) {
    let decoder = ImageDecoder(pixelLimit: pixelLimit)
    guard let image = try? decoder.decode(bytes) else { return }
    let picture = image.picture
    if picture.width * picture.height > pixelLimit { LibFuzzer.finding("the pixel limit was passed") }
    do {
      let written = try picture.encoded(as: .png)
      if try decoder.decode(written).picture != picture { LibFuzzer.finding("writing changed the picture") }
    } catch {
      LibFuzzer.finding("a decoded picture cannot be written and read again: \(error)")
    }
  }
}

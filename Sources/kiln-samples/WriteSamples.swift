import Foundation
import KModel

/// Writes the sample models: `digits-v3.kmodel` and `digits-v4.kmodel` of a trained network, `spots-v3.kmodel`.
@main
struct WriteSamples {
  static func main() {
    do {
      let arguments = CommandLine.arguments
      guard arguments.count == 3 else { throw SampleError.usage }
      let digits = try DigitModel(SampleNetwork(contentsOf: URL(filePath: arguments[1])))
      let folder = URL(filePath: arguments[2])
      let models: [(name: String, model: KModel)] = [
        ("digits/digits-v3", .v3(digits.kmodelV3())), ("digits/digits-v4", .v4(digits.kmodelV4())),
        ("spots/spots-v3", .v3(try SpotModel().kmodelV3())),
      ]
      for (name, kmodel) in models {
        let bytes = try kmodel.encoded()
        let file = folder.appending(path: "\(name).kmodel")
        try Data(bytes).write(to: file)
        print("\(file.lastPathComponent): \(bytes.count) bytes")
        guard name == "spots/spots-v3" else { continue }
        let turned = folder.appending(path: "\(name)-be.kmodel")
        try Data(Self.wordsTurnedRound(bytes)).write(to: turned)
      }
    } catch {
      FileHandle.standardError.write(Data("kiln-samples: \(error)\n".utf8))
      exit(error is SampleError ? 2 : 1)
    }
  }

  /// The bytes of each word the other way round, as `kpu.load_flash` wants files; filled up with zeros.
  private static func wordsTurnedRound(_ bytes: [UInt8]) -> [UInt8] {
    let padded = bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    return stride(from: 0, to: padded.count, by: 4).flatMap { padded[$0..<($0 + 4)].reversed() }
  }
}

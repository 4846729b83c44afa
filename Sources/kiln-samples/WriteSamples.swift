import Foundation
import KModel

/// Writes the sample models of a trained network: `digits-v3.kmodel` and `digits-v4.kmodel`.
@main
struct WriteSamples {
  static func main() {
    do {
      let arguments = CommandLine.arguments
      guard arguments.count == 3 else { throw SampleError.usage }
      let model = try DigitModel(DigitNetwork(contentsOf: URL(filePath: arguments[1])))
      let folder = URL(filePath: arguments[2])
      for kmodel in [KModel.v3(model.kmodelV3()), .v4(model.kmodelV4())] {
        let bytes = try kmodel.encoded()
        let file = folder.appending(path: "digits-v\(kmodel.version).kmodel")
        try Data(bytes).write(to: file)
        print("\(file.lastPathComponent): \(bytes.count) bytes")
      }
    } catch {
      FileHandle.standardError.write(Data("kiln-samples: \(error)\n".utf8))
      exit(error is SampleError ? 2 : 1)
    }
  }
}

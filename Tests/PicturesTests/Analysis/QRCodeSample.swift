import Pictures
import Testing

/// QR codes that the library segno 1.6.6 made.
struct QRCodeSample: Sendable, CustomTestStringConvertible {
  let text: String
  let version: Int
  let level: Int
  let mask: Int
  let kind: Int
  /// Dark modules, row by row.
  let modules: [Bool]

  var testDescription: String { "version \(version), mask \(mask)" }

  init(_ text: String, version: Int, level: Int, mask: Int, kind: Int, _ digits: [String]) {
    (self.text, self.version, self.level, self.mask, self.kind) = (text, version, level, mask, kind)
    modules = digits.joined().flatMap { digit in
      let value = digit.hexDigitValue ?? 0
      return (0..<4).map { value >> (3 - $0) & 1 == 1 }
    }
  }

  var side: Int { 17 + 4 * version }

  /// The code with a light border of four modules, each module a square of pixels; some modules may be turned.
  func raster(scale: Int, turning turned: Set<Int> = [], format: Raster.Format = .grayscale) throws -> Raster
  {
    let size = (side + 8) * scale
    var raster = try Raster(width: size, height: size, format: format)
    for y in 0..<size {
      for x in 0..<size {
        let (column, row) = (x / scale - 4, y / scale - 4)
        let isInside = column >= 0 && row >= 0 && column < side && row < side
        let place = row * side + column
        let isDark = isInside && modules[place] != turned.contains(place)
        raster[x, y] = isDark ? 0 : format == .rgb565 ? 0xFFFF : 220
      }
    }
    return raster
  }

  /// In kanji mode, whose payload is no UTF-8: `segno.make(text, mode="kanji", error="m", version=1, mask=3)`.
  static let kanji = QRCodeSample(
    "日本語",
    version: 1, level: 0, mask: 3, kind: 8,
    [
      "fe83fc17d06e90bb7565dba52ec12d07faafe01700b77a5b6cf1909c0d62e7cb729400691bfb6490543bba0f8d",
      "d594aeaad904485fea5d8",
    ])

  static let all = [
    QRCodeSample(
      "Kiln 0",
      version: 1, level: 0, mask: 0, kind: 4,
      [
        "fe1bfc16d06e98bb7465dbacaec10507faafe00f00aa5093eb1bda923f89061972a8006a9bf95af047a3ba969d",
        "d315aea2230486afeca98",
      ]),
    QRCodeSample(
      "Kiln 1",
      version: 1, level: 0, mask: 1, kind: 4,
      [
        "fef3fc13506eaebb74c5dba7aec14d07faafe00d00a3612b04b166b76b4b2cbf75fd006033fa0fb04529ba63cd",
        "d2bf2eb77704ac0fe9fc8",
      ]),
    QRCodeSample(
      "Kiln 2",
      version: 1, level: 0, mask: 2, kind: 4,
      [
        "fe33fc11906eb8bb75f5dba8aec17907faafe01c00be53e4a3f86ed2ddf13ef1f0908074a3f8d4d0583dbaf515",
        "d6f62eaac1043e4fee910",
      ]),
    QRCodeSample(
      "Kiln 3",
      version: 1, level: 0, mask: 3, kind: 4,
      [
        "fe8bfc14506e80bb75f5dba32ec12d07faafe01f00b75a5ee6f86a94062b6592a290807917fb6210501dba0e7d",
        "d69baeaac104089fe84a0",
      ]),
    QRCodeSample(
      "Kiln 4",
      version: 1, level: 0, mask: 4, kind: 4,
      [
        "fedbfc13d06e86bb7575dbaaaec15907faafe01f008b97cbe7c08cece5ea4f3a62e100472ffa37504b31baf30d",
        "d1ceee8cf9044f8fe8e08",
      ]),
    QRCodeSample(
      "Kiln 5",
      version: 1, level: 0, mask: 5, kind: 4,
      [
        "fe13fc14d06eaabb75c5dba0aec13907faafe0180082b673ebe40692dcba3cf8f7fd006423f8d4d0487cba1415",
        "d2fe2e8f77043c4fec910",
      ]),
    QRCodeSample(
      "Kiln 6",
      version: 1, level: 0, mask: 6, kind: 4,
      [
        "fee3fc14506eb8bb7465dbadaec13107faafe000009f94b8cee41cbe4f38dd70a9fd00572ffa46905c4cbaa65d",
        "d5782e9f7704307fead80",
      ]),
    QRCodeSample(
      "Kiln 7",
      version: 1, level: 0, mask: 7, kind: 4,
      [
        "fe0bfc10906e8ebb7495dba6aec16d07faafe0070096a505641be09b1aaba286aea80048d3f913d05b93ba530d",
        "d587ee8a23044f8fef8d0",
      ]),
    QRCodeSample(
      "0123456789012",
      version: 2, level: 3, mask: 3, kind: 1,
      [
        "fe59bfc171906ebdcbb74a15dba3c2ec109107faaafe00ac007646830684dc39f2d0892fe928bc0b7b4e0069c9",
        "d98758f60522bcfb0051453f826a705b319ba1bfa5d57e36ebd745059336fe7f7c8",
      ]),
    QRCodeSample(
      "HTTP://KILN:8/ $%*+-.",
      version: 3, level: 3, mask: 5, kind: 2,
      [
        "fecf9bfc16a0506e8518bb74dc85dba4df2ec1216507faaaafe0087f004386941d4e371a38cb858fbacb3ee06a",
        "5cefe01bc75b89b296d38b62ef5e772db6aa6624f5c2242d41334d1aef84fd80407477faa56b304d4f1dba5d4f",
        "85d0515b2e82fd4d05991b8fe699e10",
      ]),
    QRCodeSample(
      "kiln run main.py --frames 3",
      version: 5, level: 2, mask: 1, kind: 4,
      [
        "fe13c8abfc15bbf3506ea634acbb75225f65dbaea0b22ec16a09b507faaaaaafe006efd90027b933d5f5c55c32",
        "0c66d38aa44a5376930723e6f1dbf3dc1265e117efc71b78248983440aa2f8eb9a5ec2cf2cb94fc7595fcb2aea",
        "7b43b8320157750a788e1fb16e9ca5fe832c3606b9162c777ec2cad4716376b30f5bb251504030df3de4f0ff80",
        "5baf0457fade646ab05cd8c11aba10279fc5d0bce7efaeae39a637040cc7960fe0196dac8",
      ]),
    QRCodeSample(
      "A seventh version, which names itself in two places.",
      version: 7, level: 0, mask: 6, kind: 4,
      [
        "fea53f6a4bfc1686650e906eb365a8d4bb74748c3635dbaf77fc27aec12a744ce107faaaaaaaafe0018d179500",
        "9fb9bfa96cbf4f87a76db004cd4b85bc0adaa97a3d8f6f62fb61bd7982da20f90d94297b0bfb7fd6a721792457",
        "f6af198b96a8ea9f1f154026819f996e916117c8d5f1a7ff5bf8b4fae459bc5be4512a046bd32be514eb14c514",
        "4fef9ffa7f9ac181191aabf48ae619a4a8f0c9539857d6314a20dd69b8c0a1c0fec33d3e5b9a6b009b8b9e8eaa",
        "8663379c49a8033c35fe49c2fb16fd74eaf06570c046e9a964fce3fb805f844b845bfb8aeb62eb50544510bf1e",
        "bae64ff4efcdd438aa0b7fee87f791f7670427ade4b2ffeeea4de6d80",
      ]),
    QRCodeSample(
      String((0..<200).map { Character(UnicodeScalar(97 + UInt8($0 % 26))) }),
      version: 10, level: 1, mask: 2, kind: 4,
      [
        "fe6a13d784e73fc15035fc1f44906e8ba486a927cbb7588c38ab8625dba1b5abf04692ec15424d1fde1107faaa",
        "aaaaaaaafe00d271469c4500fbc1687e137e55625c8bcba315edb391eebf045f7986066df9b0775fe2fffba613",
        "a540032843ade4abced4583fd949895c9df8f6aea923182d3b4fe9293877cd1a000bdf4efc4ffff45d320fa5f3",
        "5a929a89d4939bce73970e31a7760544661b70eb8e6428674087ef0ae57071cefc72a9981ee2e803ec806290d4",
        "0be75ceae12fe7134ff3283e611521147c3f71daad3dc2b5c30a9845118f18274c55bfd017f98d5be4a17e62c9",
        "e31ace8f2be94b5c12fd5adc0bc38634e0eaea21588fa5f0ca2ab63ad49384f9f9061c57e13e1a2c2ad4ac6709",
        "905a39279be80d9e0bca352a9c46240722e80e137e3e5e230bd3a31581929f4c87845f5704996dd43c3f67e6f5",
        "fba3f1a76282e6f3ad30ef841699ce73f98d5f55f14bcec9e312cc0263e93f1a54fd00490bf14ab8c47fa5671a",
        "aba5abd04d7cf4545711dbaaf70ff3875f9dd4f61964afcfe2ea875802a86a8105658aa872aba8fe9ce853ec80",
        "a30",
      ]),
  ]
}

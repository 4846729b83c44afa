import Pictures
import Scripting

extension MaixBoard {
  /// Module `image`.
  func installImageModule(in vm: Interpreter) {
    add("image", to: vm) { [self] module throws(Raised) in
      try module.define(
        "Image", 0, 1, keywords: true,
        .partly(
          "paths and bytes, no open files; as on a board no PGM and PPM; "
            + "copy_to_fb=True leaves the camera's buffer as it is")
      ) { [self] vm, args throws(Raised) in
        try makeImage(vm, args)
      }
      // The class is made when there is a first image; making it here lists its methods with the module's.
      _ = try imageType(module.vm)
      try defineColorFunctions(in: module)
      try defineTransforms(in: module)
      try defineFonts(in: module)
      try defineImageStreams(in: module)
      for name in ["HaarCascade", "load_descriptor", "save_descriptor", "match_descriptor"] {
        try module.lack(name, because: "its detector is not part of Kiln")
      }
    }
  }

  private func defineColorFunctions(in module: MaixModuleBuilder) throws(Raised) {
    try module.define("rgb_to_lab", 1, 1) { vm, args throws(Raised) in
      let lab = ColorFunctions.lab(try vm.wrappedColor(args[0]))
      return try vm.newTuple([Value(small: lab.lightness), Value(small: lab.a), Value(small: lab.b)])
    }
    try module.define("lab_to_rgb", 1, 1) { vm, args throws(Raised) in
      let numbers = try vm.plainIntegers(try vm.requiredItems(args[0], count: 3))
        .map { Int(Int8(truncatingIfNeeded: $0)) }
      return try vm.newColor(
        ColorFunctions.color(lightness: numbers[0], a: numbers[1], b: numbers[2]))
    }
    try module.define("rgb_to_grayscale", 1, 1) { vm, args throws(Raised) in
      Value(small: ColorFunctions.brightness(try vm.wrappedColor(args[0])))
    }
    try module.define("grayscale_to_rgb", 1, 1) { vm, args throws(Raised) in
      let shade = UInt8(truncatingIfNeeded: try vm.plainInteger(args[0]))
      return try vm.newColor(Color(gray: shade))
    }
  }

  private func defineTransforms(in module: MaixModuleBuilder) throws(Raised) {
    try module.define("get_affine_transform", 2, 2) { vm, args throws(Raised) in
      guard vm.kind(args[0]) == .list, vm.kind(args[1]) == .list, let source = vm.sequenceItems(args[0]),
        let target = vm.sequenceItems(args[1])
      else { throw vm.fault(.OSError, "Need input [[x0,y0],[x1,y1],...]\r\n") }
      guard source.count == target.count else {
        throw vm.fault(.OSError, "src len must equal with dst len")
      }
      guard source.count <= 10 else { throw vm.fault(.OSError, "must<=10 points") }
      let transform = PlaneTransform(
        source: try Self.points(vm, source), target: try Self.points(vm, target))
      var numbers: [Value] = []
      for number in transform.numbers { numbers.append(try vm.newFloat(Double(number))) }
      return try vm.newTuple(numbers)
    }
    try module.define("warp_affine_ai", 3, 3) { [self] vm, args throws(Raised) in
      let numbers = try vm.floats(try vm.requiredItems(args[2], count: 9))
      let (source, target) = (try image(vm, args[0]).buffer, try image(vm, args[1]).buffer)
      let format = source.raster.format
      guard source.jpeg == nil, target.jpeg == nil, format == target.raster.format else {
        throw vm.valueError("src_img->bpp != dst_img->bpp")
      }
      guard let planes = source.planes, target.planes != nil else {
        throw vm.valueError("only support ai image affine")
      }
      guard format != .binary, let transform = PlaneTransform(numbers: numbers) else {
        throw vm.valueError("only support grayscale or RGB565 pic")
      }
      target.planes = transform.warped(
        planes, width: source.raster.width, height: source.raster.height,
        channels: format == .rgb565 ? 3 : 1, to: target.raster.width, height: target.raster.height)
      return .none
    }
  }

  private static func points(_ vm: Interpreter, _ items: [Value]) throws(Raised) -> [(x: Float, y: Float)] {
    var points: [(x: Float, y: Float)] = []
    for item in items {
      let place = try vm.plainIntegers(try vm.requiredItems(item, count: 2))
      points.append(
        (Float(UInt16(truncatingIfNeeded: place[0])), Float(UInt16(truncatingIfNeeded: place[1]))))
    }
    return points
  }

  private func defineFonts(in module: MaixModuleBuilder) throws(Raised) {
    try module.set([
      "ASCII": 0, "UTF8": 2, "EDGE_CANNY": 0, "EDGE_SIMPLE": 1, "SEARCH_EX": 0, "SEARCH_DS": 1,
    ])
    try module.define(
      "font_load", 4, nil, keywords: true, .partly("texts stay in the built-in font")
    ) { [self] vm, args throws(Raised) in
      guard try vm.plainIntegers([args[0], args[1], args[2]])[0] == 2 else { return .none }
      if vm.kind(args[3]) == .str {
        guard vm.text(args[3]).contains(".Dzk") else {
          throw vm.valueError("[MAIXPY]image: font format don't match, only supply .Dzk ")
        }
      } else if try vm.plainInteger(args[3]) <= 0 {
        throw vm.valueError("[MAIXPY]image: font_addr must > 0 ")
      }
      explainOnce("image.font_load: fonts are not read; texts are written in the built-in one")
      return .none
    }
    try module.define("font_free", 0, nil, keywords: true) { _, _ throws(Raised) in .none }
  }
}

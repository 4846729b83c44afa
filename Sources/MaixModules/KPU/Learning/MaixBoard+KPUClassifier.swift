import Scripting

/// Class `classifier`.
extension MaixBoard {
  func defineKPUClassifier(_ module: MaixModuleBuilder) throws(Raised) {
    let builder = try module.type(
      "classifier",
      .partly("k-means from the classes' pictures, as the firmware's library is closed; files are Kiln's own")
    ) { [unowned self] vm, args throws(Raised) in
      try newClassifier(vm, args)
    }
    let type = builder.type
    _ = try module.vm.moduleClass(Self.classifierName) { () throws(Raised) -> Value in type }
    try defineLearning(on: builder)
    try defineForgetting(on: builder)
    catalogue.add(builder.owner, "load", .partly("files are Kiln's own; a board's are refused"))
    // Not a method: its first argument is the model.
    let load = try module.vm.newNative("load", 2, nil, keywords: true) {
      [unowned self] vm, args throws(Raised) in
      try loadClassifier(vm, args)
    }
    try builder.set("load", load)
  }

  /// What the interpreter knows the class by.
  private static let classifierName = "KPU.classifier"

  private func defineLearning(on builder: MaixTypeBuilder) throws(Raised) {
    try method(builder, "add_class_img", 1, 2) { board, vm, learner, args throws(Raised) in
      let feature = try board.feature(vm, learner, args[1])
      let index = args.count > 2 ? try vm.plainInteger(args[2]) : -1
      if index >= 0, index < learner.classes.count {
        learner.classes[index] = feature
        return Value(small: index)
      }
      guard index < 0 || index == learner.classes.count, learner.classes.count < learner.classLimit else {
        throw vm.osError(ErrorNumber.invalid)
      }
      learner.classes.append(feature)
      return Value(small: learner.classes.count - 1)
    }
    try method(builder, "add_sample_img", 1, 1) { board, vm, learner, args throws(Raised) in
      let feature = try board.feature(vm, learner, args[1])
      guard learner.samples.count < learner.sampleLimit else { throw vm.osError(ErrorNumber.invalid) }
      learner.samples.append(feature)
      return Value(small: learner.samples.count - 1)
    }
    try method(builder, "train", 0, 0) { _, vm, learner, _ throws(Raised) in
      guard !learner.classes.isEmpty else { throw vm.osError(ErrorNumber.invalid) }
      learner.centroids = Centroids(classes: learner.classes, samples: learner.samples)
      return .none
    }
    try method(builder, "predict", 1, 1) { board, vm, learner, args throws(Raised) in
      let feature = try board.feature(vm, learner, args[1])
      guard let nearest = learner.centroids?.nearest(to: feature) else {
        board.explainOnce("classifier.predict: train() comes first")
        throw vm.osError(ErrorNumber.invalid)
      }
      return try vm.newTuple([Value(small: nearest.index), try vm.newFloat(Double(nearest.distance))])
    }
  }

  private func defineForgetting(on builder: MaixTypeBuilder) throws(Raised) {
    try method(builder, "rm_class_img", 0, 0) { _, vm, learner, _ throws(Raised) in
      guard learner.classes.popLast() != nil else { throw vm.osError(ErrorNumber.invalid) }
      return Value(small: learner.classes.count)
    }
    try method(builder, "rm_sample_img", 0, 0) { _, vm, learner, _ throws(Raised) in
      guard learner.samples.popLast() != nil else { throw vm.osError(ErrorNumber.invalid) }
      return Value(small: learner.samples.count)
    }
    try method(builder, "save", 1, 1) { board, vm, learner, args throws(Raised) in
      guard vm.isKind(args[1], .str) else {
        throw vm.typeError("can't convert '\(vm.typeName(args[1]))' object to str implicitly")
      }
      guard let points = learner.centroids?.points else { throw vm.osError(ErrorNumber.invalid) }
      try board.write(
        vm, vm.bytes(args[1]),
        ClassifierFile.bytes(classLimit: learner.classLimit, sampleLimit: learner.sampleLimit, points: points)
      )
      return .none
    }
    try method(builder, "__del__", 0, 0) { _, vm, learner, _ throws(Raised) in
      vm.writeConsole(Classifier.farewell)
      learner.classes = []
      learner.samples = []
      learner.centroids = nil
      return .none
    }
  }

  /// A method that says `must be obj` for the wrong object, as the firmware's do.
  private func method(
    _ builder: MaixTypeBuilder, _ name: String, _ minimum: Int, _ maximum: Int,
    _ body: @escaping (MaixBoard, Interpreter, Classifier, Arguments) throws(Raised) -> Value
  ) throws(Raised) {
    let differences = [
      "save": "files are Kiln's own", "train": "the firmware's library is closed: centroids of the samples",
      "predict": "the firmware's library is closed: the nearest centroid",
    ]
    catalogue.add(builder.owner, name, differences[name].map { .partly($0) } ?? .full)
    try builder.vm.defineUnchecked(builder.type, name, minimum, maximum) {
      [unowned self] vm, args throws(Raised) in
      guard let classifier = vm.hostObject(args[0], as: Classifier.self) else {
        throw vm.valueError("must be obj")
      }
      return try body(self, vm, classifier, args)
    }
  }

  // MARK: Making

  private func newClassifier(_ vm: Interpreter, _ args: Arguments) throws(Raised) -> Value {
    guard args.count >= 3 else { throw vm.valueError("model, class num, sample num") }
    guard let net = net(vm, args[0]) else { throw vm.valueError("model") }
    var length = 0
    // The firmware looks at a fourth argument only if there is a named one.
    if args.keywordCount > 0 {
      let given = try vm.named(args, "fea_len")
      length = try vm.plainInteger(given.isNull ? (args.count > 3 ? args[3] : Value(small: 0)) : given)
    }
    let (classes, samples) = (try vm.plainInteger(args[1]), try vm.plainInteger(args[2]))
    return try newClassifier(vm, net, classes: classes, samples: samples, length: length).value
  }

  /// A classifier with room for its features, which the system heap must have.
  private func newClassifier(
    _ vm: Interpreter, _ net: KPUNet, classes: Int, samples: Int, length: Int
  ) throws(Raised) -> (value: Value, classifier: Classifier) {
    guard let network = net.network, classes > 0, samples >= 0, length >= 0 else {
      throw vm.osError(ErrorNumber.invalid)
    }
    let own = network.elementCounts.first ?? 0
    let count = length > 0 ? min(length, own) : own
    // More pictures than bytes of memory are refused before anything is multiplied.
    guard classes <= systemHeap.capacity, samples <= systemHeap.capacity,
      let room = systemHeap.allocate((classes + samples) * count * 4)
    else { throw vm.osError(12) }
    let classifier = Classifier(
      net: net, classLimit: classes, sampleLimit: samples, featureLimit: count, room: room,
      console: configuration.printsFinalisers ? vm.host : nil)
    let type = try vm.moduleClass(Self.classifierName) { () throws(Raised) -> Value in .null }
    return (try vm.newHost(classifier, type: type, boardByteCount: 64), classifier)
  }

  /// What the model makes of a picture.
  private func feature(_ vm: Interpreter, _ classifier: Classifier, _ picture: Value) throws(Raised)
    -> [Float]
  {
    _ = try image(vm, picture)
    guard let network = classifier.net.network else { throw vm.osError(ErrorNumber.invalid) }
    let input = try planes(vm, picture, for: network)
    do throws(KPUError) {
      try network.run(input)
    } catch {
      throw runFault(vm, error, network)
    }
    guard let output = network.outputs.first else { throw vm.osError(ErrorNumber.invalid) }
    let isBytes = network.elementCounts.first == output.bytes.count
    let values = isBytes ? output.bytes.map { Float($0) } : output.floats
    return Array(values.prefix(classifier.featureLimit))
  }

  // MARK: Files

  private func loadClassifier(_ vm: Interpreter, _ args: Arguments) throws(Raised) -> Value {
    if vm.hostObject(args[0], as: Classifier.self) != nil { throw vm.valueError("must be class") }
    guard let net = net(vm, args[0]) else { throw vm.valueError("must be model") }
    guard vm.isKind(args[1], .str) else { throw vm.valueError("path err") }
    let classes = args.count > 2 ? try vm.plainInteger(args[2]) : 0
    let samples = args.count > 3 ? try vm.plainInteger(args[3]) : 0
    let given = try vm.named(args, "fea_len")
    let length = given.isNull ? 0 : try vm.plainInteger(given)
    guard let bytes = try? fileBytes(vm, vm.bytes(args[1]), limit: ClassifierFile.limit) else {
      throw vm.osError(2)
    }
    guard let saved = ClassifierFile.contents(bytes) else {
      explainOnce(
        "classifier.load: the file is none that Kiln's classifier.save wrote; a board's have another form")
      throw vm.osError(ErrorNumber.invalid)
    }
    let counts = (
      classes: classes > 0 ? classes : max(saved.classLimit, 1),
      samples: samples > 0 ? samples : saved.sampleLimit
    )
    let made = try newClassifier(
      vm, net, classes: counts.classes, samples: counts.samples, length: length)
    made.classifier.classes = Array(saved.points.prefix(counts.classes))
    made.classifier.centroids = Centroids(points: made.classifier.classes)
    return try vm.newTuple([made.value, Value(small: counts.classes), Value(small: counts.samples)])
  }

  /// Writes a file anew.
  private func write(_ vm: Interpreter, _ path: [UInt8], _ bytes: [UInt8]) throws(Raised) {
    guard let files = vm.host.files else { throw vm.osError(ErrorNumber.noDevice) }
    do throws(ScriptFileError) {
      let mode = ScriptFileMode(
        reads: false, writes: true, truncates: true, creates: true, isExclusive: false, appends: false)
      let file = try files.open(path, mode)
      defer { files.close(file) }
      try files.write(file, bytes[...])
    } catch {
      throw vm.osError(error.number)
    }
  }
}

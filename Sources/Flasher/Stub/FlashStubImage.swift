enum FlashStubImage { static let bytes: [UInt8] = [] }

import Scripting

extension MaixBoard {
  /// Modules `fpioa_manager` and `board`, which are scripts on the device, too: classes that nobody makes
  /// objects of.
  ///
  /// **Source**: what `fpioa_manager.py` and `board.py` of the firmware do; its `get` of `board_info` names a
  /// variable that does not exist.
  func installPinModules(in vm: Interpreter) {
    vm.addModule("fpioa_manager", source: MaixBoard.pinManagerSource)
    vm.addModule("board", source: MaixBoard.boardSource)
    for name in [
      "register", "unregister", "get_pin_by_function", "str_function", "get_gpio_used", "help", "fpioa",
    ] { catalogue.add("fpioa_manager.fm", name, .full) }
    for name in ["set", "all", "load"] { catalogue.add("board.board_info", name, .full) }
    catalogue.add("board.board_info", "get", .raises("the firmware's has a mistake: NameError"))
  }

  private static let pinManagerSource = """
    from Maix import FPIOA

    class fm:
        fpioa = FPIOA()

        def help():
            __class__.fpioa.help()

        def get_pin_by_function(function):
            return __class__.fpioa.get_Pin_num(function)

        def register(pin, function, force=True):
            before = __class__.get_pin_by_function(function)
            if before == pin:
                return
            if before is not None:
                text = '[Warning] function is used by %s(pin:%d)' % (__class__.str_function(function), before)
                if force == False:
                    raise Exception(text)
                print(text)
            __class__.fpioa.set_function(pin, function)

        def unregister(pin):
            __class__.fpioa.set_function(pin, __class__.fpioa.RESV0)

        def str_function(function):
            first, other, last = 24, 56, 63
            if other <= function <= last:
                return 'fm.fpioa.GPIO%d' % (function - other)
            if first <= function < other:
                return 'fm.fpioa.GPIOHS%d' % (function - first)
            return 'unknown'

        def get_gpio_used():
            return [(__class__.str_function(f), __class__.get_pin_by_function(f)) for f in range(24, 64)]

    """

  private static let boardSource = """
    from Maix import config

    class board_info:
        def set(key, value=None):
            return setattr(__class__, key, value)

        def all():
            return dir(__class__)

        def get():
            return getattr(__class__, key)

        def load(__map__={}):
            for name in __map__:
                setattr(__class__, name, __map__[name])

    tmp = config.get_value('board_info', None)
    if tmp is None:
        print('[Warning] Not loaded from /flash/config.json to board_info.')
        tmp = {'BOOT_KEY': 16}
    board_info.load(tmp)

    """
}

import Scripting
import Testing

/// A host without files: whatever a script asks for is not there.
struct SandboxTests {
  @Test(arguments: [
    ("open('/etc/passwd')", "OSError"), ("open('x', 'w')", "OSError"), ("open('../x', 'rb')", "OSError"),
    ("import uos\n uos.listdir('/')", "OSError"), ("import uos\n uos.remove('x')", "OSError"),
    ("import uos\n uos.rename('x', 'y')", "OSError"),
    ("import uos\n uos.mkdir('x')", "OSError"), ("import uos\n uos.stat('/')", "OSError"),
    ("import uos\n uos.chdir('/')", "OSError"),
    ("execfile('x.py')", "OSError"), ("import nothing", "ImportError"), ("import os.path", "ImportError"),
    ("from nothing import x", "ImportError"), ("import subprocess", "ImportError"),
    ("import socket", "ImportError"),
    ("__import__('../x')", "ImportError"), ("__import__('/etc/passwd')", "ImportError"),
  ])
  func outside_isNotThere(script: String, exception: String) throws {
    let run = try MachineRun("try:\n \(script)\nexcept Exception as e: print(type(e).__name__)")
    #expect(run.output == exception + "\n")
  }

  @Test(arguments: ["uos", "usys", "sys", "builtins", "utime"])
  func modules_haveNoWayOut(module: String) throws {
    let run = try MachineRun("import \(module)\nprint(*dir(\(module)))")
    for name in [
      "system", "popen", "getenv", "environ", "fork", "exec", "execv", "kill", "spawn", "ctypes", "socket",
    ] where name != "exec" {
      #expect(!run.output.split(whereSeparator: \.isWhitespace).contains(Substring(name)))
    }
  }
}

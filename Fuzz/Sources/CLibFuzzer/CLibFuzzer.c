// Makes this module a target with something to compile; the driver itself comes with the compiler.
#include "CLibFuzzer.h"

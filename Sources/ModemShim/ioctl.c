// Stands before the C library's ioctl and tcsetattr. Everything but six requests on a board's terminal goes through untouched,
// changes of its speed once the board has read what was written before them.
#define _GNU_SOURCE
// The kernel's structures, for the numbers of requests; <termios.h> has others of the same names.
#include <asm/termbits.h>
#include <dlfcn.h>
#include <errno.h>
#include <linux/serial.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "ModemShim.h"
#include "channel.h"

/// Device number of Unix98 pseudo-terminal slaves (Linux, Documentation/admin-guide/devices.txt); the minor is N of /dev/pts/N.
enum { slave_major = 136 };

typedef int ioctl_function(int, unsigned long, ...);

/// The next ioctl in the order of loading, found once.
static _Atomic(ioctl_function *) next_ioctl;

static ioctl_function *find_next(void) {
  ioctl_function *found = atomic_load_explicit(&next_ioctl, memory_order_relaxed);
  if (found) return found;
  found = (ioctl_function *)dlsym(RTLD_NEXT, "ioctl");
  // Every thread that comes here finds the same.
  atomic_store_explicit(&next_ioctl, found, memory_order_relaxed);
  return found;
}

typedef int tcsetattr_function(int, int, const struct termios *);

/// The next tcsetattr; the C library's goes to the kernel without passing ioctl.
static _Atomic(tcsetattr_function *) next_tcsetattr;

static tcsetattr_function *find_next_tcsetattr(void) {
  tcsetattr_function *found = atomic_load_explicit(&next_tcsetattr, memory_order_relaxed);
  if (found) return found;
  found = (tcsetattr_function *)dlsym(RTLD_NEXT, "tcsetattr");
  atomic_store_explicit(&next_tcsetattr, found, memory_order_relaxed);
  return found;
}

// Before main: dlsym is not safe in a signal handler, ioctl is.
__attribute__((constructor)) static void prepare(void) {
  find_next();
  find_next_tcsetattr();
}

static int pass_on(int descriptor, unsigned long request, void *argument) {
  ioctl_function *next = find_next();
  return next ? next(descriptor, request, argument) : (int)syscall(SYS_ioctl, descriptor, request, argument);
}

/// Whether the descriptor is a pseudo-terminal's slave, which one, and whose.
static bool is_slave(int descriptor, unsigned *terminal, uid_t *owner) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return false;
  if (!S_ISCHR(status.st_mode) || major(status.st_rdev) != slave_major) return false;
  *terminal = minor(status.st_rdev);
  *owner = status.st_uid;
  return true;
}

/// The line that asks for a change of the lines in `mask` to the levels in `bits`; none of them: asks how they stand.
static const char *question_for(int mask, int bits) {
  bool dtr = bits & TIOCM_DTR, rts = bits & TIOCM_RTS;
  switch (mask & (TIOCM_DTR | TIOCM_RTS)) {
    case TIOCM_DTR: return dtr ? "dtr=1\n" : "dtr=0\n";
    case TIOCM_RTS: return rts ? "rts=1\n" : "rts=0\n";
    case TIOCM_DTR | TIOCM_RTS:
      if (dtr) return rts ? "dtr=1 rts=1\n" : "dtr=1 rts=0\n";
      return rts ? "dtr=0 rts=1\n" : "dtr=0 rts=0\n";
    default: return "lines?\n";
  }
}

/// Four requests that read or set the lines: 0, or -1 with errno; the C library's answer when there is no board.
static int answer_lines(int descriptor, unsigned long request, int *bits, unsigned terminal, uid_t owner) {
  const char *question;
  switch (request) {
    case TIOCMBIS: question = question_for(*bits, ~0); break;
    case TIOCMBIC: question = question_for(*bits, 0); break;
    case TIOCMSET: question = question_for(~0, *bits); break;
    default: question = question_for(0, 0); break;
  }
  int before = errno;
  struct modem_lines lines;
  switch (channel_ask(terminal, owner, question, &lines)) {
    case outcome_no_board:
      errno = before;
      return pass_on(descriptor, request, bits);
    case outcome_failed:
      errno = EIO;
      return -1;
    case outcome_done: break;
  }
  errno = before;
  // CTS, DSR, DCD and RI stay 0: no K210 board drives them.
  if (request == TIOCMGET) *bits = (lines.dtr ? TIOCM_DTR : 0) | (lines.rts ? TIOCM_RTS : 0);
  return 0;
}

/// Counts of changes of the four inputs: none, ever; bytes are not counted.
static int answer_counts(
    int descriptor, unsigned long request, struct serial_icounter_struct *counts, unsigned terminal, uid_t owner) {
  int before = errno;
  struct modem_lines lines;
  switch (channel_ask(terminal, owner, question_for(0, 0), &lines)) {
    case outcome_no_board:
      errno = before;
      return pass_on(descriptor, request, counts);
    case outcome_failed:
      errno = EIO;
      return -1;
    case outcome_done: break;
  }
  errno = before;
  memset(counts, 0, sizeof *counts);
  return 0;
}

/// Has the board read what was written so far: it sees a terminal's speed when it reads, not when bytes were written.
///
/// A real port's bytes have left, or nearly so, when a new speed takes effect. Whether there is a board is all the same here.
static void settle_bytes(int descriptor) {
  int before = errno;
  unsigned terminal;
  uid_t owner;
  struct modem_lines lines;
  if (is_slave(descriptor, &terminal, &owner)) channel_ask(terminal, owner, question_for(0, 0), &lines);
  errno = before;
}

__attribute__((visibility("default"))) int tcsetattr(int descriptor, int when, const struct termios *form) {
  settle_bytes(descriptor);
  tcsetattr_function *next = find_next_tcsetattr();
  if (next) return next(descriptor, when, form);
  errno = ENOSYS;
  return -1;
}

__attribute__((visibility("default"))) int ioctl(int descriptor, unsigned long request, ...) {
  va_list arguments;
  va_start(arguments, request);
  // As the C library does: there is one argument at most, and it fits into a pointer.
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  // Some callers pass the number as a signed int, which sign-extends.
  unsigned long number = (unsigned)request;
  bool is_ours = number == TIOCMGET || number == TIOCMSET || number == TIOCMBIS || number == TIOCMBIC ||
                 number == TIOCMIWAIT || number == TIOCGICOUNT;
  bool sets_form = number == TCSETS || number == TCSETSW || number == TCSETSF || number == TCSETS2 ||
                   number == TCSETSW2 || number == TCSETSF2;
  unsigned terminal;
  uid_t owner;
  if (sets_form) settle_bytes(descriptor);
  if (!is_ours) return pass_on(descriptor, request, argument);
  int before = errno;
  if (!is_slave(descriptor, &terminal, &owner)) {
    errno = before;
    return pass_on(descriptor, request, argument);
  }
  if (number == TIOCMIWAIT) {
    // The inputs never change: this ends with a signal or with the board.
    return channel_wait_for_end(terminal, owner) == 0 ? pass_on(descriptor, request, argument) : -1;
  }
  if (!argument) {
    errno = EFAULT;
    return -1;
  }
  return number == TIOCGICOUNT ? answer_counts(descriptor, number, argument, terminal, owner)
                               : answer_lines(descriptor, number, argument, terminal, owner);
}

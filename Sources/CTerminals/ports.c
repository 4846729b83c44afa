// What a host does with a serial port that is open: form, lines, one user at a time.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "CTerminals.h"

int terminal_open_slave(const char *path) { return open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC); }

int terminal_make_raw(int terminal) {
  struct termios form;
  if (tcgetattr(terminal, &form) != 0) return -1;
  cfmakeraw(&form);
  form.c_iflag &= ~(tcflag_t)(IXOFF | IXANY);
  form.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS);
  form.c_cflag |= CLOCAL | CREAD;
  // With a least count of 0 no bytes and a closed other end would look the same.
  form.c_cc[VMIN] = 1;
  form.c_cc[VTIME] = 0;
  return tcsetattr(terminal, TCSANOW, &form);
}

int terminal_claim(int terminal, bool is_pseudo) {
  if (fcntl(terminal, F_SETFD, FD_CLOEXEC) != 0) return -1;
  // Goes with the descriptor, however the program ends; programs that ask, as pyserial does, keep out.
  if (flock(terminal, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) errno = EBUSY;
    return -1;
  }
  // The kernel keeps out the others. On a pseudo-terminal this would outlive a program that is killed: not there.
  return is_pseudo ? 0 : ioctl(terminal, TIOCEXCL);
}

int terminal_lines(int terminal, bool *dtr, bool *rts) {
  int bits = 0;
  if (ioctl(terminal, TIOCMGET, &bits) != 0) return -1;
  *dtr = bits & TIOCM_DTR;
  *rts = bits & TIOCM_RTS;
  return 0;
}

int terminal_set_line(int terminal, bool is_rts, bool is_asserted) {
  int bit = is_rts ? TIOCM_RTS : TIOCM_DTR;
  return ioctl(terminal, is_asserted ? TIOCMBIS : TIOCMBIC, &bit);
}

int terminal_unsent(int terminal) {
  int count = 0;
  return ioctl(terminal, TIOCOUTQ, &count) == 0 ? count : -1;
}

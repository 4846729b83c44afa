// A library to preload (LD_PRELOAD) into programs that talk to a serial port, so that a pseudo-terminal has modem lines.
// docs/board-terminal.md says how it is used and what is acknowledged.
#pragma once

/// Answers TIOCMGET, TIOCMSET, TIOCMBIS, TIOCMBIC, TIOCMIWAIT and TIOCGICOUNT on the slave of a pseudo-terminal whose
/// board listens; hands everything else on, unchanged.
int ioctl(int descriptor, unsigned long request, ...);

struct termios;

/// Sets a terminal's form as the C library does, once its board, if there is one, has read what was written before.
int tcsetattr(int descriptor, int when, const struct termios *form);

// The control channel of a board, from the side of a program that has its terminal open.
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/// The two outputs that a host has; true is asserted, which on a board is a low pin.
struct modem_lines {
  bool dtr, rts;
};

/// What came of a question.
enum outcome {
  /// The board did it; the lines are as it said.
  outcome_done,
  /// No board of a trusted user listens at that terminal.
  outcome_no_board,
  /// A board is there and refused, went away or took longer than a second.
  outcome_failed
};

#pragma GCC visibility push(hidden)

/// Sends one line (with its newline) to the board of /dev/pts/`terminal` and waits for the answer.
///
/// Every question has a connection of its own: nothing is kept between calls, so threads need no lock, a child inherits
/// nothing and the program never meets a descriptor it did not open. `owner` is the user whose terminal it is.
enum outcome channel_ask(unsigned terminal, uid_t owner, const char *question, struct modem_lines *lines);

/// Waits until a signal comes (errno EINTR) or the board goes away (errno EIO); returns -1, or 0 when there is no board.
int channel_wait_for_end(unsigned terminal, uid_t owner);

#pragma GCC visibility pop

// One question, one connection: see channel.h. Only calls that are safe in signal handlers, no memory from the heap.
#define _GNU_SOURCE
#include "channel.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/// How long an answer may take; a board that runs answers within a few milliseconds.
static const long patience_ms = 1000;
/// Longest answer that is read; more is no answer to a question of ours.
enum { answer_bytes = 128 };

static long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000L + now.tv_nsec / 1000000L;
}

/// Waits for events until the deadline, through signals; whether any came.
static bool wait_for(int descriptor, short events, long deadline) {
  for (;;) {
    long left = deadline - now_ms();
    if (left < 0) return false;
    struct pollfd entry = {.fd = descriptor, .events = events};
    int count = poll(&entry, 1, (int)left);
    if (count > 0) return true;
    if (count == 0 || errno != EINTR) return false;
  }
}

/// The abstract address of a terminal's board: a zero byte, then `kiln-board` and the terminal's path.
static socklen_t address_of(unsigned terminal, struct sockaddr_un *address) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  // Digits by hand: snprintf is not safe in a signal handler.
  static const char prefix[] = "kiln-board/dev/pts/";
  char digits[12];
  size_t count = 0, length = 1;
  do digits[count++] = (char)('0' + terminal % 10);
  while (terminal /= 10);
  memcpy(address->sun_path + length, prefix, sizeof prefix - 1);
  length += sizeof prefix - 1;
  while (count) address->sun_path[length++] = digits[--count];
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

/// Whether the listener may be believed: the same user, root, or who owns the terminal anyway.
static bool is_trusted(int connection, uid_t owner) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == geteuid() || peer.uid == owner;
}

/// A connection to the board, or -1 with what to make of it.
static int connect_to(unsigned terminal, uid_t owner, long deadline, enum outcome *outcome) {
  *outcome = outcome_no_board;
  int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (connection < 0) return -1;
  struct sockaddr_un address;
  socklen_t size = address_of(terminal, &address);
  while (connect(connection, (struct sockaddr *)&address, size) != 0) {
    // EAGAIN: so many wait already that the board's queue is full.
    bool is_full = errno == EAGAIN;
    if (is_full) *outcome = outcome_failed;
    if ((!is_full && errno != EINTR) || now_ms() >= deadline) {
      close(connection);
      return -1;
    }
    poll(NULL, 0, 1);
  }
  if (is_trusted(connection, owner)) return connection;
  *outcome = outcome_no_board;
  close(connection);
  return -1;
}

static bool send_all(int connection, const char *text, long deadline) {
  size_t left = strlen(text);
  while (left) {
    ssize_t count = send(connection, text, left, MSG_NOSIGNAL);
    if (count >= 0) {
      text += count;
      left -= (size_t)count;
    } else if (errno == EAGAIN ? !wait_for(connection, POLLOUT, deadline) : errno != EINTR) {
      return false;
    }
  }
  return true;
}

/// Reads one line and takes its newline off; false when none comes in time.
static bool receive_line(int connection, char *line, size_t capacity, long deadline) {
  size_t length = 0;
  while (length < capacity) {
    if (!wait_for(connection, POLLIN, deadline)) return false;
    ssize_t count = recv(connection, line + length, capacity - length, 0);
    if (count == 0) return false;
    if (count < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      return false;
    }
    char *end = memchr(line + length, '\n', (size_t)count);
    if (end) {
      *end = 0;
      return true;
    }
    length += (size_t)count;
  }
  return false;
}

/// Reads `key=0` or `key=1` out of an answer; false when neither stands there.
static bool field(const char *answer, const char *key, bool *value) {
  const char *found = strstr(answer, key);
  if (!found) return false;
  char digit = found[strlen(key)];
  if (digit != '0' && digit != '1') return false;
  *value = digit == '1';
  return true;
}

enum outcome channel_ask(unsigned terminal, uid_t owner, const char *question, struct modem_lines *lines) {
  long deadline = now_ms() + patience_ms;
  enum outcome outcome;
  int connection = connect_to(terminal, owner, deadline, &outcome);
  if (connection < 0) return outcome;
  char answer[answer_bytes];
  bool is_done = send_all(connection, question, deadline) &&
                 receive_line(connection, answer, sizeof answer, deadline) && strncmp(answer, "ok ", 3) == 0 &&
                 field(answer, " dtr=", &lines->dtr) && field(answer, " rts=", &lines->rts);
  close(connection);
  return is_done ? outcome_done : outcome_failed;
}

int channel_wait_for_end(unsigned terminal, uid_t owner) {
  enum outcome outcome;
  int connection = connect_to(terminal, owner, now_ms() + patience_ms, &outcome);
  if (connection < 0) {
    if (outcome == outcome_no_board) return 0;
    errno = EIO;
    return -1;
  }
  // The board says nothing unasked: the only event is its end.
  struct pollfd entry = {.fd = connection, .events = POLLIN};
  int code = poll(&entry, 1, -1) < 0 ? errno : EIO;
  close(connection);
  errno = code;
  return -1;
}

// Pseudo-terminals, their speed, local sockets and stop signals: what Swift's Glibc module does not show.
// Functions return -1 and set errno when they fail, unless they say otherwise.
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// The speed, bit/s, of a slave whose speed no program has set: one of the 1960s, which no program chooses.
#define TERMINAL_UNTOUCHED_SPEED 134

/// Opens the master of a new pseudo-terminal, non-blocking, closed in children, and makes its slave raw at that speed.
int terminal_open(void);

/// Writes the slave's path and a zero byte; 0 or -1.
int terminal_slave_path(int master, char *path, size_t capacity);

/// The speed that the slave sends with, bit/s, custom ones too; 0 when it hangs up.
int terminal_speed(int master, unsigned *speed);

/// Sets the speed of a terminal, bit/s, to any number above 0.
int terminal_set_speed(int terminal, unsigned speed);

/// Whether no program has the slave open.
bool terminal_is_unused(int master);

/// Throws away what was written to the slave and not read.
void terminal_discard_unread(const char *slave_path);

/// Opens a slave, non-blocking, closed in children, not as controlling terminal.
int terminal_open_slave(const char *path);

/// Makes a terminal raw: 8 data bits, no parity, 1 stop bit, no flow control; its speed stays.
int terminal_make_raw(int terminal);

/// Keeps other programs out and has children not inherit it; errno is EBUSY when one is in already and has asked for the same.
int terminal_claim(int terminal, bool is_pseudo);

/// How the modem outputs stand; errno is ENOTTY when there are none.
int terminal_lines(int terminal, bool *dtr, bool *rts);

/// Sets one modem output, RTS or DTR.
int terminal_set_line(int terminal, bool is_rts, bool is_asserted);

/// Count of bytes that were written and wait in the system.
int terminal_unsent(int terminal);

/// A descriptor that becomes readable when something happens to `watched` which `edge_watch_drain` has not seen.
int edge_watch(int watched);

/// Takes notice of what happened so far.
void edge_watch_drain(int watch);

/// Listens on a local socket with an abstract name (without its leading zero byte), non-blocking.
int local_socket_listen(const char *name);

/// Connects to such a socket, blocking.
int local_socket_connect(const char *name);

/// Takes a connection, non-blocking, closed in children; errno is EAGAIN when none waits.
int local_socket_accept(int listener);

/// The user at the other end.
int local_socket_peer(int connection, uid_t *user);

/// Sends without waiting and without SIGPIPE; the count of bytes, or -1.
ssize_t local_socket_send(int connection, const void *bytes, size_t count);

/// Waits for events, at most so many seconds (below 0: for ever); the count of entries with events. A signal ends it with 0.
int wait_for_events(struct pollfd *entries, size_t count, double seconds);

/// Catches SIGINT, SIGTERM and SIGHUP (unless that is ignored): the first of each becomes a byte (its number) to read from
/// the descriptor returned, the second has its usual effect. Once per process; later calls return the same descriptor.
int stop_signals_catch(void);

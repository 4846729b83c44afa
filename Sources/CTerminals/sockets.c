#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "CTerminals.h"

/// The abstract address of a name; 0 when the name is too long.
static socklen_t address_of(const char *name, struct sockaddr_un *address) {
  size_t length = strlen(name);
  memset(address, 0, sizeof *address);
  if (length > sizeof address->sun_path - 1) return 0;
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path + 1, name, length);
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length);
}

typedef int address_function(int, const struct sockaddr *, socklen_t);

/// A socket that was bound or connected to a name.
static int socket_at(const char *name, int flags, address_function *use) {
  struct sockaddr_un address;
  socklen_t size = address_of(name, &address);
  if (!size) {
    errno = ENAMETOOLONG;
    return -1;
  }
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (descriptor < 0) return -1;
  if (use(descriptor, (struct sockaddr *)&address, size) == 0) return descriptor;
  int code = errno;
  close(descriptor);
  errno = code;
  return -1;
}

int local_socket_listen(const char *name) {
  int listener = socket_at(name, SOCK_NONBLOCK, bind);
  if (listener < 0 || listen(listener, 64) == 0) return listener;
  int code = errno;
  close(listener);
  errno = code;
  return -1;
}

int local_socket_connect(const char *name) { return socket_at(name, 0, connect); }

int local_socket_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

int local_socket_peer(int connection, uid_t *user) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
  *user = peer.uid;
  return 0;
}

ssize_t local_socket_send(int connection, const void *bytes, size_t count) {
  return send(connection, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
}

// The helper processes that strata forks before it has threads, and the messages that go between them and it.
//
// Each end of a SOCK_SEQPACKET pair sends whole structs. A request to start a process brings file descriptors: first a
// memory file that holds the working directory, the program, the arguments and the environment, each ending in NUL; then
// those that the process gets.

#ifndef STRATA_PROCESS_START_H
#define STRATA_PROCESS_START_H

#include <stddef.h>
#include <stdint.h>

enum { strata_most_descriptors = 16 };

enum strata_request_kind { strata_request_start = 1, strata_request_signal = 2, strata_request_kill_tree = 3 };

enum strata_reply_kind { strata_reply_ready = 1, strata_reply_started = 2, strata_reply_ended = 3 };

struct strata_request {
    uint32_t kind;
    int32_t signal;
    uint64_t id;
    /// Whether the process leads a session of its own.
    uint32_t own_session;
    uint32_t argument_count;
    uint32_t environment_count;
    uint32_t descriptor_count;
    uint64_t text_size;
    /// The numbers that the descriptors have in the new process.
    int32_t targets[strata_most_descriptors];
};

struct strata_reply {
    uint32_t kind;
    /// 0, or what went wrong; in a `ready` reply `status` tells where.
    int32_t error;
    uint64_t id;
    int32_t process;
    /// As wait(2) has it.
    int32_t status;
    int64_t user_microseconds, system_microseconds, peak_kilobytes, blocks_read, blocks_written;
};

/// Where a keeper's start can fail, in a `ready` reply's status.
enum strata_keeper_stage { strata_keeper_unshare = 1, strata_keeper_propagation = 2, strata_keeper_proc = 3 };

/// Forks the helper that stays in the namespaces of now. Gives the socket to it, or a negated errno.
int strata_start_outside(void);

/// Forks the first process of a new pid namespace, with a mount namespace that follows this one's and its own /proc.
/// Gives the socket to it, or a negated errno; the first reply to come is `ready`.
int strata_start_keeper(void);

/// Sends a request with its descriptors. Gives 0 or a negated errno.
int strata_send_request(int socket, const struct strata_request *request, const int *descriptors, int count);

/// Waits for the next reply. Gives 1, 0 when the helper is gone, or a negated errno.
int strata_receive_reply(int socket, struct strata_reply *reply);

#endif

// The helper processes: one loop that starts, signals and reaps processes on request. Everything here runs in
// single-threaded processes that were forked before strata had threads.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "process_start.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
    uint64_t id;
    pid_t process;
    int own_session;
};

struct helper {
    int socket;
    struct child *children;
    size_t count, capacity;
};

// MARK: Messages

int strata_send_request(int socket, const struct strata_request *request, const int *descriptors, int count) {
    char control[CMSG_SPACE(sizeof(int) * (strata_most_descriptors + 1))] = {0};
    struct iovec part = {(void *)request, sizeof *request};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)count);
    }
    while (sendmsg(socket, &message, MSG_NOSIGNAL) < 0)
        if (errno != EINTR) return -errno;
    return 0;
}

int strata_receive_reply(int socket, struct strata_reply *reply) {
    for (;;) {
        ssize_t size = recv(socket, reply, sizeof *reply, 0);
        if (size == (ssize_t)sizeof *reply) return 1;
        if (size < 0 && errno == EINTR) continue;
        return size < 0 && errno != ECONNRESET ? -errno : 0;
    }
}

/// Receives a request; stores its descriptors and gives how many there are, or -1 when strata is gone.
static int receive_request(int socket, struct strata_request *request, int *descriptors) {
    char control[CMSG_SPACE(sizeof(int) * (strata_most_descriptors + 1))];
    struct iovec part = {request, sizeof *request};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t size;
    while ((size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) continue;
    if (size != (ssize_t)sizeof *request) return -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL || header->cmsg_type != SCM_RIGHTS) return 0;
    size_t bytes = header->cmsg_len - CMSG_LEN(0);
    memcpy(descriptors, CMSG_DATA(header), bytes);
    return (int)(bytes / sizeof(int));
}

static void reply(struct helper *helper, const struct strata_reply *reply) {
    while (send(helper->socket, reply, sizeof *reply, MSG_NOSIGNAL) < 0 && errno == EINTR) continue;
}

// MARK: Starting

/// Cuts a block of texts ending in NUL into an array that ends in NULL; gives the text after the last.
static char *cut(char *text, char **out, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        out[i] = text;
        text += strlen(text) + 1;
    }
    out[count] = NULL;
    return text;
}

/// Starts a process; shares memory with it until it runs its program, so that a failure to do so is seen in `failure`.
static __attribute__((noinline)) pid_t start(const struct strata_request *request, const int *descriptors,
                                             const char *folder, const char *program, char **arguments,
                                             char **environment, volatile int *failure) {
    pid_t process = vfork();
    if (process != 0) return process < 0 ? -errno : process;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (request->own_session) setsid();
    for (uint32_t i = 0; i < request->descriptor_count; i++)
        if (dup2(descriptors[i], request->targets[i]) < 0) {
            *failure = errno;
            _exit(127);
        }
    if (folder[0] != 0 && chdir(folder) < 0) {
        *failure = errno;
        _exit(127);
    }
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    signal(SIGTSTP, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    execvpe(program, arguments, environment);
    *failure = errno;
    _exit(127);
}

/// Moves descriptors out of the way of the numbers that they are to get.
static void raise_descriptors(int *descriptors, int count) {
    for (int i = 0; i < count; i++) {
        if (descriptors[i] >= 100) continue;
        int higher = fcntl(descriptors[i], F_DUPFD_CLOEXEC, 100);
        if (higher < 0) continue;
        close(descriptors[i]);
        descriptors[i] = higher;
    }
}

static void remember(struct helper *helper, uint64_t id, pid_t process, int own_session) {
    if (helper->count == helper->capacity) {
        size_t capacity = helper->capacity * 2 + 16;
        struct child *children = realloc(helper->children, capacity * sizeof *children);
        if (children == NULL) return;
        helper->children = children;
        helper->capacity = capacity;
    }
    helper->children[helper->count++] = (struct child){id, process, own_session};
}

static void answer_start(struct helper *helper, const struct strata_request *request, int *descriptors, int count) {
    struct strata_reply answer = {.kind = strata_reply_started, .id = request->id};
    volatile int failure = 0;
    size_t size = request->text_size;
    char **words = malloc(sizeof *words * ((size_t)request->argument_count + request->environment_count + 2));
    char *text = MAP_FAILED;
    if (count == (int)request->descriptor_count + 1 && words != NULL)
        text = mmap(NULL, size + 1, PROT_READ, MAP_PRIVATE, descriptors[0], 0);
    if (text == MAP_FAILED) {
        answer.error = EINVAL;
    } else {
        raise_descriptors(descriptors + 1, count - 1);
        char **environment = words + request->argument_count + 1;
        const char *program = text + strlen(text) + 1;
        char *next = cut((char *)program + strlen(program) + 1, words, request->argument_count);
        cut(next, environment, request->environment_count);
        pid_t process = start(request, descriptors + 1, text, program, words, environment, &failure);
        answer.process = process;
        answer.error = process < 0 ? -process : failure;
        if (process > 0 && failure == 0)
            remember(helper, request->id, process, (int)request->own_session);
        else if (process > 0)
            waitpid(process, NULL, 0);
        munmap(text, size + 1);
    }
    free(words);
    reply(helper, &answer);
}

// MARK: Ending

/// The parent of a process, from /proc; 0 if it is gone or a zombie.
static pid_t parent_of(pid_t process) {
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t size = read(file, text, sizeof text - 1);
    close(file);
    if (size <= 0) return 0;
    text[size] = 0;
    char *end = strrchr(text, ')');
    char state = 'Z';
    int parent = 0;
    if (end == NULL || sscanf(end + 1, " %c %d", &state, &parent) != 2) return 0;
    return state == 'Z' || state == 'X' ? 0 : parent;
}

static int is_below(pid_t process, pid_t root) {
    for (int depth = 0; depth < 64 && process > 1; depth++) {
        process = parent_of(process);
        if (process == root) return 1;
    }
    return 0;
}

/// Kills all processes below one; gives how many there were.
static int kill_below(pid_t root) {
    DIR *folder = opendir("/proc");
    if (folder == NULL) return 0;
    int found = 0;
    struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        pid_t process = atoi(entry->d_name);
        if (process <= 1 || process == root || !is_below(process, root)) continue;
        kill(process, SIGKILL);
        found++;
    }
    closedir(folder);
    return found;
}

/// Kills a process with all below it. It is stopped first, so that it starts no more while its children are looked for.
static void kill_tree(pid_t root) {
    kill(root, SIGSTOP);
    for (int round = 0; round < 100 && kill_below(root) > 0; round++) usleep(round < 10 ? 200 : 2000);
    kill(root, SIGKILL);
}

static void answer_signal(struct helper *helper, const struct strata_request *request) {
    for (size_t i = 0; i < helper->count; i++) {
        struct child child = helper->children[i];
        if (child.id != request->id) continue;
        if (request->kind == strata_request_kill_tree) kill_tree(child.process);
        kill(child.own_session ? -child.process : child.process, request->signal);
    }
}

/// Reaps what has ended, also what was handed to this process as the first of its namespace.
static void reap(struct helper *helper) {
    int status;
    struct rusage usage;
    pid_t process;
    while ((process = wait4(-1, &status, WNOHANG, &usage)) > 0) {
        for (size_t i = 0; i < helper->count; i++) {
            if (helper->children[i].process != process) continue;
            struct strata_reply answer = {
                .kind = strata_reply_ended,
                .id = helper->children[i].id,
                .process = process,
                .status = status,
                .user_microseconds = usage.ru_utime.tv_sec * 1000000L + usage.ru_utime.tv_usec,
                .system_microseconds = usage.ru_stime.tv_sec * 1000000L + usage.ru_stime.tv_usec,
                .peak_kilobytes = usage.ru_maxrss,
                .blocks_read = usage.ru_inblock,
                .blocks_written = usage.ru_oublock,
            };
            helper->children[i] = helper->children[--helper->count];
            reply(helper, &answer);
            break;
        }
    }
}

/// Ends this helper with all that it started.
static void end_all(struct helper *helper) {
    for (size_t i = 0; i < helper->count; i++)
        kill(helper->children[i].own_session ? -helper->children[i].process : helper->children[i].process, SIGKILL);
    _exit(0);
}

// MARK: The helper

static void ignore_terminal(void) {
    // Ctrl-C is for strata to handle, which then tells its helpers.
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGTSTP, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
}

/// Gives up all that was open in strata, so that nobody waits for a pipe that only this process still holds.
static int leave_descriptors(int socket) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int i = 0; i < 3; i++) dup2(null, i);
    int kept = dup2(socket, 3) == 3 ? 3 : socket;
    fcntl(kept, F_SETFD, FD_CLOEXEC);
    syscall(436, kept + 1, ~0u, 0);
    return kept;
}

static void serve(int socket) {
    struct helper helper = {.socket = socket};
    sigset_t ended;
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ended, NULL);
    int signals = signalfd(-1, &ended, SFD_CLOEXEC | SFD_NONBLOCK);
    for (;;) {
        struct pollfd waiting[2] = {{.fd = socket, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
        if (poll(waiting, 2, -1) < 0) continue;
        if (waiting[1].revents != 0) {
            struct signalfd_siginfo details;
            while (read(signals, &details, sizeof details) > 0) continue;
            reap(&helper);
        }
        if (waiting[0].revents == 0) continue;
        struct strata_request request;
        int descriptors[strata_most_descriptors + 1];
        int count = receive_request(socket, &request, descriptors);
        if (count < 0) end_all(&helper);
        if (request.kind == strata_request_start)
            answer_start(&helper, &request, descriptors, count);
        else
            answer_signal(&helper, &request);
        for (int i = 0; i < count; i++) close(descriptors[i]);
    }
}

/// Dies with strata, also if that is gone already.
static void die_with_parent(int socket) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct pollfd end = {.fd = socket, .events = 0};
    if (poll(&end, 1, 0) > 0 && (end.revents & POLLHUP) != 0) _exit(0);
}

static int make_sockets(int *ends) {
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0 ? -errno : 0;
}

int strata_start_outside(void) {
    int ends[2];
    int error = make_sockets(ends);
    if (error < 0) return error;
    pid_t process = fork();
    if (process < 0) return -errno;
    if (process > 0) {
        close(ends[1]);
        return ends[0];
    }
    close(ends[0]);
    prctl(PR_SET_NAME, "strata-outside");
    die_with_parent(ends[1]);
    ignore_terminal();
    serve(leave_descriptors(ends[1]));
    _exit(0);
}

static int enter_keeper(struct strata_reply *ready) {
    ready->status = strata_keeper_unshare;
    if (unshare(CLONE_NEWNS) < 0) return errno;
    ready->status = strata_keeper_propagation;
    if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0) return errno;
    ready->status = strata_keeper_proc;
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) return errno;
    ready->status = 0;
    return 0;
}

int strata_start_keeper(void) {
    int ends[2];
    int error = make_sockets(ends);
    if (error < 0) return error;
    pid_t process = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, 0);
    if (process < 0) {
        error = -errno;
        close(ends[0]);
        close(ends[1]);
        return error;
    }
    if (process > 0) {
        close(ends[1]);
        return ends[0];
    }
    close(ends[0]);
    prctl(PR_SET_NAME, "strata-keeper");
    die_with_parent(ends[1]);
    setsid();
    ignore_terminal();
    struct helper helper = {.socket = leave_descriptors(ends[1])};
    struct strata_reply ready = {.kind = strata_reply_ready};
    ready.error = enter_keeper(&ready);
    reply(&helper, &ready);
    if (ready.error != 0) _exit(1);
    serve(helper.socket);
    _exit(0);
}

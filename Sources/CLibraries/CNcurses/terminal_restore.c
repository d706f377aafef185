// See terminal_restore.h. What runs in a signal handler uses only write, tcsetattr and the signal calls, and bytes that
// were prepared before.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "terminal_restore.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// MARK: Putting back

static struct {
    int descriptor;
    pid_t process; // A forked child has a copy of all this and must leave the terminal alone.
    struct termios modes;
    char bytes[1024];
    size_t count;
} prepared;

static atomic_bool is_armed;
static atomic_int writer; // The thread that writes a frame; 0 between frames.

static void restore_at_exit(void) { strata_restore_now(); }

bool strata_restore_prepare(int descriptor, const struct termios *modes, const char *bytes, size_t count) {
    static bool is_registered;
    if (count > sizeof prepared.bytes) return false;
    if (!is_registered) is_registered = atexit(restore_at_exit) == 0;
    prepared.descriptor = descriptor;
    prepared.process = getpid();
    prepared.modes = *modes;
    memcpy(prepared.bytes, bytes, count);
    prepared.count = count;
    return true;
}

void strata_restore_arm(bool armed) { atomic_store(&is_armed, armed); }

bool strata_restore_is_armed(void) { return atomic_load(&is_armed); }

bool strata_frame_begin(void) {
    atomic_store(&writer, (int)syscall(SYS_gettid));
    if (atomic_load(&is_armed)) return true;
    atomic_store(&writer, 0);
    return false;
}

void strata_frame_end(void) { atomic_store(&writer, 0); }

/// Waits for the end of a frame that another thread writes, but not for a terminal that takes nothing more.
static void wait_for_frame(void) {
    int own = (int)syscall(SYS_gettid);
    for (int round = 0; round < 100; round++) {
        int other = atomic_load(&writer);
        if (other == 0 || other == own) return;
        poll(NULL, 0, 1);
    }
}

static void write_all(int descriptor, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written > 0) {
            bytes += written;
            count -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
            if (poll(&ready, 1, 200) <= 0) return;
        } else if (written == 0 || errno != EINTR) {
            return;
        }
    }
}

bool strata_restore_now(void) {
    if (prepared.process != getpid() || !atomic_exchange(&is_armed, false)) return false;
    int error = errno;
    wait_for_frame();
    // In the background both calls would stop the process instead.
    sigset_t output, before;
    sigemptyset(&output);
    sigaddset(&output, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &output, &before);
    // A terminal that takes no more bytes must not keep the process from ending.
    int flags = fcntl(prepared.descriptor, F_GETFL);
    if (flags >= 0) fcntl(prepared.descriptor, F_SETFL, flags | O_NONBLOCK);
    write_all(prepared.descriptor, prepared.bytes, prepared.count);
    if (flags >= 0) fcntl(prepared.descriptor, F_SETFL, flags);
    tcsetattr(prepared.descriptor, TCSANOW, &prepared.modes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return true;
}

// MARK: Signals

// Also where the Swift runtime has its own handler, which then runs with the terminal put back.
static const int fatal[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGSYS, SIGQUIT};
static const int ending[] = {SIGHUP, SIGINT, SIGTERM, SIGXCPU, SIGXFSZ};
static const int screen[] = {SIGWINCH, SIGTSTP, SIGCONT};

enum { signal_limit = 64 };
static struct sigaction actions_before[signal_limit];
static bool is_caught[signal_limit];
static atomic_int pending;
static atomic_int wake_descriptor = -1;

/// Restores the terminal and lets the signal do what it did before: a fault of the processor happens again when this
/// returns, at the place where it was, and any other signal is sent again.
static void on_ending(int number, siginfo_t *info, void *context) {
    (void)context;
    strata_restore_now();
    sigaction(number, &actions_before[number], NULL);
    bool is_repeated = number == SIGILL || number == SIGSEGV || number == SIGBUS || number == SIGFPE;
    if (!is_repeated || info->si_code <= 0) raise(number);
}

static void on_screen(int number) {
    int error = errno;
    atomic_fetch_or(&pending, number == SIGWINCH  ? strata_signal_resized
                              : number == SIGTSTP ? strata_signal_stop
                                                  : strata_signal_continued);
    uint64_t one = 1;
    ssize_t written = write(atomic_load(&wake_descriptor), &one, sizeof one);
    (void)written; // A counter that is full wakes as well.
    errno = error;
}

static void catch (int number, const struct sigaction *action, bool only_default) {
    struct sigaction before;
    if (is_caught[number] || sigaction(number, NULL, &before) != 0) return;
    bool is_plain = !(before.sa_flags & SA_SIGINFO);
    if (is_plain && before.sa_handler == SIG_IGN) return;
    if (only_default && !(is_plain && before.sa_handler == SIG_DFL)) return;
    actions_before[number] = before;
    is_caught[number] = sigaction(number, action, NULL) == 0;
}

void strata_signals_catch(int descriptor) {
    atomic_store(&wake_descriptor, descriptor);
    struct sigaction end = {.sa_sigaction = on_ending, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    struct sigaction show = {.sa_handler = on_screen, .sa_flags = SA_RESTART | SA_ONSTACK};
    sigfillset(&end.sa_mask);
    sigfillset(&show.sa_mask);
    for (size_t index = 0; index < sizeof fatal / sizeof *fatal; index++) catch (fatal[index], &end, false);
    for (size_t index = 0; index < sizeof ending / sizeof *ending; index++) catch (ending[index], &end, true);
    sigset_t shown;
    sigemptyset(&shown);
    for (size_t index = 0; index < sizeof screen / sizeof *screen; index++) {
        catch (screen[index], &show, true);
        sigaddset(&shown, screen[index]);
    }
    // Other threads may have blocked them all, and this one has that from who started it.
    pthread_sigmask(SIG_UNBLOCK, &shown, NULL);
}

void strata_signals_release(void) {
    for (int number = 1; number < signal_limit; number++) {
        if (!is_caught[number]) continue;
        struct sigaction now;
        // What was set by others in the meantime stays.
        bool is_ours = sigaction(number, NULL, &now) == 0 &&
                       (now.sa_flags & SA_SIGINFO ? now.sa_sigaction == on_ending : now.sa_handler == on_screen);
        if (is_ours) sigaction(number, &actions_before[number], NULL);
        is_caught[number] = false;
    }
    atomic_store(&wake_descriptor, -1);
    atomic_store(&pending, 0);
}

int strata_signals_take(void) { return atomic_exchange(&pending, 0); }

void strata_signal_stack(void) {
    stack_t stack;
    if (sigaltstack(NULL, &stack) != 0 || !(stack.ss_flags & SS_DISABLE)) return;
    // Kept for as long as the thread lives: it can't be known when its last signal was handled.
    stack = (stack_t){.ss_size = 64 * 1024};
    stack.ss_sp = malloc(stack.ss_size);
    if (stack.ss_sp != NULL && sigaltstack(&stack, NULL) != 0) free(stack.ss_sp);
}

void strata_stop_group(void) {
    struct sigaction ignored = {.sa_handler = SIG_IGN}, stopping = {.sa_handler = SIG_DFL}, before;
    sigset_t stop, mask;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    // The others of the group first; then this thread alone, for which the signal has come when the call returns.
    sigaction(SIGTSTP, &ignored, &before);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &stopping, NULL);
    pthread_sigmask(SIG_UNBLOCK, &stop, &mask);
    raise(SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &before, NULL);
}

// Puts a terminal back as it was on ways out that Swift cannot catch, and tells of signals that concern the screen.
// One terminal a process.

#ifndef STRATA_TERMINAL_RESTORE_H
#define STRATA_TERMINAL_RESTORE_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

enum {
    strata_signal_resized = 1,   // SIGWINCH
    strata_signal_stop = 2,      // SIGTSTP
    strata_signal_continued = 4, // SIGCONT
};

/// Remembers what puts the terminal back. False when the bytes are too many.
bool strata_restore_prepare(int descriptor, const struct termios *modes, const char *bytes, size_t count);

/// Says that from now on the terminal must be put back, or that nothing is to be put back any more.
void strata_restore_arm(bool is_armed);

/// Whether the terminal must be put back.
bool strata_restore_is_armed(void);

/// Says that a frame is about to be written; false when the terminal was put back and nothing may be. What puts it back
/// waits a little for `strata_frame_end`, so that no rest of a frame is written over the shell's screen.
bool strata_frame_begin(void);
void strata_frame_end(void);

/// Puts the terminal back if it must be, once; gives whether it did. Safe in a signal handler and on any thread.
bool strata_restore_now(void);

/// Installs the handlers: fatal signals always, those that end a program where they still have their default action,
/// and SIGWINCH, SIGTSTP, SIGCONT, which add to the pending signals and write to the descriptor. The calling thread takes
/// these three from now on.
void strata_signals_catch(int wake_descriptor);

/// Gives the signals back the actions that they had before.
void strata_signals_release(void);

/// Takes the pending signals as a sum of `strata_signal_…`.
int strata_signals_take(void);

/// Gives the calling thread a stack for signal handlers, so that one runs even when its own is full.
void strata_signal_stack(void);

/// Stops this process and its process group as Ctrl-Z does, and returns when it goes on.
void strata_stop_group(void);

#endif

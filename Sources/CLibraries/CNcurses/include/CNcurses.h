// ncurses with wide characters, and inline shims for what Swift cannot reach: its globals, its macros, variadic calls and
// the parts of a cell. All of it belongs to one thread at a time.

#ifndef STRATA_CNCURSES_H
#define STRATA_CNCURSES_H

// This header asks for no extensions of the C library: they change the layout of types that Swift's own view of it has
// too. The wide half of ncurses is had by its own switch.
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "frame_gathering.h"
#include "terminal_restore.h"

int wcwidth(wchar_t character);

// MARK: Terminal types

enum strata_type_lookup { strata_type_found, strata_type_unknown, strata_type_no_database, strata_type_hardcopy };

/// Makes a type of the terminfo database the current one without touching the terminal.
static inline enum strata_type_lookup strata_use_type(const char *name, int descriptor) {
    int result = 0;
    if (setupterm(name, descriptor, &result) == OK) return strata_type_found;
    return result == 1 ? strata_type_hardcopy : result == 0 ? strata_type_unknown : strata_type_no_database;
}

static inline void strata_forget_type(void) {
    if (cur_term != NULL) del_curterm(cur_term);
}

/// A string capability of the current type; NULL where it has none.
static inline const char *strata_capability(const char *name) {
    const char *value = tigetstr(name);
    return value == (const char *)-1 ? NULL : value;
}

// MARK: The screen

static inline WINDOW *strata_standard_window(void) { return stdscr; }
static inline int strata_columns(void) { return COLS; }
static inline int strata_rows(void) { return LINES; }
static inline int strata_pair_limit(void) { return COLOR_PAIRS; }
static inline int strata_clear_all(void) { return clearok(curscr, TRUE); }

static inline bool strata_window_size(int descriptor, struct winsize *size) {
    return ioctl(descriptor, TIOCGWINSZ, size) == 0;
}

static inline int strata_open(const char *path) { return open(path, O_RDWR | O_NOCTTY | O_CLOEXEC); }
static inline int strata_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 0); }

// A counter that a poll waits for beside the terminal. Its calls can't fail in a way that matters: one that is full or
// empty is awake or asleep already.
static inline int strata_make_wake(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
static inline void strata_wake(int descriptor) { eventfd_write(descriptor, 1); }

static inline void strata_forget_wake(int descriptor) {
    eventfd_t count;
    eventfd_read(descriptor, &count);
}

// MARK: Cells

static const uint32_t strata_bold = A_BOLD;
static const uint32_t strata_dim = A_DIM;
static const uint32_t strata_italic = A_ITALIC;
static const uint32_t strata_underline = A_UNDERLINE;
static const uint32_t strata_reverse = A_REVERSE;

/// The columns that ncurses counts for a character; below 0 for one that it can't show.
static inline int strata_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

/// Makes a cell of a spacing character and the zero-width ones on it; extra ones are left out.
static inline bool strata_set_cell(cchar_t *cell, const uint32_t *scalars, int count, uint32_t attributes, int pair) {
    wchar_t text[CCHARW_MAX + 1] = {0};
    int length = 0;
    for (int index = 0; index < count && length < CCHARW_MAX; index++)
        if (index == 0 || wcwidth((wchar_t)scalars[index]) == 0) text[length++] = (wchar_t)scalars[index];
    return setcchar(cell, text, attributes, 0, &pair) == OK;
}

/// Writes cells from a place on without moving the cursor on or wrapping.
static inline void strata_write_cells(WINDOW *window, int row, int column, const cchar_t *cells, int count) {
    if (wmove(window, row, column) == OK) wadd_wchnstr(window, cells, count);
}

#endif

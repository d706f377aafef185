// A file in memory that stands in for the terminal while ncurses writes a frame.

#ifndef STRATA_FRAME_GATHERING_H
#define STRATA_FRAME_GATHERING_H

#include <stdbool.h>

/// An empty file in memory; -1 where the system has none.
int strata_gathering_open(void);

/// Makes one descriptor stand for what another one does, in one step.
bool strata_gathering_swap(int descriptor, int replaced);

/// How much was written since it was last taken.
long strata_gathering_size(int gathering);

/// Takes what was written, from its beginning.
long strata_gathering_take(int gathering, void *bytes, unsigned long count);

#endif

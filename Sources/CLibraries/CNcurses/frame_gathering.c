// For memfd_create and dup3; the header asks for no extensions.
#define _GNU_SOURCE

#include "frame_gathering.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int strata_gathering_open(void) { return memfd_create("strata-frame", MFD_CLOEXEC); }

bool strata_gathering_swap(int descriptor, int replaced) { return dup3(descriptor, replaced, O_CLOEXEC) >= 0; }

long strata_gathering_size(int gathering) { return lseek(gathering, 0, SEEK_CUR); }

long strata_gathering_take(int gathering, void *bytes, unsigned long count) {
    long taken = pread(gathering, bytes, count, 0);
    lseek(gathering, 0, SEEK_SET);
    return taken;
}

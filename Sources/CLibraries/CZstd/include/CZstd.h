// libzstd's stable streaming interface.

#ifndef STRATA_CZSTD_H
#define STRATA_CZSTD_H

#include <zstd.h>

#endif

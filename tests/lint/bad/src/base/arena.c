// SPDX-License-Identifier: Apache-2.0
#include "base/base.h"

void arena_say(void) {
    fprintf(stderr, "allowed, with a reason\n");
}

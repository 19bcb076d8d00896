// SPDX-License-Identifier: Apache-2.0
/* In base the noun is the prefix, and the clock may be read. */
#include "base/base.h"

int64_t clock_ms(void) {
    return time(NULL) * 1000;
}

int helper_sum(int a, int b) { // lint: prefix
    return a + b;
}

// SPDX-License-Identifier: Apache-2.0
#include "print/print_int.h"
Status print_web_page(PrintPaper *p, Err *err) {
    buf_init(&p->bytes, 1 * MIB);
    buf_str(&p->bytes, "x");
    return buf_ok(&p->bytes, err);
}

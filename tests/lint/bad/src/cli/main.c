// SPDX-License-Identifier: Apache-2.0
#include "cli/cli_int.h"
#include "plan/plan.h"

int main(void) {
    printf("programs print\n");
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "fuzz_map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    return fuzz_map(data, size, road_pbf_read);
}

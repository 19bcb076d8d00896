// SPDX-License-Identifier: Apache-2.0
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    return 0;
}

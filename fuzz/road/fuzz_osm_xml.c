// SPDX-License-Identifier: Apache-2.0
#include "fuzz_map.h"

/* Gzipped seeds go the way of road_read: unpacked first. */
static Status read_xml(Arena *arena, Bytes file, const char *name, const OsmSink *sink, Err *err) {
    Status s = road_is_gzip(file) ? road_gunzip(arena, file, name, &file, err) : OK;
    return s == OK ? road_xml_read(arena, file, name, sink, err) : s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    return fuzz_map(data, size, read_xml);
}

// SPDX-License-Identifier: Apache-2.0 // lint: layers
static int unused_room;

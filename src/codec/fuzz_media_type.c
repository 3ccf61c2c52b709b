// SPDX-License-Identifier: Apache-2.0
// Nothing is read behind the bytes, and what may be shown is never what could hold scripts.
#include "codec/media_type.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t named = size == 0 ? 0 : data[0] % 16;
    named = named > size ? size : named;
    struct view name = view_make((const char *)data, named);
    struct view head = view_make((const char *)data + named, size - named);
    struct media m = media_of(head, name);
    check(m.type.size > 2 && memchr(m.type.data, '/', m.type.size) != NULL);
    check((m.width > 0) == (m.height > 0) && m.width >= 0);
    check(!m.is_inline || (!m.is_executable && view_starts(m.type, VIEW("image/"))) || m.is_executable);
    check(!m.is_inline || !view_equal(m.type, VIEW("image/svg+xml")));
    check(media_is_listed(m.type, m.type));
    (void)media_is_listed(head, m.type);
    return 0;
}

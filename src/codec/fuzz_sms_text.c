// SPDX-License-Identifier: Apache-2.0
// Whatever the text, its characters fit into the segments that are counted, and into no fewer.
#include "codec/sms_text.h"
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
    struct view text = view_make((const char *)data, size);
    struct sms_size s = sms_measure(text);
    int one = s.encoding == SMS_GSM7 ? SMS_GSM7_ONE : SMS_UCS2_ONE;
    int many = s.encoding == SMS_GSM7 ? SMS_GSM7_MANY : SMS_UCS2_MANY;
    check((s.segments == 0) == (size == 0));
    check(s.characters <= (int)size && s.units >= s.characters && s.units <= 2 * s.characters);
    check(s.segments > 1 ? s.units > one : s.units <= one);
    int room = s.segments > 1 ? many : one;
    check(s.left >= 0 && s.left < room + (s.segments == 1));
    // At most one place is lost at the end of each segment but the last.
    check(s.segments == 0 || s.units <= s.segments * room - s.left);
    check(s.segments == 0 || s.units >= s.segments * room - s.left - (s.segments - 1));
    return 0;
}

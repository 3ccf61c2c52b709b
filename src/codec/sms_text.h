// SPDX-License-Identifier: Apache-2.0
// How a text is cut into segments of an SMS: in the GSM alphabet of 7 bits where all of its characters have a
// place there (3GPP TS 23.038 6.2.1 and 6.2.1.1, no national tables), else in UCS-2 (UTF-16, as phones read
// it). Characters of two places are never cut in two. Pure.
#pragma once
#include "base/view.h"

enum sms_encoding { SMS_GSM7, SMS_UCS2 };

enum {
    SMS_GSM7_ONE = 160,  // places of a text that is one segment
    SMS_GSM7_MANY = 153, // of each of several: the others hold their number
    SMS_UCS2_ONE = 70,
    SMS_UCS2_MANY = 67,
};

struct sms_size {
    enum sms_encoding encoding;
    int characters; // of Unicode
    int units;      // places taken: septets, or units of 16 bits
    int segments;   // 0 of an empty text
    int left;       // places free in the last segment; 0 of an empty text
};

// Bytes that are not UTF-8 count as the one character U+FFFD each.
struct sms_size sms_measure(struct view text);

// "GSM-7", "UCS-2".
struct view sms_encoding_name(enum sms_encoding encoding);

// Places of a character in the GSM alphabet: 1, 2 behind the escape, 0 it has none.
int sms_gsm7_width(unsigned long character);

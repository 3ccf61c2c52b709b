// SPDX-License-Identifier: Apache-2.0
// What a message is sent for. Stored as numbers: append only.
#pragma once

enum consent_purpose {
    CONSENT_SERVICE = 1,       // an answer in a conversation
    CONSENT_TRANSACTIONAL = 2, // about something that the customer ordered: a confirmation, a code
    CONSENT_MARKETING = 3,     // anything else
    CONSENT_REQUIRED = 4,      // that an opt-out was heard, help that was asked for: always goes
};

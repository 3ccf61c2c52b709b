// SPDX-License-Identifier: Apache-2.0
// The channels that a conversation can run over. The numbers are stored: never change or reuse one.
#pragma once

enum channel {
    CHANNEL_VOICE,
    CHANNEL_VIDEO,
    CHANNEL_CHAT,
    CHANNEL_EMAIL,
    CHANNEL_SMS,
    CHANNEL_MOBILE_APP,
    CHANNEL_WHATSAPP,
    CHANNEL_SOCIAL_MEDIA,
    CHANNEL_WEB_PORTAL,
};

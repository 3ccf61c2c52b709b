// SPDX-License-Identifier: Apache-2.0
// From the provider's dictionary of errors (twilio.com/docs/api/errors), those that a message meets.
#include "channel/twilio/twilio_row.h"

static const struct code {
    const char *code, *text;
} codes[] = {
    {"20003", "the provider does not know the account, or the token is another"},
    {"20005", "the account is not active"},
    {"20404", "the account or the number is not known to the provider"},
    {"20429", "too many requests at once"},
    {"20503", "the provider is out of service for the moment"},
    {"21211", "the number is no valid phone number"},
    {"21212", "the sender is no valid phone number"},
    {"21217", "the number is no valid phone number"},
    {"21408", "the account may not send to this country"},
    {"21602", "the message has neither a text nor an attachment"},
    {"21603", "the sender is missing"},
    {"21604", "the number is missing"},
    {"21606", "the sender cannot send text messages to this number, or is not the account's"},
    {"21608", "a trial account sends only to numbers that were verified"},
    {"21609", "the provider does not take the address for status callbacks"},
    {"21610", "the customer told the provider to hear no more from this sender"},
    {"21611", "the sender's queue is full"},
    {"21612", "the number cannot be reached from this sender"},
    {"21614", "the number is no mobile phone"},
    {"21617", "the text is longer than 1,600 characters"},
    {"21619", "the message has neither a text nor an attachment"},
    {"21620", "the address of an attachment is none"},
    {"21623", "there are more than 10 attachments"},
    {"21635", "the number is a landline"},
    {"21655", "the content template is none"},
    {"21656", "the variables of the content template are none"},
    {"21703", "the messaging service has no sender that can be used"},
    {"21704", "the messaging service has no sender"},
    {"21705", "the messaging service is none of the account's"},
    {"30001", "the provider's queue overflowed"},
    {"30002", "the account was suspended"},
    {"30003", "the phone was off or out of reach"},
    {"30004", "the message was blocked by the customer or the carrier"},
    {"30005", "the number is not in use"},
    {"30006", "the number is a landline, or its carrier cannot be reached"},
    {"30007", "the carrier filtered the message"},
    {"30008", "the carrier gave no reason"},
    {"30010", "one of the segments was dearer than the account allows"},
    {"30011", "the number's carrier takes no MMS"},
    {"30017", "the carrier's network was congested"},
    {"30019", "the attachment is larger than the carrier takes"},
    {"30022", "the sender's campaign has no messages left this minute"},
    {"30023", "the sender's brand has no messages left today"},
    {"30024", "the sender's number is not registered with the carrier"},
    {"30032", "the toll-free number was not verified"},
    {"30034", "the number is in no registered campaign"},
    {"30036", "the message's validity passed before it was sent"},
    {"30037", "outbound messages were switched off for the account"},
    {"30039", "the message went in circles and was stopped"},
    {"30410", "the provider timed out inside itself"},
    {"30450", "the message was not accepted: its destination has a filter against fraud"},
    {"30500", "the provider failed inside itself"},
    {"63038", "the account sent as many messages today as it may"},
};

struct view twilio_code_text(struct view code)
{
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (view_equal(view_from(codes[i].code), code))
            return view_from(codes[i].text);
    return (struct view){0};
}

bool twilio_code_is_opt_out(struct view code)
{
    return view_equal(code, VIEW("21610"));
}

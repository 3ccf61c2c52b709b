// SPDX-License-Identifier: Apache-2.0
#include "hub/identity.h"
#include "hub/testing_hub.h"

struct example {
    enum identity_kind kind;
    const char *text;
    const char *address; // NULL: none
    const char *qualifier;
};

static const struct example examples[] = {
    {IDENTITY_PHONE, "+491701234567", "+491701234567", NULL},
    {IDENTITY_PHONE, " +49 170 / 123-45.67 ", "+491701234567", NULL},
    {IDENTITY_PHONE, "0049 (170) 1234567", "+491701234567", NULL},
    {IDENTITY_PHONE, "+49 (0) 170 1234567", "+491701234567", NULL},
    {IDENTITY_PHONE, "+44 (0)20 7946 0958", "+442079460958", NULL},
    {IDENTITY_PHONE, "+1234567", "+1234567", NULL},
    {IDENTITY_PHONE, "+123456", NULL, NULL},
    {IDENTITY_PHONE, "+123456789012345", "+123456789012345", NULL},
    {IDENTITY_PHONE, "+1234567890123456", NULL, NULL},
    {IDENTITY_PHONE, "01701234567", NULL, NULL},
    {IDENTITY_PHONE, "1701234567", NULL, NULL},
    {IDENTITY_PHONE, "+01701234567", NULL, NULL},
    {IDENTITY_PHONE, "000491701234567", NULL, NULL},
    {IDENTITY_PHONE, "+49170CALLME1", NULL, NULL},
    {IDENTITY_PHONE, "+49+1701234567", NULL, NULL},
    {IDENTITY_PHONE, "+", NULL, NULL},
    {IDENTITY_PHONE, "", NULL, NULL},
    {IDENTITY_EMAIL, "Ann.Lee@Example.ORG", "ann.lee@example.org", NULL},
    {IDENTITY_EMAIL, "  a@b ", "a@b", NULL},
    {IDENTITY_EMAIL, "j\xc3\xbcrgen@example.org", "j\xc3\xbcrgen@example.org", NULL},
    {IDENTITY_EMAIL, "a@b@c", NULL, NULL},
    {IDENTITY_EMAIL, "@b", NULL, NULL},
    {IDENTITY_EMAIL, "a@", NULL, NULL},
    {IDENTITY_EMAIL, "a b@c", NULL, NULL},
    {IDENTITY_EMAIL, "a\r\nb@c", NULL, NULL},
    {IDENTITY_EMAIL, "Ann <a@b>", NULL, NULL},
    {IDENTITY_EMAIL, "a@b,c@d", NULL, NULL},
    {IDENTITY_EMAIL, "nothing", NULL, NULL},
    {IDENTITY_EMAIL, "", NULL, NULL},
    {IDENTITY_WHATSAPP, "+49 170 1234567", "+491701234567", NULL},
    {IDENTITY_SOCIAL, " @Ann.Lee ", "instagram:ann.lee", "Instagram"},
    {IDENTITY_SOCIAL, "ann", NULL, NULL},
    {IDENTITY_SOCIAL, "ann lee", NULL, "instagram"},
    {IDENTITY_SOCIAL, "@", NULL, "instagram"},
    {IDENTITY_EXTERNAL, "Kd-0042", "sap:Kd-0042", "SAP"},
    {IDENTITY_EXTERNAL, "a:b", "crm:a:b", "crm"},
    {IDENTITY_EXTERNAL, "b", NULL, "crm:a"},
    {IDENTITY_DEVICE, "token-AbC", "token-AbC", NULL},
    {IDENTITY_DEVICE, "two words", NULL, NULL},
};

static void addresses_are_compared_in_one_form(void **state)
{
    int faults = 0;
    (void)state;
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        const struct example *e = &examples[i];
        char address[IDENTITY_ADDRESS_MAX + 1] = "";
        bool is_one = identity_normalise(
            &(struct identity_given){e->kind, hub_text(e->qualifier), view_from(e->text)}, address);
        if (is_one == (e->address != NULL) && (!is_one || strcmp(address, e->address) == 0))
            continue;
        print_error("'%s' became '%s'\n", e->text, is_one ? address : "nothing");
        faults++;
    }
    assert_int_equal(faults, 0);
}

static void the_longest_address_fits(void **state)
{
    char text[IDENTITY_ADDRESS_MAX + 2], address[IDENTITY_ADDRESS_MAX + 1];
    (void)state;
    memset(text, 'A', sizeof(text));
    text[10] = '@';
    assert_true(identity_normalise(
        &(struct identity_given){IDENTITY_EMAIL, {0}, view_make(text, IDENTITY_ADDRESS_MAX)}, address));
    assert_int_equal(strlen(address), IDENTITY_ADDRESS_MAX);
    assert_false(identity_normalise(
        &(struct identity_given){IDENTITY_EMAIL, {0}, view_make(text, IDENTITY_ADDRESS_MAX + 1)}, address));
    assert_false(
        identity_normalise(&(struct identity_given){IDENTITY_EMAIL, {0}, (struct view){0}}, address));
    assert_false(
        identity_normalise(&(struct identity_given){IDENTITY_PHONE, {0}, (struct view){0}}, address));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_compared_in_one_form),
        cmocka_unit_test(the_longest_address_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

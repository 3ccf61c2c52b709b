// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "delivery/egress_allow.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>

static bool is_public(const char *text)
{
    struct egress_address a;

    assert_true(egress_address_read(view_from(text), &a));
    return egress_address_is_public(&a);
}

static void tells_public_from_closed(void **state)
{
    (void)state;
    static const char *const open[] = {
        "1.1.1.1",        "9.255.255.255",        "11.0.0.0",         "100.63.255.255",
        "100.128.0.0",    "172.15.255.1",         "172.32.0.0",       "192.0.1.0",
        "198.17.255.255", "198.20.0.0",           "223.255.0.1",      "168.63.129.17",
        "2600:1901::1",   "2a00:1450:4001::200e", "64:ff9b::101:101", "2002:101:101::1"};
    static const char *const closed[] = {"0.0.0.0",
                                         "0.1.2.3",
                                         "10.0.0.1",
                                         "100.64.0.1",
                                         "100.127.255.255",
                                         "127.0.0.1",
                                         "127.255.255.254",
                                         "168.63.129.16",
                                         "169.254.169.254",
                                         "172.16.0.1",
                                         "172.31.255.255",
                                         "192.0.0.192",
                                         "192.0.2.1",
                                         "192.88.99.1",
                                         "192.168.1.1",
                                         "198.18.0.1",
                                         "198.19.255.255",
                                         "198.51.100.1",
                                         "203.0.113.1",
                                         "224.0.0.1",
                                         "239.255.255.255",
                                         "240.0.0.1",
                                         "255.255.255.255",
                                         "::",
                                         "::1",
                                         "::7f00:1",
                                         "::ffff:127.0.0.1",
                                         "::ffff:10.0.0.1",
                                         "64:ff9b::7f00:1",
                                         "64:ff9b::a9fe:a9fe",
                                         "64:ff9b:1::1",
                                         "100::1",
                                         "2001::1",
                                         "2001:2::1",
                                         "2001:10::1",
                                         "2001:db8::1",
                                         "2002:7f00:1::1",
                                         "2002:a00:1::",
                                         "3fff:1::1",
                                         "5f00::1",
                                         "fc00::1",
                                         "fd00:ec2::254",
                                         "fe80::1",
                                         "fec0::1",
                                         "ff02::1"};

    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
        if (!is_public(open[i]))
            fail_msg("%s is public", open[i]);
    for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++)
        if (is_public(closed[i]))
            fail_msg("%s is not public", closed[i]);
}

static void reads_addresses_only(void **state)
{
    (void)state;
    static const char *const none[] = {"",         "localhost", "1.2.3", "0x7f.0.0.1",
                                       "01.2.3.4", "1.2.3.4 ",  "[::1]", "fe80::1%lo"};
    struct egress_address a;

    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        if (egress_address_read(view_from(none[i]), &a))
            fail_msg("\"%s\" is no address", none[i]);
    assert_false(egress_address_read(view_make("1.2.3.4\0", 8), &a));
}

static void reads_sockets_addresses(void **state)
{
    (void)state;
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr = {htonl(0x0a000001)}};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr other = {.sa_family = AF_UNIX};
    struct egress_address a, b;

    assert_int_equal(inet_pton(AF_INET6, "::ffff:10.0.0.1", &v6.sin6_addr), 1);
    assert_true(egress_address_of((const void *)&v4, sizeof(v4), &a));
    assert_true(egress_address_of((const void *)&v6, sizeof(v6), &b));
    assert_true(a.is_v4 && b.is_v4);
    assert_true(egress_address_within(&a, &b, 32));
    assert_false(egress_address_of(&other, sizeof(other), &a));
    assert_false(egress_address_of((const void *)&v6, sizeof(v4), &a));
}

static bool has(const char *list, const char *address, int port)
{
    struct egress_allow allow;
    struct egress_address a;
    const char *fault = NULL;

    if (egress_allow_read(view_from(list), &allow, &fault) < 0)
        fail_msg("%s: %s", list, fault);
    assert_true(egress_address_read(view_from(address), &a));
    return egress_allow_has(&allow, &a, port);
}

static void takes_lists(void **state)
{
    (void)state;
    static const char list[] =
        " 127.0.0.1:9000 , 10.1.0.0/16,[::1]:80,[fd00::/8]:443 ,172.16.0.0/12:8080,fc00::1";

    assert_true(has(list, "127.0.0.1", 9000));
    assert_true(has(list, "::ffff:127.0.0.1", 9000));
    assert_false(has(list, "127.0.0.1", 9001));
    assert_true(has(list, "10.1.255.3", 1));
    assert_false(has(list, "10.2.0.0", 1));
    assert_true(has(list, "::1", 80));
    assert_false(has(list, "::1", 81));
    assert_true(has(list, "fdff::1", 443));
    assert_false(has(list, "fdff::1", 444));
    assert_true(has(list, "172.31.0.1", 8080));
    assert_true(has(list, "fc00::1", 7));
    assert_false(has(list, "fc00::2", 7));
    assert_false(has("", "10.0.0.1", 80));
    assert_true(has("0.0.0.0/0,::/0", "10.0.0.1", 80));
    assert_true(has("::/0", "::1", 80));
    assert_false(has("::/0", "10.0.0.1", 80));
}

static void refuses_what_is_no_list(void **state)
{
    (void)state;
    static const char *const none[] = {",",
                                       "127.0.0.1,",
                                       "localhost",
                                       "1.2.3.4/33",
                                       "1.2.3.4/",
                                       "1.2.3.4:",
                                       "1.2.3.4:0",
                                       "1.2.3.4:99999",
                                       "10.1.0.1/16",
                                       "[::1",
                                       "[1.2.3.4]:1",
                                       "[::1]80",
                                       "::1/129",
                                       "fd00::1/8",
                                       "::ffff:10.0.0.0/104",
                                       "2002:a00:1::/48",
                                       "*",
                                       "1.2.3.4/+8",
                                       "[]",
                                       "[",
                                       "/8",
                                       ":80"};
    struct egress_allow allow = {.count = 7};

    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        const char *fault = NULL;

        if (egress_allow_read(view_from(none[i]), &allow, &fault) != -EINVAL || fault == NULL)
            fail_msg("\"%s\" is no list", none[i]);
    }
    assert_int_equal(allow.count, 7);
}

static void has_an_end(void **state)
{
    (void)state;
    char list[EGRESS_ALLOW_MAX * 8 + 8] = "";
    struct egress_allow allow;
    const char *fault = NULL;

    for (int i = 0; i < EGRESS_ALLOW_MAX; i++)
        strcat(list, i == 0 ? "1.2.3.4" : ",1.2.3.4");
    assert_int_equal(egress_allow_read(view_from(list), &allow, &fault), 0);
    assert_int_equal(allow.count, EGRESS_ALLOW_MAX);
    strcat(list, ",::1");
    assert_int_equal(egress_allow_read(view_from(list), &allow, &fault), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_public_from_closed), cmocka_unit_test(reads_addresses_only),
        cmocka_unit_test(reads_sockets_addresses),  cmocka_unit_test(takes_lists),
        cmocka_unit_test(refuses_what_is_no_list),  cmocka_unit_test(has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

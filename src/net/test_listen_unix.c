// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "net/http.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { LONG_NAME = 150 };

static int begin(void **state)
{
    static char dir[64];
    snprintf(dir, sizeof(dir), "/tmp/omnihub-test-XXXXXX");
    *state = dir;
    return mkdtemp(dir) == NULL ? -1 : 0;
}

static int end(void **state)
{
    return rmdir(*state);
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    int r = connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ? -errno : 0;
    close(fd);
    return r;
}

static void only_the_owner_may_connect(void **state)
{
    char path[100];
    struct stat info;
    int fd = -1;
    snprintf(path, sizeof(path), "%s/hub.sock", (const char *)*state);
    mode_t mask = umask(0);
    assert_int_equal(http_listen_unix(path, &fd), 0);
    umask(mask);
    assert_int_equal(stat(path, &info), 0);
    assert_true(S_ISSOCK(info.st_mode));
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(connect_to(path), 0);
    close(fd);
    unlink(path);
}

static void a_socket_that_a_dead_process_left_is_replaced(void **state)
{
    char path[100];
    int fd = -1;
    snprintf(path, sizeof(path), "%s/hub.sock", (const char *)*state);
    assert_int_equal(http_listen_unix(path, &fd), 0);
    close(fd);
    assert_int_equal(connect_to(path), -ECONNREFUSED);
    assert_int_equal(http_listen_unix(path, &fd), 0);
    assert_int_equal(connect_to(path), 0);
    close(fd);
    unlink(path);
}

static void a_path_longer_than_an_address_works(void **state)
{
    char name[LONG_NAME + 1], dir[300], path[400];
    struct stat info;
    int fd = -1;
    memset(name, 'x', LONG_NAME);
    name[LONG_NAME] = '\0';
    snprintf(dir, sizeof(dir), "%s/%s", (const char *)*state, name);
    snprintf(path, sizeof(path), "%s/hub.sock", dir);
    assert_int_equal(mkdir(dir, 0700), 0);
    assert_int_equal(http_listen_unix(path, &fd), 0);
    assert_int_equal(stat(path, &info), 0);
    assert_true(S_ISSOCK(info.st_mode));
    close(fd);
    unlink(path);
    rmdir(dir);
}

static void says_what_is_wrong(void **state)
{
    int fd = -1;
    (void)state;
    assert_int_equal(http_listen_unix("/tmp/omnihub-no-such-directory/hub.sock", &fd), -ENOENT);
    assert_int_equal(fd, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_the_owner_may_connect, begin, end),
        cmocka_unit_test_setup_teardown(a_socket_that_a_dead_process_left_is_replaced, begin, end),
        cmocka_unit_test_setup_teardown(a_path_longer_than_an_address_works, begin, end),
        cmocka_unit_test_setup_teardown(says_what_is_wrong, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

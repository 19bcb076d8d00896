// SPDX-License-Identifier: Apache-2.0
/* Keys, notes, checkpoints and cosignatures: the examples of the specifications, and what must not
 * pass. */
#include "naive.h"

#define VKEY "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define NOTE                                                                                      \
    "This is an example message.\n\n\xE2\x80\x94 example.com/foo "                                \
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM" \
    "=\n"

static Env env;
static Err err;

static int begin(void **state) {
    env = env_real();
    *state = arena_new(&env, 64 * MIB);
    return 0;
}
static int end(void **state) {
    arena_free(*state);
    return 0;
}

static Status open_with(Arena *arena, const char *text, const TlogKey *keys, size_t n) {
    TlogNote note;
    return tlog_note_open(arena, bytes_of(text), keys, n, &note, &err);
}

static void the_note_of_the_specification_opens(void **state) {
    TlogKey key;
    TlogNote note;
    char text[TLOG_VKEY_BYTES];
    assert_int_equal(tlog_key_parse(VKEY, &key, &err), OK);
    assert_int_equal(key.type, TLOG_ED25519);
    assert_string_equal(key.name, "example.com/foo");
    tlog_key_format(&key, text);
    assert_string_equal(text, VKEY);
    assert_int_equal(tlog_note_open(*state, bytes_of(NOTE), &key, 1, &note, &err), OK);
    assert_int_equal(note.text.n, strlen("This is an example message.\n"));
    assert_int_equal(note.signature_count, 1);
    assert_ptr_equal(note.signatures[0].key, &key);
}

static void keys_that_are_none_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", /* id */
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", /* name */
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l", /* spare bits */
        "example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", /* type */
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k ",
        "example.com /foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        TlogKey key;
        assert_int_equal(tlog_key_parse(bad[i], &key, &err), ERR_INPUT);
    }
}

static void keys_of_other_types_are_named_as_such(void **state) {
    static const struct {
        uint8_t type;
        size_t n;
        const char *told;
    } cases[] = {{0x06, 1312, "0x06"}, {0x02, 91, "0x02"}, {0xff, 33, "0xff"},    {0x01, 31, "32"},
                 {0x04, 33, "32"},     {0x01, 0, "32"},    {0x06, 1313, "base64"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t material[1 + 1400] = {cases[i].type};
        TlogKey key;
        Buf *b = buf_on(*state, 4 * KIB);
        buf_str(b, "pq.example+01234567+");
        base64_add(b, material, 1 + cases[i].n);
        assert_int_equal(tlog_key_parse(b->at, &key, &err), ERR_INPUT);
        assert_non_null(strstr(err.text, cases[i].told));
    }
}

static void names_have_no_spaces_of_any_kind(void **state) {
    (void)state;
    static const char *const good[] = {"a", "kpu.example/log", "panwaslu-\xC3\xA9", "\xE2\x80\x94"};
    static const char *const bad[] = {"",
                                      "a b",
                                      "a+b",
                                      "a\tb",
                                      "a\xC2\xA0",
                                      "\xE2\x80\x83x",
                                      "\xE3\x80\x80",
                                      "\xE1\x9A\x80",
                                      "\xE2\x80\xA8",
                                      "a\xC2\x85",
                                      "\xFF"};
    for (size_t i = 0; i < COUNT_OF(good); i++) assert_true(tlog_name_valid(bytes_of(good[i])));
    for (size_t i = 0; i < COUNT_OF(bad); i++) assert_false(tlog_name_valid(bytes_of(bad[i])));
}

static void signing_keys_are_written_and_read(void **state) {
    (void)state;
    static const TlogKeyType types[] = {TLOG_ED25519, TLOG_COSIGNATURE};
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        TlogSigner signer, again;
        char text[TLOG_SKEY_BYTES], vkey[TLOG_VKEY_BYTES];
        TlogKey key;
        assert_int_equal(tlog_signer_new(&env, "w.example", types[i], &signer, &err), OK);
        tlog_signer_format(&signer, text);
        assert_int_equal(tlog_signer_parse(text, &again, &err), OK);
        assert_memory_equal(again.secret, signer.secret, sizeof signer.secret);
        tlog_key_format(&again.key, vkey);
        assert_int_equal(tlog_key_parse(vkey, &key, &err), OK);
        assert_true(tlog_key_same(&key, &signer.key));
        text[strlen(text) - 5] ^= 1;
        assert_int_equal(tlog_signer_parse(text, &again, &err), ERR_INPUT);
        assert_int_equal(tlog_signer_parse(vkey, &again, &err), ERR_INPUT);
    }
    TlogSigner signer;
    assert_int_equal(tlog_signer_new(&env, "w example", TLOG_ED25519, &signer, &err), ERR_INPUT);
}

/* A note with the given text signed by each of the signers, at 1679315147. */
static char *signed_by(Arena *arena, const char *text, const TlogSigner *signers, size_t n) {
    Buf *b = buf_on(arena, 2 * MIB);
    buf_str(b, text);
    buf_char(b, '\n');
    for (size_t i = 0; i < n; i++)
        assert_int_equal(tlog_note_sign(bytes_of(text), &signers[i], 1679315147, b, &err), OK);
    return b->at;
}

static void many_sign_one_note(void **state) {
    Arena *arena = *state;
    enum { N = 40 };
    TlogSigner signers[N];
    TlogKey keys[N];
    TlogNote note;
    for (int i = 0; i < N; i++) {
        char name[32];
        snprintf(name, sizeof name, "w%d.example", i);
        TlogKeyType type = i % 2 ? TLOG_COSIGNATURE : TLOG_ED25519;
        assert_int_equal(tlog_signer_new(&env, name, type, &signers[i], &err), OK);
        keys[i] = signers[i].key;
    }
    char *text = signed_by(arena, "two\n\nparagraphs\n", signers, N);
    assert_int_equal(tlog_note_open(arena, bytes_of(text), keys, N, &note, &err), OK);
    assert_int_equal(note.text.n, strlen("two\n\nparagraphs\n"));
    for (int i = 0; i < N; i++) {
        assert_ptr_equal(note.signatures[i].key, &keys[i]);
        assert_int_equal(note.signatures[i].time_s, i % 2 ? 1679315147 : 0);
    }
    /* who knows fewer keys sees fewer signatures; who knows none refuses */
    assert_int_equal(tlog_note_open(arena, bytes_of(text), keys + 7, 2, &note, &err), OK);
    assert_null(note.signatures[6].key);
    assert_ptr_equal(note.signatures[7].key, &keys[7]);
    assert_int_equal(open_with(arena, text, keys, 0), ERR_INPUT);
}

static void one_known_signature_that_fails_spoils_the_note(void **state) {
    Arena *arena = *state;
    TlogSigner signers[2];
    assert_int_equal(tlog_signer_new(&env, "log", TLOG_ED25519, &signers[0], &err), OK);
    assert_int_equal(tlog_signer_new(&env, "wit", TLOG_COSIGNATURE, &signers[1], &err), OK);
    TlogKey keys[2] = {signers[0].key, signers[1].key};
    char *good = signed_by(arena, "text\n", signers, 2);
    assert_int_equal(open_with(arena, good, keys, 2), OK);
    char *bad = arena_str(arena, good);
    bad[0] = 'T';
    assert_int_equal(open_with(arena, bad, keys, 2), ERR_INPUT);
    /* the witness's line alone is spoiled: its last full group of letters */
    bad = arena_str(arena, good);
    char *at = bad + strlen(bad) - 9;
    *at = *at == 'A' ? 'B' : 'A';
    assert_int_equal(open_with(arena, bad, keys, 2), ERR_INPUT);
    assert_int_equal(open_with(arena, bad, keys, 1), OK); /* to whom the witness is unknown */
    /* two keys of one name are two keys */
    TlogSigner twin;
    assert_int_equal(tlog_signer_new(&env, "log", TLOG_ED25519, &twin, &err), OK);
    assert_int_equal(open_with(arena, good, (TlogKey[]){twin.key, signers[1].key}, 2), OK);
    assert_int_equal(open_with(arena, good, &twin.key, 1), ERR_INPUT);
}

static void malformed_notes_are_refused(void **state) {
    TlogKey key;
    assert_int_equal(tlog_key_parse(VKEY, &key, &err), OK);
    static const char *const bad[] = {
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\nsignature\n",
        "text\n\n\xE2\x80\x94 name\n",
        "text\n\n\xE2\x80\x94 name \n",
        "text\n\n\xE2\x80\x94 name AAAA\n",      /* no signature behind the id */
        "text\n\n\xE2\x80\x94 name AAAAAAB=\n",  /* spare bits */
        "text\n\n\xE2\x80\x94 name AAAAAAA\n",   /* padding */
        "text\n\n\xE2\x80\x94 na+me AAAAAAA=\n", /* name */
        "text\n\n\xE2\x80\x94  AAAAAAA=\n",
        "text\n\n\xE2\x80\x94 name AAAAAAA=",
        "text\n\n- name AAAAAAA=\n",
        "te\rxt\n\n\xE2\x80\x94 name AAAAAAA=\n",
        "te\xFFxt\n\n\xE2\x80\x94 name AAAAAAA=\n",
        "text\n\xE2\x80\x94 name AAAAAAA=\n",
    };
    TlogNote note;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(tlog_note_parse(*state, bytes_of(bad[i]), &note, &err), ERR_INPUT);
    const char *good = "text\n\n\xE2\x80\x94 name AAAAAAA=\n";
    assert_int_equal(tlog_note_parse(*state, bytes_of(good), &note, &err), OK);
    assert_int_equal(open_with(*state, good, &key, 1), ERR_INPUT);
}

#define CHECKPOINT \
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

static void checkpoints_are_three_lines(void **state) {
    (void)state;
    TlogCheckpoint c;
    Buf b;
    assert_int_equal(tlog_checkpoint_parse(bytes_of(CHECKPOINT), &c, &err), OK);
    assert_string_equal(c.origin, "example.com/behind-the-sofa");
    assert_int_equal(c.size, 20852163);
    assert_int_equal(c.extension.n, 0);
    buf_init(&b, 1 * KIB);
    tlog_checkpoint_write(&c, &b);
    assert_string_equal(b.at, CHECKPOINT);
    buf_free(&b);
    assert_int_equal(tlog_checkpoint_parse(bytes_of(CHECKPOINT "more\nlines\n"), &c, &err), OK);
    assert_int_equal(c.extension.n, strlen("more\nlines\n"));
    tlog_checkpoint_write(&c, &b);
    assert_string_equal(b.at, CHECKPOINT "more\nlines\n");
    buf_free(&b);
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    static const char *const bad[] = {
        "",
        "a\n",
        "a\n1\n",
        "\n1\n" ROOT,
        "a\n01\n" ROOT,
        "a\n-1\n" ROOT,
        "a\n+1\n" ROOT,
        "a\n1 \n" ROOT,
        "a\n\n" ROOT,
        "a\n9223372036854775808\n" ROOT,
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jx\n",
        "a\n1\nCsUYapGG\341\232\200dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", /* libsodium takes it */
        "a\n1\n" ROOT "\n",
        "a\n1\n" ROOT "more",
        "a\n1\n" ROOT "more\n\nlines\n",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(tlog_checkpoint_parse(bytes_of(bad[i]), &c, &err), ERR_INPUT);
    assert_int_equal(tlog_checkpoint_parse(bytes_of("a\n9223372036854775807\n" ROOT), &c, &err),
                     OK);
}

static void a_log_signs_its_checkpoint(void **state) {
    Arena *arena = *state;
    TlogSigner log;
    TlogNote note;
    TlogCheckpoint c;
    Sha256 root = sha256("x", 1);
    Buf *b = buf_on(arena, 10 * KIB);
    assert_int_equal(tlog_signer_new(&env, "kpu.example/1222", TLOG_ED25519, &log, &err), OK);
    assert_int_equal(tlog_checkpoint_sign(&log, 17, &root, b, &err), OK);
    assert_int_equal(tlog_note_open(arena, buf_bytes(b), &log.key, 1, &note, &err), OK);
    assert_int_equal(tlog_checkpoint_parse(note.text, &c, &err), OK);
    assert_string_equal(c.origin, "kpu.example/1222");
    assert_int_equal(c.size, 17);
    hash_is(&c.root, &root);
}

static void the_cosigned_text_is_that_of_the_specification(void **state) {
    Arena *arena = *state;
    TlogSigner w;
    TlogNote note;
    assert_int_equal(tlog_signer_new(&env, "w.example", TLOG_COSIGNATURE, &w, &err), OK);
    char *text = signed_by(arena, CHECKPOINT, &w, 1);
    assert_int_equal(tlog_note_open(arena, bytes_of(text), &w.key, 1, &note, &err), OK);
    Bytes signature = note.signatures[0].signature;
    assert_int_equal(signature.n, 72);
    static const uint8_t time[8] = {0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb};
    assert_memory_equal(signature.at, time, sizeof time);
    static const char message[] = "cosignature/v1\ntime 1679315147\n" CHECKPOINT;
    assert_int_equal(crypto_sign_verify_detached(signature.at + 8, (const uint8_t *)message,
                                                 sizeof message - 1, w.key.public),
                     0);
    Buf b;
    buf_init(&b, 1 * KIB);
    assert_int_equal(tlog_note_sign(bytes_of(CHECKPOINT), &w, 0, &b, &err), ERR_WORLD);
    assert_int_equal(tlog_note_sign(bytes_of("no end"), &w, 1, &b, &err), ERR_INPUT);
    buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_note_of_the_specification_opens),
        cmocka_unit_test(keys_that_are_none_are_refused),
        cmocka_unit_test(keys_of_other_types_are_named_as_such),
        cmocka_unit_test(names_have_no_spaces_of_any_kind),
        cmocka_unit_test(signing_keys_are_written_and_read),
        cmocka_unit_test(many_sign_one_note),
        cmocka_unit_test(one_known_signature_that_fails_spoils_the_note),
        cmocka_unit_test(malformed_notes_are_refused),
        cmocka_unit_test(checkpoints_are_three_lines),
        cmocka_unit_test(a_log_signs_its_checkpoint),
        cmocka_unit_test(the_cosigned_text_is_that_of_the_specification),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

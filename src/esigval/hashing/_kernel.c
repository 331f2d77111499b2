/* Digests of many messages at once: SHA-1, SHA-256, SHA-384 and SHA-512 (FIPS 180-4), and hash trees (RFC 4998, clause 4).
 *
 * A message is a list of parts that lie anywhere in memory. A path is one way to run the compression function: over one message,
 * two (SHA-NI) or as many as a wide register has words (AVX2, AVX-512). The scheduler gives each lane of a path its own message and
 * a new one as soon as that ends; when too few are left to fill a wide path, a narrower one takes over with the states reached.
 *
 * Lengths are read once, while the buffer is held; whatever its owner does to the bytes later changes the digest and nothing else.
 * The GIL is released while hashing.
 */
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__GNUC__) && defined(__x86_64__)
#define WITH_X86 1
#include <cpuid.h>
#include <immintrin.h>
#elif defined(__aarch64__) && defined(__linux__) && !defined(__AARCH64EB__) && \
    (defined(__clang__) ? __clang_major__ >= 16 : defined(__GNUC__) && __GNUC__ >= 9)
#define WITH_ARM 1
#include <arm_neon.h>
#include <sys/auxv.h>
#endif

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif
#if defined(__clang__)
#define UNROLL _Pragma("unroll")
#elif defined(__GNUC__)
#define UNROLL _Pragma("GCC unroll 32")
#else
#define UNROLL
#endif

enum {
    MAX_LANES = 16,
    MAX_BLOCK = 128,
    MAX_DIGEST = 64,
    MAX_WORDS = 8,
    MAX_STAGES = 4,
    CHUNK = 1024,        /* messages held at a time: bounds the memory and how long another thread waits */
    TREE_CHUNK = 256,    /* reduced trees read at a time */
    FEW = 8,             /* messages for which no memory is asked */
    RELEASE_FROM = 8192, /* bytes of work from which other threads get their turn: giving it costs as much as a short message */
    SORT_FROM = 16384    /* mean bytes a message from which long ones go first, so that no lane is left alone with one */
};

/* ------------------------------------------------------------------ what a path works on */

typedef void (*Transform)(void *state, const uint8_t *const *blocks, size_t count);

/* One block that is the same in all lanes: `x` has word plus constant of each round. */
typedef void (*Same)(void *state, const void *x);

/* Word plus constant of each round of a block. */
typedef void (*Expand)(const uint8_t *block, void *x);

typedef struct {
    const char *name;
    int (*usable)(void);
    Transform run;
    unsigned lanes;
    unsigned word_stride, lane_stride; /* where word w of lane l stands in the state: w * word_stride + l * lane_stride */
    unsigned give_up;                  /* with this many lanes left or fewer, the next path takes over */
    Same same;                         /* NULL where it is no faster */
} Path;

typedef struct {
    const char *name;
    size_t digest, block, word, words;
    const void *start;
    const Path *paths; /* best first; ends with a name of NULL */
    Expand expand;     /* NULL where no path takes what it makes */
} Algorithm;

static const uint32_t SHA1_START[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

static const uint32_t SHA256_START[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static const uint64_t SHA384_START[8] = {0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
                                         0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4};

static const uint64_t SHA512_START[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
                                         0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

static const uint32_t SHA1_K[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};

static const uint32_t SHA256_K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static const uint64_t SHA512_K[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

/* ------------------------------------------------------------------ portable C */

static int always(void) { return 1; }

INLINE uint32_t load32(const uint8_t *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

INLINE uint64_t load64(const uint8_t *p) { return (uint64_t)load32(p) << 32 | load32(p + 4); }

INLINE void store32(uint8_t *p, uint32_t x) {
    p[0] = (uint8_t)(x >> 24);
    p[1] = (uint8_t)(x >> 16);
    p[2] = (uint8_t)(x >> 8);
    p[3] = (uint8_t)x;
}

INLINE void store64(uint8_t *p, uint64_t x) {
    store32(p, (uint32_t)(x >> 32));
    store32(p + 4, (uint32_t)x);
}

#define C32_ADD(a, b) ((a) + (b))
#define C32_XOR3(a, b, c) ((a) ^ (b) ^ (c))
#define C32_CH(e, f, g) ((g) ^ ((e) & ((f) ^ (g))))
#define C32_MAJ(a, b, c) (((a) & (b)) | ((c) & ((a) | (b))))
#define C32_ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))
#define C32_SHR(x, n) ((x) >> (n))
#define C32_K(k) (k)
#define C64_ADD C32_ADD
#define C64_XOR3 C32_XOR3
#define C64_CH C32_CH
#define C64_MAJ C32_MAJ
#define C64_ROR(x, n) ((x) >> (n) | (x) << (64 - (n)))
#define C64_SHR C32_SHR
#define C64_K C32_K

/* The functions of FIPS 180-4, clauses 4.1.2 and 4.1.3, for the operations that V names. */
#define SUM_A(V, S, x) V##_XOR3(V##_ROR(x, S##_A0), V##_ROR(x, S##_A1), V##_ROR(x, S##_A2))
#define SUM_E(V, S, x) V##_XOR3(V##_ROR(x, S##_E0), V##_ROR(x, S##_E1), V##_ROR(x, S##_E2))
#define MIX_0(V, S, x) V##_XOR3(V##_ROR(x, S##_M0), V##_ROR(x, S##_M1), V##_SHR(x, S##_M2))
#define MIX_1(V, S, x) V##_XOR3(V##_ROR(x, S##_N0), V##_ROR(x, S##_N1), V##_SHR(x, S##_N2))

enum { S256_A0 = 2, S256_A1 = 13, S256_A2 = 22, S256_E0 = 6, S256_E1 = 11, S256_E2 = 25 };
enum { S256_M0 = 7, S256_M1 = 18, S256_M2 = 3, S256_N0 = 17, S256_N1 = 19, S256_N2 = 10 };
enum { S512_A0 = 28, S512_A1 = 34, S512_A2 = 39, S512_E0 = 14, S512_E1 = 18, S512_E2 = 41 };
enum { S512_M0 = 1, S512_M1 = 8, S512_M2 = 7, S512_N0 = 19, S512_N1 = 61, S512_N2 = 6 };

#define SHA2_SCHEDULE(V, S, w, i) \
    w[i] = V##_ADD(V##_ADD(w[i], MIX_0(V, S, w[((i) + 1) & 15])), V##_ADD(w[((i) + 9) & 15], MIX_1(V, S, w[((i) + 14) & 15])))

#define SHA2_ROUND(V, S, T, a, b, c, d, e, f, g, h, x, k)                                             \
    do {                                                                                              \
        T one = V##_ADD(V##_ADD(V##_ADD(h, V##_K(k)), x), V##_ADD(SUM_E(V, S, e), V##_CH(e, f, g)));  \
        d = V##_ADD(d, one);                                                                          \
        h = V##_ADD(one, V##_ADD(SUM_A(V, S, a), V##_MAJ(a, b, c)));                                  \
    } while (0)

#define SHA2_EIGHT(V, S, T, w, k, i)                                        \
    SHA2_ROUND(V, S, T, a, b, c, d, e, f, g, h, w[(i) + 0], (k)[(i) + 0]);  \
    SHA2_ROUND(V, S, T, h, a, b, c, d, e, f, g, w[(i) + 1], (k)[(i) + 1]);  \
    SHA2_ROUND(V, S, T, g, h, a, b, c, d, e, f, w[(i) + 2], (k)[(i) + 2]);  \
    SHA2_ROUND(V, S, T, f, g, h, a, b, c, d, e, w[(i) + 3], (k)[(i) + 3]);  \
    SHA2_ROUND(V, S, T, e, f, g, h, a, b, c, d, w[(i) + 4], (k)[(i) + 4]);  \
    SHA2_ROUND(V, S, T, d, e, f, g, h, a, b, c, w[(i) + 5], (k)[(i) + 5]);  \
    SHA2_ROUND(V, S, T, c, d, e, f, g, h, a, b, w[(i) + 6], (k)[(i) + 6]);  \
    SHA2_ROUND(V, S, T, b, c, d, e, f, g, h, a, w[(i) + 7], (k)[(i) + 7])

#define SHA2_SCHEDULE_ALL(V, S, w)                                                                              \
    SHA2_SCHEDULE(V, S, w, 0); SHA2_SCHEDULE(V, S, w, 1); SHA2_SCHEDULE(V, S, w, 2); SHA2_SCHEDULE(V, S, w, 3);     \
    SHA2_SCHEDULE(V, S, w, 4); SHA2_SCHEDULE(V, S, w, 5); SHA2_SCHEDULE(V, S, w, 6); SHA2_SCHEDULE(V, S, w, 7);     \
    SHA2_SCHEDULE(V, S, w, 8); SHA2_SCHEDULE(V, S, w, 9); SHA2_SCHEDULE(V, S, w, 10); SHA2_SCHEDULE(V, S, w, 11);   \
    SHA2_SCHEDULE(V, S, w, 12); SHA2_SCHEDULE(V, S, w, 13); SHA2_SCHEDULE(V, S, w, 14); SHA2_SCHEDULE(V, S, w, 15)

/* The rounds of one block: w holds its sixteen words and s the eight words of the state. */
#define SHA2_BLOCK(V, S, T, w, s, K, ROUNDS)                                            \
    do {                                                                                \
        T a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7]; \
        for (int r = 0;;) {                                                             \
            SHA2_EIGHT(V, S, T, w, K + r, 0);                                           \
            SHA2_EIGHT(V, S, T, w, K + r, 8);                                           \
            r += 16;                                                                    \
            if (r == (ROUNDS)) break;                                                   \
            SHA2_SCHEDULE_ALL(V, S, w);                                                 \
        }                                                                               \
        s[0] = V##_ADD(s[0], a); s[1] = V##_ADD(s[1], b); s[2] = V##_ADD(s[2], c);      \
        s[3] = V##_ADD(s[3], d); s[4] = V##_ADD(s[4], e); s[5] = V##_ADD(s[5], f);      \
        s[6] = V##_ADD(s[6], g); s[7] = V##_ADD(s[7], h);                               \
    } while (0)

/* The rounds of a block of which x has word plus constant of each. */
#define SHA2_SAME(V, S, T, s, x, ROUNDS)                                                \
    do {                                                                                \
        T a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7]; \
        const T w[16] = {V##_NONE, V##_NONE, V##_NONE, V##_NONE, V##_NONE, V##_NONE, V##_NONE, V##_NONE, \
                         V##_NONE, V##_NONE, V##_NONE, V##_NONE, V##_NONE, V##_NONE, V##_NONE, V##_NONE}; \
        for (int r = 0; r < (ROUNDS); r += 8) {                                         \
            SHA2_EIGHT(V, S, T, w, (x) + r, 0);                                         \
        }                                                                               \
        s[0] = V##_ADD(s[0], a); s[1] = V##_ADD(s[1], b); s[2] = V##_ADD(s[2], c);      \
        s[3] = V##_ADD(s[3], d); s[4] = V##_ADD(s[4], e); s[5] = V##_ADD(s[5], f);      \
        s[6] = V##_ADD(s[6], g); s[7] = V##_ADD(s[7], h);                               \
    } while (0)

static void sha256_portable(void *state, const uint8_t *const *blocks, size_t count) {
    uint32_t *s = state;
    for (const uint8_t *p = blocks[0]; count; count--, p += 64) {
        uint32_t w[16];
        for (int i = 0; i < 16; i++) w[i] = load32(p + 4 * i);
        SHA2_BLOCK(C32, S256, uint32_t, w, s, SHA256_K, 64);
    }
}

static void sha512_portable(void *state, const uint8_t *const *blocks, size_t count) {
    uint64_t *s = state;
    for (const uint8_t *p = blocks[0]; count; count--, p += 128) {
        uint64_t w[16];
        for (int i = 0; i < 16; i++) w[i] = load64(p + 8 * i);
        SHA2_BLOCK(C64, S512, uint64_t, w, s, SHA512_K, 80);
    }
}

#define SHA2_EXPAND(V, S, w, K, ROUNDS, x)                          \
    for (int r = 0;;) {                                             \
        for (int i = 0; i < 16; i++) (x)[r + i] = w[i] + K[r + i];  \
        r += 16;                                                    \
        if (r == (ROUNDS)) break;                                   \
        SHA2_SCHEDULE_ALL(V, S, w);                                 \
    }

static void sha256_expand(const uint8_t *block, void *x) {
    uint32_t w[16], *words = x;
    for (int i = 0; i < 16; i++) w[i] = load32(block + 4 * i);
    SHA2_EXPAND(C32, S256, w, SHA256_K, 64, words)
}

static void sha512_expand(const uint8_t *block, void *x) {
    uint64_t w[16], *words = x;
    for (int i = 0; i < 16; i++) w[i] = load64(block + 8 * i);
    SHA2_EXPAND(C64, S512, w, SHA512_K, 80, words)
}

#define C32_ROL(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define C32_PARITY C32_XOR3
#define C32_XOR4(a, b, c, d) ((a) ^ (b) ^ (c) ^ (d))

/* Twenty rounds of SHA-1 (FIPS 180-4, clause 6.1.2) with the function F; `from` is the number of the first. */
#define SHA1_TWENTY(V, T, F, w, from, k)                                                                            \
    UNROLL for (int r = (from); r < (from) + 20; r++) {                                                             \
        const int i = r & 15;                                                                                       \
        if (r >= 16) w[i] = V##_ROL(V##_XOR4(w[(i + 13) & 15], w[(i + 8) & 15], w[(i + 2) & 15], w[i]), 1);         \
        T one = V##_ADD(V##_ADD(V##_ROL(a, 5), F(b, c, d)), V##_ADD(V##_ADD(e, V##_K(k)), w[i]));                   \
        e = d; d = c; c = V##_ROL(b, 30); b = a; a = one;                                                           \
    }

#define SHA1_BLOCK(V, T, w, s)                                                                      \
    do {                                                                                            \
        T a = s[0], b = s[1], c = s[2], d = s[3], e = s[4];                                         \
        SHA1_TWENTY(V, T, V##_CH, w, 0, SHA1_K[0])                                                  \
        SHA1_TWENTY(V, T, V##_PARITY, w, 20, SHA1_K[1])                                             \
        SHA1_TWENTY(V, T, V##_MAJ, w, 40, SHA1_K[2])                                                \
        SHA1_TWENTY(V, T, V##_PARITY, w, 60, SHA1_K[3])                                             \
        s[0] = V##_ADD(s[0], a); s[1] = V##_ADD(s[1], b); s[2] = V##_ADD(s[2], c);                  \
        s[3] = V##_ADD(s[3], d); s[4] = V##_ADD(s[4], e);                                           \
    } while (0)

static void sha1_portable(void *state, const uint8_t *const *blocks, size_t count) {
    uint32_t *s = state;
    for (const uint8_t *p = blocks[0]; count; count--, p += 64) {
        uint32_t w[16];
        for (int i = 0; i < 16; i++) w[i] = load32(p + 4 * i);
        SHA1_BLOCK(C32, uint32_t, w, s);
    }
}

#if WITH_X86
/* ------------------------------------------------------------------ SHA-NI: one or two messages */

#define SHANI __attribute__((target("sha,sse4.1,ssse3")))

static int shani_found; /* asked once: under a hypervisor cpuid costs as much as hashing a document */

static void find_shani(void) {
    unsigned a, b, c, d;
    shani_found = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1) && __builtin_cpu_supports("sse4.1");
}

static int has_shani(void) { return shani_found; }

/* Two messages advance in turn: each hides the latency of the other's rounds. */
SHANI INLINE void sha256_shani(uint32_t *state, const uint8_t *const *blocks, size_t count, const int lanes) {
    const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i abef[2], cdgh[2], m[2][4];
    const uint8_t *p[2];
    UNROLL for (int l = 0; l < lanes; l++) {
        __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 8 * l)), 0xb1);
        __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 8 * l + 4)), 0x1b);
        abef[l] = _mm_alignr_epi8(low, high, 8);
        cdgh[l] = _mm_blend_epi16(high, low, 0xf0);
        p[l] = blocks[l];
    }
    for (; count; count--) {
        __m128i abef_before[2], cdgh_before[2];
        UNROLL for (int l = 0; l < lanes; l++) {
            abef_before[l] = abef[l];
            cdgh_before[l] = cdgh[l];
        }
        UNROLL for (int g = 0; g < 16; g++) {
            const __m128i k = _mm_loadu_si128((const __m128i *)(SHA256_K + 4 * g));
            UNROLL for (int l = 0; l < lanes; l++) {
                __m128i *w = &m[l][g & 3];
                if (g < 4) {
                    *w = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(p[l] + 16 * g)), order);
                } else {
                    const __m128i newest = m[l][(g + 3) & 3];
                    const __m128i seventh = _mm_alignr_epi8(newest, m[l][(g + 2) & 3], 4);
                    *w = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(*w, m[l][(g + 1) & 3]), seventh), newest);
                }
                const __m128i x = _mm_add_epi32(*w, k);
                cdgh[l] = _mm_sha256rnds2_epu32(cdgh[l], abef[l], x);
                abef[l] = _mm_sha256rnds2_epu32(abef[l], cdgh[l], _mm_shuffle_epi32(x, 0x0e));
            }
        }
        UNROLL for (int l = 0; l < lanes; l++) {
            abef[l] = _mm_add_epi32(abef[l], abef_before[l]);
            cdgh[l] = _mm_add_epi32(cdgh[l], cdgh_before[l]);
            p[l] += 64;
        }
    }
    UNROLL for (int l = 0; l < lanes; l++) {
        const __m128i feba = _mm_shuffle_epi32(abef[l], 0x1b), dchg = _mm_shuffle_epi32(cdgh[l], 0xb1);
        _mm_storeu_si128((__m128i *)(state + 8 * l), _mm_blend_epi16(feba, dchg, 0xf0));
        _mm_storeu_si128((__m128i *)(state + 8 * l + 4), _mm_alignr_epi8(dchg, feba, 8));
    }
}

SHANI static void sha256_shani_1(void *state, const uint8_t *const *blocks, size_t count) {
    sha256_shani(state, blocks, count, 1);
}

SHANI static void sha256_shani_2(void *state, const uint8_t *const *blocks, size_t count) {
    sha256_shani(state, blocks, count, 2);
}

SHANI INLINE __m128i sha1_four_rounds(__m128i abcd, __m128i e, int function) {
    switch (function) {
        case 0: return _mm_sha1rnds4_epu32(abcd, e, 0);
        case 1: return _mm_sha1rnds4_epu32(abcd, e, 1);
        case 2: return _mm_sha1rnds4_epu32(abcd, e, 2);
        default: return _mm_sha1rnds4_epu32(abcd, e, 3);
    }
}

SHANI INLINE void sha1_shani(uint32_t *state, const uint8_t *const *blocks, size_t count, const int lanes) {
    const __m128i order = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
    __m128i abcd[2], e[2], m[2][4];
    const uint8_t *p[2];
    UNROLL for (int l = 0; l < lanes; l++) {
        abcd[l] = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 8 * l)), 0x1b);
        e[l] = _mm_set_epi32((int)state[8 * l + 4], 0, 0, 0);
        p[l] = blocks[l];
    }
    for (; count; count--) {
        __m128i abcd_before[2], e_before[2];
        UNROLL for (int l = 0; l < lanes; l++) {
            abcd_before[l] = abcd[l];
            e_before[l] = e[l];
        }
        UNROLL for (int g = 0; g < 20; g++) {
            UNROLL for (int l = 0; l < lanes; l++) {
                __m128i *w = &m[l][g & 3];
                if (g < 4) {
                    *w = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(p[l] + 16 * g)), order);
                } else {
                    const __m128i half = _mm_xor_si128(_mm_sha1msg1_epu32(*w, m[l][(g + 1) & 3]), m[l][(g + 2) & 3]);
                    *w = _mm_sha1msg2_epu32(half, m[l][(g + 3) & 3]);
                }
                const __m128i x = g ? _mm_sha1nexte_epu32(e[l], *w) : _mm_add_epi32(e[l], *w);
                e[l] = abcd[l];
                abcd[l] = sha1_four_rounds(abcd[l], x, g / 5);
            }
        }
        UNROLL for (int l = 0; l < lanes; l++) {
            e[l] = _mm_sha1nexte_epu32(e[l], e_before[l]);
            abcd[l] = _mm_add_epi32(abcd[l], abcd_before[l]);
            p[l] += 64;
        }
    }
    UNROLL for (int l = 0; l < lanes; l++) {
        _mm_storeu_si128((__m128i *)(state + 8 * l), _mm_shuffle_epi32(abcd[l], 0x1b));
        state[8 * l + 4] = (uint32_t)_mm_extract_epi32(e[l], 3);
    }
}

SHANI static void sha1_shani_1(void *state, const uint8_t *const *blocks, size_t count) {
    sha1_shani(state, blocks, count, 1);
}

SHANI static void sha1_shani_2(void *state, const uint8_t *const *blocks, size_t count) {
    sha1_shani(state, blocks, count, 2);
}

/* ------------------------------------------------------------------ AVX-512: a message in each word of a register */

#define AVX512 __attribute__((target("avx512f,avx512bw")))

static int has_avx512(void) { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"); }

#define Z32_ADD(a, b) _mm512_add_epi32(a, b)
#define Z32_XOR3(a, b, c) _mm512_ternarylogic_epi32(a, b, c, 0x96)
#define Z32_CH(e, f, g) _mm512_ternarylogic_epi32(e, f, g, 0xca)
#define Z32_MAJ(a, b, c) _mm512_ternarylogic_epi32(a, b, c, 0xe8)
#define Z32_PARITY Z32_XOR3
#define Z32_XOR4(a, b, c, d) _mm512_xor_si512(Z32_XOR3(a, b, c), d)
#define Z32_ROR(x, n) _mm512_ror_epi32(x, n)
#define Z32_ROL(x, n) _mm512_rol_epi32(x, n)
#define Z32_SHR(x, n) _mm512_srli_epi32(x, n)
#define Z32_K(k) _mm512_set1_epi32((int)(k))
#define Z32_NONE _mm512_setzero_si512()
#define Z64_ADD(a, b) _mm512_add_epi64(a, b)
#define Z64_XOR3(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0x96)
#define Z64_CH(e, f, g) _mm512_ternarylogic_epi64(e, f, g, 0xca)
#define Z64_MAJ(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0xe8)
#define Z64_ROR(x, n) _mm512_ror_epi64(x, n)
#define Z64_SHR(x, n) _mm512_srli_epi64(x, n)
#define Z64_K(k) _mm512_set1_epi64((long long)(k))
#define Z64_NONE _mm512_setzero_si512()

/* Register i gets word i of each of the sixteen blocks. */
AVX512 INLINE void load_16_lanes(__m512i w[16], const uint8_t *const *p, size_t at) {
    const __m512i order = _mm512_broadcast_i32x4(_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
    __m512i a[16];
    UNROLL for (int i = 0; i < 16; i++) w[i] = _mm512_shuffle_epi8(_mm512_loadu_si512(p[i] + at), order);
    UNROLL for (int i = 0; i < 16; i += 2) {
        a[i] = _mm512_unpacklo_epi32(w[i], w[i + 1]);
        a[i + 1] = _mm512_unpackhi_epi32(w[i], w[i + 1]);
    }
    UNROLL for (int i = 0; i < 16; i += 4) {
        w[i] = _mm512_unpacklo_epi64(a[i], a[i + 2]);
        w[i + 1] = _mm512_unpackhi_epi64(a[i], a[i + 2]);
        w[i + 2] = _mm512_unpacklo_epi64(a[i + 1], a[i + 3]);
        w[i + 3] = _mm512_unpackhi_epi64(a[i + 1], a[i + 3]);
    }
    UNROLL for (int c = 0; c < 4; c++) {
        const __m512i even_low = _mm512_shuffle_i32x4(w[c], w[4 + c], 0x88);
        const __m512i even_high = _mm512_shuffle_i32x4(w[8 + c], w[12 + c], 0x88);
        const __m512i odd_low = _mm512_shuffle_i32x4(w[c], w[4 + c], 0xdd);
        const __m512i odd_high = _mm512_shuffle_i32x4(w[8 + c], w[12 + c], 0xdd);
        w[c] = _mm512_shuffle_i32x4(even_low, even_high, 0x88);
        w[8 + c] = _mm512_shuffle_i32x4(even_low, even_high, 0xdd);
        w[4 + c] = _mm512_shuffle_i32x4(odd_low, odd_high, 0x88);
        w[12 + c] = _mm512_shuffle_i32x4(odd_low, odd_high, 0xdd);
    }
}

/* Register i gets word i of the eight words at `at` of each of the eight blocks. */
AVX512 INLINE void load_8_lanes(__m512i w[8], const uint8_t *const *p, size_t at) {
    const __m512i order = _mm512_broadcast_i32x4(_mm_set_epi64x(0x08090a0b0c0d0e0f, 0x0001020304050607));
    __m512i a[8];
    UNROLL for (int i = 0; i < 8; i++) w[i] = _mm512_shuffle_epi8(_mm512_loadu_si512(p[i] + at), order);
    UNROLL for (int i = 0; i < 8; i += 2) {
        a[i] = _mm512_unpacklo_epi64(w[i], w[i + 1]);
        a[i + 1] = _mm512_unpackhi_epi64(w[i], w[i + 1]);
    }
    UNROLL for (int c = 0; c < 2; c++) {
        const __m512i even_low = _mm512_shuffle_i64x2(a[c], a[2 + c], 0x88);
        const __m512i even_high = _mm512_shuffle_i64x2(a[4 + c], a[6 + c], 0x88);
        const __m512i odd_low = _mm512_shuffle_i64x2(a[c], a[2 + c], 0xdd);
        const __m512i odd_high = _mm512_shuffle_i64x2(a[4 + c], a[6 + c], 0xdd);
        w[c] = _mm512_shuffle_i64x2(even_low, even_high, 0x88);
        w[4 + c] = _mm512_shuffle_i64x2(even_low, even_high, 0xdd);
        w[2 + c] = _mm512_shuffle_i64x2(odd_low, odd_high, 0x88);
        w[6 + c] = _mm512_shuffle_i64x2(odd_low, odd_high, 0xdd);
    }
}

/* vzeroupper at the end of each wide path: legacy SSE code after it would else wait for the upper halves at every instruction. */
AVX512 static void sha256_avx512(void *state, const uint8_t *const *blocks, size_t count) {
    __m512i s[8], w[16];
    UNROLL for (int i = 0; i < 8; i++) s[i] = _mm512_loadu_si512((char *)state + 64 * i);
    for (size_t at = 0; count; count--, at += 64) {
        load_16_lanes(w, blocks, at);
        SHA2_BLOCK(Z32, S256, __m512i, w, s, SHA256_K, 64);
    }
    UNROLL for (int i = 0; i < 8; i++) _mm512_storeu_si512((char *)state + 64 * i, s[i]);
    _mm256_zeroupper();
}

AVX512 static void sha1_avx512(void *state, const uint8_t *const *blocks, size_t count) {
    __m512i s[5], w[16];
    UNROLL for (int i = 0; i < 5; i++) s[i] = _mm512_loadu_si512((char *)state + 64 * i);
    for (size_t at = 0; count; count--, at += 64) {
        load_16_lanes(w, blocks, at);
        SHA1_BLOCK(Z32, __m512i, w, s);
    }
    UNROLL for (int i = 0; i < 5; i++) _mm512_storeu_si512((char *)state + 64 * i, s[i]);
    _mm256_zeroupper();
}

AVX512 static void sha512_avx512(void *state, const uint8_t *const *blocks, size_t count) {
    __m512i s[8], w[16];
    UNROLL for (int i = 0; i < 8; i++) s[i] = _mm512_loadu_si512((char *)state + 64 * i);
    for (size_t at = 0; count; count--, at += 128) {
        load_8_lanes(w, blocks, at);
        load_8_lanes(w + 8, blocks, at + 64);
        SHA2_BLOCK(Z64, S512, __m512i, w, s, SHA512_K, 80);
    }
    UNROLL for (int i = 0; i < 8; i++) _mm512_storeu_si512((char *)state + 64 * i, s[i]);
    _mm256_zeroupper();
}

AVX512 static void sha256_avx512_same(void *state, const void *x) {
    const uint32_t *words = x;
    __m512i s[8];
    UNROLL for (int i = 0; i < 8; i++) s[i] = _mm512_loadu_si512((char *)state + 64 * i);
    SHA2_SAME(Z32, S256, __m512i, s, words, 64);
    UNROLL for (int i = 0; i < 8; i++) _mm512_storeu_si512((char *)state + 64 * i, s[i]);
    _mm256_zeroupper();
}

AVX512 static void sha512_avx512_same(void *state, const void *x) {
    const uint64_t *words = x;
    __m512i s[8];
    UNROLL for (int i = 0; i < 8; i++) s[i] = _mm512_loadu_si512((char *)state + 64 * i);
    SHA2_SAME(Z64, S512, __m512i, s, words, 80);
    UNROLL for (int i = 0; i < 8; i++) _mm512_storeu_si512((char *)state + 64 * i, s[i]);
    _mm256_zeroupper();
}

/* ------------------------------------------------------------------ AVX2: four messages of SHA-384 or SHA-512 */

#define AVX2 __attribute__((target("avx2")))

static int has_avx2(void) { return __builtin_cpu_supports("avx2"); }

#define Y64_ADD(a, b) _mm256_add_epi64(a, b)
#define Y64_XOR3(a, b, c) _mm256_xor_si256(_mm256_xor_si256(a, b), c)
#define Y64_CH(e, f, g) _mm256_xor_si256(g, _mm256_and_si256(e, _mm256_xor_si256(f, g)))
#define Y64_MAJ(a, b, c) _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(c, _mm256_or_si256(a, b)))
#define Y64_ROR(x, n) _mm256_or_si256(_mm256_srli_epi64(x, n), _mm256_slli_epi64(x, 64 - (n)))
#define Y64_SHR(x, n) _mm256_srli_epi64(x, n)
#define Y64_K(k) _mm256_set1_epi64x((long long)(k))

AVX2 INLINE void load_4_lanes(__m256i w[4], const uint8_t *const *p, size_t at) {
    const __m256i order = _mm256_broadcastsi128_si256(_mm_set_epi64x(0x08090a0b0c0d0e0f, 0x0001020304050607));
    __m256i r[4];
    UNROLL for (int i = 0; i < 4; i++)
        r[i] = _mm256_shuffle_epi8(_mm256_loadu_si256((const __m256i *)(p[i] + at)), order);
    const __m256i even_low = _mm256_unpacklo_epi64(r[0], r[1]), odd_low = _mm256_unpackhi_epi64(r[0], r[1]);
    const __m256i even_high = _mm256_unpacklo_epi64(r[2], r[3]), odd_high = _mm256_unpackhi_epi64(r[2], r[3]);
    w[0] = _mm256_permute2x128_si256(even_low, even_high, 0x20);
    w[1] = _mm256_permute2x128_si256(odd_low, odd_high, 0x20);
    w[2] = _mm256_permute2x128_si256(even_low, even_high, 0x31);
    w[3] = _mm256_permute2x128_si256(odd_low, odd_high, 0x31);
}

AVX2 static void sha512_avx2(void *state, const uint8_t *const *blocks, size_t count) {
    __m256i s[8], w[16];
    UNROLL for (int i = 0; i < 8; i++) s[i] = _mm256_loadu_si256((const __m256i *)((char *)state + 32 * i));
    for (size_t at = 0; count; count--, at += 128) {
        UNROLL for (int i = 0; i < 4; i++) load_4_lanes(w + 4 * i, blocks, at + 32 * i);
        SHA2_BLOCK(Y64, S512, __m256i, w, s, SHA512_K, 80);
    }
    UNROLL for (int i = 0; i < 8; i++) _mm256_storeu_si256((__m256i *)((char *)state + 32 * i), s[i]);
    _mm256_zeroupper();
}

/* ------------------------------------------------------------------ SHA-384 and SHA-512: one message
 *
 * The words of the message schedule are made four at a time in a register, sixteen rounds ahead of those that take them. */

#define AVX512_BMI __attribute__((target("avx2,avx512f,avx512vl,bmi,bmi2")))
#define AVX2_BMI __attribute__((target("avx2,bmi,bmi2")))

static int has_bmi(void) { return __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"); }
static int has_avx512_bmi(void) { return has_bmi() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"); }
static int has_avx2_bmi(void) { return has_bmi() && has_avx2(); }

typedef uint64_t TwoWords __attribute__((vector_size(16)));
typedef uint64_t FourWords __attribute__((vector_size(32)));

/* The four words that begin with the second of w. */
AVX2 INLINE FourWords from_second(__m256i w, __m256i after) {
    return (FourWords)_mm256_alignr_epi8(_mm256_permute2x128_si256(w, after, 0x21), w, 8);
}

/* The four words of the schedule that follow sixteen. The last two need the first two. */
AVX2 INLINE __m256i next_four_words(__m256i w0, __m256i w4, __m256i w8, __m256i w12) {
    const FourWords second = from_second(w0, w4);
    const FourWords sum = (FourWords)w0 + MIX_0(C64, S512, second) + from_second(w8, w12);
    const TwoWords last = (TwoWords)_mm256_extracti128_si256(w12, 1);
    const TwoWords low = (TwoWords)_mm256_castsi256_si128((__m256i)sum) + MIX_1(C64, S512, last);
    const TwoWords high = (TwoWords)_mm256_extracti128_si256((__m256i)sum, 1) + MIX_1(C64, S512, low);
    return _mm256_inserti128_si256(_mm256_castsi128_si256((__m128i)low), (__m128i)high, 1);
}

AVX2 INLINE void put_words(uint64_t *x, __m256i w, const uint64_t *k) {
    _mm256_store_si256((__m256i *)x, Y64_ADD(w, _mm256_loadu_si256((const __m256i *)k)));
}

/* A round as SHA2_ROUND, in an order of sums that lets the next one wait for four instructions only; x is word plus constant, and bc
 * is b ^ c, which the round before had for its own. */
#define SHA512_QUICK_ROUND(a, b, c, d, e, f, g, h, x)                                           \
    do {                                                                                        \
        const uint64_t sum = d + (h + (x)) + (~e & g) + (e & f) + SUM_E(C64, S512, e);          \
        const uint64_t ab = a ^ b;                                                              \
        h = sum - d + (b & c) + (a & bc) + SUM_A(C64, S512, a);                                 \
        d = sum;                                                                                \
        bc = ab;                                                                                \
    } while (0)

#define SHA512_QUICK_FOUR(a, b, c, d, e, f, g, h, x)           \
    SHA512_QUICK_ROUND(a, b, c, d, e, f, g, h, (x)[0]);        \
    SHA512_QUICK_ROUND(h, a, b, c, d, e, f, g, (x)[1]);        \
    SHA512_QUICK_ROUND(g, h, a, b, c, d, e, f, (x)[2]);        \
    SHA512_QUICK_ROUND(f, g, h, a, b, c, d, e, (x)[3])

AVX2 INLINE void sha512_one(uint64_t *s, const uint8_t *p, size_t count) {
    const __m256i order = _mm256_broadcastsi128_si256(_mm_set_epi64x(0x08090a0b0c0d0e0f, 0x0001020304050607));
    uint64_t x[16] __attribute__((aligned(32)));
    for (; count; count--, p += 128) {
        uint64_t a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7], bc = b ^ c;
        const uint64_t *k = SHA512_K;
        __m256i w[4];
        UNROLL for (int i = 0; i < 4; i++) {
            w[i] = _mm256_shuffle_epi8(_mm256_loadu_si256((const __m256i *)(p + 32 * i)), order);
            put_words(x + 4 * i, w[i], k + 4 * i);
        }
        for (int r = 0; r < 64; r += 16) {
            k += 16;
            w[0] = next_four_words(w[0], w[1], w[2], w[3]);
            SHA512_QUICK_FOUR(a, b, c, d, e, f, g, h, x);
            put_words(x, w[0], k);
            w[1] = next_four_words(w[1], w[2], w[3], w[0]);
            SHA512_QUICK_FOUR(e, f, g, h, a, b, c, d, x + 4);
            put_words(x + 4, w[1], k + 4);
            w[2] = next_four_words(w[2], w[3], w[0], w[1]);
            SHA512_QUICK_FOUR(a, b, c, d, e, f, g, h, x + 8);
            put_words(x + 8, w[2], k + 8);
            w[3] = next_four_words(w[3], w[0], w[1], w[2]);
            SHA512_QUICK_FOUR(e, f, g, h, a, b, c, d, x + 12);
            put_words(x + 12, w[3], k + 12);
        }
        SHA512_QUICK_FOUR(a, b, c, d, e, f, g, h, x);
        SHA512_QUICK_FOUR(e, f, g, h, a, b, c, d, x + 4);
        SHA512_QUICK_FOUR(a, b, c, d, e, f, g, h, x + 8);
        SHA512_QUICK_FOUR(e, f, g, h, a, b, c, d, x + 12);
        s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;
    }
    _mm256_zeroupper();
}

AVX512_BMI static void sha512_avx512_1(void *state, const uint8_t *const *blocks, size_t count) {
    sha512_one(state, blocks[0], count);
}

AVX2_BMI static void sha512_avx2_1(void *state, const uint8_t *const *blocks, size_t count) {
    sha512_one(state, blocks[0], count);
}

#endif
#if WITH_ARM
/* ------------------------------------------------------------------ the SHA extensions of Armv8-A */

#if defined(__clang__)
#define ARM_SHA __attribute__((target("sha2")))
#define ARM_SHA512 __attribute__((target("sha3")))
#else
#define ARM_SHA __attribute__((target("+crypto")))
#define ARM_SHA512 __attribute__((target("arch=armv8.2-a+sha3")))
#endif

/* HWCAP_SHA1, HWCAP_SHA2 and HWCAP_SHA512 of the Linux user interface */
enum { CAPABILITY_SHA1 = 1 << 5, CAPABILITY_SHA2 = 1 << 6, CAPABILITY_SHA512 = 1 << 21 };

static int has_arm_sha1(void) { return (getauxval(AT_HWCAP) & CAPABILITY_SHA1) != 0; }
static int has_arm_sha2(void) { return (getauxval(AT_HWCAP) & CAPABILITY_SHA2) != 0; }
static int has_arm_sha512(void) { return (getauxval(AT_HWCAP) & CAPABILITY_SHA512) != 0; }

ARM_SHA static void sha256_arm(void *state, const uint8_t *const *blocks, size_t count) {
    uint32_t *s = state;
    uint32x4_t abcd = vld1q_u32(s), efgh = vld1q_u32(s + 4);
    for (const uint8_t *p = blocks[0]; count; count--, p += 64) {
        const uint32x4_t abcd_before = abcd, efgh_before = efgh;
        uint32x4_t m[4];
        UNROLL for (int g = 0; g < 16; g++) {
            if (g < 4)
                m[g] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(p + 16 * g)));
            else
                m[g & 3] = vsha256su1q_u32(vsha256su0q_u32(m[g & 3], m[(g + 1) & 3]), m[(g + 2) & 3], m[(g + 3) & 3]);
            const uint32x4_t x = vaddq_u32(m[g & 3], vld1q_u32(SHA256_K + 4 * g));
            const uint32x4_t abcd_now = abcd;
            abcd = vsha256hq_u32(abcd, efgh, x);
            efgh = vsha256h2q_u32(efgh, abcd_now, x);
        }
        abcd = vaddq_u32(abcd, abcd_before);
        efgh = vaddq_u32(efgh, efgh_before);
    }
    vst1q_u32(s, abcd);
    vst1q_u32(s + 4, efgh);
}

ARM_SHA static void sha1_arm(void *state, const uint8_t *const *blocks, size_t count) {
    uint32_t *s = state;
    uint32x4_t abcd = vld1q_u32(s);
    uint32_t e = s[4];
    for (const uint8_t *p = blocks[0]; count; count--, p += 64) {
        const uint32x4_t abcd_before = abcd;
        const uint32_t e_before = e;
        uint32x4_t m[4];
        UNROLL for (int g = 0; g < 20; g++) {
            if (g < 4)
                m[g] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(p + 16 * g)));
            else
                m[g & 3] = vsha1su1q_u32(vsha1su0q_u32(m[g & 3], m[(g + 1) & 3], m[(g + 2) & 3]), m[(g + 3) & 3]);
            const uint32x4_t x = vaddq_u32(m[g & 3], vdupq_n_u32(SHA1_K[g / 5]));
            const uint32_t e_next = vsha1h_u32(vgetq_lane_u32(abcd, 0));
            if (g / 5 == 0)
                abcd = vsha1cq_u32(abcd, e, x);
            else if (g / 5 == 2)
                abcd = vsha1mq_u32(abcd, e, x);
            else
                abcd = vsha1pq_u32(abcd, e, x);
            e = e_next;
        }
        abcd = vaddq_u32(abcd, abcd_before);
        e += e_before;
    }
    vst1q_u32(s, abcd);
    s[4] = e;
}

/* Two rounds at a time: the words a and b, c and d, e and f, g and h stand in a register each, and change places after each step. */
ARM_SHA512 static void sha512_arm(void *state, const uint8_t *const *blocks, size_t count) {
    uint64_t *words = state;
    uint64x2_t s[4];
    UNROLL for (int i = 0; i < 4; i++) s[i] = vld1q_u64(words + 2 * i);
    for (const uint8_t *p = blocks[0]; count; count--, p += 128) {
        uint64x2_t before[4], m[8];
        UNROLL for (int i = 0; i < 4; i++) before[i] = s[i];
        UNROLL for (int g = 0; g < 40; g++) {
            uint64x2_t *ab = &s[-g & 3], *cd = &s[(1 - g) & 3], *ef = &s[(2 - g) & 3], *gh = &s[(3 - g) & 3];
            uint64x2_t *w = &m[g & 7];
            if (g < 8)
                *w = vreinterpretq_u64_u8(vrev64q_u8(vld1q_u8(p + 16 * g)));
            else
                *w = vsha512su1q_u64(vsha512su0q_u64(*w, m[(g + 1) & 7]), m[(g + 7) & 7],
                                     vextq_u64(m[(g + 4) & 7], m[(g + 5) & 7], 1));
            const uint64x2_t x = vaddq_u64(*w, vld1q_u64(SHA512_K + 2 * g));
            const uint64x2_t one = vsha512hq_u64(vaddq_u64(vextq_u64(x, x, 1), *gh), vextq_u64(*ef, *gh, 1), vextq_u64(*cd, *ef, 1));
            *gh = vsha512h2q_u64(one, *cd, *ab);
            *cd = vaddq_u64(*cd, one);
        }
        UNROLL for (int i = 0; i < 4; i++) s[i] = vaddq_u64(s[i], before[i]);
    }
    UNROLL for (int i = 0; i < 4; i++) vst1q_u64(words + 2 * i, s[i]);
}

#endif
/* ------------------------------------------------------------------ paths, best first */

static const Path SHA1_PATHS[] = {
#if WITH_X86
    {"avx512", has_avx512, sha1_avx512, 16, 16, 1, 5, NULL},
    {"sha-ni", has_shani, sha1_shani_2, 2, 1, 8, 1, NULL},
    {"sha-ni-1", has_shani, sha1_shani_1, 1, 1, 8, 0, NULL},
#endif
#if WITH_ARM
    {"arm-sha", has_arm_sha1, sha1_arm, 1, 1, 8, 0, NULL},
#endif
    {"portable", always, sha1_portable, 1, 1, 8, 0, NULL},
    {NULL, NULL, NULL, 0, 0, 0, 0, NULL},
};

static const Path SHA256_PATHS[] = {
#if WITH_X86
    {"avx512", has_avx512, sha256_avx512, 16, 16, 1, 8, sha256_avx512_same},
    {"sha-ni", has_shani, sha256_shani_2, 2, 1, 8, 1, NULL},
    {"sha-ni-1", has_shani, sha256_shani_1, 1, 1, 8, 0, NULL},
#endif
#if WITH_ARM
    {"arm-sha", has_arm_sha2, sha256_arm, 1, 1, 8, 0, NULL},
#endif
    {"portable", always, sha256_portable, 1, 1, 8, 0, NULL},
    {NULL, NULL, NULL, 0, 0, 0, 0, NULL},
};

static const Path SHA512_PATHS[] = {
#if WITH_X86
    {"avx512", has_avx512, sha512_avx512, 8, 8, 1, 2, sha512_avx512_same},
    {"avx2", has_avx2, sha512_avx2, 4, 4, 1, 2, NULL},
    {"avx512-1", has_avx512_bmi, sha512_avx512_1, 1, 1, 8, 0, NULL},
    {"avx2-1", has_avx2_bmi, sha512_avx2_1, 1, 1, 8, 0, NULL},
#endif
#if WITH_ARM
    {"arm-sha", has_arm_sha512, sha512_arm, 1, 1, 8, 0, NULL},
#endif
    {"portable", always, sha512_portable, 1, 1, 8, 0, NULL},
    {NULL, NULL, NULL, 0, 0, 0, 0, NULL},
};

static const Algorithm ALGORITHMS[] = {
    {"SHA1", 20, 64, 4, 5, SHA1_START, SHA1_PATHS, NULL},
    {"SHA256", 32, 64, 4, 8, SHA256_START, SHA256_PATHS, sha256_expand},
    {"SHA384", 48, 128, 8, 8, SHA384_START, SHA512_PATHS, sha512_expand},
    {"SHA512", 64, 128, 8, 8, SHA512_START, SHA512_PATHS, sha512_expand},
    {NULL, 0, 0, 0, 0, NULL, NULL, NULL},
};

/* An algorithm with the paths that a batch runs through, one after the other. */
typedef struct {
    const Algorithm *algorithm;
    const Path *stages[MAX_STAGES];
    size_t count;
} Plan;

/* ------------------------------------------------------------------ the scheduler */

typedef struct {
    const uint8_t *start;
    size_t length;
} Part;

typedef struct {
    const Part *parts;
    size_t count;
    uint64_t length;
    uint8_t *out;
} Message;

typedef union {
    uint32_t narrow[MAX_WORDS];
    uint64_t wide[MAX_WORDS];
} Words;

typedef union { /* the words of all lanes, as the path lays them out */
    uint32_t narrow[MAX_WORDS * 16];
    uint64_t wide[MAX_WORDS * 8];
} Lanes;

/* Where a message stands. `run` are whole blocks that lie in one piece: in a part, or in `staged` where a block crosses parts or has
 * the padding. */
typedef struct {
    const Message *message;
    const Part *part, *end;
    const uint8_t *at;
    size_t left;
    const uint8_t *run;
    size_t blocks;
    int last;
    Words state;
    uint8_t staged[2 * MAX_BLOCK];
} Cursor;

typedef struct {
    const Message *next, *end;
    Cursor *begun[MAX_LANES];
    size_t count;
} Queue;

static void next_run(Cursor *c, const Algorithm *a) {
    const size_t block = a->block;
    size_t have = 0;
    while (c->left < block) {
        if (c->left) memcpy(c->staged + have, c->at, c->left);
        have += c->left;
        c->left = 0;
        if (c->part == c->end) break;
        c->at = c->part->start;
        c->left = c->part->length;
        c->part++;
        if (have == 0) continue;
        const size_t take = c->left < block - have ? c->left : block - have;
        if (take) memcpy(c->staged + have, c->at, take);
        have += take;
        c->left -= take;
        if (take) c->at += take;
        if (have < block) continue;
        c->run = c->staged;
        c->blocks = 1;
        return;
    }
    if (c->left >= block) {
        c->run = c->at;
        c->blocks = c->left / block;
        c->at += c->blocks * block;
        c->left -= c->blocks * block;
        return;
    }
    const size_t padded = have + 1 + block / 8 <= block ? block : 2 * block; /* FIPS 180-4, clause 5.1 */
    c->staged[have] = 0x80;
    memset(c->staged + have + 1, 0, padded - have - 1);
    store64(c->staged + padded - 8, c->message->length << 3);
    c->run = c->staged;
    c->blocks = padded / block;
    c->last = 1;
}

static void begin(Cursor *c, const Algorithm *a, const Message *message) {
    c->message = message;
    c->part = message->parts;
    c->end = message->parts + message->count;
    c->left = 0;
    c->last = 0;
    memcpy(&c->state, a->start, a->words * a->word);
    next_run(c, a);
}

static void give_state(const Algorithm *a, const Path *path, Lanes *state, unsigned lane, const Cursor *c) {
    const size_t step = path->word_stride, from = (size_t)lane * path->lane_stride;
    if (a->word == 4)
        for (size_t w = 0; w < a->words; w++) state->narrow[from + w * step] = c->state.narrow[w];
    else
        for (size_t w = 0; w < a->words; w++) state->wide[from + w * step] = c->state.wide[w];
}

static void take_state(const Algorithm *a, const Path *path, const Lanes *state, unsigned lane, Cursor *c) {
    const size_t step = path->word_stride, from = (size_t)lane * path->lane_stride;
    if (a->word == 4)
        for (size_t w = 0; w < a->words; w++) c->state.narrow[w] = state->narrow[from + w * step];
    else
        for (size_t w = 0; w < a->words; w++) c->state.wide[w] = state->wide[from + w * step];
}

static void write_digest(const Algorithm *a, const Path *path, const Lanes *state, unsigned lane, uint8_t *out) {
    const size_t step = path->word_stride, from = (size_t)lane * path->lane_stride, words = a->digest / a->word;
    if (a->word == 4)
        for (size_t w = 0; w < words; w++) store32(out + 4 * w, state->narrow[from + w * step]);
    else
        for (size_t w = 0; w < words; w++) store64(out + 8 * w, state->wide[from + w * step]);
}

/* The next message for a lane: one that is begun already, or a new one in `own`; NULL where there is none. */
static Cursor *next_message(Queue *q, const Algorithm *a, Cursor *own) {
    if (q->count) return q->begun[--q->count];
    if (q->next == q->end) return NULL;
    begin(own, a, q->next++);
    return own;
}

/* Hashes by one path until so few messages are left that the next should have them; they stay in the queue. */
static void run_stage(const Algorithm *a, const Path *path, Queue *q, Cursor *pool, unsigned give_up) {
    Lanes state;
    Cursor *lanes[MAX_LANES];
    const uint8_t *blocks[MAX_LANES];
    unsigned active = 0;
    memset(&state, 0, sizeof state);
    for (unsigned l = 0; l < path->lanes; l++) {
        lanes[l] = next_message(q, a, &pool[l]);
        if (lanes[l] == NULL) continue;
        give_state(a, path, &state, l, lanes[l]);
        active++;
    }
    while (active > (q->next == q->end && q->count == 0 ? give_up : 0)) {
        size_t step = SIZE_MAX;
        const uint8_t *some = NULL; /* an idle lane works on what another one reads */
        for (unsigned l = 0; l < path->lanes; l++) {
            if (lanes[l] == NULL) continue;
            blocks[l] = some = lanes[l]->run;
            if (lanes[l]->blocks < step) step = lanes[l]->blocks;
        }
        if (active < path->lanes)
            for (unsigned l = 0; l < path->lanes; l++)
                if (lanes[l] == NULL) blocks[l] = some;
        path->run(&state, blocks, step);
        for (unsigned l = 0; l < path->lanes; l++) {
            Cursor *c = lanes[l];
            if (c == NULL) continue;
            c->run += step * a->block;
            c->blocks -= step;
            if (c->blocks) continue;
            if (!c->last) {
                next_run(c, a);
                continue;
            }
            write_digest(a, path, &state, l, c->message->out);
            lanes[l] = next_message(q, a, c);
            if (lanes[l] != NULL)
                give_state(a, path, &state, l, lanes[l]);
            else
                active--;
        }
    }
    for (unsigned l = 0; l < path->lanes; l++) {
        if (lanes[l] == NULL) continue;
        take_state(a, path, &state, l, lanes[l]);
        q->begun[q->count++] = lanes[l];
    }
}

static int longer_first(const void *x, const void *y) {
    const uint64_t a = ((const Message *)x)->length, b = ((const Message *)y)->length;
    return a < b ? 1 : a > b ? -1 : 0;
}

/* Whether all messages are of one length and each lies in one piece. */
static int are_uniform(const Message *messages, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (messages[i].count != 1 || messages[i].length != messages[0].length) return 0;
    return count != 0;
}

/* Digests of uniform messages, a lane each, as many at a time as there are lanes; returns how many are done. The padding is the same for
 * all, and written once. */
static size_t run_uniform(const Algorithm *a, const Path *path, const Message *messages, size_t count) {
    const size_t length = messages[0].parts[0].length, full = length / a->block, tail = length % a->block;
    const size_t padded = tail + 1 + a->block / 8 <= a->block ? a->block : 2 * a->block;
    uint8_t staged[MAX_LANES][2 * MAX_BLOCK];
    const uint8_t *blocks[MAX_LANES], *ends[MAX_LANES];
    union { uint32_t narrow[64]; uint64_t wide[80]; } padding;
    const int same = tail == 0 && path->same != NULL; /* the last block is padding alone */
    Lanes start, state;
    Cursor fresh;
    size_t done = 0;
    memset(&start, 0, sizeof start);
    memcpy(&fresh.state, a->start, a->words * a->word);
    for (unsigned l = 0; l < path->lanes; l++) {
        give_state(a, path, &start, l, &fresh);
        memset(staged[l], 0, padded);
        staged[l][tail] = 0x80;
        store64(staged[l] + padded - 8, (uint64_t)length << 3);
        ends[l] = staged[l];
    }
    if (same) a->expand(staged[0], &padding);
    for (; count - done >= path->lanes; done += path->lanes) {
        for (unsigned l = 0; l < path->lanes; l++) {
            blocks[l] = messages[done + l].parts[0].start;
            if (tail) memcpy(staged[l], blocks[l] + full * a->block, tail);
        }
        state = start;
        if (full) path->run(&state, blocks, full);
        if (same)
            path->same(&state, &padding);
        else
            path->run(&state, ends, padded / a->block);
        for (unsigned l = 0; l < path->lanes; l++) write_digest(a, path, &state, l, messages[done + l].out);
    }
    return done;
}

/* Digests of all messages, each to its own place. They are put in another order. */
static void run_batch(const Plan *plan, Message *messages, size_t count) {
    Cursor pool[MAX_LANES];
    Queue queue = {messages, messages + count, {NULL}, 0};
    const int uniform = are_uniform(messages, count);
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++) total += messages[i].length;
    if (!uniform && count && total / count >= SORT_FROM) qsort(messages, count, sizeof *messages, longer_first);
    for (size_t i = 0; i < plan->count; i++) {
        const Path *path = plan->stages[i];
        const unsigned give_up = i + 1 < plan->count ? path->give_up : 0;
        if (uniform && queue.count == 0 && (size_t)(queue.end - queue.next) >= path->lanes)
            queue.next += run_uniform(plan->algorithm, path, queue.next, (size_t)(queue.end - queue.next));
        if ((size_t)(queue.end - queue.next) + queue.count > give_up)
            run_stage(plan->algorithm, path, &queue, pool, give_up);
    }
}

/* Messages that have one part each. */
static void run_simple(const Plan *plan, Message *messages, const Part *parts, size_t count, uint8_t *out) {
    for (size_t i = 0; i < count; i++)
        messages[i] = (Message){&parts[i], 1, parts[i].length, out + i * plan->algorithm->digest};
    run_batch(plan, messages, count);
}

/* ------------------------------------------------------------------ arguments */

static int make_plan(Plan *plan, const char *algorithm, const char *path) {
    plan->count = 0;
    for (plan->algorithm = ALGORITHMS; plan->algorithm->name; plan->algorithm++)
        if (strcmp(plan->algorithm->name, algorithm) == 0) break;
    if (plan->algorithm->name == NULL) {
        PyErr_Format(PyExc_ValueError, "the kernel has no algorithm %s", algorithm);
        return 0;
    }
    for (const Path *p = plan->algorithm->paths; p->name && plan->count < MAX_STAGES; p++) {
        if ((path[0] && strcmp(path, p->name) != 0) || !p->usable()) continue;
        plan->stages[plan->count++] = p;
        if (p->give_up == 0) break;
    }
    if (plan->count) return 1;
    PyErr_Format(PyExc_ValueError, "this processor has no path %s for %s", path, algorithm);
    return 0;
}

static int check_bounds(Py_ssize_t start, Py_ssize_t stop, Py_ssize_t count, const Py_buffer *out, size_t each) {
    if (start >= 0 && start <= stop && stop <= count && (size_t)stop <= (size_t)out->len / each) return 1;
    PyErr_SetString(PyExc_ValueError, "start, stop and the size of the output do not agree");
    return 0;
}

static int check_count(const char *name, Py_ssize_t found, Py_ssize_t wanted, Py_ssize_t optional) {
    if (found == wanted || found == wanted + optional) return 1;
    PyErr_Format(PyExc_TypeError, "%s does not take %zd arguments", name, found);
    return 0;
}

/* A name; NULL and an error where it is none. */
static const char *read_name(PyObject *value) {
    Py_ssize_t size;
    const char *name = PyUnicode_AsUTF8AndSize(value, &size);
    if (name == NULL || (size_t)size == strlen(name)) return name;
    PyErr_SetString(PyExc_ValueError, "a name has no null character");
    return NULL;
}

static int read_plan(Plan *plan, PyObject *algorithm, PyObject *path) {
    const char *name = read_name(algorithm), *chosen = name ? read_name(path) : NULL;
    return chosen != NULL && make_plan(plan, name, chosen);
}

/* Where the digests go: to all of a new bytes object, or to those of `start` to `stop` in a buffer of the caller. */
typedef struct {
    PyObject *result;
    Py_buffer view; /* only where `result` is None */
    Py_ssize_t start, stop;
    uint8_t *to;
} Output;

/* `args` are none, or buffer, start, stop. */
static int open_output(Output *o, PyObject *const *args, Py_ssize_t n_args, Py_ssize_t count, size_t each) {
    if (n_args == 0) {
        o->start = 0;
        o->stop = count;
        o->result = PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)each);
        o->to = o->result ? (uint8_t *)PyBytes_AsString(o->result) : NULL;
        return o->result != NULL;
    }
    o->start = PyLong_AsSsize_t(args[1]);
    o->stop = PyLong_AsSsize_t(args[2]);
    if (PyErr_Occurred() || PyObject_GetBuffer(args[0], &o->view, PyBUF_WRITABLE) < 0) return 0;
    if (!check_bounds(o->start, o->stop, count, &o->view, each)) {
        PyBuffer_Release(&o->view);
        return 0;
    }
    Py_INCREF(Py_None);
    o->result = Py_None;
    o->to = (uint8_t *)o->view.buf + (size_t)o->start * each;
    return 1;
}

static PyObject *close_output(Output *o, int done) {
    if (o->result == Py_None) PyBuffer_Release(&o->view);
    if (!done) Py_CLEAR(o->result);
    return o->result;
}

/* Makes room for `wanted` elements; 0 and MemoryError where there is none. */
static int reserve(void **array, size_t *room, size_t wanted, size_t each) {
    if (wanted <= *room) return 1;
    size_t larger = wanted > SIZE_MAX / 2 ? wanted : 2 * wanted;
    void *moved = larger > SIZE_MAX / each ? NULL : realloc(*array, larger * each);
    if (moved == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    *array = moved;
    *room = larger;
    return 1;
}

static PyObject *kernel_paths(PyObject *Py_UNUSED(module), PyObject *args) {
    const char *name;
    if (!PyArg_ParseTuple(args, "s:paths", &name)) return NULL;
    const Algorithm *a = ALGORITHMS;
    while (a->name && strcmp(a->name, name) != 0) a++;
    PyObject *found = PyList_New(0);
    if (found == NULL) return NULL;
    for (const Path *p = a->name ? a->paths : NULL; p && p->name; p++) {
        if (!p->usable()) continue;
        PyObject *text = PyUnicode_FromString(p->name);
        if (text == NULL || PyList_Append(found, text) < 0) {
            Py_XDECREF(text);
            Py_DECREF(found);
            return NULL;
        }
        Py_DECREF(text);
    }
    PyObject *all = PyList_AsTuple(found);
    Py_DECREF(found);
    return all;
}

/* Runs a batch; other threads have their turn meanwhile where it is worth it. */
static void run_shared(const Plan *plan, Message *messages, size_t count) {
    uint64_t work = 0;
    for (size_t i = 0; i < count; i++) work += messages[i].length + plan->algorithm->block;
    PyThreadState *released = work >= RELEASE_FROM ? PyEval_SaveThread() : NULL;
    run_batch(plan, messages, count);
    if (released != NULL) PyEval_RestoreThread(released);
}

/* ------------------------------------------------------------------ buffers of a tuple */

/* The buffers of one chunk. Bytes need no view: the tuple that has them keeps them, and they don't change. */
typedef struct {
    Part *parts;
    size_t n_parts, parts_room;
    Py_buffer *views;
    size_t n_views, views_room;
    size_t *firsts; /* part with which a message begins */
    Message *messages;
} Held;

typedef struct { /* room for a few messages without asking for memory */
    size_t firsts[FEW + 1];
    Message messages[FEW];
} Few;

/* Adds an item of the tuple as a message. */
typedef int (*Hold)(Held *held, PyObject *item);

static void let_go(Held *held) {
    for (size_t i = 0; i < held->n_views; i++) PyBuffer_Release(&held->views[i]);
    held->n_views = held->n_parts = 0;
}

static int hold_memory(Held *held, PyObject *buffer, Part *part) {
    if (PyBytes_Check(buffer)) {
        *part = (Part){(const uint8_t *)PyBytes_AsString(buffer), (size_t)PyBytes_Size(buffer)};
        return 1;
    }
    if (!reserve((void **)&held->views, &held->views_room, held->n_views + 1, sizeof(Py_buffer))) return 0;
    Py_buffer *view = &held->views[held->n_views];
    if (PyObject_GetBuffer(buffer, view, PyBUF_SIMPLE) < 0) return 0;
    held->n_views++;
    *part = (Part){view->buf, (size_t)view->len};
    return 1;
}

static int hold_buffer(Held *held, PyObject *item) {
    if (!reserve((void **)&held->parts, &held->parts_room, held->n_parts + 1, sizeof(Part))) return 0;
    return hold_memory(held, item, &held->parts[held->n_parts++]);
}

/* Start and end of a range of `whole`. */
static int read_span(PyObject *span, const Part *whole, Part *part) {
    PyObject *pair = PySequence_Tuple(span);
    if (pair == NULL) return 0;
    Py_ssize_t start = 0, end = 0;
    if (PyTuple_Size(pair) == 2) {
        start = PyNumber_AsSsize_t(PyTuple_GetItem(pair, 0), NULL);
        end = PyNumber_AsSsize_t(PyTuple_GetItem(pair, 1), NULL);
    } else {
        PyErr_SetString(PyExc_ValueError, "a range has a start and an end");
    }
    Py_DECREF(pair);
    if (PyErr_Occurred()) return 0;
    if (start < 0 || start > end || (size_t)end > whole->length) {
        PyErr_Format(PyExc_ValueError, "range %zd to %zd is not in a buffer of %zu bytes", start, end, whole->length);
        return 0;
    }
    *part = (Part){whole->start + start, (size_t)(end - start)};
    return 1;
}

/* A tuple of a buffer and the ranges of what is hashed of it. A tuple, as it keeps its buffer. */
static int hold_ranges(Held *held, PyObject *item) {
    Part whole;
    if (!PyTuple_Check(item) || PyTuple_Size(item) != 2) {
        PyErr_SetString(PyExc_TypeError, "a message is a tuple of a buffer and its ranges");
        return 0;
    }
    PyObject *spans = PySequence_Tuple(PyTuple_GetItem(item, 1));
    if (spans == NULL) return 0;
    const Py_ssize_t count = PyTuple_Size(spans);
    int done = hold_memory(held, PyTuple_GetItem(item, 0), &whole) &&
               reserve((void **)&held->parts, &held->parts_room, held->n_parts + (size_t)count, sizeof(Part));
    for (Py_ssize_t i = 0; done && i < count; i++)
        done = read_span(PyTuple_GetItem(spans, i), &whole, &held->parts[held->n_parts++]);
    Py_DECREF(spans);
    return done;
}

static void make_messages(Held *held, size_t count, uint8_t *out, size_t digest) {
    for (size_t i = 0; i < count; i++) {
        Message *m = &held->messages[i];
        *m = (Message){held->parts + held->firsts[i], held->firsts[i + 1] - held->firsts[i], 0, out + i * digest};
        for (size_t p = 0; p < m->count; p++) m->length += m->parts[p].length;
    }
}

static int hash_items(const Plan *plan, PyObject *items, Py_ssize_t start, Py_ssize_t stop, Hold hold, uint8_t *out) {
    const size_t most = stop - start < CHUNK ? (size_t)(stop - start) : CHUNK, digest = plan->algorithm->digest;
    Few few;
    Held held = {NULL, 0, 0, NULL, 0, 0, few.firsts, few.messages};
    if (most > FEW) {
        held.firsts = malloc((most + 1) * sizeof *held.firsts);
        held.messages = malloc(most * sizeof *held.messages);
    }
    int done = held.firsts != NULL && held.messages != NULL;
    if (!done) PyErr_NoMemory();
    while (done && start < stop) {
        const size_t count = stop - start < CHUNK ? (size_t)(stop - start) : CHUNK;
        for (size_t i = 0; done && i < count; i++) {
            held.firsts[i] = held.n_parts;
            done = hold(&held, PyTuple_GetItem(items, start + (Py_ssize_t)i));
        }
        held.firsts[count] = held.n_parts;
        if (done) {
            make_messages(&held, count, out, digest);
            run_shared(plan, held.messages, count);
        }
        let_go(&held);
        start += (Py_ssize_t)count;
        out += count * digest;
    }
    free(held.parts);
    free(held.views);
    if (most > FEW) {
        free(held.firsts);
        free(held.messages);
    }
    return done;
}

/* The arguments are items, algorithm, path, and perhaps those of an output. */
static PyObject *digests_of(const char *name, PyObject *const *args, Py_ssize_t count, Hold hold) {
    Output output;
    Plan plan;
    if (!check_count(name, count, 3, 3) || !read_plan(&plan, args[1], args[2])) return NULL;
    PyObject *items = PySequence_Tuple(args[0]), *result = NULL;
    if (items == NULL) return NULL;
    if (open_output(&output, args + 3, count - 3, PyTuple_Size(items), plan.algorithm->digest))
        result = close_output(&output, hash_items(&plan, items, output.start, output.stop, hold, output.to));
    Py_DECREF(items);
    return result;
}

static PyObject *kernel_many(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t count) {
    return digests_of("many", args, count, hold_buffer);
}

static PyObject *kernel_ranges(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t count) {
    return digests_of("ranges", args, count, hold_ranges);
}

static PyObject *kernel_digest(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t count) {
    Py_buffer view;
    Plan plan;
    uint8_t out[MAX_DIGEST];
    if (!check_count("digest", count, 2, 0)) return NULL;
    const char *algorithm = read_name(args[0]);
    if (algorithm == NULL || !make_plan(&plan, algorithm, "")) return NULL;
    if (PyObject_GetBuffer(args[1], &view, PyBUF_SIMPLE) < 0) return NULL;
    const Part part = {view.buf, (size_t)view.len};
    Message message = {&part, 1, part.length, out};
    run_shared(&plan, &message, 1);
    PyBuffer_Release(&view);
    return PyBytes_FromStringAndSize((const char *)out, (Py_ssize_t)plan.algorithm->digest);
}

/* ------------------------------------------------------------------ packed messages */

/* Parts and messages between the offsets of one chunk; 0 where they are not in order or beyond the data. They are read once. */
static int read_offsets(const Py_buffer *data, const char *offsets, size_t count, uint8_t *out, size_t digest, Message *messages,
                        Part *parts) {
    uint64_t from, to;
    memcpy(&from, offsets, sizeof from);
    for (size_t i = 0; i < count; i++, from = to) {
        memcpy(&to, offsets + 8 * (i + 1), sizeof to);
        if (from > to || to > (uint64_t)data->len) return 0;
        parts[i] = (Part){(const uint8_t *)data->buf + from, (size_t)(to - from)};
        messages[i] = (Message){&parts[i], 1, parts[i].length, out + i * digest};
    }
    return 1;
}

static int hash_packed(const Plan *plan, const Py_buffer *data, const char *offsets, size_t count, uint8_t *out) {
    const size_t most = count < CHUNK ? count : CHUNK, digest = plan->algorithm->digest;
    Message *messages = malloc((most + 1) * sizeof *messages);
    Part *parts = malloc((most + 1) * sizeof *parts);
    const int room = messages != NULL && parts != NULL;
    int done = room;
    PyThreadState *released = (size_t)data->len + count * plan->algorithm->block >= RELEASE_FROM ? PyEval_SaveThread() : NULL;
    while (done && count) {
        const size_t now = count < CHUNK ? count : CHUNK;
        done = read_offsets(data, offsets, now, out, digest, messages, parts);
        if (done) run_batch(plan, messages, now);
        offsets += 8 * now;
        out += digest * now;
        count -= now;
    }
    if (released != NULL) PyEval_RestoreThread(released);
    free(messages);
    free(parts);
    if (!room)
        PyErr_NoMemory();
    else if (!done)
        PyErr_SetString(PyExc_ValueError, "offsets must ascend and stay within the data");
    return done;
}

/* The arguments are data, offsets, algorithm, path, and perhaps those of an output. */
static PyObject *digests_between(const Py_buffer *data, const Py_buffer *offsets, PyObject *const *args, Py_ssize_t count) {
    Output output;
    Plan plan;
    if (offsets->itemsize != 8) {
        PyErr_SetString(PyExc_ValueError, "offsets must be 64 bits each");
        return NULL;
    }
    if (offsets->len == 0) {
        PyErr_SetString(PyExc_ValueError, "no offsets: a first and a last are needed even for no message");
        return NULL;
    }
    if (!read_plan(&plan, args[2], args[3]) ||
        !open_output(&output, args + 4, count - 4, offsets->len / 8 - 1, plan.algorithm->digest))
        return NULL;
    const char *first = (const char *)offsets->buf + 8 * output.start;
    return close_output(&output, hash_packed(&plan, data, first, (size_t)(output.stop - output.start), output.to));
}

static PyObject *kernel_packed(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t count) {
    Py_buffer data, offsets;
    PyObject *all = NULL;
    if (!check_count("packed", count, 4, 3) || PyObject_GetBuffer(args[0], &data, PyBUF_SIMPLE) < 0) return NULL;
    if (PyObject_GetBuffer(args[1], &offsets, PyBUF_ND) == 0) {
        all = digests_between(&data, &offsets, args, count);
        PyBuffer_Release(&offsets);
    }
    PyBuffer_Release(&data);
    return all;
}

/* ------------------------------------------------------------------ trees (RFC 4998, clause 4) */

typedef struct {
    Message messages[CHUNK];
    Part parts[CHUNK];
    uint8_t joined[CHUNK * 2 * MAX_DIGEST];
} Pairs;

/* Two neighbours in ascending order. */
INLINE void join(uint8_t *joined, const uint8_t *left, const size_t size) {
    const uint64_t a = load64(left), b = load64(left + size);
    const size_t first = (a != b ? a < b : memcmp(left, left + size, size) <= 0) ? 0 : size;
    memcpy(joined, left + first, size);
    memcpy(joined + size, left + (size - first), size);
}

/* One level up: each two neighbours in ascending order, joined and hashed; one without a neighbour stays as it is. `from` may be
 * `to`: a chunk is read whole before it is written. Returns the number of hashes. */
static size_t tree_level(const Plan *plan, const uint8_t *from, size_t count, uint8_t *to, Pairs *work) {
    const size_t size = plan->algorithm->digest, pairs = count / 2;
    for (size_t done = 0; done < pairs;) {
        const size_t now = pairs - done < CHUNK ? pairs - done : CHUNK;
        for (size_t i = 0; i < now; i++) {
            const uint8_t *left = from + 2 * (done + i) * size;
            uint8_t *joined = work->joined + 2 * i * size;
            if (size == 32) /* known when compiled, it takes no calls */
                join(joined, left, 32);
            else
                join(joined, left, size);
            work->parts[i] = (Part){joined, 2 * size};
        }
        run_simple(plan, work->messages, work->parts, now, to + done * size);
        done += now;
    }
    if (count & 1) memmove(to + pairs * size, from + (count - 1) * size, size);
    return pairs + (count & 1);
}

static PyObject *kernel_tree_root(PyObject *Py_UNUSED(module), PyObject *args) {
    Py_buffer leaves;
    const char *algorithm, *path;
    Plan plan;
    PyObject *root = NULL;
    if (!PyArg_ParseTuple(args, "y*ss:tree_root", &leaves, &algorithm, &path)) return NULL;
    if (make_plan(&plan, algorithm, path)) {
        const size_t size = plan.algorithm->digest;
        size_t count = (size_t)leaves.len / size;
        if (count == 0 || (size_t)leaves.len % size) {
            PyErr_SetString(PyExc_ValueError, "leaves must be one or more whole digests");
        } else {
            Pairs *work = malloc(sizeof *work);
            uint8_t *level = malloc((count / 2 + 1) * size);
            if (work == NULL || level == NULL) {
                PyErr_NoMemory();
            } else {
                Py_BEGIN_ALLOW_THREADS
                count = tree_level(&plan, leaves.buf, count, level, work);
                while (count > 1) count = tree_level(&plan, level, count, level, work);
                Py_END_ALLOW_THREADS
                root = PyBytes_FromStringAndSize((const char *)level, (Py_ssize_t)size);
            }
            free(work);
            free(level);
        }
    }
    PyBuffer_Release(&leaves);
    return root;
}

/* A reduced tree: what is looked for, the lists of its levels, the root that it should lead to, and where the sum stands. */
typedef struct {
    size_t first_level, n_levels;
    Part wanted, root, reached;
    int listed;
    uint8_t sum[MAX_DIGEST];
} Reduced;

typedef struct {
    size_t first, count; /* of a level, in `hashes` */
} Level;

typedef struct {
    Reduced trees[TREE_CHUNK];
    Message messages[TREE_CHUNK];
    Part parts[TREE_CHUNK];
    Part *hashes;
    size_t n_hashes, hashes_room;
    Level *levels;
    size_t n_levels, levels_room;
    PyObject *kept; /* tuples that were made of other sequences, or NULL */
    Part *sorted; /* one level of one tree with the sum below it */
    uint8_t *joined;
    size_t widest, longest;
} Forest;

/* As Python compares bytes: by the first difference, then by length. */
static int compare_parts(const void *x, const void *y) {
    const Part *a = x, *b = y;
    const size_t both = a->length < b->length ? a->length : b->length;
    if (both >= 8) {
        const uint64_t first = load64(a->start), second = load64(b->start);
        if (first != second) return first < second ? -1 : 1;
    }
    const int order = both ? memcmp(a->start, b->start, both) : 0;
    return order ? order : a->length < b->length ? -1 : a->length > b->length;
}

static int bytes_part(PyObject *value, Part *part) {
    if (value == NULL) return 0;
    if (!PyBytes_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "hashes must be bytes");
        return 0;
    }
    *part = (Part){(const uint8_t *)PyBytes_AsString(value), (size_t)PyBytes_Size(value)};
    return 1;
}

/* `value` as a tuple that lives until the chunk is done; NULL and an error where it is no sequence. */
static PyObject *kept_tuple(Forest *f, PyObject *value) {
    if (value == NULL || PyTuple_Check(value)) return value;
    PyObject *made = PySequence_Tuple(value);
    if (made == NULL) return NULL;
    if (f->kept == NULL) f->kept = PyList_New(0);
    const int done = f->kept != NULL && PyList_Append(f->kept, made) == 0;
    Py_DECREF(made);
    return done ? made : NULL;
}

static int read_level(Forest *f, Reduced *tree, PyObject *level, int is_first) {
    const Py_ssize_t count = PyTuple_Size(level);
    if (!reserve((void **)&f->levels, &f->levels_room, f->n_levels + 1, sizeof(Level)) ||
        !reserve((void **)&f->hashes, &f->hashes_room, f->n_hashes + (size_t)count, sizeof(Part)))
        return 0;
    f->levels[f->n_levels++] = (Level){f->n_hashes, (size_t)count};
    for (Py_ssize_t i = 0; i < count; i++) {
        Part *part = &f->hashes[f->n_hashes];
        if (!bytes_part(PyTuple_GetItem(level, i), part)) return 0;
        f->n_hashes++;
        if (is_first && compare_parts(part, &tree->wanted) == 0) tree->listed = 1;
    }
    return 1;
}

static int read_tree(Forest *f, Reduced *tree, PyObject *levels, PyObject *wanted, PyObject *root) {
    if (!bytes_part(wanted, &tree->wanted) || !bytes_part(root, &tree->root)) return 0;
    tree->first_level = f->n_levels;
    tree->n_levels = (size_t)PyTuple_Size(levels);
    tree->listed = 0;
    tree->reached = (Part){NULL, 0};
    for (size_t i = 0; i < tree->n_levels; i++) {
        PyObject *level = kept_tuple(f, PyTuple_GetItem(levels, (Py_ssize_t)i));
        if (level == NULL || !read_level(f, tree, level, i == 0)) return 0;
    }
    return 1;
}

/* Room for what the widest step of all these trees joins together. Each level of a tree needs its own place in the chunk's messages. */
static int make_room(Forest *f, size_t count, size_t digest) {
    size_t deepest = 0, widest = 0, longest = 0;
    for (size_t t = 0; t < count; t++)
        if (f->trees[t].n_levels > deepest) deepest = f->trees[t].n_levels;
    for (size_t l = 0; l < deepest; l++) {
        size_t bytes = 0;
        for (size_t t = 0; t < count; t++) {
            if (l >= f->trees[t].n_levels) continue;
            const Level *level = &f->levels[f->trees[t].first_level + l];
            for (size_t h = 0; h < level->count; h++) bytes += f->hashes[level->first + h].length;
            bytes += digest > f->trees[t].wanted.length ? digest : f->trees[t].wanted.length;
            if (level->count + 1 > widest) widest = level->count + 1;
        }
        if (bytes > longest) longest = bytes;
    }
    if (widest == 0) return 1;
    free(f->sorted);
    free(f->joined);
    f->sorted = malloc(widest * sizeof(Part));
    f->joined = malloc(longest + 1);
    f->widest = widest;
    f->longest = longest;
    if (f->sorted != NULL && f->joined != NULL) return 1;
    PyErr_NoMemory();
    return 0;
}

static void sort_parts(Part *parts, size_t count) {
    if (count > 8) {
        qsort(parts, count, sizeof *parts, compare_parts);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const Part moving = parts[i];
        size_t at = i;
        for (; at && compare_parts(&parts[at - 1], &moving) > 0; at--) parts[at] = parts[at - 1];
        parts[at] = moving;
    }
}

/* The sums of one level for all trees that have it: its hashes with the sum below, sorted, joined, hashed; a single one stands for
 * itself (RFC 4998, clause 4.3). */
static void sum_level(const Plan *plan, Forest *f, size_t count, size_t level) {
    size_t messages = 0, used = 0;
    for (size_t t = 0; t < count; t++) {
        Reduced *tree = &f->trees[t];
        if (level >= tree->n_levels) continue;
        const Level *list = &f->levels[tree->first_level + level];
        size_t n = list->count;
        if (n) memcpy(f->sorted, f->hashes + list->first, n * sizeof(Part));
        if (level) f->sorted[n++] = tree->reached;
        if (n == 1) {
            tree->reached = f->sorted[0];
            continue;
        }
        sort_parts(f->sorted, n);
        uint8_t *joined = f->joined + used;
        for (size_t i = 0; i < n; i++) {
            if (f->sorted[i].length) memcpy(f->joined + used, f->sorted[i].start, f->sorted[i].length);
            used += f->sorted[i].length;
        }
        f->parts[messages] = (Part){joined, (size_t)(f->joined + used - joined)};
        f->messages[messages] = (Message){&f->parts[messages], 1, f->parts[messages].length, tree->sum};
        tree->reached = (Part){tree->sum, plan->algorithm->digest};
        messages++;
    }
    run_batch(plan, f->messages, messages);
}

static void verify_chunk(const Plan *plan, Forest *f, size_t count, uint8_t *out) {
    size_t deepest = 0;
    for (size_t t = 0; t < count; t++)
        if (f->trees[t].n_levels > deepest) deepest = f->trees[t].n_levels;
    for (size_t level = 0; level < deepest; level++) sum_level(plan, f, count, level);
    for (size_t t = 0; t < count; t++)
        out[t] = (uint8_t)(f->trees[t].listed && compare_parts(&f->trees[t].reached, &f->trees[t].root) == 0);
}

static int verify_trees(const Plan *plan, PyObject *wanted, PyObject *trees, PyObject *roots, Py_ssize_t start, Py_ssize_t stop,
                        uint8_t *out) {
    Forest *f = calloc(1, sizeof *f);
    int done = f != NULL;
    if (!done) PyErr_NoMemory();
    while (done && start < stop) {
        const size_t count = stop - start < TREE_CHUNK ? (size_t)(stop - start) : TREE_CHUNK;
        f->n_hashes = f->n_levels = 0;
        for (size_t t = 0; done && t < count; t++) {
            const Py_ssize_t at = start + (Py_ssize_t)t;
            PyObject *levels = kept_tuple(f, PyTuple_GetItem(trees, at));
            done = levels != NULL &&
                   read_tree(f, &f->trees[t], levels, PyTuple_GetItem(wanted, at), PyTuple_GetItem(roots, at));
        }
        done = done && make_room(f, count, plan->algorithm->digest);
        if (done) {
            Py_BEGIN_ALLOW_THREADS
            verify_chunk(plan, f, count, out);
            Py_END_ALLOW_THREADS
        }
        Py_CLEAR(f->kept);
        start += (Py_ssize_t)count;
        out += count;
    }
    if (f != NULL) {
        free(f->hashes);
        free(f->levels);
        free(f->sorted);
        free(f->joined);
        free(f);
    }
    return done;
}

static PyObject *kernel_verify(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *wanted, *trees, *roots;
    Py_ssize_t start, stop;
    const char *algorithm, *path;
    Py_buffer out;
    Plan plan;
    if (!PyArg_ParseTuple(args, "O!O!O!ssw*nn:verify", &PyTuple_Type, &wanted, &PyTuple_Type, &trees, &PyTuple_Type, &roots,
                          &algorithm, &path, &out, &start, &stop))
        return NULL;
    Py_ssize_t count = PyTuple_Size(trees);
    if (PyTuple_Size(wanted) < count) count = PyTuple_Size(wanted);
    if (PyTuple_Size(roots) < count) count = PyTuple_Size(roots);
    const int done = make_plan(&plan, algorithm, path) && check_bounds(start, stop, count, &out, 1) &&
                     verify_trees(&plan, wanted, trees, roots, start, stop, (uint8_t *)out.buf + start);
    PyBuffer_Release(&out);
    if (!done) return NULL;
    Py_RETURN_NONE;
}

/* ------------------------------------------------------------------ the module */

#define QUICK(function) (PyCFunction)(void (*)(void))(function), METH_FASTCALL

static PyMethodDef METHODS[] = {
    {"paths", kernel_paths, METH_VARARGS, "paths(algorithm): names of the paths that this processor runs, best first"},
    {"digest", QUICK(kernel_digest), "digest(algorithm, data): digest of one message"},
    {"many", QUICK(kernel_many), "many(buffers, algorithm, path[, out, start, stop]): digests of all buffers, joined, or of some, to out"},
    {"ranges", QUICK(kernel_ranges), "ranges(items, algorithm, path[, out, start, stop]): digests of parts of buffers, as in many"},
    {"packed", QUICK(kernel_packed), "packed(data, offsets, algorithm, path[, out, start, stop]): digests of what lies between offsets"},
    {"tree_root", kernel_tree_root, METH_VARARGS, "tree_root(leaves, algorithm, path): root of a binary hash tree"},
    {"verify", kernel_verify, METH_VARARGS, "verify(hashes, trees, roots, algorithm, path, out, start, stop): 1 to out for each tree that holds"},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot SLOTS[] = {{0, NULL}};

static struct PyModuleDef MODULE = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "esigval.hashing._kernel",
    .m_doc = "Digests of many messages at once.",
    .m_methods = METHODS,
    .m_slots = SLOTS,
};

PyMODINIT_FUNC PyInit__kernel(void) {
#if WITH_X86
    find_shani();
#endif
    return PyModuleDef_Init(&MODULE);
}

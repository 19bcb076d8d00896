// SPDX-License-Identifier: Apache-2.0
/* Chance by counter. Philox 4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3", SC 2011. */
#include "hazard/hazard.h"

#include <math.h>

void hazard_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t ret[4]) {
    uint32_t c[4] = {counter[0], counter[1], counter[2], counter[3]}, k[2] = {key[0], key[1]};
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)UINT32_C(0xD2511F53) * c[0];
        uint64_t b = (uint64_t)UINT32_C(0xCD9E8D57) * c[2];
        uint32_t next[4] = {(uint32_t)(b >> 32) ^ c[1] ^ k[0], (uint32_t)b,
                            (uint32_t)(a >> 32) ^ c[3] ^ k[1], (uint32_t)a};
        for (int i = 0; i < 4; i++) c[i] = next[i];
        k[0] += UINT32_C(0x9E3779B9);
        k[1] += UINT32_C(0xBB67AE85);
    }
    for (int i = 0; i < 4; i++) ret[i] = c[i];
}

static double open_unit(uint32_t high, uint32_t low) {
    uint64_t bits = ((uint64_t)high << 32 | low) >> 11;
    return ((double)bits + 0.5) / 9007199254740992.0; /* 2^53 */
}

static void two_units(HazardDie die, double ret[2]) {
    uint32_t out[4];
    hazard_philox((uint32_t[4]){die.scenario, (uint32_t)die.what, (uint32_t)die.day, die.which},
                  (uint32_t[2]){(uint32_t)die.seed, (uint32_t)(die.seed >> 32)}, out);
    ret[0] = open_unit(out[0], out[1]);
    ret[1] = open_unit(out[2], out[3]);
}

double hazard_unit(HazardDie die) {
    double u[2];
    two_units(die, u);
    return u[0];
}

/* Box and Muller 1958. */
double hazard_normal(HazardDie die) {
    double u[2];
    two_units(die, u);
    return sqrt(-2 * log(u[0])) * cos(6.283185307179586 * u[1]);
}

/* ---------------------------------------------------------------- the gamma distribution */

/* Regularized lower incomplete gamma function: a series below a + 1, a continued fraction (Lentz)
 * above. */
static double gamma_below(double a, double x) {
    if (x <= 0) return 0;
    double scale = exp(a * log(x) - x - lgamma(a));
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (double n = a + 1; term > sum * 1e-15; n++) sum += term *= x / n;
        return sum * scale;
    }
    double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
    for (int i = 1; i < 1000; i++) {
        double an = -i * (i - a);
        b += 2;
        d = 1 / (an * d + b);
        c = b + an / c;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-14) break;
    }
    return 1 - scale * h;
}

double hazard_gamma_quantile(double shape, double mean, double u) {
    if (u <= 0) return 0;
    double low = 0, high = shape + 1;
    while (high < 1e6 && gamma_below(shape, high) < u) high *= 2;
    for (int i = 0; i < 60 && high - low > 1e-9 * high; i++) {
        double middle = (low + high) / 2;
        if (gamma_below(shape, middle) < u)
            low = middle;
        else
            high = middle;
    }
    return high * mean / shape;
}

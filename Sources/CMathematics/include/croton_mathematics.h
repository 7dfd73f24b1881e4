#ifndef CROTON_MATHEMATICS_H
#define CROTON_MATHEMATICS_H

// The mathematical functions of the generated C, for what Swift computes: the same bits everywhere. The
// headers are those of Generated/lenet5.
#include "croton_functions.h"

#endif
